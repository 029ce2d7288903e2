"""Reading the numbers of a text: value, unit, precision, where they stand, and how they are hedged.

Not quantities: dates, years, times, and digits that are a name (paragraph 4.2, FD 4466/17).
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from townclerk.kernel.printed import MINUSES

MONEY, PERCENT, POINTS, PLAIN = "money", "percent", "points", "plain"

_SCALES = {"bn": 9, "billion": 9, "m": 6, "mn": 6, "million": 6, "k": 3, "thousand": 3}
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-−–+])?(?P<pound>£\s?|GBP\s)?(?P<inner>[-−])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<scale>\s?(?:billion|million|thousand|bn|mn|m|k)(?![A-Za-z]))?"
    r"(?P<close>\))?"
    r"(?P<tail>\s?%|\s?per\s?cent\b|\s?percentage[\s-]points?\b|\s?points?\b|\s?ppts?\b|\s?pp\b)?",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s-]*(?:whole[\s-]time[\s-]equivalents?|full[\s-]time[\s-]equivalents?|FTEs?|WTEs?"
    r"|working days?|days?|weeks?|months?|years?|hours?|minutes?|tonnes?|miles?|km\b|hectares?)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"\b(?:sections?|paragraphs?|paras?|chapters?|tables?|figures?|fig|annex(?:es)?|appendix"
    r"|appendices|parts?|pages?|item|items|notes?|phases?|levels?|tiers?|stages?|steps?|class"
    r"|bands?|grades?|articles?|regulations?|schedules?|rules?|clauses?|volume|issue|versions?"
    r"|recommendations?|lots?|priority|objective|themes?|key stage|windows|scp|form|room"
    r"|floor|route|junction|team|teams|block|unit|opinion|reference|ref|no\.|number|act)\.?\s+"
    r"\d+(?:\.\d+)*[a-z]?\b(?:\s*(?:,|and|to|or|-|–)\s*\d+(?:\.\d+)*[a-z]?\b(?!\s*(?:%|per)))*",
    re.IGNORECASE,
)
_CODES = re.compile(
    r"\b[A-Z]{1,5}\s?\d+(?:[/.-]\d+)+\b|\b[A-Z]{1,4}-?\d+[A-Z]?\b(?!,\d)|\b[A-Z]+\d+[A-Za-z]*\b"
    r"|\b(?:COVID|COP|SI|Covid)[-\s]\d+\b|\b\d+[A-Z]{1,3}\b(?!\w)|\b24/7\b|\b\d+:\d+\b"
    r"|\b\d{1,2}(?:[.:]\d{2})?\s?(?:am|pm|noon)\b|\b0\d{3,4}\s\d{3}\s?\d{3,4}\b"
    r"|\bhttps?://\S+|\b\S+@\S+|\b\d+(?:\.\d+){2,}\b"
)
_ENUMERATOR = re.compile(
    r"^\s*(?:\d{1,2}\.\d{1,2}(?:\.\d{1,2})?\.?|\d{1,2}[.)]|\(\d{1,2}\))\s+(?!FTE|WTE|GBP)(?=[A-Z(“‘])"
)
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORD_VALUES = {word: number for number, word in enumerate(_UNITS)} | {
    word: 20 + 10 * number for number, word in enumerate(_TENS)
}
_NUMBER_WORDS = "|".join(_WORD_VALUES)
_WORDED = re.compile(
    rf"\b(?:(?:{_NUMBER_WORDS})(?:[\s-](?:{_NUMBER_WORDS}))?|a)\s(?:hundred|thousand|million)"
    rf"(?:\sand\s(?:{_NUMBER_WORDS})(?:-(?:{_NUMBER_WORDS}))?)?\b"
    rf"|\b(?:{_NUMBER_WORDS})(?:-(?:{'|'.join(_UNITS[1:10])}))?\b",
    re.IGNORECASE,
)
HEDGES = {
    "about": r"about|around|roughly|approximately|approx\.?|circa|c\.|some|near to|close to|"
    r"in the region of|in the order of|of the order of|close on|upwards",
    "over": r"over|more than|above|exceeding|in excess of|at least|upwards of"
    r"|no (?:fewer|less) than"
    r"|not less than|well over|just over|a little over|slightly over|a minimum of|minimum "
    r"of|beyond",
    "under": r"under|less than|fewer than|below|nearly|almost|just under"
    r"|(?<!adds )(?<!add )(?<!adding )(?<!added )up to|at most|not quite"
    r"|no more than|a maximum of|maximum of|close to|approaching|just short of",
}
_HEDGE = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\s*$)" for name, words in HEDGES.items()),
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number as printed. `ulp` is one unit of its last printed place, in the unit of `value`."""

    value: Decimal
    unit: str
    ulp: Decimal
    text: str
    start: int
    end: int
    hedge: str = ""
    worded: bool = False

    @property
    def size(self) -> Decimal:
        return abs(self.value)


