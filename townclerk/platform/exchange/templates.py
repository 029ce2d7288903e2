"""The sheets that may be imported, as each area declares them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.reader import Decision, Reader

Cells = Mapping[str, Any]
"""One row: column name to cell, as text, Decimal, date or None."""

Tell = Callable[[int, int | None, str], None]
"""Says how far the work is: rows done, rows in all, what is being done."""


def silent(done: int, of: int | None = None, doing: str = "") -> None:
    """Where nobody watches."""


@dataclass(frozen=True)
class ImportColumn:
    name: str
    help: str = ""
    label: str = ""
    required: bool = False
    groups: bool = False
    """Whether rows are told apart by it, so that a total row may name one of its values."""
    allowed: tuple[str, ...] = ()
    """The values a cell may hold, when they are few."""


@dataclass(frozen=True)
class Sample:
    """One row of a preview: what would happen to which record."""

    label: str
    changes: tuple[tuple[str, str, str], ...] = ()
    """Column, before, after."""


class Prepared(Protocol):
    """A sheet read and checked whole, which nothing has been written of yet."""

    @property
    def added(self) -> int: ...

    @property
    def changed(self) -> int: ...

    @property
    def same(self) -> int: ...

    @property
    def samples(self) -> Mapping[str, Sequence[Sample]]:
        """Some rows under “added”, “changed” and “same”."""

    def save(self, batch: str) -> None:
        """Write everything, inside the short transaction that is open around it."""

    def saved(self) -> None:
        """Follow up what was written, outside that transaction."""


@dataclass(frozen=True, kw_only=True)
class ImportTemplate:
    """One sheet. `load` saves every row or raises Problems with everything that is wrong.

    It is called as `load(rows, actor=, moment=, batch=)` inside a transaction, checks the
    permissions of the actor, and answers an object with counts `added`, `changed` and `same`.
    A problem's `row` counts from 2 for the first of the rows handed in, under one heading row.

    A template whose sheets are long declares `prepare` as well: `prepare(rows, actor=, moment=,
    tell=)` reads and checks without a transaction and answers what can be saved in a short one.
    """

    name: str
    title: str
    columns: tuple[ImportColumn, ...]
    load: Callable[..., Any]
    prepare: Callable[..., Prepared] | None = None
    may: Callable[[Reader], Decision] | None = None
    """Whether a reader may import it at all; anybody signed in is asked by `load` without it."""
    whole: Callable[[Reader], bool] | None = None
    """Whether a reader who may import it sees what others brought; without it each of them does."""
    own_totals: bool = False
    """Whether `load` itself takes rows of totals, so that they are handed on to it."""
    read: Callable[[bytes, str], Sequence[tuple[int, Cells]]] | None = None
    """Reads a file that is no table: its rows, each with the line it begins at. What `load` then
    tells is wrong stands at lines of the file."""
    takes: str = ""
    """What such a file is, as a page says it."""

    def column(self, name: str) -> ImportColumn | None:
        return next((column for column in self.columns if column.name == name), None)

    def decide(self, reader: Reader) -> Decision:
        if self.may is not None:
            return self.may(reader)
        signed_in = reader.user_id is not None
        return Decision(signed_in, "" if signed_in else "Sign in to import a sheet.")

    def shows_others(self, reader: Reader) -> bool:
        """Whether the reader sees the files that others brought: they hold what every row said."""
        if self.may is None or not self.decide(reader):
            return False
        return self.whole is None or self.whole(reader)


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
    prepare: Callable[..., Prepared] | None = None,
    may: Callable[[Reader], Decision] | None = None,
    whole: Callable[[Reader], bool] | None = None,
    own_totals: bool = False,
    read: Callable[[bytes, str], Sequence[tuple[int, Cells]]] | None = None,
    takes: str = "",
) -> ImportTemplate:
    """Keep a sheet. `columns` may be given as names with what they mean."""
    if name in _templates:
        raise TemplateTwice(f"The import {name} is declared twice.")
    if isinstance(columns, Mapping):
        columns = [ImportColumn(column, meaning) for column, meaning in columns.items()]
    made = ImportTemplate(
        name=name,
        title=title,
        columns=tuple(columns),
        load=load,
        prepare=prepare,
        may=may,
        whole=whole,
        own_totals=own_totals,
        read=read,
        takes=takes,
    )
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
