"""A number that was revised and is still told as it was first."""

import re
from collections.abc import Iterator

from townclerk.reports.core.checking.anchors import Anchor, same_unit, series_of
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import Number, agree
from townclerk.reports.core.checking.reading import Reading, Sentence
from townclerk.reports.core.checking.words import all_stems, stem, stems_of

_FIRST = re.compile(
    (
        r"\b(?:original\w*|first|initial\w*|previous\w*|earlier|then|at that time|was|were|had "
        r"been|before"
        r"|opening|prior|starting"
        r"|once)\b"
    ),
    re.IGNORECASE,
)
_BEFORE = frozenset(
    stem(w)
    for w in ["original", "first", "initial", "previous", "opening", "earlier", "prior", "start"]
)
_AFTER = frozenset(
    stem(w) for w in ["revised", "updated", "latest", "current", "new", "closing", "remaining"]
)
_LATER = re.compile(
    r"\b(?:conclusion|summary|in short|next|recommend|way forward|closing)\w*", re.IGNORECASE
)


def check(reading: Reading) -> Iterator[Finding]:
    """A sentence in the present that gives the value from before a revision.

    Applies: where a table has both an original and a revised line of one thing.
    """
    pairs = [*_pairs(series_of(reading))]
    for sentence in reading.sentences:
        said = all_stems(sentence.text)
        for mention in sentence.mentions:
            for before, after, subject in pairs:
                number = mention.number
                if not subject <= said | stems_of(sentence.title) or mention.years & (before.years):
                    continue
                if mention.years or not _is_first(sentence, number, before, after, said):
                    continue
                yield _finding(sentence, number, before, after)
                break


def _is_first(
    sentence: Sentence, number: Number, before: Anchor, after: Anchor, said: frozenset[str]
) -> bool:
    if not same_unit(number, before.unit) or number.ulp > abs(before.value) / 10:
        return False
    if not agree(number, before.value, before.ulp) or agree(number, after.value, after.ulp):
        return False
    told = _FIRST.search(sentence.text) or said & _BEFORE or sentence.dates
    return not told or bool(_LATER.search(sentence.title) and not _FIRST.search(sentence.text))


def _pairs(
    series: dict[tuple[int, int], list[Anchor]],
) -> Iterator[tuple[Anchor, Anchor, frozenset[str]]]:
    """The whole of an original line and of its revised one, with what both are of."""
    wholes = [
        next((one for one in anchors if one.whole), anchors[0] if len(anchors) == 1 else None)
        for anchors in series.values()
    ]
    lines = [one for one in wholes if one is not None]
    for before in lines:
        if not before.stems & _BEFORE:
            continue
        for after in lines:
            if after.table == before.table and after.stems & _AFTER:
                subject = before.stems & after.stems - _BEFORE - _AFTER
                if subject and after.value != before.value:
                    yield before, after, subject


def _finding(sentence: Sentence, number: Number, before: Anchor, after: Anchor) -> Finding:
    return Finding(
        kind="superseded",
        severity=Severity.ERROR,
        place=sentence.at(number.start, number.end),
        why=f"{number.text} is the value before revision ({before.source}: {before.shown}); "
        f"{after.source} says {after.shown}.",
        what_to_do="Give the revised value, or say that this is the original one.",
        values=(Value(number.text, "the text"), Value(after.shown, after.source)),
    )
