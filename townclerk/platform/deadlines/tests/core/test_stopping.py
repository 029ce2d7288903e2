"""Clocks that stop: a truth table by convention, properties, and where a task stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.kernel.calendars import BeyondCalendar
from townclerk.kernel.deadlines import Convention, Counting, Direction, Pausing, Roll
from townclerk.platform.deadlines.core.limits import Limit
from townclerk.platform.deadlines.core.stopping import (
    CannotStop,
    ClockStopped,
    Standing,
    Stop,
    check_start,
    check_stop,
    due_day,
    standing,
)
from townclerk.platform.parameters import source

ENGLAND = source().calendar("england")
MONDAY = date(2026, 3, 2)
DAYS = st.dates(date(2015, 1, 1), date(2027, 6, 1))


def a_limit(number=10, convention=Convention.WORKING_DAYS, pausing=Pausing.NOT_ALLOWED, **more):
    counting = Counting(number=number, convention=convention, pausing=pausing, **more)
    return Limit(name="a reply", counting=counting)


COUNTED = {
    # name: (limit, start, stops, last day)
    "working days over Easter": (a_limit(5), date(2026, 4, 1), (), date(2026, 4, 10)),
    "clear days": (a_limit(7, Convention.CLEAR_DAYS), MONDAY, (), date(2026, 3, 10)),
    "clear working days before": (
        a_limit(5, Convention.CLEAR_WORKING_DAYS, direction=Direction.BEFORE),
        date(2026, 3, 5),
        (),
        date(2026, 2, 25),
    ),
    "calendar days": (a_limit(30, Convention.DAYS), MONDAY, (), date(2026, 4, 1)),
    "a month, rolled": (
        a_limit(1, Convention.MONTHS, roll=Roll.NEXT),
        date(2026, 1, 30),
        (),
        date(2026, 3, 2),
    ),
    "restart on the answer": (
        a_limit(5, pausing=Pausing.RESTART),
        MONDAY,
        (Stop(date(2026, 3, 4), date(2026, 3, 11)),),
        date(2026, 3, 18),
    ),
    "paused days left out": (
        a_limit(5, pausing=Pausing.DAYS_IGNORED),
        MONDAY,
        (Stop(date(2026, 3, 4), date(2026, 3, 5)),),
        date(2026, 3, 11),
    ),
    "length of two pauses added": (
        a_limit(30, Convention.DAYS, Pausing.DAYS_ADDED),
        MONDAY,
        (Stop(date(2026, 3, 4), date(2026, 3, 9)), Stop(date(2026, 3, 16), date(2026, 3, 18))),
        date(2026, 4, 8),
    ),
}


@pytest.mark.parametrize("name", COUNTED)
def test_it_counts_to_the_last_day(name):
    limit, start, stops, expected = COUNTED[name]
    found = due_day(limit=limit, start=start, calendar=ENGLAND, stops=stops)
    assert found.value == expected
    assert found.step.how


def test_it_has_no_last_day_while_the_clock_stands_still():
    with pytest.raises(ClockStopped, match="2026-03-04"):
        due_day(
            limit=a_limit(pausing=Pausing.RESTART),
            start=MONDAY,
            calendar=ENGLAND,
            stops=(Stop(date(2026, 3, 4)),),
        )


def test_it_says_when_the_bank_holidays_run_out_and_does_not_guess():
    with pytest.raises(BeyondCalendar, match="Load the bank holidays"):
        due_day(limit=a_limit(), start=date(2028, 12, 28), calendar=ENGLAND)


REFUSED = {
    "a clock that does not stop": (Pausing.NOT_ALLOWED, (), MONDAY, "does not stop"),
    "before it starts": (Pausing.RESTART, (), date(2026, 3, 1), "starts on"),
    "while it is stopped": (
        Pausing.RESTART, (Stop(date(2026, 3, 4)),), date(2026, 3, 9), "Start it first"
    ),
    "within an earlier stop": (
        Pausing.RESTART,
        (Stop(date(2026, 3, 4), date(2026, 3, 9)),),
        date(2026, 3, 9),
        "already stopped",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses_a_stop(name):
    pausing, stops, first, words = REFUSED[name]
    with pytest.raises(CannotStop, match=words):
        check_stop(a_limit(pausing=pausing), start=MONDAY, stops=stops, first=first)


def test_it_lets_the_clock_stop_again_the_day_after():
    stops = (Stop(date(2026, 3, 4), date(2026, 3, 9)),)
    limit = a_limit(pausing=Pausing.RESTART)
    check_stop(limit, start=MONDAY, stops=stops, first=date(2026, 3, 10))


def test_it_starts_only_a_clock_that_stands_and_not_before_it_stopped():
    check_start(Stop(MONDAY), last=MONDAY)
    with pytest.raises(CannotStop, match="stopped on"):
        check_start(Stop(MONDAY), last=date(2026, 3, 1))
    with pytest.raises(CannotStop, match="ended on"):
        check_start(Stop(MONDAY, MONDAY), last=date(2026, 3, 9))


@given(start=DAYS, number=st.integers(0, 60), length=st.integers(0, 30), wait=st.integers(0, 30))
def test_it_never_comes_sooner_for_a_stop(start, number, length, wait):
    first = start + timedelta(days=wait)
    stops = (Stop(first, first + timedelta(days=length)),)
    for pausing in (Pausing.RESTART, Pausing.DAYS_IGNORED, Pausing.DAYS_ADDED):
        limit = a_limit(number, pausing=pausing)
        plain = due_day(limit=limit, start=start, calendar=ENGLAND).value
        paused = due_day(limit=limit, start=start, calendar=ENGLAND, stops=stops).value
        assert paused >= plain


@given(start=DAYS, number=st.integers(1, 60), first=st.integers(1, 40), length=st.integers(0, 30))
def test_it_lets_no_left_out_day_be_the_last(start, number, first, length):
    stop = Stop(start + timedelta(days=first), start + timedelta(days=first + length))
    limit = a_limit(number, Convention.DAYS, Pausing.DAYS_IGNORED)
    found = due_day(limit=limit, start=start, calendar=ENGLAND, stops=(stop,)).value
    assert not stop.first <= found <= stop.last
    ran = (found - start).days
    inside = sum(stop.first <= start + timedelta(days=n) <= stop.last for n in range(1, ran + 1))
    assert ran - inside == number


STANDS = {
    "the day before": (date(2026, 3, 1), {}, Standing.OVERDUE),
    "the last day itself": (MONDAY, {}, Standing.SOON),
    "the seventh day": (date(2026, 3, 8), {}, Standing.SOON),
    "the eighth day": (date(2026, 3, 9), {}, Standing.LATER),
    "no day": (None, {}, Standing.UNDATED),
    "stopped though past": (date(2026, 2, 1), {"stopped": True}, Standing.PAUSED),
    "finished though past": (date(2026, 2, 1), {"finished": True}, Standing.FINISHED),
}


@pytest.mark.parametrize("name", STANDS)
def test_it_says_where_a_task_stands(name):
    due, more, expected = STANDS[name]
    assert standing(due=due, on=MONDAY, **more) is expected


@given(due=DAYS, on=DAYS, later=st.integers(0, 400))
def test_it_becomes_only_more_pressing_with_time(due, on, later):
    then = standing(due=due, on=on + timedelta(days=later))
    assert then.order <= standing(due=due, on=on).order
