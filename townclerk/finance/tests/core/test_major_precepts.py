"""The limits of major precepts, by their published principles."""

from fractions import Fraction

import pytest

from townclerk.calc import catalogue
from townclerk.calc.runner import run_case
from townclerk.finance.core.major_precepts import (
    MAJOR_LIMITS,
    MajorLimit,
    UnknownAuthority,
    major_limit,
    major_test,
)
from townclerk.finance.core.referendum import EQUAL_OR_MORE, MORE_THAN, NoComparison
from townclerk.kernel.money import Money
from townclerk.platform.parameters import source

LIMITS = source().parameter(MAJOR_LIMITS)


def outcome_of(authority, year, previous, proposed):
    limit = major_limit(LIMITS, year, authority)
    return major_test(authority, Money.pounds(previous), Money.pounds(proposed), limit).value


@pytest.mark.parametrize(
    ("year", "rise"), [(2018, 12), (2019, 24), (2020, 10), (2021, 15), (2023, 15), (2024, 13)]
)
def test_it_allows_a_police_rise_of_exactly_the_pounds_and_not_a_penny_more(year, rise):
    at_limit = outcome_of("police", year, "200.00", f"{200 + rise}.00")
    assert not at_limit.is_excessive
    assert at_limit.highest == Money.pounds(200 + rise)
    assert outcome_of("police", year, "200.00", f"{200 + rise}.01").is_excessive


def test_it_stops_a_percentage_that_is_reached():
    limit = MajorLimit(
        year=2017, authority="fire", unit="percent", limit=Fraction(2), test=EQUAL_OR_MORE
    )
    assert outcome_of("fire", 2017, "70.00", "71.40").is_excessive
    assert limit.highest(Money.pounds("70.00")) == Money.pounds("71.39")
    assert limit.highest(Money.pounds("70.01")) == Money.pounds("71.41")
    assert not outcome_of("fire", 2017, "70.01", "71.41").is_excessive


@pytest.mark.parametrize("test", [EQUAL_OR_MORE, MORE_THAN])
@pytest.mark.parametrize("unit", ["pounds", "percent"])
@pytest.mark.parametrize("pence", [1, 7999, 20197, 27897])
def test_it_finds_the_highest_amount_and_the_next_penny_fails(pence, unit, test):
    limit = MajorLimit(
        year=2020, authority="police", unit=unit, limit=Fraction(299, 100), test=test
    )
    previous = Money(pence)
    highest = limit.highest(previous)
    assert not limit.is_excessive(previous, highest)
    assert limit.is_excessive(previous, highest + Money(1))


def test_it_sets_no_limit_for_a_mayor():
    found = outcome_of("mayor", 2019, "19.00", "190.00")
    assert (found.limit, found.is_excessive, found.highest) == (None, False, None)


def test_it_refuses_an_unknown_authority_and_no_amount_to_compare_with():
    with pytest.raises(UnknownAuthority):
        major_limit(LIMITS, 2019, "parish")
    with pytest.raises(NoComparison):
        outcome_of("police", 2019, 0, 20)


def test_it_warns_in_a_resolution_whose_precept_it_is():
    case = {
        "own_band_d": "1570.30",
        "major_precepts": {"police": "202.00", "fire": "78.84", "mayor": "19.00"},
        "major_tests": {
            "year": "2019/20",
            "previous": {"police": "177.97", "fire": "76.54", "mayor": "0.00"},
        },
    }
    answer = run_case(catalogue.by_name("council-tax-resolution"), case, source())
    found = answer.outcome.result["major_tests"]
    assert found["police"]["verdict"] == "excessive"
    assert str(found["police"]["highest"]) == "201.97"
    assert found["fire"]["verdict"] == "excessive"
    assert found["mayor"] == {"verdict": "no limit", "limit": None, "highest": None}
    assert sum("precept is excessive" in warning for warning in answer.warnings) == 2
