"""A clock that can stop: the last day under a limit with its pauses, and where a task stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.deadlines import Pause, Pausing
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained
from townclerk.platform.deadlines.core.limits import Limit, last_day

SOON = timedelta(days=7)


class CannotStop(TownclerkError):
    """The clock cannot stop or start so. The message says which day or rule is in the way."""


class ClockStopped(TownclerkError):
    """The clock stands still, so there is no last day until it starts again."""

    def __init__(self, since: date) -> None:
        self.since = since
        super().__init__(
            f"The clock has been stopped since {since}. The last day is counted when it starts."
        )


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the clock from its first day; `last` is empty while it lasts."""

    first: date
    last: date | None = None


def check_stop(limit: Limit, *, start: date, stops: Sequence[Stop], first: date) -> None:
    """Whether a clock that has these stops may stop again on a day.

    Units: dates. Source: the limit says whether its clock stops at all.
    Applies: to stops in the order of time, one at a time.
    Raises: `CannotStop` for a limit whose clock runs on, a stop before the start, a second stop
    while one lasts, or one that begins within an earlier one; correct the day.
    """
    if limit.counting.pausing is Pausing.NOT_ALLOWED:
        raise CannotStop(
            f"The clock of {limit.name or 'this rule'} does not stop. "
            "Nothing in the rule allows a pause."
        )
    if first < start:
        raise CannotStop(f"The clock starts on {start}, so it cannot stop on {first}.")
    for stop in stops:
        if stop.last is None:
            raise CannotStop(f"The clock has been stopped since {stop.first}. Start it first.")
        if first <= stop.last:
            raise CannotStop(
                f"The clock was already stopped from {stop.first} to {stop.last}. "
                f"Give a day after {stop.last}."
            )


def check_start(stop: Stop, *, last: date) -> None:
    """Whether a stop may end on a day.

    Units: dates. Source: a stop counts both its first and its last day.
    Applies: to a stop that lasts.
    Raises: `CannotStop` for a stop that has ended or would end before it began.
    """
    if stop.last is not None:
        raise CannotStop(f"That pause ended on {stop.last}.")
    if last < stop.first:
        raise CannotStop(f"The clock stopped on {stop.first}, so it cannot start on {last}.")


def due_day(
    *, limit: Limit, start: date, calendar: WorkingCalendar, stops: Sequence[Stop] = ()
) -> Explained[date]:
    """The last day to act under a limit whose clock may have stopped and started again.

    Units: dates. Source: the provision of the limit.
    Applies: to the dates for which the limit is held and the years of the calendar.
    Rounding: a day that is not a working day moves only where the limit says so.
    Raises: `ClockStopped` while a stop lasts; `CannotCount` where the limit has no pauses;
    `BeyondCalendar` past the bank holidays held, never a guess.

    >>> from townclerk.kernel.calendars import Holidays
    >>> from townclerk.kernel.deadlines import Convention, Counting
    >>> plain = WorkingCalendar("plain", Holidays(()), date(2026, 1, 1), date(2026, 12, 31))
    >>> reply = Limit(name="reply", counting=Counting(
    ...     number=5, convention=Convention.WORKING_DAYS, pausing=Pausing.RESTART))
    >>> str(due_day(limit=reply, start=date(2026, 3, 2), calendar=plain).value)
    '2026-03-09'
    >>> stops = (Stop(date(2026, 3, 4), date(2026, 3, 11)),)
    >>> str(due_day(limit=reply, start=date(2026, 3, 2), calendar=plain, stops=stops).value)
    '2026-03-18'
    """
    pauses = []
    for stop in stops:
        if stop.last is None:
            raise ClockStopped(stop.first)
        pauses.append(Pause(stop.first, stop.last))
    return last_day(limit=limit, start=start, calendar=calendar, pauses=pauses)


class Standing(StrEnum):
    """Where something owed stands on a day, most pressing first."""

    OVERDUE = "Overdue"
    SOON = "Due within 7 days"
    LATER = "Due later"
    PAUSED = "Clock stopped"
    UNDATED = "No date"
    FINISHED = "Finished"

    @property
    def order(self) -> int:
        return list(Standing).index(self)


def standing(
    *, due: date | None, on: date, finished: bool = False, stopped: bool = False
) -> Standing:
    """Where something owed stands on a day.

    Units: dates. Source: the last day to act is itself in time; the day after it is late.
    Applies: overdue is worked out from the day and never stored, so it cannot be stale.

    >>> day = date(2026, 3, 9)
    >>> standing(due=day, on=day).value, standing(due=day, on=date(2026, 3, 10)).value
    ('Due within 7 days', 'Overdue')
    """
    if finished:
        return Standing.FINISHED
    if stopped:
        return Standing.PAUSED
    if due is None:
        return Standing.UNDATED
    if due < on:
        return Standing.OVERDUE
    return Standing.SOON if due < on + SOON else Standing.LATER
