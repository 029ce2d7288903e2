"""Claims that count: three of the four services are above target."""

import re
from collections.abc import Sequence

from townclerk.reports.core.checking.grids import Grid, Line
from townclerk.reports.core.checking.model import Finding
from townclerk.reports.core.checking.reading import Reading, Sentence
from townclerk.reports.core.checking.series import (
    BELOW,
    DOWN,
    GOOD,
    NUMBERS,
    RAISED,
    UP,
    N,
    finding,
    is_other,
    number_in,
    series_in,
    ways,
)
from townclerk.reports.core.checking.words import all_stems

_COUNT = re.compile(
    rf"\b(?P<n>{N}|one|none|all|both|half|most)\s+(?:out\s+)?of\s+(?:the\s+|our\s+|these\s+|its\s+)?(?P<m>{N})\b"
    r"(?P<tail>[^.;]{0,90})",
    re.IGNORECASE,
)
_SIDE = re.compile(
    (
        r"\b(?P<side>above|over|higher than|ahead of|better than|exceed\w*|more than|below"
        r"|under|lower than"
        r"|behind|less than|fewer than|short of|met|meet\w*|missed|miss\w*|at or above|reached"
        r"|hit)\b"
    ),
    re.IGNORECASE,
)


def count(reading: Reading, sentence: Sentence) -> Finding | None:
    """'Three of the four services are above target': counted in the table."""
    match = _COUNT.search(sentence.text)
    if match is None:
        return None
    whole = number_in(match["m"])
    told = _stated(match["n"].lower(), whole)
    side = _SIDE.search(match["tail"])
    change = re.search(rf"\b({UP}|{DOWN})\b", match["tail"], re.IGNORECASE)
    if told is None or not whole:
        return None
    for grid in reading.grids_by(sentence):
        if grid.section != sentence.section:
            return None
        counted = _counted(grid, sentence, whole, side, change)
        if counted is not None and counted != told:
            series = next(iter(series_in(grid)))
            return finding(
                sentence,
                match.start(),
                match.start() + len(match[0]) - len(match["tail"]),
                series,
                f"counted in it, {_word(counted)} of {match['m']} do",
                f"“{match['n']} of {match['m']}”",
            )
        if counted is not None:
            return None
    return None


def _word(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _stated(word: str, whole: int) -> int | None:
    if word.isdigit():
        return int(word)
    if word in ("all", "both"):
        return whole
    if word == "half":
        return whole // 2 if whole % 2 == 0 else None
    return NUMBERS.index(word) if word in NUMBERS else None


def _counted(
    grid: Grid,
    sentence: Sentence,
    whole: int,
    side: re.Match[str] | None,
    change: re.Match[str] | None,
) -> int | None:
    """How many of the rows (or years) do what the words say; None when the table cannot tell."""
    for lines, others, cell in ways(grid):
        kept = [one for one in lines if not one.total and not is_other(one)]
        if len(kept) != whole or len(others) < 2:
            continue
        if side is not None:
            pair = _sides(others, sentence, side)
            if pair is None:
                continue
            below = bool(BELOW.search(side["side"]))
            met = re.match(r"met|meet|reach|hit|at or above", side["side"], re.IGNORECASE)
            rows = [(cell(line, pair[0]), cell(line, pair[1])) for line in kept]
            told = [(a, b) for a, b in rows if a and b]
            if len(told) != whole:
                continue
            return sum(
                (a.value < b.value) if below else (a.value >= b.value if met else a.value > b.value)
                for a, b in told
            )
        if change is not None:
            timed = [one for one in others if not one.total and not one.derived]
            if len(timed) < 2:
                continue
            rows = [(cell(line, timed[0]), cell(line, timed[-1])) for line in kept]
            pairs = [(a, b) for a, b in rows if a and b]
            if len(pairs) != whole or GOOD.search(change[0]):
                continue
            up = bool(RAISED.match(change[0]))
            return sum(b.value > a.value if up else b.value < a.value for a, b in pairs)
    return None


def _sides(
    others: Sequence[Line], sentence: Sentence, side: re.Match[str]
) -> tuple[Line, Line] | None:
    """Which column is set against which: 'above target', 'below the national average'."""
    after = all_stems(side.string[side.end() :])
    against = [one for one in others if one.stems & after]
    if not against and re.match("met|meet|miss", side["side"], re.IGNORECASE):
        against = [one for one in others if re.search("target", one.label, re.IGNORECASE)]
    if len(against) != 1:
        against = [one for one in against if is_other(one)] or against
    plain = [
        one
        for one in others
        if one not in against and not is_other(one) and not one.total and not one.derived
    ]
    if len(against) != 1 or not plain:
        return None
    named = [one for one in plain if one.stems & sentence.all_stems]
    own = named if len(named) == 1 else plain
    return (own[-1], against[0]) if len(own) == 1 else None
