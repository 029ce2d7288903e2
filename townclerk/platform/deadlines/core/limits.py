"""Named time limits: a dated rule of law or of the constitution, read from its parameter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.deadlines import Convention, Counting, Direction, Pause, Pausing, Roll, count
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained
from townclerk.kernel.parameters import DatedValue
from townclerk.kernel.provision import Provision

PLACES = {"england": "England", "uk": "the whole United Kingdom"}
"""Whose bank holidays a calendar leaves out."""
KEYS = frozenset(
    {
        "number",
        "convention",
        "direction",
        "calendar",
        "roll",
        "pausing",
        "pausing_confidence",
        "effective_basis",
        "boxing_day_always",
        "minimum",
    }
)


class EffectiveBasis(StrEnum):
    """From which day a decision takes effect once the time to call it in is over."""

    CALENDAR = "calendar"
    WORKING = "working"


class BadLimit(TownclerkError):
    """A time limit cannot be read or may not be changed so. Correct the rule or the case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """One time limit in force."""

    name: str
    counting: Counting
    calendar: str = "england"
    provision: Provision | None = None
    confidence: Confidence = Confidence.CONFIRMED
    pausing_confidence: Confidence = Confidence.CONFIRMED
    effective_basis: EffectiveBasis | None = None
    boxing_day_always: bool = False
    minimum: bool = False
    """The number is the least the law allows: a council may keep a longer one, never a shorter."""

    @property
    def gives_notice(self) -> bool:
        """Whether the council gives this time to others, and so may lengthen it."""
        return self.counting.direction is Direction.BEFORE or self.effective_basis is not None

    def with_number(self, number: int) -> "Limit":
        """The same limit with a local length."""
        if self.minimum and number < self.counting.number:
            raise BadLimit(
                f"{self.name} is at least {self.counting.number} {self.counting.convention}, so "
                f"{number} is too short. Give a longer time or none."
            )
        return replace(self, counting=replace(self.counting, number=number))


def read_limit(name: str, found: DatedValue) -> Limit:
    """The limit that a dated table describes.

    Units: the number in the unit of its convention.
    Source: the provision of the dated value.
    Raises: `BadLimit` for a table that describes none; correct the parameter file.
    """
    table = found.value
    if not isinstance(table, Mapping) or not {"number", "convention"} <= set(table):
        raise BadLimit(f"{name} gives no number and convention. Add both to its value.")
    unknown = sorted(set(table) - KEYS)
    if unknown:
        raise BadLimit(f"{name} holds {', '.join(unknown)}, which no time limit has. Remove it.")
    try:
        return _limit_of(name, table, found)
    except ValueError as error:
        raise BadLimit(f"{name}: {error}. Use one of the words of the rule's schema.") from None


def _limit_of(name: str, table: Mapping[str, Any], found: DatedValue) -> Limit:
    return Limit(
        name=name,
        counting=read_counting(table),
        calendar=str(table.get("calendar", "england")),
        provision=found.provision,
        confidence=found.confidence,
        pausing_confidence=Confidence(table.get("pausing_confidence", found.confidence)),
        effective_basis=_effective_basis(table),
        boxing_day_always=bool(table.get("boxing_day_always", False)),
        minimum=bool(table.get("minimum", False)),
    )


def read_counting(table: Mapping[str, Any]) -> Counting:
    """The counting that plain values describe.

    Units: the number in the unit of its convention.
    Source: the rule or the case that gives the values.
    Raises: `BadLimit` for a word that names no convention, direction, roll or pausing.
    """
    try:
        return Counting(
            number=int(table["number"]),
            convention=Convention(table["convention"]),
            direction=Direction(table.get("direction", "after")),
            roll=Roll(table.get("roll", "none")),
            pausing=Pausing(table.get("pausing", "not allowed")),
        )
    except ValueError as error:
        raise BadLimit(f"{error}. Use one of the words of the rule's schema.") from None


def _effective_basis(table: Mapping[str, Any]) -> EffectiveBasis | None:
    return EffectiveBasis(table["effective_basis"]) if "effective_basis" in table else None


def counting_calendar(
    *, limit: Limit, calendar: WorkingCalendar, also_closed: Iterable[date]
) -> WorkingCalendar:
    """The calendar a limit is counted by.

    Units: dates. Source: a council may leave out more days than the law when it gives notice; it
    may not so put back a day by which it must answer.
    Raises: `BadLimit` when further days are left out of a time to answer; leave them in.
    """
    closed = frozenset(also_closed)
    if closed and not limit.gives_notice:
        raise BadLimit(
            f"Further days cannot be left out of {limit.name}: it is a time to answer, not notice "
            "that the council gives. Remove also_closed."
        )
    if limit.boxing_day_always:
        years = range(calendar.first.year, calendar.last.year + 1)
        closed |= frozenset(date(year, 12, 26) for year in years)
    return calendar.without(closed) if closed else calendar


def last_day(
    *, limit: Limit, start: date, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Explained[date]:
    """The last day to act under a time limit.

    Units: a date in, a date out; pauses from their first to their last day.
    Source: the provision of the limit.
    Applies: to the dates for which the limit is held and the years of the calendar.
    Rounding: a day reached that is not a working day moves only where the limit says so.
    Raises: `CannotCount` for a pause that the limit does not have; `BeyondCalendar`.
    Example: an agenda for Thursday 5 March 2026 is published by Wednesday 25 February 2026.
    """
    found = count(limit.counting, start, calendar=calendar, pauses=pauses)
    confidence = limit.confidence
    if pauses and limit.pausing_confidence.unconfirmed:
        confidence = limit.pausing_confidence
    step = replace(
        found.step,
        label=f"Last day: {limit.name}" if limit.name else "Last day",
        rule=limit.provision,
        confidence=confidence,
        how=_in_words(limit, start, calendar),
    )
    return Explained(found.value, step)


def _in_words(limit: Limit, start: date, calendar: WorkingCalendar) -> str:
    holidays = PLACES.get(calendar.name, calendar.name)
    counted = f", by the bank holidays of {holidays}" if _uses_calendar(limit) else ""
    return f"{limit.counting} on {date_display(start)}{counted}"


def _uses_calendar(limit: Limit) -> bool:
    return limit.counting.convention.counts_working_days or limit.counting.roll is not Roll.NONE
