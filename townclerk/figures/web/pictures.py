"""A figure through its periods as one picture, beside its targets, budgets and peers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html

from townclerk.figures import comparators, history, links
from townclerk.figures.core.terms import Value
from townclerk.figures.declaration import Definition, Figure
from townclerk.figures.display import check_format, shown
from townclerk.figures.history import Point
from townclerk.kernel.money import Money, Rounding
from townclerk.platform.charts.picture import Picture

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader
    from townclerk.platform.charts import Series

POWERS = {"£": 0, "£000": 3, "£m": 6}
MOST_BARS = 12
MOST_SERIES = 5


def over_time(figure: Figure, reader: "Reader") -> dict[str, Any]:
    """The figure through its periods as picture and table, and what it is compared with."""
    shape = figure.definition
    points = history.series(shape, figure.scope, reader)
    spans = [(p.figure.period.label if p.figure.period else "", p.figure.as_at) for p in points]
    others = comparators.beside(shape, figure.scope, spans, reader) if spans else {}
    headings = ["Value", *others]
    return {
        "picture": trend(shape, points, others) if points else None,
        "columns": [("Period", False), *((name, True) for name in headings), ("Status", False)],
        "rows": cells(shape, points, others),
        "comparisons": [
            [other.title, other.display, other.against]
            for other in comparators.comparisons(figure, reader)
        ],
    }


def trend(
    definition: Definition, points: Sequence[Point], beside: Mapping[str, Sequence[Value]]
) -> Picture | None:
    """Bars for amounts that add up, lines for the rest; None where fewer than two can be drawn."""
    from townclerk.platform.charts import Series

    drawn = [_number(definition, point.figure.value) for point in points]
    if sum(value is not None for value in drawn) < 2:
        return None
    series = _own(definition, points, drawn)
    for title, values in beside.items():
        others = tuple(_number(definition, value) for value in values)
        if len(series) < MOST_SERIES and any(other is not None for other in others):
            series.append(Series(title, others))
    labels = tuple(point.figure.span for point in points)
    sign, places = check_format(definition.display, definition.unit)
    bars = definition.additive and len(labels) <= MOST_BARS
    return _drawn(
        labels,
        tuple(series),
        title=finding(definition, points),
        unit={"count": "number", "ratio": "to one"}.get(sign, sign),
        places=places or 0,
        bars=bars,
    )


def _own(
    definition: Definition, points: Sequence[Point], drawn: Sequence[Decimal | None]
) -> list["Series"]:
    """The figure's own values; where its definition changed, another line begins."""
    from townclerk.platform.charts import Series

    starts = [0, *(at for at, point in enumerate(points) if point.breaks), len(points)]
    found = []
    for number, (first, end) in enumerate(pairwise(starts), start=1):
        values = tuple(value if first <= at < end else None for at, value in enumerate(drawn))
        name = definition.label if number == 1 else f"{definition.label}, definition {number}"
        if any(value is not None for value in values):
            found.append(Series(name, values))
    return found[-MOST_SERIES:]


def finding(definition: Definition, points: Sequence[Point]) -> str:
    """What the picture shows, chosen from the values: from where to where the figure goes."""
    known = [p.figure for p in points if _number(definition, p.figure.value) is not None]
    first, last = known[0], known[-1]
    since = next((p for p in reversed(points) if p.breaks), None)
    if since is not None and since.figure.span:
        return f"{definition.label}, defined anew from {since.figure.span}"
    before, after = (_number(definition, one.value) or Decimal(0) for one in (first, last))
    moves = "stays at" if before == after else ("rises from" if before < after else "falls from")
    spans = [one.span for one in (first, last)]
    start = f"{definition.label} {moves} {first.display}"
    if before == after:
        return f"{start} from {spans[0]} to {spans[1]}"
    return f"{start} in {spans[0]} to {last.display} in {spans[1]}"


def _number(definition: Definition, value: Value) -> Decimal | None:
    """The value in the unit it is displayed in, to more places than can be seen."""
    sign, _ = check_format(definition.display, definition.unit)
    if isinstance(value, Money):
        return Rounding.HALF_UP.decimal(Fraction(value.pence, 100 * 10 ** POWERS[sign]), 6)
    if isinstance(value, Fraction | Decimal | int):
        return Rounding.HALF_UP.decimal(value, 6)
    return None


def cells(
    definition: Definition, points: Sequence[Point], beside: Mapping[str, Sequence[Value]]
) -> list[list[str]]:
    """The rows of the table of the same values, each as it is displayed, its period as a link."""
    return [
        [
            _of_period(point.figure),
            point.figure.display,
            *(
                "" if values[at] is None else shown(values[at], definition.unit, definition.display)
                for values in beside.values()
            ),
            point.figure.status.value + (f". {point.breaks}" if point.breaks else ""),
        ]
        for at, point in enumerate(points)
    ]


def _of_period(figure: Figure) -> str:
    if not figure.span:
        return "Whole"
    day = None if figure.period else figure.as_at
    address = links.url(figure.key, figure.scope, figure.period, day)
    return format_html('<a class="govuk-link" href="{}">{}</a>', address, figure.span)


@lru_cache(maxsize=256)
def _drawn(
    labels: tuple[str, ...],
    series: tuple["Series", ...],
    *,
    title: str,
    unit: str,
    places: int,
    bars: bool,
) -> Picture:
    """Drawn once for the same values: drawing takes longer than all the rest of the page."""
    # The drawing library takes half a second to load: only where a picture is drawn.
    from townclerk.platform.charts import grouped_bars, lines

    draw = grouped_bars if bars else lines
    return draw(labels, series, title=title, unit=unit, places=places)
