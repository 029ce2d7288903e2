"""One cell of a row that is many times its neighbours: a digit too many, or the wrong first one."""

from collections.abc import Iterator
from decimal import Decimal

from townclerk.reports.core.checking.model import Finding, Place, Severity, Value
from townclerk.reports.core.checking.numbers import PLAIN
from townclerk.reports.core.checking.reading import Reading
from townclerk.reports.core.checking.series import Series, series_in

TIMES = 3
"""How many times its neighbours a value is, at least."""
ALIKE = Decimal("1.25")
"""How far the others may be apart."""
SMALLEST = 20


def check(reading: Reading) -> Iterator[Finding]:
    """A count three times, or a third of, all the others of its row, which are alike.

    Applies: rows of counts along at least three years or quarters. A true leap is accepted with
    its reason, which the reader of the report would ask for as well.
    """
    for grid in reading.grids:
        for series in series_in(grid):
            if not series.timed or series.cells[0].unit != PLAIN or len(series.cells) < TIMES:
                continue
            place = _odd(series.values)
            if place is not None:
                section = reading.paper.sections[grid.section].title
                at = Place(section, grid.place + 1, series.line.label, grid.section)
                yield _finding(at, series, place)


def _odd(values: list[Decimal]) -> int | None:
    for place, value in enumerate(values):
        others = [one for n, one in enumerate(values) if n != place]
        low, high = min(others), max(others)
        if low < SMALLEST or high > low * ALIKE:
            continue
        if value > high * TIMES or 0 < value * TIMES < low:
            return place
    return None


def _finding(at: Place, series: Series, place: int) -> Finding:
    shown, label = series.cells[place].text, series.labels[place]
    return Finding(
        kind="outlier",
        severity=Severity.WARNING,
        place=at,
        why=f"{series.grid.table.name}, “{series.line.label}”: {shown} in {label} is far from all "
        f"the others: {series.told}.",
        what_to_do="Correct the number, or say why it leapt.",
        values=(Value(shown, label), Value(series.told, "the row")),
    )
