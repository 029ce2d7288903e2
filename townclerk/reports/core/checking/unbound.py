"""Digits typed into prose: each must be bound to a figure or carry its source."""

from collections.abc import Iterator

from townclerk.reports.core.checking.model import Finding, Severity
from townclerk.reports.core.checking.reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    """Every number, date and digit of a report written here that nothing stands behind.

    Applies: reports written in Townclerk; a file from outside binds nothing.
    """
    if not reading.paper.authored:
        return
    for sentence in reading.sentences:
        covered = [(one.start, one.end) for one in sentence.marks]
        for start, end in _digit_runs(sentence.text):
            first, last = sentence.start + start, sentence.start + end
            if any(a <= first and last <= b for a, b in covered):
                continue
            yield Finding(
                kind="unbound",
                severity=Severity.ERROR,
                place=sentence.at(start, end),
                why=f"“{sentence.text[start:end]}” is typed into the text: no figure and no source "
                "stands behind it.",
                what_to_do="Bind it with figure(…), give its source with literal(…), or use "
                "marked(…) for a date or the number of a provision.",
            )


def _digit_runs(text: str) -> Iterator[tuple[int, int]]:
    """Words that hold a digit of any script, without the punctuation around them."""
    place = 0
    for word in text.split(" "):
        if any(character.isnumeric() for character in word):
            bare = word.strip(".,;:()“”‘’\"'")
            start = place + word.index(bare)
            yield start, start + len(bare)
        place += len(word) + 1
