"""Members' allowances by the day: part of a year, one special responsibility, changing rates."""

from datetime import date
from itertools import permutations

import pytest

from townclerk.democracy.core.allowances import Rate, Stint, entitlement
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

YEAR = FinancialYear(2023)
"""366 days: its February has 29."""


def rate(key, pounds, kind="special", **values):
    return Rate(key=key, kind=kind, title=key.capitalize(), yearly=Money.pounds(pounds), **values)


BASIC = rate("basic", 10_000, "basic")
START = date(2023, 4, 1)


def owed(*stints, year=YEAR):
    return [(due.rate.key, due.days, str(due.amount)) for due in entitlement(stints, year)]


@pytest.mark.parametrize(
    ("start", "end", "days", "amount"),
    [
        (date(2019, 5, 1), None, 366, "10000.00"),
        (date(2023, 5, 4), None, 333, "9098.36"),
        (START, date(2023, 4, 2), 1, "27.32"),
        (date(2024, 3, 31), date(2026, 1, 1), 1, "27.32"),
    ],
)
def test_part_of_a_year_is_paid_by_its_days(start, end, days, amount):
    assert owed(Stint(rate=BASIC, start=start, end=end)) == [("basic", days, amount)]


def test_a_year_outside_what_was_held_owes_nothing():
    assert owed(Stint(rate=BASIC, start=date(2024, 4, 1))) == []
    assert owed(Stint(rate=BASIC, start=date(2020, 1, 1), end=START)) == []


def test_every_special_responsibility_is_paid_unless_the_scheme_pays_one():
    leader, chair = rate("leader", 20_000), rate("chair", 5_000)
    held = [Stint(rate=BASIC, start=START), Stint(rate=chair, start=START)]
    both = [*held, Stint(rate=leader, start=date(2023, 10, 1))]
    assert [key for key, _, _ in owed(*both)] == ["basic", "chair", "leader"]
    one = [rate("leader", 20_000, one_special=True), rate("chair", 5_000, one_special=True)]
    stints = [held[0], Stint(rate=one[1], start=START), Stint(rate=one[0], start=date(2023, 10, 1))]
    expected = [
        ("basic", 366, "10000.00"),
        ("chair", 183, "2500.00"),
        ("leader", 183, "10000.00"),
    ]
    assert all(owed(*order) == expected for order in permutations(stints))


def test_a_rate_held_twice_on_a_day_is_paid_once_and_a_new_rate_from_its_day():
    old, new = rate("old", 3_660, "basic"), rate("new", 7_320, "basic")
    half = date(2023, 10, 1)
    found = owed(
        Stint(rate=old, start=START, end=half),
        Stint(rate=old, start=START, end=date(2023, 4, 11)),
        Stint(rate=new, start=half),
    )
    assert found == [("new", 183, "3660.00"), ("old", 183, "1830.00")]
