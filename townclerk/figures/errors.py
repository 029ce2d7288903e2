"""What can be wrong with a question about a figure, and what to do about it."""

from collections.abc import Sequence
from difflib import get_close_matches

from townclerk.kernel.errors import TownclerkError


class UnknownFigure(TownclerkError):
    """No figure has this key. Use one of the near ones, or `townclerk figure list`."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        self.key = key
        tail = [name for name in known if name.rpartition(".")[2] == key.rpartition(".")[2]]
        self.near = tuple(dict.fromkeys([*get_close_matches(key, known, 5, 0.5), *tail]))[:5]
        hint = f"Did you mean {', '.join(self.near)}?" if self.near else "See the list of figures."
        super().__init__(f"There is no figure called {key}. {hint}")


class AmbiguousQuestion(TownclerkError):
    """The question has more than one answer. Ask again with one of the choices."""

    def __init__(self, message: str, choices: Sequence[str], field: str = "period") -> None:
        self.field = field
        self.choices = tuple(choices)
        super().__init__(f"{message} Choose one of: {', '.join(self.choices)}.")


class NotAnswerable(TownclerkError):
    """The figure exists, but not for this scope, period or date."""


class NotForReader(TownclerkError):
    """The reader's roles do not reach this figure; the message says who holds it."""
