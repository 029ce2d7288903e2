"""Errors that say what is wrong, where, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass


class TownclerkError(Exception):
    """The base of every error a person may read."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with its place and what to do about it."""

    message: str
    field: str = ""
    row: int | None = None
    column: str = ""
    file: str = ""
    hint: str = ""
    code: str = ""

    @property
    def place(self) -> str:
        """Where it is, as a person would say it: 'lines.csv, row 12, column Amount'."""
        found = [self.file] if self.file else []
        if self.row is not None:
            found.append(f"row {self.row}")
        if self.column:
            found.append(f"column {self.column}")
        elif self.field:
            found.append(self.field)
        return ", ".join(found)

    def __str__(self) -> str:
        sentence = f"{self.place}: {self.message}" if self.place else self.message
        return f"{sentence} {self.hint}" if self.hint else sentence


class Problems(TownclerkError):
    """Several problems found in one piece of input, told all at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("Problems needs at least one problem")
        super().__init__("\n".join(str(problem) for problem in self.problems))
