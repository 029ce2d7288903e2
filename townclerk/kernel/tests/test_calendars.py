"""Working days by properties, on the bank holidays the product carries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.kernel.calendars import BeyondCalendar, WorkingCalendar
from townclerk.kernel.deadlines import (
    CannotCount,
    Convention,
    Counting,
    Direction,
    Pause,
    Pausing,
    Roll,
    add_months,
    count,
)
from townclerk.kernel.periods import Period
from townclerk.platform.parameters import source

inner_days = st.dates(date(2008, 1, 1), date(2027, 12, 31))
calendars = st.sampled_from(["england", "uk"]).map(lambda name: source().calendar(name))
numbers = st.integers(1, 100)


@given(calendars, inner_days, numbers)
def test_it_counts_as_many_working_days_as_it_added(
    calendar: WorkingCalendar, day: date, number: int
) -> None:
    later = calendar.add_working_days(day, number)
    assert calendar.is_working(later)
    assert calendar.working_days_between(day, later) == number
    earlier = calendar.add_working_days(day, -number)
    assert calendar.is_working(earlier)
    assert calendar.working_days_in(Period(earlier, day)) == number
    assert calendar.add_working_days(day, 0) == day


@given(calendars, inner_days, numbers)
def test_it_leaves_exactly_the_clear_days_asked_for(
    calendar: WorkingCalendar, event: date, number: int
) -> None:
    last = calendar.last_day_for_clear_days(event, number)
    assert calendar.clear_days(last, event) == number
    assert calendar.clear_days(calendar.next_working_day(last), event) == number - 1
    first = calendar.first_day_after_clear_days(event, number)
    assert calendar.clear_days(event, first) == number


@given(inner_days, numbers)
def test_it_never_reaches_a_day_earlier_when_more_days_are_left_out(day: date, number: int) -> None:
    england, wide = source().calendar("england"), source().calendar("uk")
    assert wide.add_working_days(day, number) >= england.add_working_days(day, number)
    closed = england.without([england.next_working_day(day)])
    assert closed.add_working_days(day, number) > england.add_working_days(day, number)


@given(calendars, inner_days)
def test_it_has_neighbouring_working_days(calendar: WorkingCalendar, day: date) -> None:
    after, before = calendar.next_working_day(day), calendar.previous_working_day(day)
    assert before < day < after
    assert calendar.on_or_after(day) in (day, after)
    assert calendar.on_or_before(day) in (day, before)


@pytest.mark.parametrize("day", [date(2006, 12, 31), date(2029, 1, 1)])
def test_it_refuses_a_date_beyond_the_calendar(day: date) -> None:
    with pytest.raises(BeyondCalendar, match="Load the bank holidays"):
        source().calendar("england").is_working(day)


def test_it_refuses_to_count_past_the_calendar() -> None:
    with pytest.raises(BeyondCalendar):
        source().calendar("england").add_working_days(date(2028, 12, 20), 20)


@given(inner_days, st.integers(-60, 60))
def test_it_finds_the_corresponding_date(day: date, months: int) -> None:
    reached = add_months(day, months)
    assert (reached.year * 12 + reached.month) - (day.year * 12 + day.month) == months
    shortened = reached.day < day.day
    assert reached.day == day.day or (shortened and (reached + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("convention", "number", "day"),
    [
        (Convention.WORKING_DAYS, 5, "2026-04-13"),
        (Convention.CLEAR_WORKING_DAYS, 5, "2026-04-14"),
        (Convention.WORKING_DAYS_BEGINNING_WITH, 5, "2026-04-10"),
        (Convention.DAYS, 5, "2026-04-07"),
        (Convention.CLEAR_DAYS, 5, "2026-04-08"),
        (Convention.DAYS_BEGINNING_WITH, 5, "2026-04-06"),
        (Convention.MONTHS, 1, "2026-05-02"),
    ],
)
def test_it_counts_by_each_convention(convention: Convention, number: int, day: str) -> None:
    # Thursday 2 April 2026, the day before Good Friday.
    counting = Counting(number=number, convention=convention)
    found = count(counting, date(2026, 4, 2), calendar=source().calendar("england"))
    assert found.value.isoformat() == day


def test_it_moves_off_a_holiday_either_way() -> None:
    england = source().calendar("england")
    for roll, day in ((Roll.NEXT, "2026-04-07"), (Roll.PREVIOUS, "2026-04-02")):
        counting = Counting(number=1, convention=Convention.DAYS, roll=roll)
        assert count(counting, date(2026, 4, 2), calendar=england).value.isoformat() == day


PAUSE = Pause(date(2026, 3, 9), date(2026, 3, 16))


@pytest.mark.parametrize(
    ("pausing", "day"),
    [
        (Pausing.RESTART, "2026-03-23"),
        (Pausing.DAYS_IGNORED, "2026-03-17"),
        (Pausing.DAYS_ADDED, "2026-03-16"),
    ],
)
def test_it_stops_the_clock_as_the_rule_says(pausing: Pausing, day: str) -> None:
    counting = Counting(number=5, convention=Convention.WORKING_DAYS, pausing=pausing)
    found = count(counting, date(2026, 3, 2), calendar=source().calendar("england"), pauses=[PAUSE])
    assert found.value.isoformat() == day


def test_it_refuses_a_pause_the_rule_does_not_have() -> None:
    counting = Counting(number=5, convention=Convention.WORKING_DAYS)
    with pytest.raises(CannotCount, match="does not stop"):
        count(counting, date(2026, 3, 2), calendar=source().calendar("uk"), pauses=[PAUSE])


def test_it_refuses_a_pause_that_ends_before_it_starts() -> None:
    with pytest.raises(CannotCount):
        Pause(date(2026, 3, 9), date(2026, 3, 8))


def test_it_counts_days_beginning_with_forward_only() -> None:
    counting = Counting(
        number=5, convention=Convention.DAYS_BEGINNING_WITH, direction=Direction.BEFORE
    )
    with pytest.raises(CannotCount, match="forward only"):
        count(counting, date(2026, 3, 2), calendar=source().calendar("uk"))


def test_it_names_the_holidays_it_met() -> None:
    counting = Counting(number=5, convention=Convention.WORKING_DAYS)
    found = count(counting, date(2026, 4, 2), calendar=source().calendar("england"))
    assert "2026-04-03 Good Friday" in found.step.parts[0].how
