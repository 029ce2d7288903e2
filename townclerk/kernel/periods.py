"""Periods of days: half-open inside, inclusive ends where people read and write them."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from townclerk.kernel.allocation import allocate
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money

ONE_DAY = timedelta(days=1)


def years_from(day: date, number: int) -> date:
    """The first day after so many whole years that begin with a day; below nil, going back.

    >>> str(years_from(date(2024, 2, 29), 1)), str(years_from(date(2024, 2, 29), 4))
    ('2025-03-01', '2028-02-29')
    """
    year = day.year + number
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


class NotAPeriod(TownclerkError):
    """The dates do not make a period. Give a first day and a later or equal last day."""


@dataclass(frozen=True, order=False, slots=True)
class Period:
    """The days from `start` up to, but not including, `end`; without an end it runs on."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        for day in (self.start, self.end):
            if isinstance(day, datetime):
                raise TypeError("a Period is made of dates, not of moments")
        if self.end is not None and self.end <= self.start:
            raise NotAPeriod(
                f"A period from {self.start} cannot end before it starts (last day "
                f"{self.end - ONE_DAY}). Check both dates."
            )

    @classmethod
    def inclusive(cls, first: date, last: date | None) -> "Period":
        """From the first to the last day, both counted."""
        if last == date.max:
            raise NotAPeriod(f"{last} is too far away to be the last day. Leave the end empty.")
        return cls(first, None if last is None else last + ONE_DAY)

    @classmethod
    def parse_inclusive(cls, text: str) -> "Period":
        """Read "2017-04-01..2018-03-31", both days counted; an empty end runs on.

        >>> Period.parse_inclusive("2017-04-01..2018-03-31").days
        365
        """
        first, dots, last = text.partition("..")
        try:
            if not dots:
                raise ValueError
            return cls.inclusive(
                date.fromisoformat(first.strip()),
                date.fromisoformat(last.strip()) if last.strip() else None,
            )
        except ValueError:
            raise NotAPeriod(
                f"“{text}” is not a period. Write it like 2017-04-01..2018-03-31."
            ) from None

    @property
    def last(self) -> date | None:
        """The last day, counted; None when the period runs on."""
        return None if self.end is None else self.end - ONE_DAY

    @property
    def days(self) -> int:
        if self.end is None:
            raise NotAPeriod(f"The period from {self.start} runs on, so its days have no number.")
        return (self.end - self.start).days

    def __str__(self) -> str:
        return f"{self.start}..{self.last or ''}"

    def contains(self, other: "date | Period") -> bool:
        """Whether a day, or every day of another period, is in this one."""
        if isinstance(other, Period):
            return self.start <= other.start and _end(other) <= _end(self)
        return self.start <= other and (self.end is None or other < self.end)

    def __contains__(self, day: date) -> bool:
        return self.contains(day)

    def overlaps(self, other: "Period") -> bool:
        return self.start < _end(other) and other.start < _end(self)

    def meets(self, other: "Period") -> bool:
        """Whether the other starts on the day after this one ends."""
        return self.end == other.start

    def intersection(self, other: "Period") -> "Period | None":
        """The days in both, or None when there are none."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends) if ends else None)

    def difference(self, other: "Period") -> tuple["Period", ...]:
        """The days of this period that are not in the other: none, one or two periods."""
        shared = self.intersection(other)
        if shared is None:
            return (self,)
        left: list[Period] = []
        if self.start < shared.start:
            left.append(Period(self.start, shared.start))
        if shared.end is not None and (self.end is None or shared.end < self.end):
            left.append(Period(shared.end, self.end))
        return tuple(left)

    def split_at(self, *boundaries: date) -> tuple["Period", ...]:
        """The parts that start on the given days; days outside change nothing."""
        inside = sorted({day for day in boundaries if day in self and day != self.start})
        starts = [self.start, *inside]
        ends = [*inside, self.end]
        return tuple(Period(start, end) for start, end in zip(starts, ends, strict=True))

    def prorate(self, total: Money, *boundaries: date) -> tuple[tuple["Period", Money], ...]:
        """Share a total by days over the parts that start on the given days; the parts add up."""
        parts = self.split_at(*boundaries)
        amounts = allocate(total, [part.days for part in parts])
        return tuple(zip(parts, amounts, strict=True))


def _end(period: Period) -> date:
    # No real period reaches the last day of the proleptic calendar, so it can stand for "runs on".
    return period.end if period.end is not None else date.max
