"""Periods by their properties; years and their accounting periods; the grammar of periods."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.kernel.money import Money
from townclerk.kernel.periods import NotAPeriod, Period
from townclerk.kernel.reporting_period import (
    NotAReportingPeriod,
    PeriodKind,
    financial_year,
    parse_period,
)
from townclerk.kernel.tests.strategies import amounts, closed_periods, days, periods
from townclerk.kernel.years import FinancialYear, MunicipalYear, NotAYear

years = st.integers(1990, 2090).map(FinancialYear)


@given(periods, periods)
def test_it_overlaps_both_ways_or_neither(one: Period, two: Period) -> None:
    assert one.overlaps(two) is two.overlaps(one)
    assert one.overlaps(two) is (one.intersection(two) is not None)
    assert one.intersection(two) == two.intersection(one)
    assert one.overlaps(one)


@given(periods, periods, days)
def test_it_has_the_days_that_both_have(one: Period, two: Period, day: date) -> None:
    shared = one.intersection(two)
    assert (day in one and day in two) is (shared is not None and day in shared)
    left = one.difference(two)
    assert (day in one and day not in two) is any(day in part for part in left)


@given(closed_periods, periods)
def test_it_is_rebuilt_from_its_parts_and_remainder(one: Period, two: Period) -> None:
    shared = one.intersection(two)
    parts = sorted(
        [*one.difference(two), *([shared] if shared else [])], key=lambda part: part.start
    )
    assert parts[0].start == one.start
    assert parts[-1].end == one.end
    assert all(first.meets(second) for first, second in pairwise(parts))
    assert sum(part.days for part in parts) == one.days


@given(periods, st.lists(days, max_size=6))
def test_it_is_rebuilt_from_its_split(one: Period, boundaries: list[date]) -> None:
    parts = one.split_at(*boundaries)
    assert parts[0].start == one.start
    assert parts[-1].end == one.end
    assert all(first.meets(second) for first, second in pairwise(parts))
    starts = {part.start for part in parts}
    assert all(day in starts for day in boundaries if day in one)


@given(closed_periods, amounts, st.lists(days, max_size=6))
def test_it_prorates_to_parts_that_add_up(
    one: Period, total: Money, boundaries: list[date]
) -> None:
    parts = one.prorate(total, *boundaries)
    assert sum(amount for _, amount in parts) == total
    assert tuple(part for part, _ in parts) == one.split_at(*boundaries)


@given(closed_periods)
def test_it_reads_back_inclusive_ends(one: Period) -> None:
    assert Period.parse_inclusive(str(one)) == one
    assert one.last is not None
    assert one.last + timedelta(days=1) == one.end


def test_it_refuses_an_end_before_its_start() -> None:
    with pytest.raises(NotAPeriod, match="before it starts"):
        Period.inclusive(date(2017, 4, 1), date(2017, 3, 30))


@pytest.mark.parametrize("text", ["2017-04-01", "..", "2017-04-01..x", "2018-01-01..2017-01-01"])
def test_it_refuses_text_that_is_no_period(text: str) -> None:
    with pytest.raises(NotAPeriod):
        Period.parse_inclusive(text)


def test_it_refuses_the_last_day_there_is() -> None:
    with pytest.raises(NotAPeriod, match="too far away"):
        Period.inclusive(date(2017, 4, 1), date.max)


def test_it_is_made_of_dates_not_moments() -> None:
    with pytest.raises(TypeError):
        Period(datetime(2017, 4, 1), None)  # noqa: DTZ001


def test_it_has_no_number_of_days_while_it_runs_on() -> None:
    with pytest.raises(NotAPeriod, match="runs on"):
        assert Period(date(2017, 4, 1)).days


@given(years)
def test_a_year_is_its_twelve_periods_and_its_four_quarters(year: FinancialYear) -> None:
    for parts in ([numbered.period for numbered in year.periods], list(year.quarters)):
        assert parts[0].start == date(year.start_year, 4, 1)
        assert parts[-1].last == date(year.start_year + 1, 3, 31)
        assert all(first.meets(second) for first, second in pairwise(parts))
    assert year.days == sum(numbered.period.days for numbered in year.periods)
    assert FinancialYear.parse(year.label) == year
    assert (year + 3) - 3 == year


@given(days)
def test_a_day_lies_in_its_financial_year(day: date) -> None:
    year = FinancialYear.containing(day)
    assert day in year.period
    assert sum(day in numbered.period for numbered in year.periods) == 1


@pytest.mark.parametrize(
    "text", ["2022-22", "2022/22", "2022/24", "2017", "17/18", "2017/2019", "1999/01", ""]
)
def test_it_refuses_years_that_do_not_follow(text: str) -> None:
    with pytest.raises(NotAYear, match="Write it like 2017/18"):
        FinancialYear.parse(text)


@pytest.mark.parametrize("text", ["2017/18", "2017-18", "2017/2018", " 2017/18 "])
def test_it_reads_a_financial_year(text: str) -> None:
    assert FinancialYear.parse(text) == FinancialYear(2017)


def test_it_reads_the_turn_of_the_century() -> None:
    assert FinancialYear.parse("1999/00").label == "1999/00"


def test_it_has_adjustment_periods_on_its_last_day() -> None:
    year = FinancialYear(2024)
    adjustments = year.adjustment_periods(2)
    assert [numbered.label for numbered in adjustments] == ["2024/25-P13", "2024/25-P14"]
    assert all(numbered.is_adjustment for numbered in adjustments)
    assert {numbered.period.last for numbered in adjustments} == {date(2025, 3, 31)}
    assert not any(numbered.is_adjustment for numbered in year.periods)


@pytest.mark.parametrize("number", [0, 100, -1])
def test_it_refuses_a_period_number_that_is_none(number: int) -> None:
    with pytest.raises(NotAYear):
        FinancialYear(2024).accounting_period(number)


def test_a_municipal_year_runs_between_annual_meetings() -> None:
    year = MunicipalYear(date(2017, 5, 18), date(2018, 5, 17))
    assert year.label == "2017/18"
    assert str(year.period) == "2017-05-18..2018-05-16"
    assert MunicipalYear(date(2018, 5, 17)).period.end is None
    with pytest.raises(NotAYear):
        MunicipalYear(date(2017, 5, 18), date(2019, 5, 17))


@pytest.mark.parametrize(
    ("text", "label", "dates", "kind", "title"),
    [
        ("2017/18", "2017/18", "2017-04-01..2018-03-31", PeriodKind.FINANCIAL_YEAR, "2017/18"),
        ("2017/2018", "2017/18", "2017-04-01..2018-03-31", PeriodKind.FINANCIAL_YEAR, "2017/18"),
        ("2010-11", "2010-11", "2010-11-01..2010-11-30", PeriodKind.MONTH, "November 2010"),
        (
            "2024/25-q2",
            "2024/25-Q2",
            "2024-07-01..2024-09-30",
            PeriodKind.QUARTER,
            "July to September 2024",
        ),
        (
            "2024/25-P5",
            "2024/25-P05",
            "2024-08-01..2024-08-31",
            PeriodKind.ACCOUNTING_PERIOD,
            "August 2024",
        ),
        (
            "2024/25-P13",
            "2024/25-P13",
            "2025-03-31..2025-03-31",
            PeriodKind.ACCOUNTING_PERIOD,
            "Adjustment period 1, 2024/25",
        ),
        ("2024-12", "2024-12", "2024-12-01..2024-12-31", PeriodKind.MONTH, "December 2024"),
        ("2017-08", "2017-08", "2017-08-01..2017-08-31", PeriodKind.MONTH, "August 2017"),
        (
            "2024-01-05..2024-02-01",
            "2024-01-05..2024-02-01",
            "2024-01-05..2024-02-01",
            PeriodKind.DATES,
            "5 January 2024 to 1 February 2024",
        ),
    ],
)
def test_it_reads_a_reporting_period(
    text: str, label: str, dates: str, kind: PeriodKind, title: str
) -> None:
    found = parse_period(text)
    assert (found.label, str(found.period), found.kind, found.title) == (label, dates, kind, title)
    assert parse_period(found.label) == found


@pytest.mark.parametrize(
    "text",
    [
        "2017-18",
        "2024/25-Q5",
        "2024/25-P0",
        "2024-13",
        "2024",
        "2022-22",
        "2024-01-01..",
        "next year",
        "",
    ],
)
def test_it_refuses_text_that_names_no_reporting_period(text: str) -> None:
    with pytest.raises(NotAReportingPeriod, match="is not a period"):
        parse_period(text)


def test_a_reporting_period_knows_its_financial_year() -> None:
    assert parse_period("2024/25-Q4").financial_year == FinancialYear(2024)
    assert parse_period("2024-03-01..2024-04-30").financial_year is None
    assert financial_year(FinancialYear(2017)) == parse_period("2017/18")
