"""The cells of the edit grid: what was shown, what was typed, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from townclerk.finance.operations.amounts import Changed, Edit
from townclerk.finance.queries.facts import LineFacts, PlanFacts
from townclerk.kernel.display import TRUE_MINUS
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.printed import UnreadableNumber, parse_number
from townclerk.kernel.years import FinancialYear

PENCE = {"£m": 100_000_000, "£000": 100_000}


@dataclass
class Cell:
    """One amount on the page; `seen` is the version and `shown` the pence it was read with."""

    line: int
    year: int
    seen: int
    shown: int
    text: str
    label: str
    error: str = ""

    @property
    def name(self) -> str:
        return f"a-{self.line}-{self.year}"


@dataclass
class Row:
    line: LineFacts
    cells: list[Cell]
    notes: tuple[str, ...]

    @property
    def seen(self) -> str:
        """What the page carries of each cell, to tell what was typed from what was there."""
        return " ".join(f"{cell.year}:{cell.seen}:{cell.shown}" for cell in self.cells)


@dataclass
class Grid:
    """The lines of one step of a version by year."""

    plan: PlanFacts
    step: str
    unit: str
    rows: list[Row] = field(default_factory=list)

    @property
    def cells(self) -> Iterable[Cell]:
        return (cell for row in self.rows for cell in row.cells)

    @property
    def errors(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.error]


def grid_of(plan: PlanFacts, step: str, unit: str) -> Grid:
    """The grid as it stands in the records."""
    rows = [
        Row(line, [_cell(line, year, unit) for year in plan.years], _notes(line))
        for line in plan.lines
        if line.step == step
    ]
    return Grid(plan, step, unit, rows)


def _cell(line: LineFacts, year: int, unit: str) -> Cell:
    typed = line.typed.get(year)
    return Cell(
        line=line.pk,
        year=year,
        seen=line.cell_versions.get(year, 0),
        shown=typed.pence if typed is not None else 0,
        text="" if typed is None else exact(typed, unit),
        label=f"{line.heading}, {FinancialYear(year).label}",
    )


def _notes(line: LineFacts) -> tuple[str, ...]:
    said = []
    if line.unwinds:
        said.append("one-off: taken back the year after")
    if line.driver:
        said.append(f"the driver {line.driver} adds to what is typed")
    if not line.counted:
        said.append("held by another line, not added")
    return tuple(said)


def exact(amount: Money, unit: str) -> str:
    """The amount in the unit with as many places as its pence need."""
    number = (Decimal(amount.pence) / PENCE[unit]).normalize()
    text = f"{abs(number):,f}"
    return f"{TRUE_MINUS}{text}" if number < 0 else text


def typed_into(grid: Grid, posted: Mapping[str, str]) -> list[Edit]:
    """The cells somebody typed into, read; what cannot be read is marked on its cell."""
    edits = []
    for row in grid.rows:
        seen = _seen(posted.get(f"seen-{row.line.pk}", ""))
        for cell in row.cells:
            if cell.name not in posted or cell.year not in seen:
                continue
            cell.text = posted[cell.name].strip()
            cell.seen, cell.shown = seen[cell.year]
            amount = _read(cell, grid.unit)
            if amount is not None and amount.pence != cell.shown:
                edits.append(Edit(line=cell.line, year=cell.year, amount=amount, seen=cell.seen))
    return edits


def _seen(carried: str) -> dict[int, tuple[int, int]]:
    found = {}
    for part in carried.split():
        try:
            year, version, pence = map(int, part.split(":"))
        except ValueError:
            continue
        found[year] = (version, pence)
    return found


def _read(cell: Cell, unit: str) -> Money | None:
    try:
        number = parse_number(cell.text) if cell.text else Decimal(0)
        pounds = (number or Decimal(0)) * PENCE[unit] / 100
        return Money.pounds(pounds)
    except UnreadableNumber:
        cell.error = f"{cell.label}: “{cell.text}” is not a number. Write it like −1,532."
    except TownclerkError as problem:
        cell.error = f"{cell.label}: {problem}"
    return None


def mark_changed(grid: Grid, changed: Iterable[Changed]) -> None:
    """Tell on each cell what others did; saving again then replaces theirs knowingly."""
    cells = {(cell.line, cell.year): cell for cell in grid.cells}
    for other in changed:
        cell = cells[other.line, other.year]
        was, now = exact(other.was, grid.unit), exact(other.now, grid.unit)
        cell.error = (
            f"{cell.label}: {other.by} changed this from {was} to {now} after you opened it. "
            f"Save again to put {cell.text or 0} in its place, or enter {now}."
        )
        cell.seen, cell.shown = other.version, other.now.pence
