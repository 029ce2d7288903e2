"""Staffing of options: ranges added up with the unknown named, and small numbers hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from townclerk.figures.core.suppression import suppress


class Known(StrEnum):
    """What a sheet knows of a number of posts. Unknown is not nil."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """One measure of one option."""

    reference: str
    title: str
    known: Known
    low: Decimal | None = None
    high: Decimal | None = None
    adds: bool = True
    """False for an option that no total counts, such as one inside another."""


@dataclass(frozen=True, kw_only=True)
class Range:
    """The sum of what is known, and which options it says nothing about."""

    low: Decimal
    high: Decimal
    known: tuple[Staffing, ...]
    unknown: tuple[Staffing, ...]
    not_stated: tuple[Staffing, ...]
    not_applicable: tuple[Staffing, ...]
    left_out: tuple[Staffing, ...]

    @property
    def complete(self) -> bool:
        return not self.unknown and not self.not_stated


def range_of(rows: Iterable[Staffing]) -> Range:
    """The lowest and the highest the known numbers come to.

    Units: posts, full-time or not, as the sheets count them.
    Source: none.
    Applies: to one measure over many options. What is unknown or not stated adds nothing and is
        named, so that the sum is never read as the whole; an option inside another adds nothing.
    Rounding: none; parts of a post are added as they stand.
    Raises: nothing.
    Example:
    >>> sure = Staffing(reference="a", title="A", known=Known.KNOWN, low=Decimal(200),
    ...                 high=Decimal(300))
    >>> unsure = Staffing(reference="b", title="B", known=Known.UNKNOWN)
    >>> found = range_of([sure, unsure])
    >>> str(found.low), str(found.high), found.complete
    ('200', '300', False)
    """
    held = list(rows)
    adding = [row for row in held if row.adds]

    def those(known: Known) -> tuple[Staffing, ...]:
        return tuple(row for row in adding if row.known is known)

    known = those(Known.KNOWN)
    return Range(
        low=sum((row.low or Decimal(0) for row in known), Decimal(0)),
        high=sum((row.high or Decimal(0) for row in known), Decimal(0)),
        known=known,
        unknown=those(Known.UNKNOWN),
        not_stated=those(Known.NOT_STATED),
        not_applicable=those(Known.NOT_APPLICABLE),
        left_out=tuple(row for row in held if not row.adds),
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A range as the public sees it: `hidden` where a small number would point at people."""

    reference: str
    title: str
    known: Known
    low: Decimal | None
    high: Decimal | None
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class PublicRange:
    rows: tuple[Shown, ...]
    low: Decimal | None
    high: Decimal | None
    """None where the total would give a hidden number back."""


def public(found: Range, threshold: int) -> PublicRange:
    """Ranges as they may be published, small numbers hidden and no total giving them back.

    Units: posts; a threshold of 10 hides 1 to 9.
    Source: the council's own rule on small numbers.
    Applies: to the known rows of a range. A row is hidden when its low or its high is small, or
        when it must hide with another so that the total does not give that one back.
    Rounding: a part of a post counts as a whole one when it is judged, and is shown as it is.
    Raises: nothing.
    Example:
    >>> many = Staffing(reference="a", title="A", known=Known.KNOWN, low=Decimal(200),
    ...                 high=Decimal(300))
    >>> few = Staffing(reference="b", title="B", known=Known.KNOWN, low=Decimal(3),
    ...                high=Decimal(12))
    >>> [row.hidden for row in public(range_of([many, few]), 10).rows]
    [True, True]
    """
    lows = suppress([_whole(row.low) for row in found.known], threshold)
    highs = suppress([_whole(row.high) for row in found.known], threshold)
    rows = []
    for row, low, high in zip(found.known, lows.counts, highs.counts, strict=True):
        hidden = low is None or high is None
        rows.append(_shown(row, hidden))
    rows += [
        _shown(row, False) for row in (*found.unknown, *found.not_stated, *found.not_applicable)
    ]
    open_total = lows.total is not None and highs.total is not None
    return PublicRange(
        rows=tuple(rows),
        low=found.low if open_total else None,
        high=found.high if open_total else None,
    )


def _shown(row: Staffing, hidden: bool) -> Shown:
    return Shown(
        reference=row.reference,
        title=row.title,
        known=row.known,
        low=None if hidden else row.low,
        high=None if hidden else row.high,
        hidden=hidden,
    )


def _whole(number: Decimal | None) -> int:
    return 0 if number is None else int(number.to_integral_value(rounding="ROUND_CEILING"))


@dataclass(frozen=True, kw_only=True)
class Beyond:
    """More posts touched than the sheet says are in scope."""

    reference: str
    sentence: str


def beyond_scope(
    reference: str, scope: Staffing | None, vacancies: Staffing | None, going: Staffing | None
) -> tuple[Beyond, ...]:
    """Where posts deleted come to more than the staff in scope.

    Units: posts.
    Source: none; a sheet that says two things.
    Applies: where scope and redundancies are known; vacant posts are added when known.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> def some(number): return Staffing(reference="p", title="P", known=Known.KNOWN,
    ...     low=Decimal(number), high=Decimal(number))
    >>> beyond_scope("p", some(2), some(2), some(2))[0].sentence
    '2 vacant posts and 2 redundancies are more than the 2 staff in scope.'
    """
    if scope is None or going is None or scope.high is None or going.high is None:
        return ()
    vacant = vacancies.high if vacancies is not None and vacancies.high is not None else Decimal(0)
    if going.high > scope.high:
        words = f"{_n(going.high)} redundancies are more than the {_n(scope.high)} staff in scope."
        return (Beyond(reference=reference, sentence=words),)
    if vacant and vacant + going.high > scope.high:
        words = (
            f"{_n(vacant)} vacant posts and {_n(going.high)} redundancies are more than the "
            f"{_n(scope.high)} staff in scope."
        )
        return (Beyond(reference=reference, sentence=words),)
    return ()


def _n(number: Decimal) -> str:
    return format(number.normalize(), "f")


def words(low: Decimal | None, high: Decimal | None, known: Known) -> str:
    """A range as a reader sees it.

    Units: posts.
    Source: none.
    Applies: to any standing.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> words(Decimal(200), Decimal(300), Known.KNOWN), words(None, None, Known.UNKNOWN)
    ('200 to 300', 'unknown')
    >>> words(Decimal("5.83"), Decimal("5.83"), Known.KNOWN)
    '5.83'
    """
    if known is not Known.KNOWN or low is None or high is None:
        return known.value.replace("-", " ")
    return _n(low) if low == high else f"{_n(low)} to {_n(high)}"


def together(rows: Sequence[Staffing]) -> str:
    """Titles in a sentence."""
    return ", ".join(row.title for row in rows) or "none"
