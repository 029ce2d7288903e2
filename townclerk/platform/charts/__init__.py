"""Pictures: pure functions from values to an SVG, its description and its table."""

from typing import TYPE_CHECKING, Any

from townclerk.platform.charts.picture import Picture, PictureTable

if TYPE_CHECKING:
    from townclerk.platform.charts.kinds import (
        Band,
        Bar,
        Series,
        bridge,
        grouped_bars,
        line_with_bands,
        lines,
        waterfall,
    )
    from townclerk.platform.charts.timelines import Due, timeline

__all__ = [
    "Band",
    "Bar",
    "Due",
    "Picture",
    "PictureTable",
    "Series",
    "bridge",
    "grouped_bars",
    "line_with_bands",
    "lines",
    "timeline",
    "waterfall",
]

_IN_TIMELINE = ("Due", "timeline")


def __getattr__(name: str) -> Any:
    """What draws is loaded when it is first asked for: it takes half a second and much memory."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    place = "timelines" if name in _IN_TIMELINE else "kinds"
    return getattr(import_module(f"townclerk.platform.charts.{place}"), name)
