"""Which values make a trend with the one a report prints, and what the picture of them says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from townclerk.kernel.reporting_period import PeriodKind, ReportingPeriod

FEWEST, MOST = 3, 12
"""How many values a trend has at least, and how many of the last ones are drawn."""


@dataclass(frozen=True)
class Point:
    """A value of a trend: of when, exactly, and as it is displayed."""

    span: str
    value: Fraction
    display: str
    on_day: bool = False

    @property
    def when(self) -> str:
        return f"{'on' if self.on_day else 'in'} {self.span}"


def alike(
    printed: ReportingPeriod, known: Iterable[ReportingPeriod]
) -> tuple[ReportingPeriod, ...]:
    """The periods of the kind and length of the one printed that do not begin after it, oldest
    first.

    Units: whole months where a period between two dates is of whole months, else days. Source:
    house rule; values of longer and shorter times do not compare. Rounding: none. Raises: nothing.

    >>> from townclerk.kernel.reporting_period import parse_period
    >>> known = [parse_period(one) for one in ("2023/24", "2024/25", "2023-04", "2022/23")]
    >>> [one.label for one in alike(parse_period("2023/24"), known)]
    ['2022/23', '2023/24']
    """
    found = (
        one
        for one in known
        if one.kind is printed.kind
        and one.period.start <= printed.period.start
        and _length(one) == _length(printed)
    )
    return tuple(sorted(found, key=lambda one: one.period.start))


def _length(one: ReportingPeriod) -> tuple[str, int]:
    """How long a period between two dates is; the others are as long as their kind."""
    start, end = one.period.start, one.period.end
    if one.kind is not PeriodKind.DATES or end is None:
        return one.kind.value, 1
    if start.day == end.day == 1:
        return "months", (end.year - start.year) * 12 + end.month - start.month
    return "days", (end - start).days


def finding(label: str, points: Sequence[Point]) -> str:
    """From where to where it goes, as it is displayed.

    Units: those of the figure. Source: house rule; a title states the finding. Applies: to points
    in their order. Rounding: none; two values that are displayed alike stay.

    >>> ends = [Point("2022/23", Fraction(95), "95.0%"), Point("2023/24", Fraction(94), "94.0%")]
    >>> finding("Tax collected", ends)
    'Tax collected: down from 95.0% in 2022/23 to 94.0% in 2023/24'
    """
    first, last = points[0], points[-1]
    if first.display == last.display:
        return f"{label}: {last.display} {first.when} and {last.when}"
    moves = "up" if last.value > first.value else "down"
    return f"{label}: {moves} from {first.display} {first.when} to {last.display} {last.when}"
