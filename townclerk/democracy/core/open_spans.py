"""From when to when something was open to everybody, worked out from what happened to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Open from a moment until another; without an end, until now."""

    start: datetime
    end: datetime | None = None


Spans = tuple[Span, ...]


def spans(events: Iterable[tuple[datetime, bool]]) -> Spans:
    """The spans in which a record was open, from its states one after another.

    Units: moments with their zone; an event says whether the record is open from then on.
    Source: ours; OParl 1.1 asks that what was open and is no more is told as deleted.
    Applies: to events in the order they happened. Open and shut in one moment was never open.
    Rounding: none.
    Raises: nothing.
    Example:

    >>> from datetime import UTC
    >>> day = lambda n: datetime(2026, 1, n, tzinfo=UTC)
    >>> [(one.start.day, one.end and one.end.day)
    ...  for one in spans([(day(1), False), (day(2), True), (day(5), False), (day(7), True)])]
    [(2, 5), (7, None)]
    """
    found: list[Span] = []
    start: datetime | None = None
    for moment, is_open in events:
        if is_open and start is None:
            start = moment
        elif not is_open and start is not None:
            if moment > start:
                found.append(Span(start, moment))
            start = None
    if start is not None:
        found.append(Span(start))
    return tuple(found)


def within(inner: Spans, outer: Spans) -> Spans:
    """When both were open: a paper while it was there and its agenda was published.

    Units: moments with their zone.
    Source: ours, as of `spans`.
    Applies: to spans in order that do not touch each other.
    Rounding: none.
    Raises: nothing.
    Example:

    >>> from datetime import UTC
    >>> day = lambda n: datetime(2026, 1, n, tzinfo=UTC)
    >>> [one.start.day for one in within((Span(day(1)),), (Span(day(3), day(4)), Span(day(6))))]
    [3, 6]
    """
    found = []
    for one in inner:
        for other in outer:
            start = max(one.start, other.start)
            ends = [end for end in (one.end, other.end) if end is not None]
            end = min(ends) if ends else None
            if end is None or end > start:
                found.append(Span(start, end))
    return tuple(found)


def merged(groups: Iterable[Spans]) -> Spans:
    """When any of them was open: a person while they sat on one body or another.

    Units: moments with their zone.
    Source: ours, as of `spans`.
    Applies: to spans that may overlap.
    Rounding: none.
    Raises: nothing.
    Example:

    >>> from datetime import UTC
    >>> day = lambda n: datetime(2026, 1, n, tzinfo=UTC)
    >>> merged([(Span(day(1), day(5)),), (Span(day(3)),)])[0].end is None
    True
    """
    found: list[Span] = []
    for one in sorted((span for group in groups for span in group), key=lambda span: span.start):
        last = found[-1] if found else None
        if last is None or (last.end is not None and last.end < one.start):
            found.append(one)
        elif last.end is not None:
            end = None if one.end is None else max(last.end, one.end)
            found[-1] = Span(last.start, end)
    return tuple(found)
