"""Claims of a change by an amount: 'fell by 76 over the two years'."""

import re
from decimal import Decimal

from townclerk.reports.core.checking.anchors import same_unit
from townclerk.reports.core.checking.grids import Cell
from townclerk.reports.core.checking.model import Finding
from townclerk.reports.core.checking.numbers import PERCENT, POINTS, Number
from townclerk.reports.core.checking.reading import Reading, Sentence
from townclerk.reports.core.checking.series import DOWN, UP, Series, finding, named

_SPAN = re.compile(
    r"\b(?:over|since|between|in (?:the|one|a) (?:last |past |\w+ )?(?:year|years)|on last year"
    r"|compared with|during|across)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    rf"\b(?:{UP}|{DOWN})\b[^.;,]{{0,30}}\bby\s+(?:about\s+|some\s+)?£?$", re.IGNORECASE
)


def moved_by(reading: Reading, sentence: Sentence) -> Finding | None:
    """A change by an amount that no two values of the named line are apart.

    Applies: to a line of a table along years in the sentence's own section, whose whole label is
    said, where the sentence gives neither end of the change.
    """
    moves = [one.number for one in sentence.mentions if one.part == "by"]
    ends = any(one.part in ("from", "to") for one in sentence.mentions)
    if ends or len(moves) != 1 or not _SPAN.search(sentence.text):
        return None
    number = moves[0]
    verb = _VERB.search(sentence.text[: number.start])
    series = named(reading, sentence, timed=True)
    if verb is None or series is None or not _is_said(series, sentence):
        return None
    apart = any(_apart(number, a, b) for a in series.cells for b in series.cells if a is not b)
    if apart or not any(_alike(number, cell) for cell in series.cells):
        return None
    gaps = abs(series.cells[-1].value - series.cells[0].value)
    return finding(
        sentence,
        verb.start(),
        number.end,
        series,
        f"it went from {series.cells[0].text} to {series.cells[-1].text}, {gaps.normalize():,f}",
        f"“{sentence.text[verb.start() : number.end]}”",
    )


def _is_said(series: Series, sentence: Sentence) -> bool:
    """The whole label, in the sentence's own section."""
    stems = series.line.stems
    return series.grid.section == sentence.section and bool(stems) and stems <= sentence.all_stems


def _alike(number: Number, cell: Cell) -> bool:
    return number.unit == PERCENT or number.unit == POINTS or same_unit(number, cell.unit)


def _apart(number: Number, one: Cell, other: Cell) -> bool:
    gap = abs(one.value - other.value)
    if number.unit == PERCENT and one.unit != PERCENT:
        gap = gap / abs(one.value) * 100 if one.value else Decimal(0)
    slack = number.size / 10 if number.hedge else Decimal(0)
    return abs(gap - number.size) <= max(number.ulp / 2, slack)
