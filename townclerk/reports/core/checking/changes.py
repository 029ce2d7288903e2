"""Changes in a sentence: from, to and by must agree, and a percentage is not a point."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from townclerk.reports.core.checking.anchors import same_unit
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import MONEY, PERCENT, PLAIN, POINTS, Number
from townclerk.reports.core.checking.reading import Mention, Reading, Sentence

_DOWN = re.compile(
    r"\b(?:fell|fall\w*|decreas\w*|drop\w*|declin\w*|reduc\w*|down|cut|shrank|shrunk|slipped"
    r"|lower\w*|narrow\w*|less|fewer)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:rose|rise\w*|risen|rising|increas\w*|grew|grow\w*|up|climb\w*|jump\w*|gain\w*|widen\w*"
    r"|higher|more|went up)\b",
    re.IGNORECASE,
)
_TIMES = {"doubled": 2, "doubling": 2, "trebled": 3, "tripled": 3, "quadrupled": 4, "halved": 0}
_THAN = re.compile(
    r"\s*(?:of\s+)?(?:\w+\s+){0,2}(?:more|fewer|less|higher|lower|better|worse|above|below|ahead|behind|(?:up|down)\s+(?:from|on)"
    r"|increase|decrease|improvement|reduction)\b",
    re.IGNORECASE,
)
_SPANS = ("month", "year", "week")
_REACH = re.compile(
    r"\b(?:than|on|from|over|above|below|compared|against|last year|same)\b", re.IGNORECASE
)


def check(reading: Reading) -> Iterator[Finding]:
    """A change that its two ends do not give, and a percentage called points or the other way.

    Rounding: half the last place of the change, and what the rounding of its ends can do.
    """
    for sentence in reading.sentences:
        ends = _ends(sentence)
        if ends:
            yield from _by(sentence, *ends)
            yield from _direction(sentence, *ends)
            yield from _multiple(sentence, *ends)
        yield from _than(sentence)


def _ends(sentence: Sentence) -> tuple[Number, Number] | None:
    """The beginning and the end of the one change of a sentence."""
    first = [one for one in sentence.mentions if one.part == "from"]
    last = [one for one in sentence.mentions if one.part == "to"]
    if len(first) == len(last) == 1:
        one, other = first[0].number, last[0].number
        return (one, other) if same_unit(one, other.unit) else None
    return _compared(sentence)


def _compared(sentence: Sentence) -> tuple[Number, Number] | None:
    """'96.2%, up from 94.8%' and '45 compared with 40 last year'."""
    for one, other in pairwise(sentence.mentions):
        gap = sentence.text[one.number.end : other.number.start]
        if (
            re.search(
                r"\b(?:up|down|rising|falling|risen|fallen|increase|decrease|improvement|reduction"
                r"|compared (?:with|to)|against)\s+(?:from\s+|on\s+)?(?:the\s+)?(?:about\s+)?£?$",
                gap,
                re.IGNORECASE,
            )
            and len(gap) < 60
            and same_unit(one.number, other.number.unit)
            and one.part in ("", "to")
            and other.part in ("", "from")
        ):
            return other.number, one.number
    return None


def _by(sentence: Sentence, first: Number, last: Number) -> Iterator[Finding]:
    for mention in sentence.mentions:
        number = mention.number
        if number in (first, last) or not _speaks_of_change(sentence, mention):
            continue
        if number.unit == PERCENT and first.unit == PERCENT:
            yield from _mixed(sentence, number, first, last)
        elif (wanted := _wanted(number, first, last)) is not None:
            right, slack, sign = wanted
            if abs(right - number.size) > max(slack, _hedged(number)):
                yield _wrong(sentence, number, f"{_text(right)}{sign}", first, last)


def _wanted(number: Number, first: Number, last: Number) -> tuple[Decimal, Decimal, str] | None:
    """What a change should be in the unit it is told in, how exactly, and its sign."""
    gap = abs(last.size - first.size)
    noise = (first.ulp + last.ulp) / 2
    half = number.ulp / 2
    if number.unit == POINTS:
        slack = max(noise if noise > number.ulp else Decimal(0), half)
        return (gap, slack, " points") if first.unit in (PERCENT, PLAIN) else None
    if number.unit == PERCENT:
        if not first.size:
            return None
        change = gap / first.size * 100
        exact = first.ulp <= 1 and last.ulp <= 1 and first.size > 50
        return change, half if exact else half + change * noise / max(gap, noise), "%"
    if not same_unit(number, first.unit):
        return None
    slack = noise if max(first.ulp, last.ulp) > number.ulp else half
    if first.ulp == last.ulp == number.ulp and (number.ulp <= 1 or first.unit == MONEY):
        slack = Decimal(0)
    return gap, slack, ""


def _hedged(number: Number) -> Decimal:
    return number.size / 10 if number.hedge else Decimal(0)


def _speaks_of_change(sentence: Sentence, mention: Mention) -> bool:
    near = sentence.text[max(0, mention.number.start - 35) : mention.number.end + 20]
    return mention.part == "by" or bool(
        re.search(
            r"\b(?:increase|decrease|rise|fall|reduction|drop|growth|improvement|change|difference"
            r"|up|down|more|fewer|less|higher|lower|gain|decline|cut)\b",
            near,
            re.IGNORECASE,
        )
    )


def _mixed(sentence: Sentence, number: Number, first: Number, last: Number) -> Iterator[Finding]:
    """Between two percentages a difference is in points; a percentage is of the first."""
    gap = abs(last.size - first.size)
    relative = gap / first.size * 100 if first.size else gap
    if (
        abs(relative - number.size) <= number.ulp / 2 + Decimal("0.05")
        and abs(gap - number.size) > number.ulp / 2
    ):
        return
    if abs(gap - number.size) <= number.ulp / 2:
        yield Finding(
            kind="percent-or-points",
            severity=Severity.ERROR,
            place=sentence.at(number.start, number.end),
            why=f"From {first.text} to {last.text} is {_text(gap)} percentage points, which is a "
            f"change of {_text(relative)}%; the text says {number.text}.",
            what_to_do="Say points.",
            values=(Value(number.text, "the text"), Value(f"{_text(gap)} points", "its two ends")),
        )
    else:
        yield _wrong(sentence, number, f"{_text(gap)} points", first, last)


def _direction(sentence: Sentence, first: Number, last: Number) -> Iterator[Finding]:
    """'rose from 12 to 9'."""
    verb = sentence.text[: max(first.end, last.end)]
    up, down = _UP.search(verb), _DOWN.search(verb)
    if bool(up) == bool(down) or first.size == last.size or first.value < 0 or last.value < 0:
        return
    risen = last.size > first.size
    if risen == bool(up):
        return
    said = (up or down)[0]  # type: ignore[index]
    yield Finding(
        kind="direction",
        severity=Severity.ERROR,
        place=sentence.at(min(first.start, last.start), max(first.end, last.end)),
        why=f"The text says “{said}”, and {first.text} to {last.text} goes the other way.",
        what_to_do="Correct the word or the numbers.",
        values=(Value(first.text, "from"), Value(last.text, "to")),
    )


def _multiple(sentence: Sentence, first: Number, last: Number) -> Iterator[Finding]:
    for word in re.findall(
        r"\b(?:doubl\w+|trebled|tripled|quadrupled|halved)\b", sentence.text, re.IGNORECASE
    ):
        times = _TIMES.get(word.lower(), 2 if word.lower().startswith("doubl") else 1)
        if not first.size:
            return
        ratio = last.size / first.size
        wanted = Decimal("0.5") if times == 0 else Decimal(times)
        more = re.search(rf"\b(?:more than|over)\s+{word}", sentence.text, re.IGNORECASE)
        low = wanted if more else wanted * Decimal("0.93")
        high = wanted * (Decimal(2) if more else Decimal("1.12"))
        if more and times == 0:
            low, high = Decimal(0), wanted
        if re.search(rf"\b(?:nearly|almost)\s+{word}", sentence.text, re.IGNORECASE):
            low, high = wanted * Decimal("0.8"), wanted
        if not low <= ratio <= high:
            yield Finding(
                kind="multiple",
                severity=Severity.ERROR,
                place=sentence.at(min(first.start, last.start), max(first.end, last.end)),
                why=f"{first.text} to {last.text} is {_text(ratio)} times, not “{word}”.",
                what_to_do="Correct the word or the numbers.",
                values=(Value(first.text, "from"), Value(last.text, "to")),
            )
        return


def _than(sentence: Sentence) -> Iterator[Finding]:
    """'120, 18 more than in the same months of last year (102)': one number between two."""
    mentions = [one for one in sentence.mentions if one.number.unit not in _SPANS]
    for place in range(1, len(mentions) - 1):
        one, gap, other = (mentions[place + step].number for step in (-1, 0, 1))
        if {mentions[place + step].part for step in (-1, 0, 1)} & {"from", "to", "low", "high"}:
            continue
        between = sentence.text[gap.end : other.start]
        before = sentence.text[one.end : gap.start]
        led = _THAN.match(between) or re.search(
            r"\b(?:increase|decrease|improvement|reduction|rise|fall|drop)\s+(?:of|by)\s+£?$",
            before,
            re.IGNORECASE,
        )
        if not led or not _REACH.search(between) or len(between) > 60 or one.unit != other.unit:
            continue
        if re.search(r"[;:]|\.\s", before + between):
            continue
        if gap.unit == PERCENT and one.unit != PERCENT and other.size:
            exact = abs(one.size - other.size) / other.size * 100
        elif gap.unit == one.unit or (gap.unit == POINTS and one.unit == PERCENT):
            exact = abs(one.size - other.size)
        else:
            continue
        slack = (one.ulp + other.ulp) / 2 if gap.unit == PERCENT and one.ulp > 1 else Decimal(0)
        if gap.unit == PERCENT and one.unit != PERCENT:
            slack = exact * slack / max(other.size, Decimal(1)) + gap.ulp / 2
        elif one.ulp != gap.ulp:
            slack = (one.ulp + other.ulp) / 2 + gap.ulp / 2
        if abs(exact - gap.size) > max(slack, _hedged(gap), _hedged(one), _hedged(other)):
            yield _wrong(sentence, gap, _text(exact), other, one)


def _wrong(sentence: Sentence, number: Number, right: str, first: Number, last: Number) -> Finding:
    return Finding(
        kind="change",
        severity=Severity.ERROR,
        place=sentence.at(number.start, number.end),
        why=f"From {first.text} to {last.text} is {right}; the text says {number.text}.",
        what_to_do="Correct the change or its two ends.",
        values=(Value(number.text, "the text"), Value(right, f"{first.text} to {last.text}")),
    )


def _text(amount: Decimal) -> str:
    rounded = round(amount, 2).normalize()
    return f"{rounded:,f}"
