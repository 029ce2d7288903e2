"""Tables add up: down, across, and where one row or column is worked out from others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from townclerk.reports.core.checking.grids import Cell, Grid, Line, is_subtotal
from townclerk.reports.core.checking.model import Finding, Place, Severity, Value
from townclerk.reports.core.checking.numbers import PERCENT, POINTS
from townclerk.reports.core.checking.reading import Reading

_NOT_SUMMED = (
    "averag",
    "mean",
    "rate",
    "share",
    "proport",
    "percent",
    "%",
    "ratio",
    "rank",
    " per ",
    "cumulat",
    "median",
    "england",
    "nation",
    "neighbour",
    "target",
    "limit",
    "range",
    "price",
)


@dataclass(frozen=True)
class Identity:
    """One sum a table claims: what was printed, what it comes to, over how many cells."""

    printed: Cell
    added: Decimal
    parts: int
    line: Line
    across: bool
    largest: Decimal
    """The largest of the cells that were added."""

    @property
    def gap(self) -> Decimal:
        return self.printed.value - self.added

    @property
    def slack(self) -> Decimal:
        """What rounding each cell by itself could leave, as good as always."""
        return max(Decimal(1), Decimal(str(round(2.5 * sqrt((self.parts + 1) / 12), 3)))) * (
            self.printed.ulp
        )


def check(reading: Reading) -> Iterator[Finding]:
    """Totals that their rows or columns do not reach.

    Rounding: a gap that rounding each cell explains is a note, unless all else adds up exactly.
    """
    for grid in reading.grids:
        identities = [*_along(grid, across=False), *_along(grid, across=True)]
        off = [one for one in identities if one.gap]
        exact = len(identities) - len(off)
        section = reading.paper.sections[grid.section].title
        lone = len(off) <= 2 and exact >= 3
        rounded = [one for one in off if abs(one.gap) <= one.slack and not lone]
        for one in off:
            if one not in rounded:
                yield _finding(section, grid, one)
        if rounded:
            yield _rounding(section, grid, rounded)
        yield from _blank(section, grid)


def _blank(section: str, grid: Grid) -> Iterator[Finding]:
    """A total left empty under cells that print numbers."""
    for row in grid.rows:
        if not row.total:
            continue
        others = [grid.cells.get((row.place, column.place)) for column in grid.columns]
        if not any(one and not one.blank for one in others):
            continue
        for column in grid.columns:
            cell = grid.cells.get((row.place, column.place))
            above = [one for one in grid.column(column.place)[: row.place] if one and not one.blank]
            if cell is not None and not cell.text and above and not _not_summed(column.label):
                yield Finding(
                    kind="blank-total",
                    severity=Severity.WARNING,
                    place=Place(
                        section, grid.place + 1, f"{row.label}, {column.label}", grid.section
                    ),
                    why=f"{grid.table.name}: “{row.label}” is empty under “{column.label}”, where "
                    f"{len(above)} cells hold numbers.",
                    what_to_do="Print the total, nought too.",
                )


def _finding(section: str, grid: Grid, one: Identity) -> Finding:
    printed = one.printed
    way = "across" if one.across else "down"
    head = _heading(grid, printed.column)
    row = grid.rows[printed.row].label
    return Finding(
        kind=f"footing-{way}",
        severity=Severity.ERROR,
        place=Place(section, grid.place + 1, f"{row}, {head}: {printed.text}", grid.section),
        why=(
            f"{grid.table.name}: {_shown(one.added, printed)} by adding {way}, "
            f"{printed.text} printed "
            f"(“{row}”, “{head}”); the difference is {_shown(abs(one.gap), printed)}."
        ),
        what_to_do="Correct the total or the cell that is wrong.",
        values=(
            Value(printed.text, f"{row}, {head}"),
            Value(_shown(one.added, printed), f"the sum of {one.parts} cells"),
        ),
    )


def _rounding(section: str, grid: Grid, off: Sequence[Identity]) -> Finding:
    first = off[0].printed
    return Finding(
        kind="rounding",
        severity=Severity.NOTE,
        place=Place(section, grid.place + 1, grid.table.caption or first.text, grid.section),
        why=f"{grid.table.name}: {len(off)} of its totals differ from their parts by no more than "
        "rounding can.",
        what_to_do="Say under the table that totals may not add because of rounding.",
    )


def _heading(grid: Grid, column: int) -> str:
    return grid.table.header[column] or f"column {column + 1}"


def _shown(amount: Decimal, like: Cell) -> str:
    """An amount in the units the table prints."""
    cell = like.value
    printed = Decimal(0)
    places = max(0, -int(like.ulp.as_tuple().exponent))
    scale = _scale(like)
    printed = amount / scale
    places = max(0, -int((like.ulp / scale).normalize().as_tuple().exponent))
    del cell
    return f"{printed:,.{places}f}".replace("-", "−")


def _scale(cell: Cell) -> Decimal:
    digits = "".join(one for one in cell.text if one.isdigit() or one == ".")
    try:
        bare = Decimal(digits)
    except ArithmeticError:
        return Decimal(1)
    if not bare or not cell.value:
        return Decimal(1)
    power = (abs(cell.value) / bare).adjusted()
    return Decimal(1).scaleb(power)


def _along(grid: Grid, *, across: bool) -> list[Identity]:
    """The identities of the total lines in one direction."""
    lines, others = (grid.columns, grid.rows) if across else (grid.rows, grid.columns)

    def cell(line: Line, other: Line) -> Cell | None:
        at = (other.place, line.place) if across else (line.place, other.place)
        return grid.cells.get(at)

    usable = [one for one in others if not _not_summed(one.label)]
    found: list[Identity] = []
    for place, line in enumerate(lines):
        if place < 2 and not (place == 1 and line.total):
            continue
        cells = [(other, cell(line, other)) for other in usable]
        told = [(other, one) for other, one in cells if one and _summed(one) and not one.blank]
        told = [
            (o, c) for o, c in told if not (across and not _same_unit(grid, o, lines[:place], c))
        ]
        if line.total and not _not_summed(line.label):
            found += _labelled(lines, place, told, cell, across)
        elif not line.total and len(told) >= 3:
            found += _inferred(lines, place, told, cell, across, last=place == len(lines) - 1)
    return found


def _not_summed(label: str) -> bool:
    bare = f" {label.lower()} "
    return any(word in bare for word in _NOT_SUMMED)


def _summed(cell: Cell) -> bool:
    return cell.unit != POINTS and (cell.unit != PERCENT or cell.value == 100)


def _same_unit(grid: Grid, row: Line, columns: Sequence[Line], total: Cell) -> bool:
    units = {
        cell.unit
        for column in columns
        if (cell := grid.cells.get((row.place, column.place))) is not None
        and not _not_summed(column.label)
    }
    return units == {total.unit}


CellAt = Callable[[Line, Line], "Cell | None"]
Told = Sequence[tuple[Line, Cell]]


def _labelled(
    lines: Sequence[Line], place: int, told: Told, cell: CellAt, across: bool
) -> list[Identity]:
    """A line called a total: of the lines since the last subtotal, of all, or of the subtotals."""
    choices = _choices(lines, place)
    if not told or not choices:
        return []
    scored: list[list[Identity]] = []
    for choice in choices:
        tried = [_identity(one, other, choice, cell, lines[place], across) for other, one in told]
        if held := [one for one in tried if one is not None]:
            scored.append(held)
    if not scored:
        return []
    best = max(scored, key=lambda row: (sum(not one.gap for one in row), -_distance(row)))
    wrong = [one for one in best if abs(one.gap) > one.slack]
    if len(best) >= 3 and len(wrong) > len(best) / 2:
        # Not a sum of these lines at all.
        return []
    return best


def _distance(row: Sequence[Identity]) -> Decimal:
    return sum((abs(one.gap) for one in row), Decimal(0))


def _choices(lines: Sequence[Line], place: int) -> list[list[tuple[Line, int]]]:
    before = lines[:place]
    plain = [one for one in before if not one.total and not _left_out(one)]
    totals = [n for n, one in enumerate(before) if one.total]
    since = [one for one in before[totals[-1] + 1 :] if not one.total] if totals else plain
    subtotals = [before[n] for n in totals]
    parts = [since, plain, [*subtotals, *since], subtotals]
    if is_subtotal(lines[place].label):
        parts = [since]
    kept = [part for part in parts if part]
    unique = [part for n, part in enumerate(kept) if part not in kept[:n]]
    return [[(one, _sign(one)) for one in part] for part in unique]


def _left_out(line: Line) -> bool:
    return line.label.lower().startswith(("of which", "including", "memo"))


def _sign(line: Line) -> int:
    return -1 if line.label.lower().startswith(("less", "minus", "deduct")) else 1


def _identity(
    printed: Cell,
    other: Line,
    parts: Sequence[tuple[Line, int]],
    cell: CellAt,
    line: Line,
    across: bool,
) -> Identity | None:
    cells = [(found, sign) for one, sign in parts if (found := cell(one, other)) is not None]
    if len(cells) < 2 or any(one.unit != printed.unit for one, _ in cells):
        return None
    if other.total and any(not one.text for one, _ in cells):
        # An empty total has its own finding.
        return None
    added = sum(
        (one.value if sign > 0 or one.value < 0 else -one.value for one, sign in cells), Decimal(0)
    )
    largest = max(abs(one.value) for one, _ in cells)
    return Identity(printed, added, len(cells), line, across, largest)


def _inferred(
    lines: Sequence[Line], place: int, told: Told, cell: CellAt, across: bool, *, last: bool
) -> list[Identity]:
    """A line not called a total that is the sum, or the difference, of lines before it.

    Believed when it holds in two thirds of at least three places.
    """
    parts: list[list[tuple[Line, int]]] = [
        [(one, 1) for one in lines[start:place]] for start in range(place - 1)
    ]
    if place >= 2:
        pair = lines[place - 2], lines[place - 1]
        parts += [[(pair[0], 1), (pair[1], -1)], [(pair[0], -1), (pair[1], 1)]]
    best: list[Identity] = []
    held = 0
    for part in parts:
        row = [_signed(one, other, part, cell, lines[place], across) for other, one in told]
        known = [one for one in row if one is not None]
        # Small whole numbers add up by chance, as the scores of a register of risks do.
        good = sum(not one.gap and one.largest > one.printed.ulp * 12 for one in known)
        if len(known) >= 3 and good * 3 >= len(known) * 2 and good > held and good >= 2:
            best, held = known, good
    return best


def _signed(
    printed: Cell,
    other: Line,
    parts: Sequence[tuple[Line, int]],
    cell: CellAt,
    line: Line,
    across: bool,
) -> Identity | None:
    cells = [(found, sign) for one, sign in parts if (found := cell(one, other)) is not None]
    if len(cells) != len(parts) or any(one.unit != printed.unit for one, _ in cells):
        return None
    added = sum((one.value * sign for one, sign in cells), Decimal(0))
    largest = max(abs(one.value) for one, _ in cells)
    return Identity(printed, added, len(cells), line, across, largest)


def summed_rows(grid: Grid) -> frozenset[int]:
    """The rows that are sums of others, called totals or not."""
    return frozenset(
        one.printed.row for one in _along(grid, across=False) if not one.gap and one.parts > 1
    )
