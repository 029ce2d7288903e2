"""Numbers of a text: every way they are printed, and digits that are a name."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.kernel.display import money_display, number_display
from townclerk.kernel.money import Money
from townclerk.reports.core.checking.dates import read_dates
from townclerk.reports.core.checking.numbers import agree, read_numbers, rounds_to


def read(text):
    taken = tuple((one.start, one.end) for one in read_dates(text))
    return [(one.value, one.unit, one.hedge) for one in read_numbers(text, taken)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge"),
    [
        ("it costs £33.432m", "33432000", "money", ""),
        ("it costs £3.2 million", "3200000", "money", ""),
        ("it costs £318,500", "318500", "money", ""),
        ("a debt of £1.5bn", "1500000000", "money", ""),
        ("about £300k", "300000", "money", "about"),
        ("a fall of −£2.5m", "-2500000", "money", ""),
        ("94.8 per cent paid", "94.8", "percent", ""),
        ("over 70% of it", "70", "percent", "over"),
        ("1.5 percentage points", "1.5", "points", ""),
        ("fell by two points", "2", "points", ""),
        ("12.5 FTE", "12.5", "fte", ""),
        ("three full-time equivalents", "3", "fte", ""),
        ("seven libraries", "7", "plain", ""),
        ("twenty-five schools", "25", "plain", ""),
        ("two hundred and six people", "206", "plain", ""),
        ("nearly 16,000 calls", "16000", "plain", "under"),
        ("no more than 9.1 days", "9.1", "day", "under"),
        ("it adds up to £5m", "5000000", "money", ""),
    ],
)
def test_it_reads_a_number_as_people_print_it(text, value, unit, hedge):
    assert read(text) == [(Decimal(value), unit, hedge)]


@pytest.mark.parametrize(
    "text",
    [
        "see paragraph 4.2 and section 31A",
        "under FD 4466/17 and LD 3749/17",
        "the A565, the M57 and COVID-19",
        "on 12 January 2017 or 16th March",
        "in 2017/18, 2018-19 and 23/24",
        "from 9am to 5.30pm on 0151 934 2000",
        "Table 2, Annex 3 and chapters 4 and 5",
        "3.4 The plan is set out below",
        "one of them",
    ],
)
def test_it_takes_no_name_or_date_for_a_number(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£3.1m to £3.4m", [3100000, 3400000]),
        ("£3.1–3.4m", [3100000, 3400000]),
        ("between 3 and 4 million", [3000000, 4000000]),
        ("10 to 12%", [10, 12]),
    ],
)
def test_both_ends_of_a_range_have_its_unit_and_scale(text, expected):
    found = read_numbers(text)
    assert [one.value for one in found] == expected
    assert len({one.unit for one in found}) == 1


@given(st.integers(1, 10**9), st.sampled_from(["£", "£m", "£000"]))
def test_reading_what_is_printed_gives_it_back(pounds, unit):
    tail = {"£": "", "£m": "m", "£000": "k"}[unit]
    amount = Money.pounds(pounds * 1000)
    places = {"£": 0, "£m": 3, "£000": 0}[unit]
    found = read_numbers(f"It is £{money_display(amount, unit, places)}{tail} in all.")
    assert [(one.value, one.unit) for one in found] == [(Decimal(pounds) * 1000, "money")]


@given(st.decimals(0, 10**6, places=2), st.integers(0, 2))
def test_a_number_agrees_with_what_it_was_rounded_from(exact, places):
    printed = read_numbers(f"It is {number_display(exact, places)} in all.")[0]
    assert agree(printed, exact, Decimal("0.01"))
    assert rounds_to(exact, printed.value, printed.ulp)


@pytest.mark.parametrize(
    ("text", "value", "fits"),
    [
        ("£64m", "64418000", True),
        ("£64m", "56657000", False),
        ("over 70%", "68", False),
        ("over 70%", "71.2", True),
        ("nearly 350", "348", True),
        ("nearly 350", "361", False),
        ("about 16,000", "16412", True),
        ("about 1,000", "174", False),
        ("16,000", "16012", True),
        ("16,120", "16012", False),
    ],
)
def test_a_hedge_is_read_as_what_it_says(text, value, fits):
    assert agree(read_numbers(text)[0], Decimal(value), Decimal(1)) is fits
