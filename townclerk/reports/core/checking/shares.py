"""Percentages of a whole that a sentence names, or that its own pairs agree on."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from townclerk.reports.core.checking.anchors import same_unit
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import MONEY, PERCENT, PLAIN, POINTS, Number
from townclerk.reports.core.checking.reading import Reading, Sentence

_OF = re.compile(
    r"\b(?:out of|of the|of|from)\s+(?:the\s+|our\s+|all\s+|its\s+)?(?:\w+\s+){0,2}$", re.IGNORECASE
)
_LED_BY = re.compile(
    r"\bof\s+(?:the|these|those|all|our|its)\s+(?:total\s+(?:of\s+)?)?£?$", re.IGNORECASE
)
_OF_THESE = re.compile(r"^\s*(?:Of (?:these|those|this|that|them)|Among (?:these|them))\b")
_WHICH_IS = re.compile(r",\s+(?:which is|that is|or|equal to)\s+$")
_IS_EQUAL = re.compile(r"\b(?:equal to|equivalent to|or|being|which is)\s$")
_TIMES = ("day", "week", "month", "year", "hour", "minute")
LONGEST_GAP = 45
Pair = tuple[Number, Number]


def check(reading: Reading) -> Iterator[Finding]:
    """'298 of the 1,354 visits (22%)': a part, its whole, and the percentage between them.

    Applies: where the whole is named in the sentence or, for 'of these', in the one before; and
    where a sentence gives at least three parts with their percentages, which must share a whole.
    Rounding: half the last place of the percentage; for money, what rounding its ends can do.
    """
    before: Sentence | None = None
    for sentence in reading.sentences:
        pairs = _pairs(sentence)
        whole = _whole(sentence, before, pairs)
        if whole is not None:
            for part, percent in pairs:
                if same_unit(part, whole.unit) and part is not whole and _less(part, whole):
                    yield from _held(sentence, part, whole, percent)
        elif len(pairs) >= 3:
            yield from _odd(sentence, pairs)
        else:
            yield from _threes(sentence)
        before = sentence


def _less(part: Number, whole: Number) -> bool:
    """A part, or one that a wrong first digit makes larger than its whole."""
    return part.size < whole.size * 10


def _pairs(sentence: Sentence) -> list[Pair]:
    """Each number directly followed by its percentage: '54 (45%)', '£1.9m, or 59%'."""
    numbers = [one.number for one in sentence.mentions]
    found = []
    for one, percent in pairwise(numbers):
        gap = sentence.text[one.end : percent.start]
        if (
            percent.unit == PERCENT
            and one.unit not in (PERCENT, POINTS)
            and (re.fullmatch(r"\s*(?:\(|,\s+or\s+)\s*", gap))
        ):
            found.append((one, percent))
    return found


def _whole(sentence: Sentence, before: Sentence | None, pairs: Sequence[Pair]) -> Number | None:
    if not pairs:
        return None
    for mention in sentence.mentions:
        led = _LED_BY.search(sentence.text[: mention.number.start])
        if led and mention.number.start < pairs[0][0].start:
            return mention.number
    near = before is not None and before.section == sentence.section
    if before is None or not near or not _OF_THESE.match(sentence.text):
        return None
    told = [one.number for one in before.mentions if one.part == ""]
    told = [one for one in told if same_unit(one, pairs[0][0].unit)]
    return told[0] if len(told) == 1 else None


def _held(sentence: Sentence, part: Number, whole: Number, percent: Number) -> Iterator[Finding]:
    if not whole.size:
        return
    exact = part.size / whole.size * 100
    noise = exact * (part.ulp / 2 / part.size + whole.ulp / 2 / whole.size) if part.size else exact
    slack = percent.ulp / 2 + (noise if part.ulp > 1 or part.unit == MONEY else 0)
    hedged = percent.size / 10 if percent.hedge or part.hedge else Decimal(0)
    if abs(exact - percent.size) > max(slack, hedged):
        yield _finding(
            sentence, percent, part, f"{part.text} of {whole.text} is {_text(exact)}%", _text(exact)
        )


def _odd(sentence: Sentence, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """One pair that is of another whole than all the others of its sentence."""
    bounds = [_bounds(part, percent) for part, percent in pairs if percent.size]
    if len(bounds) < len(pairs) or len({part.unit for part, _ in pairs}) != 1:
        return
    for place, (part, percent) in enumerate(pairs):
        others = [one for n, one in enumerate(bounds) if n != place]
        low, high = max(one[0] for one in others), min(one[1] for one in others)
        if low > high:
            continue
        mine = bounds[place]
        if mine[0] > high or mine[1] < low:
            exact = part.size * 100 / ((low + high) / 2)
            yield _finding(
                sentence,
                percent,
                part,
                f"{part.text} is {_text(exact)}% of the whole the other percentages are of",
                _text(exact),
            )
            return


def _bounds(part: Number, percent: Number) -> tuple[Decimal, Decimal]:
    """The wholes a part and its printed percentage allow."""
    half = percent.ulp / 2
    spread = part.ulp / 2 if part.unit == MONEY else Decimal(0)
    low = (part.size - spread) * 100 / (percent.size + half)
    high = (part.size + spread) * 100 / max(percent.size - half, Decimal("0.01"))
    return low, high


def _threes(sentence: Sentence) -> Iterator[Finding]:
    """A part, its whole and the percentage as three numbers in a row."""
    numbers = [one.number for one in sentence.mentions if one.number.unit not in _TIMES]
    for place in range(len(numbers) - 2):
        trio = numbers[place : place + 3]
        found = _part_and_whole(sentence, trio)
        if found is not None:
            yield from _held(sentence, *found)


def _part_and_whole(sentence: Sentence, trio: list[Number]) -> tuple[Number, Number, Number] | None:
    percents = [one for one in trio if one.unit == PERCENT]
    others = [one for one in trio if one.unit != PERCENT]
    if len(percents) != 1 or len(others) != 2 or not same_unit(others[0], others[1].unit):
        return None
    one, other = others
    percent = percents[0]
    gap = sentence.text[one.end : other.start]
    if percent is trio[2] and _OF.search(gap) and len(gap) < 45 and one.size < other.size:
        close = sentence.text[other.end : percent.start]
        joined = re.search(r"[(,–]|\bor\b|\bwhich is\b|\bequal", close) and len(close) < 45
        return (one, other, percent) if joined and other.size else None
    both = sentence.text[other.end : percent.start]
    if percent is trio[2] and _WHICH_IS.search(both) and len(gap) < LONGEST_GAP:
        # The larger came, and the smaller of them was dealt with.
        ended = re.match(r"\s*(?:[.;,)]|of (?:them|these|those)\b|$)", sentence.text[percent.end :])
        plain = one.ulp <= 1 and other.ulp <= 1 and one.unit == other.unit == PLAIN
        return (other, one, percent) if ended and plain and other.size < one.size else None
    between = sentence.text[one.end : percent.start]
    near = re.match(r"[\s,]*\(?(?:or\s)?$", between) or (
        len(between) < LONGEST_GAP and _IS_EQUAL.search(between)
    )
    if percent is trio[1] and near:
        last = sentence.text[percent.end : other.start]
        if _OF.search(last) and len(last) < 45 and one.size < other.size:
            return one, other, percent
    return None


def _finding(sentence: Sentence, percent: Number, part: Number, told: str, right: str) -> Finding:
    return Finding(
        kind="share",
        severity=Severity.ERROR,
        place=sentence.at(min(part.start, percent.start), max(part.end, percent.end)),
        why=f"{told}, not {percent.text}.",
        what_to_do="Correct the percentage or the two numbers.",
        values=(Value(percent.text, "the text"), Value(f"{right}%", part.text)),
    )


def _text(amount: Decimal) -> str:
    return f"{round(amount, 2).normalize():,f}"
