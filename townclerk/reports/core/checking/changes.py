"""Changes in a sentence: from, to and by must agree, and a percentage is not a point."""

import re
from collections.abc import Iterator
from decimal import Decimal

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
_SHARE = re.compile(
    r"\b(?P<part>out of|of the|of|from)\s+(?:the\s+|our\s+|all\s+|its\s+)?(?:\w+\s+){0,2}$",
    re.IGNORECASE,
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
        yield from _share(sentence)


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
    for one, other in zip(sentence.mentions, sentence.mentions[1:], strict=False):
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
        ):
            if one.part in ("", "to") and other.part in ("", "from"):
                return other.number, one.number
    return None


def _by(sentence: Sentence, first: Number, last: Number) -> Iterator[Finding]:
    for mention in sentence.mentions:
        number = mention.number
        if number in (first, last) or not _speaks_of_change(sentence, mention):
            continue
        gap = last.size - first.size
        noise = (first.ulp + last.ulp) / 2
        if number.unit == PERCENT and first.unit == PERCENT:
            yield from _mixed(sentence, number, first, last)
        elif number.unit == POINTS and first.unit in (PERCENT, PLAIN):
            if abs(abs(gap) - number.size) > max(
                noise if noise > number.ulp else 0, number.ulp / 2
            ):
                yield _wrong(sentence, number, f"{_text(abs(gap))} points", first, last)
        elif number.unit == PERCENT and first.size:
            change = abs(gap) / first.size * 100
            slack = number.ulp / 2 + change * noise / max(abs(gap), noise)
            slack = (
                number.ulp / 2 if first.ulp <= 1 and last.ulp <= 1 and first.size > 50 else slack
            )
            if abs(change - number.size) > max(slack, _hedged(number)):
                yield _wrong(sentence, number, f"{_text(change)}%", first, last)
        elif same_unit(number, first.unit) and number.unit != PERCENT:
            slack = noise if first.ulp > number.ulp or last.ulp > number.ulp else number.ulp / 2
            if first.ulp == last.ulp == number.ulp:
                slack = Decimal(0) if number.ulp <= 1 or first.unit == MONEY else slack
            if abs(abs(gap) - number.size) > max(slack, _hedged(number)):
                yield _wrong(sentence, number, _text(abs(gap)), first, last)


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


def _share(sentence: Sentence) -> Iterator[Finding]:
    """'298 of the 1,354 visits (22%)': the percentage of a part in its whole."""
    mentions = sentence.mentions
    for place in range(len(mentions) - 2):
        trio = [one.number for one in mentions[place : place + 3]]
        found = _part_and_whole(sentence, trio)
        if found is None:
            continue
        part, whole, percent = found
        exact = part.size / whole.size * 100
        noise = exact * (part.ulp / 2 / part.size + whole.ulp / 2 / whole.size)
        slack = percent.ulp / 2 + (noise if part.ulp > 1 or part.unit == MONEY else 0)
        if abs(exact - percent.size) > max(slack, _hedged(percent)):
            yield Finding(
                kind="share",
                severity=Severity.ERROR,
                place=sentence.at(min(one.start for one in trio), max(one.end for one in trio)),
                why=f"{part.text} of {whole.text} is {_text(exact)}%, not {percent.text}.",
                what_to_do="Correct the percentage or the two numbers.",
                values=(
                    Value(percent.text, "the text"),
                    Value(f"{_text(exact)}%", f"{part.text} of {whole.text}"),
                ),
            )


def _part_and_whole(sentence: Sentence, trio: list[Number]) -> tuple[Number, Number, Number] | None:
    percents = [one for one in trio if one.unit == PERCENT]
    others = [one for one in trio if one.unit != PERCENT]
    if len(percents) != 1 or len(others) != 2 or not same_unit(others[0], others[1].unit):
        return None
    text = sentence.text
    one, other = others
    gap = text[one.end : other.start]
    if percents[0] is trio[2] and _SHARE.search(gap) and len(gap) < 45 and one.size < other.size:
        close = text[other.end : percents[0].start]
        joined = re.search(r"[(,–]|\bor\b|\bwhich is\b|\bequal", close) and len(close) < 45
        return (one, other, percents[0]) if joined and other.size else None
    if percents[0] is trio[1] and re.match(r"[\s,]*\(?(?:or\s)?$", text[one.end : trio[1].start]):
        last = text[trio[1].end : other.start]
        if _SHARE.search(last) and len(last) < 45 and one.size < other.size:
            return one, other, percents[0]
    return None


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
