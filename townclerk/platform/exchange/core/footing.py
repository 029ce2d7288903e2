"""Control totals: what a sheet says its rows add up to, held against what they do add up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.kernel.printed import parse_number

Cells = Mapping[str, Any]
FIRST_ROW = 2
UNITS = {"£": 1, "£000": 1_000, "£m": 1_000_000}


@dataclass(frozen=True)
class Control:
    """What whoever brings the file expects of it: how many rows, and the total of a column."""

    rows: int | None = None
    totals: Mapping[str, Decimal] = field(default_factory=dict)


NOTHING_EXPECTED = Control()


def is_total(cells: Cells) -> bool:
    """Whether the first cell of the row that holds anything says “Total”.

    Units: none.
    Source: how people end a table.

    Example:
        >>> is_total({"code": "TOTAL", "amount": "3"}), is_total({"code": "a", "name": "Total"})
        (True, False)
    """
    first = next((cell for cell in cells.values() if cell not in (None, "")), None)
    return isinstance(first, str) and first.strip().casefold() in ("total", "totals")


def foot(
    rows: Sequence[Cells],
    *,
    groups: frozenset[str] = frozenset(),
    unit_column: str = "",
    expected: Control = NOTHING_EXPECTED,
) -> list[Problem]:
    """Every total of a sheet that its rows do not add up to.

    A total row covers the rows that hold what it holds itself in the columns that group rows: one
    that says “core” under type is the total of the core rows, one that says nothing is the total
    of all. Each of its numbers is held against the sum of its column.

    Units: each amount in the unit its own row names, pounds when it names none.
    Source: good practice of batch control; no provision.
    Applies: columns of which every cell is a number or empty. A cell that cannot be read is told
    by whoever reads the rows, and its column is left out here.
    Rounding: none; sums are exact.

    Example:
        >>> rows = [{"code": "a", "amount": "1.50"}, {"code": "b", "amount": "(0.25)"}]
        >>> foot([*rows, {"code": "Total", "amount": "1.25"}])
        []
        >>> foot([*rows, {"code": "Total", "amount": "2"}])[0].row
        4
    """
    lines = [cells for cells in rows if not is_total(cells)]
    found = list(_expected(lines, expected, unit_column))
    for number, cells in enumerate(rows, start=FIRST_ROW):
        if is_total(cells):
            found += _total(number, cells, lines, groups, unit_column)
    return found


def _total(
    number: int, cells: Cells, lines: Iterable[Cells], groups: frozenset[str], unit_column: str
) -> Iterable[Problem]:
    wanted = {name: _plain(cells[name]) for name in groups if _plain(cells.get(name))}
    mine = [
        line
        for line in lines
        if all(_plain(line.get(name)) == value for name, value in wanted.items())
    ]
    for column in list(cells)[1:]:
        if column in groups or column == unit_column:
            continue
        said = _number(cells, column, unit_column)
        added = _sum(mine, column, unit_column) if said is not None else None
        if said is not None and added is not None and said != added:
            rows = "the row" if len(mine) == 1 else f"the {len(mine)} rows"
            yield _broken(said, added, f"{rows} above add up to", row=number, column=column)


def _expected(lines: Sequence[Cells], expected: Control, unit_column: str) -> Iterable[Problem]:
    if expected.rows is not None and expected.rows != len(lines):
        yield Problem(
            message=f"You expected {expected.rows} rows, and the file holds {len(lines)}.",
            hint="Check that it is the whole file.",
            code="rows-differ",
        )
    for column, said in expected.totals.items():
        if lines and column not in lines[0]:
            yield Problem(message="You gave a total for a column the file has not.", column=column)
            continue
        added = _sum(lines, column, unit_column)
        if added is not None and added != said:
            yield _broken(said, added, "the rows add up to", column=column)


def _broken(said: Decimal, added: Decimal, what: str, **place: Any) -> Problem:
    return Problem(
        message=f"The total says {said:,f}, and {what} {added:,f}: {said - added:,f} apart.",
        hint="Correct the amount that is wrong, or leave the total out.",
        code="total-does-not-foot",
        **place,
    )


def _sum(lines: Iterable[Cells], column: str, unit_column: str) -> Decimal | None:
    added = Decimal(0)
    for line in lines:
        if _plain(line.get(column)) == "":
            continue
        number = _number(line, column, unit_column)
        if number is None:
            return None
        added += number
    return added


def _number(cells: Cells, column: str, unit_column: str) -> Decimal | None:
    given = cells.get(column)
    try:
        found = given if isinstance(given, Decimal) else parse_number(_plain(given))
    except TownclerkError:
        return None
    scale = UNITS.get(_plain(cells.get(unit_column)), 1) if unit_column else 1
    return None if found is None else found * scale


def _plain(cell: Any) -> str:
    return "" if cell is None else str(cell).strip().casefold()