def read_numbers(text: str, taken: tuple[tuple[int, int], ...] = ()) -> list[Number]:
    """The numbers of a text in their order; `taken` are stretches that are dates and years.

    Units: money in pounds, percent and points as printed, other numbers in their unit's name.
    Source: the house way of printing, and what councils print.
    Raises: nothing; what cannot be read is no number.

    >>> [(str(one.value), one.unit) for one in read_numbers("£33.4m, or 28% of 1,354 visits")]
    [('3.34E+7', 'money'), ('28', 'percent'), ('1354', 'plain')]
    >>> [(str(one.value), one.hedge) for one in read_numbers("over seven days in section 31")]
    [('7', 'over')]
    """
    barred = [*taken, *names_in(text)]
    found = [*_digits(text, barred)]
    barred += [(one.start, one.end) for one in found]
    found += _words(text, barred)
    return _with_ranges(text, sorted(found, key=lambda one: one.start))


def names_in(text: str) -> list[tuple[int, int]]:
    """Stretches whose digits are a name or a place in a list, not a quantity."""
    spans = [one.span() for pattern in (_NAMES, _CODES) for one in pattern.finditer(text)]
    if found := _ENUMERATOR.match(text):
        spans.append(found.span())
    return spans


def _free(start: int, end: int, barred: list[tuple[int, int]]) -> bool:
    return all(end <= first or start >= last for first, last in barred)


def _digits(text: str, barred: list[tuple[int, int]]) -> list[Number]:
    found = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        inside = match.start("digits")
        if not _free(inside, match.end("digits"), barred):
            continue
        if inside and (text[inside - 1].isalnum() or text[inside - 1] in "._/"):
            continue
        if match.end("digits") < len(text) and text[match.end("digits")] == "/":
            continue
        found.append(_number(text, match, start, end))
    return found


def _number(text: str, match: re.Match[str], start: int, end: int) -> Number:
    digits = match["digits"].replace(",", "")
    power = _SCALES[match["scale"].strip().lower()] if match["scale"] else 0
    places = len(digits.partition(".")[2])
    value = Decimal(f"{digits}E{power}")
    before = text[start - 1] if start else " "
    sign = bool(match["sign"]) and match["sign"] in MINUSES
    if match["sign"] and (before.isalnum() or before in ")%"):
        # A dash after a number is a range.
        sign, start = False, start + 1
    bracketed = bool(match["open"] and match["close"] and (match["pound"] or match["tail"] is None))
    if match["open"] and not (match["close"] and bracketed):
        start += 1
    if sign or match["inner"]:
        value = value.copy_negate()
    unit = _unit(text, match)
    if unit not in (MONEY, PERCENT, POINTS, PLAIN):
        end = match.end() + len(_UNIT.match(text[match.end() :])[0])  # type: ignore[index]
    return Number(
        value,
        unit,
        Decimal(1).scaleb(power - places),
        text[start:end].strip(),
        start,
        end,
        _hedge(text, start),
    )


def _unit(text: str, match: re.Match[str]) -> str:
    tail = (match["tail"] or "").strip().lower()
    if match["pound"]:
        return MONEY
    if tail.startswith(("%", "per")) and "point" not in tail:
        return PERCENT
    if tail:
        return POINTS
    if named := _UNIT.match(text[match.end() :]):
        return unit_name(named[0])
    return PLAIN


def unit_name(text: str) -> str:
    """One name for each unit however it is written."""
    bare = re.sub(r"[\s-]+", " ", text.strip(" -").lower())
    if bare.startswith(("fte", "wte", "whole time", "full time")):
        return "fte"
    return bare.removeprefix("working ").removesuffix("s")


def _hedge(text: str, start: int) -> str:
    found = _HEDGE.search(text[max(0, start - 30) : start])
    return next((name for name, said in found.groupdict().items() if said), "") if found else ""


