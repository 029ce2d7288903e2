"""Typed tables of the facts store, and the check every row passes before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area

BATCH = "batch"
MOST_PROBLEMS = 200


class FactType(StrEnum):
    MONEY = "money"
    """Whole pence in a 64-bit integer."""
    INTEGER = "integer"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True)
class FactColumn:
    name: str
    type: FactType
    required: bool = True


@dataclass(frozen=True)
class Table:
    """One table of facts: its name, its columns, and what each batch's totals are checked on."""

    name: str
    columns: tuple[FactColumn, ...]
    control_columns: tuple[str, ...] = ()
    description: str = ""
    title: str = ""
    """What its rows are called, in the plural."""
    key: tuple[str, ...] = ()
    """The columns that say what a row is about; a row that is disposed of goes by them."""
    row: str = ""
    """The column that tells rows of one batch apart: the place in the sheet."""
    retention: str = ""
    area: Area | None = None
    """Whose rows they are: who may contribute there may propose that one is disposed of."""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names) or BATCH in names:
            raise ValueError(f"the table {self.name} names a column twice, or one “{BATCH}”")
        sums = {c.name for c in self.columns if c.type in (FactType.MONEY, FactType.INTEGER)}
        if set(self.control_columns) - sums:
            raise ValueError(f"the table {self.name} controls a column that cannot be summed")


declared: dict[str, Table] = {}


def declare(table: Table) -> Table:
    """Make a table's rows known to retention; called where an area declares it."""
    declared[table.name] = table
    return table


Cell = int | str | date | None
_PYTHON = {FactType.INTEGER: int, FactType.TEXT: str, FactType.DATE: date}
_LIMIT = 2**63


def checked(
    table: Table, rows: Iterable[Mapping[str, Any]], *, file: str = "", first_row: int = 1
) -> dict[str, list[Cell]]:
    """The rows as columns of stored values; every wrong cell is named by row and column.

    Money must arrive as `Money`: a float is refused, since storage would cast it in silence.
    """
    columns: dict[str, list[Cell]] = {column.name: [] for column in table.columns}
    known = set(columns)
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=first_row):
        problems.extend(
            _problem(file, number, extra, "There is no such column.")
            for extra in sorted(row.keys() - known)
        )
        for column in table.columns:
            value, wrong = _cell(column, row.get(column.name))
            if wrong:
                problems.append(_problem(file, number, column.name, wrong))
            columns[column.name].append(value)
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise Problems(problems)
    return columns


def _problem(file: str, row: int, column: str, message: str) -> Problem:
    return Problem(message, file=file, row=row, column=column, code="type")


def _cell(column: FactColumn, value: Any) -> tuple[Cell, str]:
    """The value as it is stored, or what is wrong with it."""
    if value is None:
        return None, "A value is missing." if column.required else ""
    if column.type is FactType.MONEY:
        if not isinstance(value, Money):
            return None, f"An amount is held as Money in whole pence, not as {_kind(value)}."
        value = value.pence
    elif type(value) is not _PYTHON[column.type]:
        return None, f"The column holds {column.type.value}, not {_kind(value)}."
    if isinstance(value, int) and not -_LIMIT <= value < _LIMIT:
        return None, "The number is too large to be stored."
    return value, ""


def _kind(value: object) -> str:
    return {"float": "a binary fraction (float)", "str": "text", "int": "a whole number"}.get(
        type(value).__name__, type(value).__name__
    )


def totals(table: Table, columns: Mapping[str, Sequence[Cell]]) -> dict[str, int]:
    """Rows and the sum of each control column, in stored units (pence)."""
    count = len(next(iter(columns.values()), ()))
    sums = {
        name: sum(value for value in columns[name] if isinstance(value, int))
        for name in table.control_columns
    }
    return {"rows": count, **sums}


def check_totals(
    table: Table, found: Mapping[str, int], control: Mapping[str, int | Money], *, file: str
) -> None:
    """Refuse a batch whose rows do not add up to what its sender said."""
    problems = []
    for name, said in control.items():
        expected = said.pence if isinstance(said, Money) else said
        if name not in found:
            problems.append(Problem(f"{table.name} has no control total {name}.", file=file))
        elif found[name] != expected:
            money = any(c.name == name and c.type is FactType.MONEY for c in table.columns)
            got, want = (Money(found[name]), Money(expected)) if money else (found[name], expected)
            problems.append(
                Problem(
                    f"The rows add up to {got}, and the control total says {want}.",
                    file=file,
                    column=name,
                    hint="Nothing has landed. Ask the sender for the whole file.",
                    code="control-total",
                )
            )
    if problems:
        raise Problems(problems)
