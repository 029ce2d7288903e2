"""Sums in sentences: the parts a sentence lists against the whole it names."""

import re
from collections.abc import Iterator
from decimal import Decimal

from townclerk.reports.core.checking.anchors import same_unit
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import Number
from townclerk.reports.core.checking.reading import Reading, Sentence

_MADE_OF = re.compile(
    r"\b(?:made up of|consist\w* of|compris\w+|compos\w* of|namely|split (?:between|into|as|across)"
    r"|broken down (?:into|as)|divided (?:between|into)|in turn|being|that is)\b|[:=]\s|\($",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"\b(?:of (?:which|these|those|them|this|that)|includ\w+|among (?:these|them|which))\b",
    re.IGNORECASE,
)
_LED_BY = re.compile(
    r"\bof\s+(?:the|these|those|all|our|its)\s+(?:total\s+(?:of\s+)?)?£?$", re.IGNORECASE
)
_A_PART = re.compile(r"\s+of (?:this|that|these|those|them|it|which)\b", re.IGNORECASE)
"""After a number that is itself a part of something before."""
_REST = re.compile(
    r"\b(?:the (?:rest|remainder|remaining|others?)|a (?:small|few|handful|number|minority)"
    r"|small (?:volume|number|amount)|some others?|others|a little|along with (?:a|some)"
    r"|as well as (?:a|some)|plus (?:a|some)|various)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(?:\w+\s+)?£?\d")
"""After 'the remaining': the rest has its own number."""
_TOTAL = re.compile(
    r"\b(?:total\w*|altogether|in all|overall|sum\w*|combined|together)\b", re.IGNORECASE
)
_EXACT = re.compile(
    r"\b(?:total\w*|altogether|sum\w*|in all|make up|makes up|add\w* up)\b", re.IGNORECASE
)


MOST = 9
_FOLLOWED = re.compile(r"\s*(?:\w+\s+){0,2}(?:were|was|are|is|have|has|remain\w*|follow\w*)\b")
_OUT_OF = re.compile(r"\s+(?:out\s+)?of\s+(?:the\s+|our\s+|all\s+|its\s+|these\s+)*$")
SMALL = 60


def check(reading: Reading) -> Iterator[Finding]:
    """Parts that do not make the whole, and parts that leave nothing for the rest they speak of.

    Applies: a sentence, or two that follow each other, with a whole and at least two parts of it
    in the same unit. Parts that are a choice ('including') may fall short of the whole.
    """
    for section in range(len(reading.paper.sections)):
        told = [*reading.of_section(section)]
        for place, sentence in enumerate(told):
            after = told[place + 1] if place + 1 < len(told) else None
            if after is not None and after.paragraph not in (
                sentence.paragraph,
                sentence.paragraph + 1,
            ):
                after = None
            yield from _within(sentence, after)
            yield from _complement(sentence, after)


def _plain_numbers(sentence: Sentence) -> list[Number]:
    """The numbers that can be a whole or a part: no change, no range, no percentage in brackets."""
    return [
        one.number
        for one in sentence.mentions
        if one.part == ""
        and one.number.unit not in ("points", "year", "month", "day", "week")
        and not (one.number.unit == "percent" and one.left.rstrip().endswith("("))
    ]


def _within(sentence: Sentence, after: Sentence | None) -> Iterator[Finding]:
    numbers = _plain_numbers(sentence)
    for place, whole in enumerate(numbers):
        parts = [one for one in numbers[place + 1 :] if same_unit(whole, one.unit)]
        told = sentence.text[whole.end :]
        if _A_PART.match(told):
            return
        cue = _cue(told, parts[0].start - whole.end) if len(parts) >= 2 else ""
        if len(parts) >= 2 and _LED_BY.search(sentence.text[: whole.start]):
            cue = cue or "which"
        if cue:
            yield from _judge(sentence, whole, parts, cue, sentence.text)
            return
    if len(numbers) >= 3 and (found := _total_last(sentence, numbers)):
        yield from found
        return
    if after is not None and numbers and after.section == sentence.section:
        following = _plain_numbers(after)
        head = _OF_WHICH.search(after.text[:80]) or _MADE_OF.search(after.text[:60])
        whole = numbers[0]
        parts = [one for one in following if same_unit(whole, one.unit)]
        if len(numbers) == 1 and head and len(parts) >= 2 and len(parts) == len(following):
            cue = "these" if _OF_WHICH.match(after.text) else "after"
            yield from _judge(after, whole, parts, cue, sentence.text + " " + after.text)


