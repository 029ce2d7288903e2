"""A picture of what is due and what is expected: a line from one day to the other, a row each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair

from townclerk.kernel.display import date_display
from townclerk.platform.charts import drawing
from townclerk.platform.charts.picture import Picture, PictureTable

ROW = 66


@dataclass(frozen=True)
class Due:
    """One row: what it is, the day it is due and the day it is expected."""

    label: str
    """In several lines where it has them."""
    due: date
    expected: date

    @property
    def late(self) -> int:
        return max(0, (self.expected - self.due).days)


def timeline(rows: Sequence[Due], *, title: str, due: str, expected: str) -> Picture:
    """Days due as circles, days expected as diamonds; a late row is told by its dashes and word."""
    kinds = ["In time", "Late"]
    data = [
        {
            "label": row.label,
            "due": row.due.isoformat(),
            "expected": row.expected.isoformat(),
            "last": max(row.due, row.expected).isoformat(),
            "kind": kinds[bool(row.late)],
            "text": f"{row.late} days late" if row.late else "in time",
        }
        for row in rows
    ]
    across = altair.Axis(title=None, format="%b %Y", labelAngle=0, tickCount=4)
    base = drawing.values(data).encode(
        y=altair.Y(
            "label:N",
            sort=None,
            axis=drawing.titled_axis(
                "", labelLimit=300, labelExpr=r"split(datum.label, '\n')", labelBaseline="middle"
            ),
        ),
        color=altair.Color(
            "kind:N",
            scale=altair.Scale(domain=kinds, range=[drawing.STANDS, drawing.ADDS]),
            legend=altair.Legend(title=None, orient="top"),
        ),
    )
    line = base.mark_rule(strokeWidth=3).encode(
        x=altair.X("due:T", axis=across, scale=altair.Scale(padding=24)),
        x2="expected:T",
        strokeDash=altair.StrokeDash(
            "kind:N", scale=altair.Scale(domain=kinds, range=[[1, 0], [6, 3]]), legend=None
        ),
    )
    start = base.mark_point(filled=True, size=90, shape="circle", opacity=1).encode(x="due:T")
    end = base.mark_point(filled=True, size=110, shape="diamond", opacity=1).encode(x="expected:T")
    words = base.mark_text(align="left", dx=9, fontSize=13, color=drawing.INK).encode(
        x="last:T", text="text:N", color=altair.value(drawing.INK)
    )
    chart = (line + start + end + words).properties(
        width=drawing.WIDTH - 260, height=max(1, len(rows)) * ROW
    )
    return _told(rows, chart, title, due, expected)


def _told(rows: Sequence[Due], chart: Any, title: str, due: str, expected: str) -> Picture:
    """The drawing with its table and its alternative text."""
    table = PictureTable(
        header=("", due, expected, "Days late"),
        rows=tuple(
            (
                _flat(row.label),
                date_display(row.due),
                date_display(row.expected),
                str(row.late or ""),
            )
            for row in rows
        ),
    )
    told = "; ".join(
        f"{_flat(row.label)}: {due.lower()} {date_display(row.due)}, {expected.lower()} "
        f"{date_display(row.expected)}"
        for row in rows
    )
    alt = f"{title}. {told}."
    return Picture(svg=drawing.draw(chart, alt), title=title, alt=alt, table=table)


def _flat(label: str) -> str:
    return ", ".join(label.splitlines())
