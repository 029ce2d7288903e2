"""A saving told gross where part of it is spent again."""

import re
from collections.abc import Iterator

from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import MONEY, Number
from townclerk.reports.core.checking.reading import Reading, Sentence

_AGAIN = re.compile(
    (
        r"\b(?:re-?invest\w*|plough\w* back|put back|kept back|retain\w* (?:to|for)|return\w* "
        r"to the service"
        r"|spent again|set against it|re-?provid\w*"
        r"|re-?us\w*)\b"
    ),
    re.IGNORECASE,
)
_SAVING = re.compile(r"\b(?:sav\w+|reduc\w+|efficienc\w+|cut)\b", re.IGNORECASE)
_NET = re.compile(r"\bnet\b|\bgross\b|\bafter (?:the )?re-?invest", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    """A section that spends part of a saving again and nowhere says what is left.

    Applies: one saving and one smaller amount spent again in a section, with neither a net amount
    nor the words net or gross.
    """
    for section in range(len(reading.paper.sections)):
        told = [*reading.of_section(section)]
        if any(_NET.search(one.text) for one in told):
            continue
        again = [(one, _amount(one, _AGAIN)) for one in told if _AGAIN.search(one.text)]
        amounts = [number for one in told for number in one.numbers if number.unit == MONEY]
        for sentence, part in again:
            if part is None:
                continue
            savings = [
                number
                for one in told
                if _SAVING.search(one.text)
                for number in one.numbers
                if number.unit == MONEY and number.size > part.size
            ]
            if not savings or any(one.size == savings[0].size - part.size for one in amounts):
                continue
            yield _finding(sentence, savings[0], part)


def _amount(sentence: Sentence, about: re.Pattern[str]) -> Number | None:
    match = about.search(sentence.text)
    money = [one for one in sentence.numbers if one.unit == MONEY]
    if match is None or not money:
        return None
    return min(
        money, key=lambda one: min(abs(one.start - match.end()), abs(match.start() - one.end))
    )


def _finding(sentence: Sentence, saving: Number, part: Number) -> Finding:
    left = saving.size - part.size
    return Finding(
        kind="net-or-gross",
        severity=Severity.WARNING,
        place=sentence.at(part.start, part.end),
        why=f"{saving.text} is saved and {part.text} of it is spent again, which leaves "
        f"£{left.normalize():,f}; the text does not say which of the two is counted.",
        what_to_do="Give the saving, what is spent again and what is left as three amounts.",
        values=(Value(saving.text, "the saving"), Value(part.text, "spent again")),
    )
