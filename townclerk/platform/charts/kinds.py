"""The kinds of picture: values in, picture out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from textwrap import wrap
from typing import Any

import altair

from townclerk.kernel.display import number_display
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.charts import drawing
from townclerk.platform.charts.picture import Picture, PictureTable

# Vega prints a true minus already; the thousands need asking for.
AXIS_NUMBERS = ",~f"
LETTER = 7.5
"""How wide a letter of a label is, on the whole."""
FEW = 10
"""Up to which number each whole one has its tick."""
BRIDGED = 6
"""How many moves of a bridge are drawn on their own; the smaller ones are drawn as one."""


@dataclass(frozen=True)
class Bar:
    """One step of a waterfall. A total stands on the axis and adds nothing."""

    label: str
    amount: Decimal
    total: bool = False


@dataclass(frozen=True)
class Series:
    """One line or one colour of bars: a value for each label, None where there is none."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Band:
    """A lower and an upper edge around a line."""

    name: str
    lower: tuple[Decimal, ...]
    upper: tuple[Decimal, ...]


def waterfall(bars: Sequence[Bar], *, title: str, unit: str, places: int = 3) -> Picture:
    """How one amount becomes another. A total that its steps do not reach is refused."""
    rows: list[dict[str, str | float]] = []
    level = Decimal(0)
    for bar in bars:
        if bar.total:
            if rows and bar.amount != level:
                raise TownclerkError(
                    f"“{title}”: the steps before “{bar.label}” come to {level}, not {bar.amount}."
                )
            start, level = Decimal(0), bar.amount
        else:
            start, level = level, level + bar.amount
        kind = "Total" if bar.total else ("Adds" if bar.amount >= 0 else "Takes away")
        rows.append(
            {
                "label": bar.label,
                "start": float(start),
                "end": float(level),
                "top": float(max(start, level)),
                "text": number_display(bar.amount, places),
                "kind": kind,
            }
        )
    across = altair.X(
        "label:N",
        sort=None,
        axis=drawing.titled_axis("", labelAngle=0, labelExpr="split(datum.label, ' ')"),
    )
    base = drawing.values(rows).encode(x=across)
    columns = base.mark_bar(stroke=drawing.INK, strokeWidth=1).encode(
        y=altair.Y(
            "start:Q",
            axis=drawing.titled_axis(unit, format=AXIS_NUMBERS),
        ),
        y2="end:Q",
        color=altair.Color(
            "kind:N",
            scale=altair.Scale(
                domain=["Total", "Adds", "Takes away"],
                range=[drawing.STANDS, drawing.ADDS, drawing.TAKES],
            ),
            legend=altair.Legend(title=None, orient="top"),
        ),
    )
    numbers = base.mark_text(dy=-8, fontSize=14, color=drawing.INK).encode(y="top:Q", text="text:N")
    return _picture(
        (columns + numbers).properties(width=drawing.WIDTH, height=320),
        title=title,
        unit=unit,
        table=PictureTable(
            header=("Step", unit),
            rows=tuple((bar.label, number_display(bar.amount, places)) for bar in bars),
        ),
    )


def bridge(
    before: Bar, moves: Sequence[Bar], after: Bar, *, title: str, unit: str, places: int = 3
) -> Picture:
    """From one amount to another by what moved it: the largest moves, and the rest as one."""
    largest = sorted(moves, key=lambda bar: abs(bar.amount), reverse=True)
    shown, rest = largest[:BRIDGED], largest[BRIDGED:]
    if len(rest) == 1:
        shown, rest = largest, []
    elif rest:
        shown.append(Bar(f"{len(rest)} other lines", sum((one.amount for one in rest), Decimal(0))))
    bars = [replace(before, total=True), *shown, replace(after, total=True)]
    return waterfall(bars, title=title, unit=unit, places=places)


def grouped_bars(
    labels: Sequence[str], series: Sequence[Series], *, title: str, unit: str, places: int = 1
) -> Picture:
    """Bars side by side, one colour a series. Long labels are broken into lines; what is counted
    has no parts of one on its axis."""
    told = _broken(labels)
    broken = {"labelExpr": "split(datum.label, '\\n')"} if told != list(labels) else {}
    whole = {} if places else _whole(series)
    chart = (
        drawing.values(_rows(told, series, title))
        .mark_bar(stroke=drawing.INK, strokeWidth=1)
        .encode(
            x=altair.X("label:N", sort=None, axis=drawing.titled_axis("", labelAngle=0, **broken)),
            xOffset=altair.XOffset("series:N", sort=[one.name for one in series]),
            y=altair.Y("value:Q", axis=drawing.titled_axis(unit, format=AXIS_NUMBERS, **whole)),
            color=_colour(series),
        )
        .properties(width=drawing.WIDTH, height=320)
    )
    return _picture(chart, title=title, unit=unit, table=_table(labels, series, places))


