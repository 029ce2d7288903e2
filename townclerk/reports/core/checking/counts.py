"""Percentages of a small whole: each must come from a whole number of it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import PERCENT, PLAIN, Number
from townclerk.reports.core.checking.reading import Reading, Sentence

LARGEST = 500
_OF_THEM = re.compile(
    (
        r"\b(?:of (?:these|those|them|which|the (?:total|referrals|cases|visits|requests"
        r"|responses|calls|claims"
        r"|staff|complaints|employees|applications))|by (?:service|reason|type|team|area"
        r"|category)|breakdown"
        r"|were (?:from|for|about|due)|came from|related to|accounted for|made up"
        r"|reasons?)\b"
    ),
    re.IGNORECASE,
)


def check(reading: Reading) -> Iterator[Finding]:
    """A percentage printed so finely that no count out of the whole gives it.

    Applies: where a whole below 500 is named in the same or the last sentence, and the percentage
    has enough places to tell. Rounding: half up or half even.

    Example: of 97, 8 are 8.25%, so 8.22% is of something else.
    """
    for section in range(len(reading.paper.sections)):
        whole: tuple[Number, Sentence] | None = None
        for sentence in reading.of_section(section):
            if whole is not None and not _near(whole[1], sentence):
                whole = None
            counts = [
                one
                for one in sentence.numbers
                if one.unit == PLAIN
                and not one.worded
                and not one.hedge
                and 10 <= one.value <= LARGEST
                and one.value == int(one.value)
            ]
            if len(counts) == 1:
                whole = counts[0], sentence
            elif counts:
                whole = None
            if whole is not None and _OF_THEM.search(sentence.text):
                yield from _held(sentence, whole[0], whole[1])


def _near(one: Sentence, other: Sentence) -> bool:
    return 0 <= other.paragraph - one.paragraph <= 1


def _held(sentence: Sentence, whole: Number, told: Sentence) -> Iterator[Finding]:
    percents = [
        one
        for one in sentence.numbers
        if one.unit == PERCENT
        and not one.hedge
        and one.ulp < 1
        and one.size < 100
        and not (sentence is told and one.start < whole.start)
    ]
    if len(percents) < 2:
        return
    fitting = [one for one in percents if _possible(one, whole.value)]
    if len(fitting) * 2 < len(percents):
        # Most do not fit: they are of something else.
        return
    for one in percents:
        if one not in fitting:
            count = round(one.value * whole.value / 100)
            right = count * 100 / whole.value
            yield Finding(
                kind="share-of-count",
                severity=Severity.WARNING,
                place=sentence.at(one.start, one.end),
                why=f"No whole number out of {whole.text} is {one.text}: {count} of them are "
                f"{right:.2f}%.",
                what_to_do="Work the percentage out from the count.",
                values=(
                    Value(one.text, "the text"),
                    Value(f"{right:.2f}%", f"{count} of {whole.text}"),
                ),
            )


def _possible(percent: Number, whole: Decimal) -> bool:
    middle = percent.value * whole / 100
    for count in (int(middle), int(middle) + 1):
        if abs(count * 100 / whole - percent.value) <= percent.ulp / 2:
            return True
    return False
