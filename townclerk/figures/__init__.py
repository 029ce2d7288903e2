"""The register of figures: every number has one definition, one owner and its explanation.

Areas declare with `figure`, `returned_figure` and `batch`; everybody asks with `ask`.
"""

from typing import TYPE_CHECKING, Any

from townclerk.figures.core.terms import Polarity, Status, Unit
from townclerk.figures.declaration import (
    COUNCIL,
    Answer,
    Choice,
    Definition,
    DefinitionChange,
    Figure,
    Grain,
    Part,
    Question,
)
from townclerk.figures.errors import (
    AmbiguousQuestion,
    NotAnswerable,
    NotForReader,
    UnknownFigure,
)
from townclerk.figures.register import batch, definition, figure, keys, returned_figure

if TYPE_CHECKING:
    from townclerk.figures.asking import Ask, ask, ask_many, every
    from townclerk.figures.links import Printed, printed_in, printed_in_provider, url

__all__ = [
    "COUNCIL",
    "AmbiguousQuestion",
    "Answer",
    "Ask",
    "Choice",
    "Definition",
    "DefinitionChange",
    "Figure",
    "Grain",
    "NotAnswerable",
    "NotForReader",
    "Part",
    "Polarity",
    "Printed",
    "Question",
    "Status",
    "Unit",
    "UnknownFigure",
    "ask",
    "ask_many",
    "batch",
    "definition",
    "every",
    "figure",
    "keys",
    "printed_in",
    "printed_in_provider",
    "returned_figure",
    "url",
]

# Asking reads the database; declaring must not load models before Django is ready.
_LATER = {
    "Ask": "asking",
    "ask": "asking",
    "ask_many": "asking",
    "every": "asking",
    "Printed": "links",
    "printed_in": "links",
    "printed_in_provider": "links",
    "url": "links",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"townclerk.figures.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
