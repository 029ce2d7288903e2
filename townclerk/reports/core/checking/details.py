"""Amounts told finer in the text than their table prints them, against the table's own total."""

from collections import defaultdict
from collections.abc import Iterator

from townclerk.reports.core.checking.anchors import Anchor, links, same_unit, series_of
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import MONEY, Number, agree
from townclerk.reports.core.checking.reading import Reading, Sentence


def check(reading: Reading) -> Iterator[Finding]:
    """A total that its parts, as the text tells them in full, round away from.

    Units: pounds. Applies: to columns of money whose total adds up as printed, when the text
    gives at least two of its rows to a finer place. Rounding: half the total's last place.
    """
    tables = series_of(reading)
    finer: dict[tuple[int, int], dict[int, tuple[Anchor, Number, Sentence]]] = defaultdict(dict)
    for sentence in reading.sentences:
        for mention in sentence.mentions:
            for link in links(mention, sentence, tables):
                for one in link.anchors:
                    if _is_finer(mention.number, one):
                        row, column = one.at
                        finer[one.table, column][row] = one, mention.number, sentence
    for (table, column), told in finer.items():
        grid = reading.grids[table]
        totals = [row.place for row in grid.rows if row.total]
        total = grid.cells.get((totals[-1], column)) if totals else None
        if total is None or len(told) < 2:
            continue
        exact = total.value + sum(number.size - abs(one.value) for one, number, _ in told.values())
        gap = exact - total.value
        if abs(gap) < total.ulp / 2:
            continue
        _, number, sentence = list(told.values())[-1]
        yield Finding(
            kind="rounded-parts",
            severity=Severity.WARNING,
            place=sentence.at(number.start, number.end),
            why=f"{len(told)} rows of {grid.table.name} are told in full here; with them its total "
            f"is £{exact.normalize():,f}, and {total.text} is printed.",
            what_to_do="Add the full amounts and round the total once.",
            values=(
                Value(total.text, f"the total of {grid.table.name}"),
                Value(f"£{exact.normalize():,f}", "the amounts in full"),
            ),
        )


def _is_finer(number: Number, one: Anchor) -> bool:
    # One unit of the table's place away at most: cut down is as much a part as rounded.
    return (
        number.unit == MONEY == one.unit
        and same_unit(number, one.unit)
        and number.ulp < one.ulp
        and not number.hedge
        and (agree(number, one.value, one.ulp) or abs(number.size - abs(one.value)) < one.ulp)
        and number.size != abs(one.value)
    )
