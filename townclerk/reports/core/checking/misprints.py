"""Numbers that are not whole: a space inside, a stray separator, an amount with no words."""

import re
from collections.abc import Iterator

from townclerk.reports.core.checking.model import (
    Finding,
    Place,
    Section,
    Severity,
    Table,
    Value,
)
from townclerk.reports.core.checking.numbers import PERCENT, Number
from townclerk.reports.core.checking.reading import Reading, Sentence

_BROKEN = (
    (
        re.compile(
            r"£\s?\d{1,3}(?:,\d{3})*,\s+\d{3}(?:\.\d+)?\b|(?<![\d,])\d{1,3},\s\d{3}\.\d\d\b"
        ),
        "a space stands inside it",
    ),
    (
        re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})*,(?:\d{1,2}|\d{4,})(?![\d,])(?!\s?(?:and|or))"),
        "its thousands are not in threes",
    ),
    (
        re.compile(r"£\s?\d{1,3}(?:,\d+)*,(?:\d{1,2}|\d{4,})(?:,\d+)+\b"),
        "its thousands are not in threes",
    ),
    (re.compile(r"(?<![\d,.])\d{4,},\d{3}\b"), "its thousands are not in threes"),
    (re.compile(r"(?<![\d.])\d+\.\d+\.\d{3,}\b|£\s?\d+\.\d{3}\.\d{3}"), "it has two points"),
    (
        re.compile(r"£\s?\d[\d,.]*\s?(?:m|k|bn)\s?(?:m|k|bn)\b", re.IGNORECASE),
        "its unit stands twice",
    ),
)
_ALONE = re.compile(r"^\s*£?\d[\d,.]*(?:\s?[-–]\s?£?\d[\d,.]*)?\s*[%mk]?\s*$")


_UNIT = re.compile(r"£\s?[’'‘](?!000)\d{3}s?")
_MORE_THAN_ALL = re.compile(
    r"\b(?:up|more|than|by|increas\w*|rise|rose|grow\w*|grew|return|target|budget|capacity|plan\w*"
    r"|against|change\w*|premium|uplift|level|average|baseline|inflation|funded|times|over\w*)\b",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"\s*of\b|\s*[.;,)]|$")
ALL = 100


def check(reading: Reading) -> Iterator[Finding]:
    """What was typed for a number and cannot be read as one."""
    for sentence in reading.sentences:
        for pattern, why in _BROKEN:
            for match in pattern.finditer(sentence.text):
                yield Finding(
                    kind="misprint",
                    severity=Severity.ERROR,
                    place=sentence.at(*match.span()),
                    why=f"“{match[0]}” is not a number as printed: {why}.",
                    what_to_do="Write it whole, as 1,234.50.",
                    values=(Value(match[0], "the text"),),
                )
        yield from _more_than_all(sentence)
        if _ALONE.match(sentence.text) and sentence.numbers:
            yield Finding(
                kind="unlabelled",
                severity=Severity.WARNING,
                place=sentence.place,
                why=f"“{sentence.text.strip()}” stands alone: nothing says what it is of.",
                what_to_do="Say what the number is of.",
                values=(Value(sentence.text.strip(), "the text"),),
            )
    for section, number, block in _tables(reading):
        for label in (block.caption, block.units, *block.header):
            if wrong := _UNIT.search(label):
                yield Finding(
                    kind="misprint",
                    severity=Severity.ERROR,
                    place=Place(section.title, 0, label, number),
                    why=f"{block.name}: “{wrong[0]}” is no unit.",
                    what_to_do="Write £000.",
                    values=(Value(wrong[0], block.name),),
                )


def _tables(reading: Reading) -> Iterator[tuple[Section, int, Table]]:
    for number, section in enumerate(reading.paper.sections):
        for block in section.blocks:
            if isinstance(block, Table):
                yield section, number, block


def _more_than_all(sentence: Sentence) -> Iterator[Finding]:
    """More than all of something, among others that are parts: 'still-births 160%'."""
    percents = [one for one in sentence.numbers if one.unit == PERCENT]
    over = [one for one in percents if one.size > ALL]
    if len(over) != 1 or len(percents) < 2 or _MORE_THAN_ALL.search(_clause(sentence, over[0])):
        return
    if over[0].value == over[0].size and _OF_ALL.match(sentence.text[over[0].end :]):
        yield Finding(
            kind="misprint",
            severity=Severity.WARNING,
            place=sentence.at(over[0].start, over[0].end),
            why=f"{over[0].text} is more than all of it, beside percentages that are parts.",
            what_to_do="Correct it, or say what it is more than.",
            values=(Value(over[0].text, "the text"),),
        )


def _clause(sentence: Sentence, number: Number) -> str:
    start = max(sentence.text.rfind(sign, 0, number.start) for sign in ";:(") + 1
    return sentence.text[start : number.end + 20]
