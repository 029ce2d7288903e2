"""Numbers that count on: of paragraphs, of rows by their code, of quarters and of clocks."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from townclerk.reports.core.checking.model import (
    Finding,
    Paragraph,
    Place,
    Severity,
    Table,
    Value,
)
from townclerk.reports.core.checking.reading import Reading
from townclerk.reports.core.checking.words import quoted

LEAST = 3
"""Numbers a row of them has at least."""
_CODE = re.compile(r"^(?P<letters>[A-Za-z]{0,3})[- ]?(?P<number>\d{1,3})$")
_QUARTER = re.compile(r"\b[Qq](?:uarter )?(?P<number>[05-9])\b(?=\s*(?:$|of\b|\(|(?:19|20)\d\d))")
_QUARTER_OF = re.compile(r"^Q(?P<number>\d) (?P<year>(?:19|20)\d\d(?:/\d\d)?)$")
_CAPTION = re.compile(r"^\s*table\s+(?P<number>\d{1,2})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?\s?(?:am|pm)\b", re.IGNORECASE)
HOURS, MINUTES = 12, 60

Numbered = tuple[int, Place, str]


def check(reading: Reading) -> Iterator[Finding]:
    """A number out of its row: a paragraph, a code, a fifth quarter, a time no clock shows.

    Applies: rows of three numbers or more that count up by one but for one of them. Paragraphs of
    a report written here are numbered by themselves.
    """
    if not reading.paper.authored:
        yield from _paragraphs(reading)
        yield from _captions(reading)
    for number, section in enumerate(reading.paper.sections):
        for place, block in enumerate(section.blocks):
            if isinstance(block, Table):
                at = Place(section.title, place + 1, block.caption, number)
                yield from _codes(block, at)
                yield from _quarters(block.header, block, at)
                yield from _quarters([row[0] for row in block.rows], block, at)
                for label in (block.caption, *block.header, *(row[0] for row in block.rows)):
                    yield from _impossible(label, at)
    for sentence in reading.sentences:
        yield from _impossible(sentence.text, sentence.place)


def _paragraphs(reading: Reading) -> Iterator[Finding]:
    """Those that stand by themselves count through the report, those of a list within it."""
    told: list[Numbered] = []
    for number, section in enumerate(reading.paper.sections):
        count = 0
        for block in section.blocks:
            if not isinstance(block, Paragraph):
                continue
            count += 1
            if block.number.isdigit():
                place = Place(section.title, count, quoted(block.text, 60), number)
                told.append((int(block.number), place, block.number))
    runs: list[list[Numbered]] = [[]]
    for one in told:
        if one[0] == 1 and runs[-1]:
            runs.append([])
        runs[-1].append(one)
    for run in runs:
        yield from _out_of_row(run, "paragraph")


def _captions(reading: Reading) -> Iterator[Finding]:
    """Table 1, Table 2: through the report from one."""
    told: list[Numbered] = []
    for number, section in enumerate(reading.paper.sections):
        for place, block in enumerate(section.blocks):
            found = _CAPTION.match(block.caption) if isinstance(block, Table) else None
            if found and isinstance(block, Table):
                at = Place(section.title, place + 1, block.caption, number)
                told.append((int(found["number"]), at, found["number"]))
    right = sum(number == place for place, (number, _, _) in enumerate(told, start=1))
    once = len({number for number, _, _ in told}) == len(told)
    if right == len(told) - 1 and right and once:
        yield from _out_of_row(told, "table", offset=1)


def _quarters(labels: Sequence[str], table: Table, at: Place) -> Iterator[Finding]:
    """Q1 2023/24, Q2 2023/24, Q1 2024/25: forwards or backwards, each once."""
    found = [one for one in map(_QUARTER_OF.match, labels) if one]
    order = [(one["year"], one["number"]) for one in found]
    if len(found) < LEAST or order in (sorted(set(order)), sorted(set(order), reverse=True)):
        return
    for before, after in pairwise(found):
        if (before["year"], before["number"]) >= (after["year"], after["number"]):
            yield Finding(
                kind="year-series",
                severity=Severity.ERROR,
                place=at,
                why=f"{table.name}: after {before[0]} comes {after[0]}.",
                what_to_do="Correct the quarter or its year.",
                values=(Value(after[0], table.name),),
            )
            return


def _codes(table: Table, at: Place) -> Iterator[Finding]:
    """The first column as codes: R1, R2, R3."""
    read = [_CODE.match(row[0].strip()) for row in table.rows]
    found = [one for one in read if one is not None]
    if len(found) < len(table.rows) or len({one["letters"].upper() for one in found}) != 1:
        return
    run = [(int(one["number"]), at, one[0]) for one in found]
    yield from _out_of_row(run, f"row of {table.name}")


def _out_of_row(
    run: Sequence[Numbered], what: str, *, offset: int | None = None
) -> Iterator[Finding]:
    """One number that does not count on, where all the others do; from `offset` where it is sure
    at which the row begins."""
    if len(run) < LEAST and offset is None:
        return
    offsets = [number - place for place, (number, _, _) in enumerate(run)]
    usual = max(offsets, key=offsets.count) if offset is None else offset
    wrong = [place for place, offset in enumerate(offsets) if offset != usual]
    if len(wrong) != 1:
        return
    _, place, shown = run[wrong[0]]
    right = str(wrong[0] + usual)
    yield Finding(
        kind="numbering",
        severity=Severity.WARNING,
        place=place,
        why=f"The {what} numbered {shown} stands where {right} should.",
        what_to_do="Number it in its row.",
        values=(Value(shown, "the text"), Value(right, "the row it stands in")),
    )


def _impossible(text: str, at: Place) -> Iterator[Finding]:
    for found in _QUARTER.finditer(text):
        yield _wrong(found[0], at, "a year has four quarters")
    for found in _CLOCK.finditer(text):
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if not 1 <= hour <= HOURS or minute >= MINUTES:
            yield _wrong(found[0], at, "no clock shows it")


def _wrong(said: str, at: Place, why: str) -> Finding:
    return Finding(
        kind="date",
        severity=Severity.ERROR,
        place=at,
        why=f"“{said}” cannot be: {why}.",
        what_to_do="Correct it.",
        values=(Value(said, "the text"),),
    )
