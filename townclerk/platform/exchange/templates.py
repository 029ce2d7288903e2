"""The sheets that may be imported, as each area declares them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from townclerk.kernel.errors import TownclerkError

Cells = Mapping[str, Any]
"""One row: column name to cell, as text, Decimal, date or None."""


@dataclass(frozen=True)
class ImportColumn:
    name: str
    help: str = ""
    label: str = ""
    required: bool = False


@dataclass(frozen=True)
class ImportTemplate:
    """One sheet. `load` saves every row or raises Problems with everything that is wrong.

    It is called as `load(rows, actor=, moment=, batch=)` inside a transaction, checks the
    permissions of the actor, and answers an object with counts `added`, `changed` and `same`.
    A problem's `row` counts from 2 for the first of the rows handed in, under one heading row.
    """

    name: str
    title: str
    columns: tuple[ImportColumn, ...]
    load: Callable[..., Any]

    def column(self, name: str) -> ImportColumn | None:
        return next((column for column in self.columns if column.name == name), None)


class UnknownTemplate(TownclerkError):
    def __init__(self, name: str) -> None:
        known = ", ".join(sorted(_templates)) or "none"
        super().__init__(f"There is no import {name}. There are: {known}.")


class TemplateTwice(TownclerkError):
    """Two sheets of one name: a fault of the program."""


_templates: dict[str, ImportTemplate] = {}


def register_template(
    name: str,
    *,
    title: str,
    columns: Sequence[ImportColumn] | Mapping[str, str],
    load: Callable[..., Any],
) -> ImportTemplate:
    """Keep a sheet. `columns` may be given as names with what they mean."""
    if name in _templates:
        raise TemplateTwice(f"The import {name} is declared twice.")
    if isinstance(columns, Mapping):
        columns = [ImportColumn(column, meaning) for column, meaning in columns.items()]
    made = ImportTemplate(name, title, tuple(columns), load)
    _templates[name] = made
    return made


def withdraw(name: str) -> None:
    """Forget a sheet: for tests that declare one of their own."""
    _templates.pop(name, None)


def template(name: str) -> ImportTemplate:
    if name not in _templates:
        raise UnknownTemplate(name)
    return _templates[name]


def templates() -> tuple[ImportTemplate, ...]:
    return tuple(_templates[name] for name in sorted(_templates))
