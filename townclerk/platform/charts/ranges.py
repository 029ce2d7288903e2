"""A picture of ranges: a bar from the lowest to the highest of each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

import altair

from townclerk.kernel.display import number_display
from townclerk.platform.charts import drawing
from townclerk.platform.charts.picture import Picture, PictureTable

ROW, LINE = 44, 24
"""The height of a row, and how many letters of its label stand in one line."""


@dataclass(frozen=True)
class Span:
    """One row: what it is, its lowest and its highest."""

    label: str
    low: Decimal
    high: Decimal


def ranges(rows: Sequence[Span], *, title: str, unit: str, places: int = 0) -> Picture:
    """A bar for each range and a diamond where lowest and highest are one number."""
    data: list[dict[str, str | float]] = [
        {
            "label": "\n".join(wrap(row.label, LINE)),
            "low": float(row.low),
            "high": float(row.high),
            "text": _words(row, places),
        }
        for row in rows
    ]
    base = drawing.values(data).encode(
        y=altair.Y(
            "label:N",
            sort=None,
            axis=drawing.titled_axis("", labelLimit=330, labelExpr=r"split(datum.label, '\n')"),
        ),
    )
    bars = base.mark_bar(height=14, color=drawing.STANDS, stroke=drawing.INK, strokeWidth=1).encode(
        x=altair.X("low:Q", axis=drawing.titled_axis(unit, format=",~f")), x2="high:Q"
    )
    points = base.mark_point(
        filled=True, size=110, shape="diamond", opacity=1, color=drawing.STANDS
    ).encode(x="high:Q")
    numbers = base.mark_text(align="left", dx=10, fontSize=13, color=drawing.INK).encode(
        x="high:Q", text="text:N"
    )
    chart = (bars + points + numbers).properties(
        width=drawing.WIDTH - 200, height=max(1, len(rows)) * ROW
    )
    table = PictureTable(
        header=("", "Lowest", "Highest"),
        rows=tuple(
            (row.label, number_display(row.low, places), number_display(row.high, places))
            for row in rows
        ),
    )
    told = "; ".join(f"{row.label}: {_words(row, places)}" for row in rows)
    alt = f"{title}, in {unit}. {told}."
    return Picture(svg=drawing.draw(chart, alt), title=title, alt=alt, table=table)


def _words(row: Span, places: int) -> str:
    low, high = number_display(row.low, places), number_display(row.high, places)
    return low if row.low == row.high else f"{low} to {high}"
