"""Claims of a distance: a point below the national average in each of five years."""

import re
from collections.abc import Sequence
from decimal import Decimal

from townclerk.reports.core.checking.grids import Cell, Grid
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import PERCENT, POINTS, Number
from townclerk.reports.core.checking.reading import Reading, Sentence
from townclerk.reports.core.checking.series import (
    ALWAYS,
    BELOW,
    Series,
    finding,
    is_other,
    number_in,
    said_years,
    series_in,
    years_in,
)
from townclerk.reports.core.checking.words import all_stems, stems_of

GAP = re.compile(
    r"\b(?P<side>above|higher than|ahead of|better than|below|under|lower than|behind"
    r"|worse than|short of"
    r"|adrift of)\s+(?P<what>[^.;,]{3,60})",
    re.IGNORECASE,
)


def gap_between(reading: Reading, sentence: Sentence) -> Finding | None:
    """'a point below the national average in each of five years', 'below England every year'."""
    match = GAP.search(sentence.text)
    if match is None:
        return None
    always = re.search(ALWAYS, sentence.text, re.IGNORECASE)
    number = _gap_number(sentence)
    for grid in reading.grids_by(sentence):
        pair = _pair(grid, sentence, match["what"])
        if pair is None:
            continue
        ours, theirs = pair
        shared = [label for label in ours.labels if label in theirs.labels]
        gaps = [
            (label, ours.cells[ours.labels.index(label)], theirs.cells[theirs.labels.index(label)])
            for label in shared
        ]
        years = said_years(sentence)
        if not always:
            exact = [one for one in gaps if years and years_in(one[0]) & years]
            gaps = exact or gaps[-1:]
        elif count := number_in(always[0]):
            gaps = gaps[-count:]
        return _judge_gap(sentence, match, ours, gaps, number, bool(BELOW.search(match["side"])))
    return None


def _gap_number(sentence: Sentence) -> Number | None:
    for one in sentence.numbers:
        if one.unit in (POINTS, PERCENT) and not (
            one.unit == PERCENT
            and not re.match(
                r"\s*(?:below|above|under|higher|lower|ahead|behind)", sentence.text[one.end :]
            )
        ):
            return one
    if found := re.search(
        r"\b(?:one|a|1)\s+(?:percentage\s+|per\s?cent(?:age)?\s+)?point\b",
        sentence.text,
        re.IGNORECASE,
    ):
        return Number(
            Decimal(1), POINTS, Decimal(1), found[0], found.start(), found.end(), "", True
        )
    return None


def _pair(grid: Grid, sentence: Sentence, what: str) -> tuple[Series, Series] | None:
    every = series_in(grid)
    named = all_stems(what)
    theirs = [
        one
        for one in every
        if one.line.stems & named
        and (is_other(one.line) or len(one.line.stems & named) == len(one.line.stems))
    ]
    others = [one for one in theirs if is_other(one.line)] or theirs
    if len(others) != 1 or (
        grid.section != sentence.section and not stems_of(grid.table.caption) & sentence.stems
    ):
        return None
    ours = [
        one
        for one in every
        if one.timed == others[0].timed
        and one is not others[0]
        and not is_other(one.line)
        and not one.line.total
        and set(one.labels) & set(others[0].labels)
    ]
    if len(ours) > 1:
        ours = [one for one in ours if one.line.stems & sentence.all_stems]
    if not others[0].timed:
        return None
    return (ours[0], others[0]) if len(ours) == 1 else None


def _judge_gap(
    sentence: Sentence,
    match: re.Match[str],
    ours: Series,
    gaps: Sequence[tuple[str, Cell, Cell]],
    number: Number | None,
    below: bool,
) -> Finding | None:
    for label, own, other in gaps:
        gap = own.value - other.value
        wrong_side = gap > 0 if below else gap < 0
        off = number is not None and number.unit == POINTS and not _gap_fits(gap, number, own)
        # A percentage named between two percentages is taken up as a matter of points.
        mixed = number is not None and number.unit == PERCENT and own.unit == PERCENT
        if mixed and number and _gap_fits(gap, number, own) and not wrong_side:
            return Finding(
                kind="percent-or-points",
                severity=Severity.ERROR,
                place=sentence.at(number.start, number.end),
                why=f"{own.text} and {other.text} in {label} are {abs(gap).normalize():f} points "
                f"apart; the text says {number.text}.",
                what_to_do="Say points.",
                values=(
                    Value(number.text, "the text"),
                    Value(f"{abs(gap).normalize():f} points", label),
                ),
            )
        if wrong_side or off or (mixed and number and not _gap_fits(gap, number, own)):
            shown = f"{abs(gap).normalize():f} {'below' if gap < 0 else 'above'}"
            told = (
                sentence.text[number.start : match.end("side")]
                if number and number.start < match.start()
                else match["side"]
            )
            return finding(
                sentence,
                match.start(),
                match.end(),
                ours,
                f"in {label} it is {shown} ({own.text} and {other.text})",
                f"“{told}”",
            )
    return None


def _gap_fits(gap: Decimal, number: Number, cell: Cell) -> bool:
    size = abs(gap)
    if number.hedge == "over":
        return size >= number.size
    if number.hedge == "under":
        return size <= number.size
    if number.hedge == "about":
        return abs(size - number.size) <= max(number.ulp / 2, number.size / 4)
    # A whole point said of values with a decimal place is exact: 0.7 is not one point.
    return (
        abs(size - number.size) < min(number.ulp, cell.ulp)
        if not number.worded
        else abs(size - number.size) < cell.ulp
    )