def _words(text: str, barred: list[tuple[int, int]]) -> list[Number]:
    found = []
    for match in _WORDED.finditer(text):
        start, end = match.span()
        if not _free(start, end, barred) or match[0].lower() in ("one", "zero"):
            continue
        value = _worded(match[0])
        named = _UNIT.match(text[end:])
        tail = re.match(r"\s(?:per\s?cent|percentage points?|points?)\b", text[end:], re.IGNORECASE)
        unit = unit_name(named[0]) if named else PLAIN
        if tail:
            unit = PERCENT if "cent" in tail[0] and "age" not in tail[0] else POINTS
        found.append(
            Number(
                Decimal(value), unit, Decimal(1), match[0], start, end, _hedge(text, start), True
            )
        )
    return found


def _worded(text: str) -> int:
    total = part = 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word == "hundred":
            part = (part or 1) * 100
        elif word in ("thousand", "million"):
            total, part = total + (part or 1) * 10 ** (3 if word == "thousand" else 6), 0
        else:
            part += _WORD_VALUES.get(word, 1 if word == "a" else 0)
    return total + part


def _with_ranges(text: str, found: list[Number]) -> list[Number]:
    """In '3.1 to 3.4m' the first takes the unit and scale of the second."""
    for place in range(len(found) - 1):
        low, high = found[place], found[place + 1]
        between = text[low.end : high.start]
        if not re.fullmatch(r"\s*(?:-|–|to|and)\s*£?\s*", between):
            continue
        scaled = re.search(r"(?:bn|billion|mn?|million|k|thousand)\b", high.text, re.IGNORECASE)
        plainly = not re.search(r"[a-z]", low.text, re.IGNORECASE)
        joined = between.strip() in ("-", "–", "to") or _opened(text, low.start)
        if scaled and plainly and joined and low.size < 1000:
            power = _SCALES[scaled[0].lower()]
            low = replace(low, value=low.value.scaleb(power), ulp=low.ulp.scaleb(power))
        if low.unit == PLAIN and joined and high.unit != PLAIN:
            low = replace(low, unit=high.unit)
        if high.unit == PLAIN and joined and low.unit in (MONEY, PERCENT):
            high = replace(high, unit=low.unit)
        found[place], found[place + 1] = low, high
    return found


def _opened(text: str, start: int) -> bool:
    return bool(
        re.search(r"\b(?:between|from)\s+£?\s*$", text[max(0, start - 12) : start], re.IGNORECASE)
    )


def rounds_to(fine: Decimal, coarse: Decimal, ulp: Decimal, slack: Decimal = Decimal(0)) -> bool:
    """Whether `coarse`, printed to `ulp`, can stand for `fine`, itself sure to within `slack`.

    >>> rounds_to(Decimal("33432"), Decimal("33400"), Decimal(100))
    True
    """
    return abs(fine - coarse) <= (ulp + slack) / 2


def agree(one: Number, value: Decimal, ulp: Decimal) -> bool:
    """Whether a number of the text can be this value, as printed, hedged and signed."""
    mine, theirs = one.size, abs(value)
    if mine == theirs:
        return True
    if one.hedge == "over":
        return mine - max(one.ulp, ulp) / 2 <= theirs <= mine * Decimal("1.35") + one.ulp
    if one.hedge == "under":
        return mine * Decimal("0.7") - one.ulp <= theirs <= mine + ulp / 2
    coarse = max(one.ulp, ulp)
    slack = min(one.ulp, ulp) if one.ulp != ulp else Decimal(0)
    if one.ulp != ulp and rounds_to(mine, theirs, coarse, slack):
        return True
    if one.hedge == "about" and abs(mine - theirs) <= max(theirs * Decimal("0.06"), one.ulp):
        return True
    return _round_number(mine, theirs)


def _round_number(mine: Decimal, theirs: Decimal) -> bool:
    """'16,000' stands for 16,012: three digits or more of nought are read as rounding."""
    noughts = len(str(int(mine))) - len(str(int(mine)).rstrip("0")) if mine == int(mine) else 0
    if noughts < 2 or mine < 1000 or noughts >= len(str(int(mine))) + 1:
        return False
    power = min(noughts, len(str(int(mine))) - 1)
    return power >= 2 and abs(mine - theirs) <= Decimal(10) ** power / 2 and mine < 10**6
