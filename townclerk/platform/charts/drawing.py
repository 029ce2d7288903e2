"""From an Altair chart to an SVG that a strict content policy lets through."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

import altair
import vl_convert

# The drawing library looks at pandas among the loaded modules. The facts store loads it too, and
# another thread may be half through: so it is whole before anything is drawn.
import_module("pandas")

# A family whose name has a word that starts with a digit must be quoted, or it is no family.
FONT = "'Source Sans 3', sans-serif"
FONTS = Path(__file__).parents[1] / "documents" / "fonts"
WIDTH = 620
INK = "#0b0c0c"
GRID = "#cecece"
# Dark, middle and light in that order of lightness, so that a black and white print tells them
# apart.
SERIES = ("#12436d", "#f46a25", "#28a197", "#801650", "#a285d1")
ADDS = "#801650"
TAKES = "#28a197"
STANDS = "#12436d"


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def draw(chart: Any, alt: str) -> str:
    """The SVG text of a chart; the same chart always gives the same text."""
    _register_fonts()
    dressed = (
        chart.configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=14,
            titleFontSize=14,
            titleFontWeight="normal",
            labelColor=INK,
            titleColor=INK,
            gridColor=GRID,
            domainColor=INK,
            tickColor=INK,
            labelLimit=260,
        )
        .configure_legend(labelFontSize=14, titleFontSize=14, labelColor=INK, labelLimit=260)
    )
    return labelled(_svg(json.dumps(dressed.to_dict())), alt)


@lru_cache(maxsize=200)
def _svg(chart: str) -> str:
    """Drawn once while it stays the same: a report draws its pictures for each page and check."""
    return vl_convert.vegalite_to_svg(chart)


def labelled(svg: str, alt: str) -> str:
    """The SVG with its role and label, and without the labels Vega gives each mark."""
    bare = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)
    return bare.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


def values(rows: Sequence[Mapping[str, str | float]]) -> Any:
    """Rows as the data of a chart; Altair's own types do not say what it takes."""
    return altair.Chart(altair.InlineData(values=[dict(row) for row in rows]))


def titled_axis(title: str, **settings: Any) -> altair.Axis:
    return altair.Axis(title=title or None, **settings)
