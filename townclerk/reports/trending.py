"""Small pictures of what a section prints: each figure over the periods up to the one printed.

The catalogue of sections says which sections have them. They are exhibits like any other: their
values are cleared, kept and published with the report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from townclerk.figures import COUNCIL, Figure
from townclerk.figures.core.terms import Status
from townclerk.figures.declaration import Definition
from townclerk.figures.questions import Listing
from townclerk.kernel.money import Money
from townclerk.kernel.reporting_period import parse_period
from townclerk.reports.building import Documents, answers
from townclerk.reports.core import trends
from townclerk.reports.core.exhibits import DueRow, Exhibit
from townclerk.reports.core.prose import FigureRef
from townclerk.reports.core.trends import Point

if TYPE_CHECKING:
    from townclerk.platform.charts.picture import Picture


@dataclass(frozen=True)
class Printed:
    """A figure a section prints: in a paragraph of its text, or in the table of those due."""

    chapter: str
    ref: FigureRef
    in_words: bool


def exhibits_of(printed: Sequence[Printed]) -> list[Exhibit]:
    """A picture of each figure that has three values or more by then, in the order printed. Of a
    figure printed for several periods, the last."""
    there = answers(one.ref for one in printed)
    last: dict[tuple[str, str, str], tuple[Printed, Figure]] = {}
    for one in printed:
        figure = there.get(one.ref)
        if figure is None or number(figure.value) is None:
            continue
        place = one.chapter, figure.key, figure.scope
        if place not in last or last[place][1].begins < figure.begins:
            last[place] = one, figure
    listing = Listing()
    listing.read(figure.definition for _, figure in last.values())
    series = [(one, figure, _before(one.ref, figure, listing)) for one, figure in last.values()]
    earlier = answers(ref for _, _, refs in series for ref in refs)
    found = []
    for one, figure, refs in series:
        points = [(ref, earlier[ref]) for ref in refs if _fits(earlier.get(ref), figure)]
        points = [*points, (one.ref, figure)][-trends.MOST :]
        if len(points) >= trends.FEWEST:
            found.append(_exhibit(one, figure, points, listing))
    return found


def _before(ref: FigureRef, figure: Figure, listing: Listing) -> list[FigureRef]:
    """The questions of the values that come before the one printed, oldest first."""
    shape, scope = figure.definition, figure.scope
    if figure.period is None:
        days = listing.days(shape, scope)
        before = [day for day in days if figure.as_at is not None and day < figure.as_at]
        return [FigureRef(ref.key, ref.scope, as_at=day.isoformat()) for day in before]
    known = map(parse_period, listing.periods(shape, scope))
    alike = [one for one in trends.alike(figure.period, known) if one != figure.period]
    return [FigureRef(ref.key, ref.scope, one.label) for one in alike]


def _fits(earlier: Figure | None, printed: Figure) -> bool:
    """Whether a value may stand beside the one printed: it means the same, is signed where it was
    stated, and is as open."""
    if earlier is None or number(earlier.value) is None:
        return False
    if earlier.definition.returned and earlier.status is Status.PROVISIONAL:
        return False
    if printed.status.open_to_public and not earlier.status.open_to_public:
        return False
    return not earlier.definition.changed_between(earlier.begins, printed.begins)


def _exhibit(
    one: Printed, figure: Figure, points: Sequence[tuple[FigureRef, Figure]], listing: Listing
) -> Exhibit:
    label = figure.label + _of(figure.definition, figure.scope, listing)
    by_column = {value.span: ref for ref, value in points}
    row = DueRow(
        label=label,
        key=one.ref.key,
        scope=one.ref.scope,
        by_column=tuple(by_column.items()),
    )
    return Exhibit(
        chapter=one.chapter,
        kind="trend",
        caption=label,
        columns=tuple(by_column),
        rows=(row,),
        beside=one.ref if one.in_words else None,
    )


def _of(shape: Definition, scope: str, listing: Listing) -> str:
    """The scope in words, after the label."""
    if scope == COUNCIL:
        return ""
    named = {choice.code: choice.label for choice in listing.scopes(shape)}
    return f", {named.get(scope) or scope}"


def number(value: object) -> Fraction | None:
    """A value that can be drawn."""
    if isinstance(value, Money):
        return Fraction(value.pence, 100)
    try:
        return Fraction(str(value))
    except ValueError:
        return None


def drawn(exhibit: Exhibit, documents: Documents) -> "Picture":
    """The picture with the values of these documents, as they are cleared or as they are today."""
    # The drawing library takes half a second to load: only where a picture is drawn.
    from townclerk.reports.trend_pictures import picture

    return picture(exhibit.caption, points_of(exhibit, documents))


def points_of(exhibit: Exhibit, documents: Mapping[str, Mapping[str, Any]]) -> tuple[Point, ...]:
    """The values of a trend in the order of its columns."""
    row = exhibit.rows[0]
    refs = {column: row.ref(column) for column in exhibit.columns}
    return tuple(_point(column, ref, documents[str(ref)]) for column, ref in refs.items())


def _point(span: str, ref: FigureRef, document: Mapping[str, Any]) -> Point:
    value = Fraction(str(document["value"]))
    return Point(span, value, document["display"], on_day=bool(ref.as_at))