def _complement(sentence: Sentence, after: Sentence | None) -> Iterator[Finding]:
    """'12 of the 15 were approved; three were deferred': no part is more than its whole, and two
    that are told of one whole fill it."""
    numbers = [one for one in _plain_numbers(sentence) if one.unit == "plain" and not one.hedge]
    for place in range(len(numbers) - 1):
        part, whole = numbers[place : place + 2]
        gap = sentence.text[part.end : whole.start]
        if not _OUT_OF.fullmatch(gap):
            continue
        if part.size > whole.size:
            yield _finding(sentence, whole, [part], part.size, f"is more than {whole.text}")
            return
        following, told = numbers[place + 2 :], sentence.text[whole.end :]
        in_text = sentence.text
        if not following and after is not None and told.rstrip().endswith(";"):
            # A number after a semicolon begins a sentence of its own.
            following, told, in_text = _plain_numbers(after), ";" + after.text, after.text
        if len(following) != 1 or ";" not in told or _REST.search(told):
            return
        other = following[0]
        if not _FOLLOWED.match(in_text[other.end :]) or other.ulp > 1:
            return
        short = whole.size - part.size - other.size
        # Of many, a gap of one digit is a digit mistyped; of few, every one is missed.
        near = short < 0 or whole.size <= SMALL or len(short.normalize().as_tuple().digits) == 1
        if short and near and other.size < whole.size * MOST:
            yield _finding(
                sentence, whole, [part, other], part.size + other.size, f"is not {whole.text}"
            )
        return


def _cue(told: str, until: int) -> str:
    between = told[: max(until, 0)]
    if _OF_WHICH.search(between):
        return "which"
    if _MADE_OF.search(between) or re.fullmatch(r".{0,60}[:(–—]\s*", between):
        return "made"
    return ""


def _total_last(sentence: Sentence, numbers: list[Number]) -> list[Finding]:
    """'298 by taxi, 462 for tax and 594 in general, 1,354 in all.'"""
    *parts, whole = numbers
    between = sentence.text[parts[-1].end :]
    same = all(same_unit(whole, one.unit) for one in parts)
    near = sentence.text[max(parts[-1].end, whole.start - 40) : whole.end + 40]
    if not same or not _TOTAL.search(near) or "from" in between[:8]:
        return []
    if whole.size <= max(one.size for one in parts):
        return []
    return [*_judge(sentence, whole, parts, "made", sentence.text)]


def _judge(
    sentence: Sentence, whole: Number, parts: list[Number], cue: str, text: str
) -> Iterator[Finding]:
    parts = [one for one in parts if one.unit != "percent" or whole.unit == "percent"]
    added = sum((one.size for one in parts), Decimal(0))
    ulp = max([whole.ulp, *(one.ulp for one in parts)])
    slack = ulp * (len(parts) + 1) / 2 if ulp > 1 or whole.unit == "percent" else Decimal(0)
    if whole.hedge or any(one.hedge for one in parts):
        slack += whole.size / 10
    rest = next(
        (one for one in _REST.finditer(text) if not _NUMBERED.match(text[one.end() :])), None
    )
    if abs(added - whole.size) <= slack:
        if rest and added == whole.size:
            yield _finding(sentence, whole, parts, added, f"leaves nothing for “{rest[0]}”")
        return
    if added > whole.size or (cue == "made" and not rest):
        # A wrong first digit is up to nine times what was meant.
        far = MOST if cue == "these" else 3
        if added > whole.size * far or added * far < whole.size:
            return
        yield _finding(sentence, whole, parts, added, f"is not {whole.text}")


def _finding(
    sentence: Sentence, whole: Number, parts: list[Number], added: Decimal, told: str
) -> Finding:
    sum_told = " + ".join(one.text for one in parts)
    start = min(parts[0].start, len(sentence.text))
    return Finding(
        kind="parts",
        severity=Severity.ERROR,
        place=sentence.at(start, parts[-1].end),
        why=f"{sum_told} = {_shown(added, parts[0])}, which {told}.",
        what_to_do="Correct the parts or the whole, or name what is left.",
        values=(Value(whole.text, "the whole"), Value(_shown(added, parts[0]), "its parts")),
    )


def _shown(amount: Decimal, like: Number) -> str:
    pound = "£" if like.unit == "money" else ""
    sign = "%" if like.unit == "percent" else ""
    return f"{pound}{amount.normalize():,f}{sign}"
