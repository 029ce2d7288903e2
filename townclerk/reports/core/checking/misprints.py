"""Numbers that are not whole: a space inside, a stray separator, an amount with no words."""

import re
from collections.abc import Iterator

from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.reading import Reading

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
        if _ALONE.match(sentence.text) and sentence.numbers:
            yield Finding(
                kind="unlabelled",
                severity=Severity.WARNING,
                place=sentence.place,
                why=f"“{sentence.text.strip()}” stands alone: nothing says what it is of.",
                what_to_do="Say what the number is of.",
                values=(Value(sentence.text.strip(), "the text"),),
            )
