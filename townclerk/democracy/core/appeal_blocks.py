"""Listing appeals in blocks: which panel hears which case on which day, and what is left over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Case:
    """An appeal that waits to be listed."""

    reference: str
    school: str
    hear_by: date | None = None


@dataclass(frozen=True)
class Place:
    """One panel on one day with the cases it can still take."""

    on: date
    panel: int
    room: int


@dataclass(frozen=True)
class Listing:
    """Where each case goes; those that go nowhere; and the days that are short."""

    placed: Mapping[str, Place]
    unplaced: tuple[str, ...]
    late: tuple[str, ...]
    """Placed after their own last day."""
    days_short: int

    @property
    def meets_deadline(self) -> bool:
        return not self.unplaced and not self.late


def places(
    first: date, last: date, panels: int, a_day: int, is_working: Callable[[date], bool]
) -> tuple[Place, ...]:
    """Every panel of every working day from a first to a last day, with a whole day's room."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(
        Place(day, panel, a_day)
        for day in days
        if is_working(day)
        for panel in range(1, panels + 1)
    )


def list_cases(
    cases: Sequence[Case], open_places: Sequence[Place], panels: int, a_day: int
) -> Listing:
    """Cases in blocks of a school, the school whose first last day comes soonest first.

    Units: cases and days.
    Source: none in law; a season is planned so that each appeal is heard by its last day.
    Applies: to one season whose panels sit side by side. The days short are those that all
        panels together would still need for what is left over or would be heard too late.
    Rounding: days short are rounded up to whole days.
    Raises: ValueError when there is no panel, or a panel takes no case.

    >>> day = date(2024, 6, 3)
    >>> found = list_cases([Case("a", "s"), Case("b", "s")], [Place(day, 1, 1)], 1, 1)
    >>> found.unplaced, found.days_short
    (('b',), 1)
    """
    if panels < 1 or a_day < 1:
        raise ValueError("a season needs a panel that takes a case")
    soonest: dict[str, date] = {}
    for case in cases:
        last = case.hear_by or date.max
        soonest[case.school] = min(soonest.get(case.school, date.max), last)
    ordered = sorted(
        cases,
        key=lambda one: (soonest[one.school], one.school, one.hear_by or date.max, one.reference),
    )
    rooms = sorted(open_places, key=lambda place: (place.on, place.panel))
    seats = [place for place in rooms for _ in range(place.room)]
    placed = {case.reference: seat for case, seat in zip(ordered, seats, strict=False)}
    unplaced = tuple(case.reference for case in ordered[len(seats) :])
    late = tuple(
        case.reference
        for case in ordered[: len(seats)]
        if case.hear_by is not None and placed[case.reference].on > case.hear_by
    )
    left = len(unplaced) + len(late)
    return Listing(placed, unplaced, late, -(-left // (panels * a_day)))
