"""Working days by a calendar of bank holidays handed in as data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence
from townclerk.kernel.periods import ONE_DAY, Period

SATURDAY = 5


class BeyondCalendar(TownclerkError):
    """A date lies outside the years whose bank holidays are held. Load the missing years."""

    def __init__(self, day: date, calendar: "WorkingCalendar") -> None:
        self.day = day
        super().__init__(
            f"{day} is outside the {calendar.name} calendar of bank holidays, which runs from "
            f"{calendar.first} to {calendar.last}. Load the bank holidays of that year first."
        )


@dataclass(frozen=True, slots=True)
class Holiday:
    """One bank holiday, where it is kept, and how far it has been checked."""

    day: date
    name: str
    parts: frozenset[str]
    substitute: bool = False
    one_off: bool = False
    source: str = ""
    confidence: Confidence = Confidence.CONFIRMED


@dataclass(frozen=True, slots=True)
class Holidays:
    """The bank holidays that a calendar counts out."""

    entries: tuple[Holiday, ...]
    days: frozenset[date] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", frozenset(entry.day for entry in self.entries))

    def of(self, *parts: str) -> "Holidays":
        """Those kept in any of the named parts of the United Kingdom."""
        wanted = frozenset(parts)
        return Holidays(tuple(entry for entry in self.entries if entry.parts & wanted))

    def named(self, day: date) -> str:
        """The name of the holiday on a day, or nothing."""
        return next((entry.name for entry in self.entries if entry.day == day), "")

    def between(self, first: date, last: date) -> tuple[Holiday, ...]:
        return tuple(entry for entry in self.entries if first <= entry.day <= last)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Monday to Friday without the bank holidays, within the years that are held."""

    name: str
    holidays: Holidays
    first: date
    last: date
    also_closed: frozenset[date] = frozenset()
    """Further days that a council leaves out when it counts notice it gives."""

    def is_working(self, day: date) -> bool:
        self._within(day)
        return (
            day.weekday() < SATURDAY
            and day not in self.holidays.days
            and day not in self.also_closed
        )

    def without(self, days: Iterable[date]) -> "WorkingCalendar":
        """The same calendar with further days left out."""
        return WorkingCalendar(
            self.name, self.holidays, self.first, self.last, self.also_closed | frozenset(days)
        )

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        return next(self._working_from(day, ONE_DAY))

    def previous_working_day(self, day: date) -> date:
        """The last working day before a day."""
        return next(self._working_from(day, -ONE_DAY))

    def on_or_after(self, day: date) -> date:
        return day if self.is_working(day) else self.next_working_day(day)

    def on_or_before(self, day: date) -> date:
        return day if self.is_working(day) else self.previous_working_day(day)

    def add_working_days(self, day: date, number: int) -> date:
        """The working day that many after (or, below nil, before) a day, which is day 0."""
        self._within(day)
        step = ONE_DAY if number >= 0 else -ONE_DAY
        reached = day
        days = self._working_from(day, step)
        for _ in range(abs(number)):
            reached = next(days)
        return reached

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; nil when `end` is not later."""
        self._within(start)
        return self._count(start + ONE_DAY, end)

    def working_days_in(self, period: Period) -> int:
        """Working days among the days of a period."""
        if period.last is None:
            raise BeyondCalendar(date.max, self)
        return self._count(period.start, period.last)

    def clear_days(self, start: date, end: date) -> int:
        """Working days strictly between two days: neither end is counted."""
        self._within(start)
        self._within(end)
        return self._count(start + ONE_DAY, end - ONE_DAY)

    def last_day_for_clear_days(self, event: date, number: int) -> date:
        """The last day to act that leaves so many clear working days before an event.

        Acting on a day that is not a working day leaves as many, so the answer may be one only
        when it is asked for nil; the working day is what people mean.
        """
        return self.add_working_days(event, -(number + 1))

    def first_day_after_clear_days(self, start: date, number: int) -> date:
        """The first working day with so many clear working days after a start."""
        return self.add_working_days(start, number + 1)

    def _count(self, first: date, last: date) -> int:
        if last < first:
            return 0
        self._within(first)
        self._within(last)
        days = (last - first).days + 1
        return sum(1 for number in range(days) if self.is_working(first + timedelta(days=number)))

    def _working_from(self, day: date, step: timedelta) -> Iterator[date]:
        while True:
            day += step
            if self.is_working(day):
                yield day

    def _within(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise BeyondCalendar(day, self)
