"""How the law counts to a day: working days, clear days, days beginning with, months, pauses."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.periods import ONE_DAY

LOCAL = ZoneInfo("Europe/London")


class Convention(StrEnum):
    """What is counted, and which of the two ends counts."""

    WORKING_DAYS = "working days"
    """The start is day 0; day 1 is the next (or, going back, the previous) working day."""
    CLEAR_WORKING_DAYS = "clear working days"
    """Working days with both ends left out."""
    CLEAR_DAYS = "clear days"
    """Calendar days with both ends left out."""
    DAYS = "days"
    """Calendar days; the start is day 0."""
    DAYS_BEGINNING_WITH = "days beginning with"
    """Calendar days; the start is day 1."""
    WORKING_DAYS_BEGINNING_WITH = "working days beginning with"
    """The start is day 1 when it is a working day, else the next working day is."""
    MONTHS = "months"
    """The same date in a later month, or its last day where it has no such date."""
    HOURS = "hours"
    """Elapsed hours, whatever the day and whatever the clocks do."""

    @property
    def counts_working_days(self) -> bool:
        return "working" in self.value


class Direction(StrEnum):
    AFTER = "after"
    BEFORE = "before"


class Roll(StrEnum):
    """What happens when the day reached is not a working day."""

    NONE = "none"
    NEXT = "next working day"
    PREVIOUS = "previous working day"


class Pausing(StrEnum):
    """What a stop of the clock does."""

    NOT_ALLOWED = "not allowed"
    RESTART = "restart"
    """The count starts afresh from the last day of the pause, such as an answer's receipt."""
    DAYS_IGNORED = "days ignored"
    """Days of the pause, both ends included, are not counted."""
    DAYS_ADDED = "days added"
    """The length of the pause, one end counted, is added to the day reached."""


