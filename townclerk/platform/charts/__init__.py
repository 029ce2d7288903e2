"""Pictures: pure functions from values to an SVG, its description and its table."""

from townclerk.platform.charts.kinds import (
    Band,
    Bar,
    Series,
    grouped_bars,
    line_with_bands,
    lines,
    waterfall,
)
from townclerk.platform.charts.picture import Picture, PictureTable
from townclerk.platform.charts.timeline import Due, timeline

__all__ = [
    "Band",
    "Bar",
    "Due",
    "Picture",
    "PictureTable",
    "Series",
    "grouped_bars",
    "line_with_bands",
    "lines",
    "timeline",
    "waterfall",
]
