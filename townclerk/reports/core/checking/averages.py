"""How many, how much each, and how much in all: three numbers of one sentence."""

import re
from collections.abc import Iterator

from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import MONEY, PLAIN, Number
from townclerk.reports.core.checking.reading import Reading, Sentence

_EACH = re.compile(r"\b(?:average of|averaging|at)\s+£?$", re.IGNORECASE)
_EACH_AFTER = re.compile(r"\s*(?:each|apiece|on average)\b", re.IGNORECASE)
_IN_ALL = re.compile(
    r"\s*(?:in all|in total|altogether|overall)\b|\s*(?:was|were) (?:paid|spent)\b", re.IGNORECASE
)
LEAST = 10
FARTHEST = 10


def check(reading: Reading) -> Iterator[Finding]:
    """'274 households an average of £702, £192,348 in all': the first two give the third.

    Rounding: half the last place of the average for each of them, and of the sum.
    """
    for sentence in reading.sentences:
        counts = [
            one
            for one in sentence.numbers
            if one.unit == PLAIN and one.ulp <= 1 and not one.hedge and one.size >= LEAST
        ]
        money = [one for one in sentence.numbers if one.unit == MONEY]
        each = [one for one in money if _is_each(sentence, one)]
        whole = [one for one in money if _IN_ALL.match(sentence.text[one.end :])]
        if len(counts) == len(each) == len(whole) == 1 and each[0] is not whole[0]:
            yield from _held(sentence, counts[0], each[0], whole[0])


def _is_each(sentence: Sentence, one: Number) -> bool:
    before, after = sentence.text[: one.start], sentence.text[one.end :]
    return bool(_EACH.search(before) or _EACH_AFTER.match(after))


def _held(sentence: Sentence, count: Number, each: Number, whole: Number) -> Iterator[Finding]:
    due = count.size * each.size
    slack = count.size * each.ulp / 2 + whole.ulp / 2
    if each.hedge or whole.hedge:
        slack += due / 10
    if abs(due - whole.size) <= slack or not whole.size / FARTHEST < due < whole.size * FARTHEST:
        return
    shown = f"£{due.normalize():,f}"
    yield Finding(
        kind="product",
        severity=Severity.ERROR,
        place=sentence.at(min(one.start for one in (count, each, whole)), whole.end),
        why=f"{count.text} times {each.text} is {shown}, not {whole.text}.",
        what_to_do="Correct the count, the average or the sum.",
        values=(Value(whole.text, "the text"), Value(shown, f"{count.text} × {each.text}")),
    )
