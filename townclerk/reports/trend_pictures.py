"""A trend drawn: a low line with its values, and with the periods they are of."""

from collections.abc import Mapping
from functools import cache, lru_cache
from textwrap import wrap
from typing import Any

import vl_convert

from townclerk.platform.charts import drawing
from townclerk.platform.charts.picture import Picture, PictureTable
from townclerk.reports.core.trends import Point, finding

HEIGHT, EDGE = 60, 12
SIZE = 16
"""Of its letters: a low picture is set as wide as a tall one."""
LETTER, GAP = 8.5, 2
"""How wide a letter is, and how many stay free between two periods."""
EVERY = 7
"""Up to how many points each has its words; of more, the first and the last."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(drawing.FONTS))


@lru_cache(maxsize=512)
def picture(label: str, points: tuple[Point, ...]) -> Picture:
    """A line through the points; its title says from where to where it goes, and its words and its
    table hold every value. Drawn once for the same values."""
    title = finding(label, points)
    told = "; ".join(f"{one.span}: {one.display}" for one in points)
    alt = f"{title}. {told}."
    _register_fonts()
    return Picture(
        svg=drawing.labelled(vl_convert.vegalite_to_svg(_chart(points)), alt),
        title=title,
        alt=alt,
        table=PictureTable(
            header=("", label), rows=tuple((one.span, one.display) for one in points)
        ),
    )


def _chart(points: tuple[Point, ...]) -> dict[str, Any]:
    """The chart in the words of Vega-Lite: of Altair's objects one costs as much as ten drawings,
    and a report may have a picture for every number."""
    last = len(points) - 1
    across = {
        "field": "place",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, last]},
    }
    up = {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": False}}
    return {
        "$schema": SCHEMA,
        "width": drawing.WIDTH,
        "height": HEIGHT,
        "data": {"values": _rows(points)},
        "encoding": {"x": across, "y": up},
        "layer": [
            {"mark": {"type": "line", "color": drawing.STANDS, "strokeWidth": 3}},
            {
                "mark": {
                    "type": "point",
                    "color": drawing.STANDS,
                    "filled": True,
                    "size": 70,
                    "opacity": 1,
                }
            },
            *_words("datum.place == 0", "left"),
            *_words(f"datum.place == {last}", "right"),
            *_words(f"datum.place > 0 && datum.place < {last}", "center"),
        ],
        "config": {"font": drawing.FONT, "background": "transparent", "view": {"stroke": None}},
    }


def _rows(points: tuple[Point, ...]) -> list[Mapping[str, str | float]]:
    last = len(points) - 1
    said = range(len(points)) if len(points) <= EVERY else (0, last)
    broad = max(8, int(drawing.WIDTH / len(said) / LETTER) - GAP)
    return [
        {
            "place": at,
            "value": float(one.value),
            "display": one.display if at in said else "",
            "span": "\n".join(wrap(one.span, broad)) if at in said else "",
        }
        for at, one in enumerate(points)
    ]


def _words(which: str, align: str) -> list[dict[str, Any]]:
    """The values in a row above the line, the periods in one below it."""
    mark = {"type": "text", "align": align, "fontSize": SIZE, "color": drawing.INK}
    return [
        {
            "transform": [{"filter": which}],
            "mark": mark,
            "encoding": {"y": {"value": -EDGE}, "text": {"field": "display"}},
        },
        {
            "transform": [{"filter": which}],
            "mark": {**mark, "baseline": "top", "lineBreak": "\n"},
            "encoding": {"y": {"value": HEIGHT + EDGE}, "text": {"field": "span"}},
        },
    ]