class CannotCount(TownclerkError):
    """The rule cannot be counted on what is given. The message says what to change."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop of the clock from its first to its last day, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CannotCount(f"A pause from {self.first} cannot end on {self.last}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Counting:
    """The shape of one time limit."""

    number: int
    convention: Convention
    direction: Direction = Direction.AFTER
    roll: Roll = Roll.NONE
    pausing: Pausing = Pausing.NOT_ALLOWED

    def __post_init__(self) -> None:
        if self.number < 0:
            raise CannotCount(f"{self.number} is below nil. Give the number and the direction.")

    def __str__(self) -> str:
        if "beginning" in self.convention:
            return f"{self.number} {self.convention} the start"
        side = "before the event" if self.direction is Direction.BEFORE else "after the start"
        return f"{self.number} {self.convention} {side}"


def count(
    counting: Counting,
    start: date,
    *,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
) -> Explained[date]:
    """Count from a start (or back from an event) to the last day to act.

    Units: the number in the unit of its convention; the result is a calendar date.
    Source: the convention of the rule that is counted; the caller cites it.
    Applies: dates within the calendar's years. Pauses only where the rule allows them.
    Raises: `CannotCount` for a pause or direction the rule does not have; `BeyondCalendar`.
    """
    if counting.convention is Convention.HOURS:
        raise CannotCount("Hours are counted from a moment, not from a day.")
    if pauses and counting.pausing is Pausing.NOT_ALLOWED:
        raise CannotCount("The clock of this rule does not stop, so no pause can be given.")
    try:
        return _counted(counting, start, calendar, pauses)
    except OverflowError:
        raise CannotCount(
            f"{counting} of {start} is not within the years 1 to 9999. Check the date and number."
        ) from None


def _counted(
    counting: Counting, start: date, calendar: WorkingCalendar, pauses: Sequence[Pause]
) -> Explained[date]:
    steps: list[Step] = []
    if pauses and counting.pausing is Pausing.RESTART:
        start = max(pause.last for pause in pauses)
        steps.append(Step(label="The clock starts afresh", value=start))
    if pauses and counting.pausing is Pausing.DAYS_IGNORED:
        reached = _ignoring(counting, start, calendar, pauses)
        steps.append(Step(label=str(counting), value=reached, how=_pauses_in_words(pauses)))
    else:
        reached = _reach(counting, start, calendar)
        how = (
            ""
            if not counting.convention.counts_working_days
            else _left_out(calendar, min(start, reached), max(start, reached))
        )
        steps.append(Step(label=str(counting), value=reached, how=how))
    if pauses and counting.pausing is Pausing.DAYS_ADDED:
        added = sum((pause.last - pause.first).days for pause in pauses)
        reached += timedelta(days=added)
        steps.append(
            Step(label=f"{added} days of pause added", value=reached, how=_pauses_in_words(pauses))
        )
    rolled = _rolled(reached, counting.roll, calendar)
    if rolled != reached:
        steps.append(Step(label=f"Moved to the {counting.roll}", value=rolled))
    return Explained(rolled, Step(label="Last day", value=rolled, unit="date", parts=tuple(steps)))


def count_hours(number: int, moment: datetime) -> datetime:
    """So many elapsed hours after a moment, in English local time.

    Units: hours; a moment with its time zone.
    Source: elapsed time is counted in universal time, so a change of the clocks changes nothing.
    Raises: `CannotCount` when the moment has no time zone.

    >>> str(count_hours(72, datetime(2026, 3, 27, 9, 15, tzinfo=LOCAL)))
    '2026-03-30 10:15:00+01:00'
    """
    if moment.tzinfo is None:
        raise CannotCount("The moment has no time zone. Give it in English local time.")
    try:
        return (moment.astimezone(UTC) + timedelta(hours=number)).astimezone(LOCAL)
    except OverflowError:
        raise CannotCount(
            f"{number} hours after {moment} is not within the years 1 to 9999."
        ) from None


def add_months(start: date, number: int) -> date:
    """The corresponding date so many months on, or the last day of a month too short for it.

    Units: calendar months, below nil going back.
    Source: the corresponding date rule.
    Applies: to every date of the calendar.
    Raises: `OverflowError`, as date arithmetic does, outside the years 1 to 9999.

    >>> str(add_months(date(2026, 1, 30), 1)), str(add_months(date(2024, 1, 30), 1))
    ('2026-02-28', '2024-02-29')
    """
    years, month = divmod(start.month - 1 + number, 12)
    year, month = start.year + years, month + 1
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("date value out of range")
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def clear_days(start: date, event: date) -> int:
    """Calendar days strictly between two days.

    Units: days. Source: clear days leave out both ends. Applies: nil when none lie between.

    >>> clear_days(date(2026, 2, 25), date(2026, 3, 5))
    7
    """
    return max(0, (event - start).days - 1)


def _reach(counting: Counting, start: date, calendar: WorkingCalendar) -> date:
    if "beginning" in counting.convention:
        return _reach_from_first(counting, start, calendar)
    signed = -counting.number if counting.direction is Direction.BEFORE else counting.number
    # Leaving out both ends puts the day reached one further on.
    beyond = signed - 1 if counting.direction is Direction.BEFORE else signed + 1
    match counting.convention:
        case Convention.WORKING_DAYS:
            return calendar.add_working_days(start, signed)
        case Convention.CLEAR_WORKING_DAYS:
            return calendar.add_working_days(start, beyond)
        case Convention.CLEAR_DAYS:
            return start + timedelta(days=beyond)
        case Convention.MONTHS:
            return add_months(start, signed)
        case _:
            return start + timedelta(days=signed)


def _reach_from_first(counting: Counting, start: date, calendar: WorkingCalendar) -> date:
    """Count with the start, or the first working day from it, as day 1."""
    if counting.direction is Direction.BEFORE:
        raise CannotCount("Days beginning with a day are counted forward only.")
    if counting.number < 1:
        raise CannotCount("Days beginning with a day are at least one.")
    if counting.convention is Convention.DAYS_BEGINNING_WITH:
        return start + timedelta(days=counting.number - 1)
    return calendar.add_working_days(calendar.on_or_after(start), counting.number - 1)


def _ignoring(
    counting: Counting, start: date, calendar: WorkingCalendar, pauses: Sequence[Pause]
) -> date:
    """Count forward over days that no pause covers."""
    if counting.convention not in (Convention.WORKING_DAYS, Convention.DAYS) or (
        counting.direction is Direction.BEFORE
    ):
        raise CannotCount("Days of a pause are left out only when days are counted forward.")
    working = counting.convention is Convention.WORKING_DAYS
    day, left = start, counting.number
    while left:
        day += ONE_DAY
        paused = any(pause.first <= day <= pause.last for pause in pauses)
        if not paused and (not working or calendar.is_working(day)):
            left -= 1
    return day


def _rolled(day: date, roll: Roll, calendar: WorkingCalendar) -> date:
    if roll is Roll.NEXT:
        return calendar.on_or_after(day)
    if roll is Roll.PREVIOUS:
        return calendar.on_or_before(day)
    return day


def _left_out(calendar: WorkingCalendar, first: date, last: date) -> str:
    """The bank holidays met on the way, by name."""
    met = [
        f"{holiday.day} {holiday.name}"
        for holiday in calendar.holidays.between(first, last)
        if holiday.day.weekday() < 5
    ]
    met += [f"{day} closed" for day in sorted(calendar.also_closed) if first <= day <= last]
    return f"Not counted: weekends; {'; '.join(met)}." if met else "Not counted: weekends."


def _pauses_in_words(pauses: Sequence[Pause]) -> str:
    return "Paused " + "; ".join(f"{pause.first} to {pause.last}" for pause in pauses) + "."
