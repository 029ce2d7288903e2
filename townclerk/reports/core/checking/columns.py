"""Columns worked out from others: percentages of a total, changes in percent."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from townclerk.reports.core.checking.grids import Cell, Grid
from townclerk.reports.core.checking.model import Finding, Place, Severity, Value
from townclerk.reports.core.checking.numbers import PERCENT, POINTS
from townclerk.reports.core.checking.reading import Reading

ZERO = Decimal(0)
_CHANGED = [PERCENT, PERCENT, POINTS]
_CHANGE = re.compile(r"\b(?:change|movement|difference)", re.IGNORECASE)
Formula = Callable[[Decimal, Decimal], Decimal]
_FORMULAS: tuple[tuple[str, Formula], ...] = (
    ("{a} as a share of {b}", lambda a, b: a / b * 100),
    ("the change from {b} to {a}", lambda a, b: (a - b) / b * 100),
)


@dataclass(frozen=True)
class Tried:
    """A way a column may be worked out, and the cells it does not give."""

    held: int
    wording: str
    formula: Formula
    sides: tuple[tuple[Cell, Cell], ...]
    off: list[tuple[Cell, Cell, Cell]]

    @property
    def noise(self) -> Decimal:
        return sum((_noise(x, y) for x, y in self.sides), ZERO)

    def same_as(self, other: "Tried") -> bool:
        """Whether both give the same in every row, as far as rounding lets them."""
        return len(self.sides) == len(other.sides) and all(
            abs(self.formula(x.value, y.value) - other.formula(a.value, b.value))
            <= _noise(x, y) + _noise(a, b)
            for (x, y), (a, b) in zip(self.sides, other.sides, strict=True)
        )


def check(reading: Reading) -> Iterator[Finding]:
    """Percentages that do not follow from the columns they are of.

    Rounding: a percentage may be off by half its last place, and by what the rounding of its
    two numbers can do.
    """
    for grid in reading.grids:
        section = reading.paper.sections[grid.section].title
        for column in grid.columns:
            yield from _percent(section, grid, column.place)
        yield from _products(section, grid)
        yield from _points(section, grid)


def _percent(section: str, grid: Grid, column: int) -> Iterator[Finding]:
    cells = [cell for cell in grid.column(column) if cell and cell.unit == PERCENT and cell.value]
    others = [one.place for one in grid.columns if one.place != column]
    if len(cells) < 3:
        return
    tried: list[Tried] = []
    for wording, formula, a, b in _pairs(grid, others):
        rows = [(cell, _sides(grid, cell.row, a, b)) for cell in cells]
        told = [(cell, sides) for cell, sides in rows if sides]
        off = [(cell, x, y) for cell, (x, y) in told if not _fits(cell, formula, x, y)]
        held = len(told) - len(off)
        if held >= 2 and len(off) * 3 <= len(told):
            tried.append(Tried(held, wording, formula, tuple(sides for _, sides in told), off))
    best = max(tried, key=lambda one: one.held, default=None)
    # Another way to say the same may leave less to rounding.
    same = [one for one in tried if best and one is not best and one.same_as(best)]
    best = max([*same, *([best] if best else [])], key=lambda one: -one.noise, default=None)
    if best is not None:
        for cell, x, y in best.off:
            exact = best.formula(x.value, y.value)
            yield _finding(section, grid, cell, best.wording, exact, (x, y))


def _products(section: str, grid: Grid) -> Iterator[Finding]:
    """A last column that is the product of the two before it, as likelihood and impact."""
    if len(grid.columns) < 3 or len(grid.rows) < 3:
        return
    a, b, c = (line.place for line in grid.columns[-3:])
    rows = [[grid.cells.get((row.place, place)) for place in (a, b, c)] for row in grid.rows]
    told = [(x, y, z) for x, y, z in rows if x and y and z and not x.blank and x.unit == "plain"]
    off = [(x, y, z) for x, y, z in told if x.value * y.value != z.value]
    varied = len({z.value for _, _, z in told}) > 1
    if len(told) < 3 or len(off) * 3 > len(told) or not varied or len(told) - len(off) < 2:
        return
    for x, y, z in off:
        right = f"{x.value * y.value:,f}"
        yield Finding(
            kind="product",
            severity=Severity.ERROR,
            place=Place(section, grid.place + 1, grid.rows[z.row].label, grid.section),
            why=f"{grid.table.name}, “{grid.rows[z.row].label}”: {x.text} times {y.text} "
            f"is {right}, {z.text} printed.",
            what_to_do="Correct the score or what it is worked out from.",
            values=(Value(z.text, "the table"), Value(right, f"{x.text} × {y.text}")),
        )


def _points(section: str, grid: Grid) -> Iterator[Finding]:
    """Two percentages and the points between them, in a row of a column of changes."""
    if len(grid.columns) != len(_CHANGED) or not _CHANGE.search(grid.columns[-1].label):
        return
    for row in grid.rows:
        cells = grid.row(row.place)
        if [one.unit for one in cells if one] != _CHANGED:
            continue
        first, last, change = (one for one in cells if one)
        gap = last.value - first.value
        if abs(abs(gap) - abs(change.value)) > (first.ulp + last.ulp + change.ulp) / 2:
            right = f"{gap:+,f} points"
            told = f"{first.text} to {last.text}"
            yield Finding(
                kind="percentage",
                severity=Severity.ERROR,
                place=Place(section, grid.place + 1, f"{row.label}: {change.text}", grid.section),
                why=f"{grid.table.name}, “{row.label}”: {told} is {right}, {change.text} printed.",
                what_to_do="Correct the change or its two ends.",
                values=(Value(change.text, row.label), Value(right, told)),
            )


def _pairs(grid: Grid, columns: list[int]) -> Iterator[tuple[str, Formula, int, int]]:
    for a in columns:
        for b in columns:
            if a != b:
                for wording, formula in _FORMULAS:
                    yield wording, formula, a, b
        yield "{a} as a share of {b}", _FORMULAS[0][1], a, -1


def _sides(grid: Grid, row: int, a: int, b: int) -> tuple[Cell, Cell] | None:
    """The two cells; a column of -1 is the total of the same column."""
    x = grid.cells.get((row, a))
    if b == -1:
        total = next((one.place for one in reversed(grid.rows) if one.total), None)
        y = grid.cells.get((total, a)) if total is not None else None
    else:
        y = grid.cells.get((row, b))
    usable = x and y and x.unit == y.unit and x.unit != PERCENT and y.value
    return (x, y) if usable and x and y else None


def _noise(x: Cell, y: Cell) -> Decimal:
    """What rounding two numbers can do to one as a percentage of the other."""
    return (
        abs(x.value / y.value)
        * 100
        * ((x.ulp / 2 / abs(x.value) if x.value else ZERO) + y.ulp / 2 / abs(y.value))
    )


def _fits(cell: Cell, formula: Formula, x: Cell, y: Cell) -> bool:
    exact = formula(x.value, y.value)
    noise = _noise(x, y)
    if cell.value == exact or x.ulp == y.ulp == 1:
        noise = ZERO
    gap = min(abs(exact - cell.value), abs(abs(exact) - abs(cell.value)))
    return gap <= cell.ulp / 2 + noise


def _finding(
    section: str, grid: Grid, cell: Cell, wording: str, exact: Decimal, of: tuple[Cell, Cell]
) -> Finding:
    row = grid.rows[cell.row].label
    told = wording.format(a=of[0].text, b=of[1].text)
    places = max(0, -int(cell.ulp.as_tuple().exponent))
    right = f"{exact:.{places}f}%"
    return Finding(
        kind="percentage",
        severity=Severity.ERROR,
        place=Place(section, grid.place + 1, f"{row}: {cell.text}", grid.section),
        why=f"{grid.table.name}, “{row}”: {told} is {right}, {cell.text} printed.",
        what_to_do="Correct the percentage or the numbers it is of.",
        values=(Value(cell.text, f"{row}, {grid.table.header[cell.column]}"), Value(right, told)),
    )