def _whole(series: Sequence[Series]) -> dict[str, Any]:
    """Ticks at whole numbers: each of them where there are few."""
    values = [value for one in series for value in one.values if value is not None]
    if values and min(values) >= 0 and 0 < max(values) <= FEW:
        return {"values": list(range(int(max(values)) + 1))}
    return {"tickMinStep": 1}


def _broken(labels: Sequence[str]) -> list[str]:
    """Labels in lines that fit beside one another."""
    width = max(8, int(drawing.WIDTH / max(1, len(labels)) / LETTER))
    return ["\n".join(wrap(label, width, break_long_words=False)) or label for label in labels]


def lines(
    labels: Sequence[str], series: Sequence[Series], *, title: str, unit: str, places: int = 1
) -> Picture:
    """Lines over time, each also told by its dashes."""
    return _picture(
        _line_chart(labels, series, title, unit).properties(width=drawing.WIDTH, height=320),
        title=title,
        unit=unit,
        table=_table(labels, series, places),
    )


def line_with_bands(
    labels: Sequence[str],
    line: Series,
    bands: Sequence[Band],
    *,
    title: str,
    unit: str,
    places: int = 1,
) -> Picture:
    """A line inside the ranges it may fall in, the widest first."""
    layers = [
        drawing.values(
            [
                {"label": label, "lower": float(low), "upper": float(high)}
                for label, low, high in zip(labels, band.lower, band.upper, strict=True)
            ]
        )
        .mark_area(opacity=0.3, color=drawing.STANDS)
        .encode(
            x=altair.X("label:N", sort=None, axis=drawing.titled_axis("", labelAngle=0)),
            y=altair.Y("lower:Q", axis=drawing.titled_axis(unit, format=AXIS_NUMBERS)),
            y2="upper:Q",
        )
        for band in bands
    ]
    chart = altair.layer(*layers, _line_chart(labels, [line], title, unit))
    edges = [
        Series(f"{band.name}, {edge}", values)
        for band in bands
        for edge, values in (("lower", band.lower), ("upper", band.upper))
    ]
    return _picture(
        chart.properties(width=drawing.WIDTH, height=320),
        title=title,
        unit=unit,
        table=_table(labels, [line, *edges], places),
    )


def _line_chart(labels: Sequence[str], series: Sequence[Series], title: str, unit: str) -> Any:
    names = [one.name for one in series]
    return (
        drawing.values(_rows(labels, series, title))
        .mark_line(point=True, strokeWidth=3)
        .encode(
            x=altair.X("label:N", sort=None, axis=drawing.titled_axis("", labelAngle=0)),
            y=altair.Y(
                "value:Q",
                axis=drawing.titled_axis(unit, format=AXIS_NUMBERS),
                scale=altair.Scale(zero=_from_nil(series)),
            ),
            color=_colour(series),
            strokeDash=altair.StrokeDash("series:N", scale=altair.Scale(domain=names), legend=None),
        )
    )


def _from_nil(series: Sequence[Series]) -> bool:
    """Lines far above nil would lie on one another if the axis began there; a flat one needs it."""
    values = [value for one in series for value in one.values if value is not None]
    return not values or min(values) == max(values) or min(values) * 2 <= max(values)


def _colour(series: Sequence[Series]) -> altair.Color:
    names = [one.name for one in series]
    return altair.Color(
        "series:N",
        scale=altair.Scale(domain=names, range=list(drawing.SERIES[: len(names)])),
        legend=altair.Legend(title=None, orient="top"),
    )


def _rows(
    labels: Sequence[str], series: Sequence[Series], title: str
) -> list[dict[str, str | float]]:
    if len(series) > len(drawing.SERIES):
        raise TownclerkError(f"“{title}” has more than {len(drawing.SERIES)} series. Draw fewer.")
    return [
        {"label": label, "series": one.name, "value": float(value)}
        for one in series
        for label, value in zip(labels, one.values, strict=True)
        if value is not None
    ]


def _table(labels: Sequence[str], series: Sequence[Series], places: int) -> PictureTable:
    return PictureTable(
        header=("", *(one.name for one in series)),
        rows=tuple(
            (
                label,
                *(
                    "" if (value := one.values[place]) is None else number_display(value, places)
                    for one in series
                ),
            )
            for place, label in enumerate(labels)
        ),
    )


def _picture(chart: Any, *, title: str, unit: str, table: PictureTable) -> Picture:
    told = "; ".join(
        f"{row[0]}: "
        + ", ".join(
            f"{name} {text}".strip() if len(row) > 2 else text
            for name, text in zip(table.header[1:], row[1:], strict=True)
            if text
        )
        for row in table.rows
    )
    alt = f"{title}, in {unit}. {told}."
    return Picture(svg=drawing.draw(chart, alt), title=title, alt=alt, table=table)
