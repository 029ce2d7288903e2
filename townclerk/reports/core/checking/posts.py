"""Posts of a proposal: those deleted or made redundant cannot be more than those in scope."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from townclerk.reports.core.checking.model import Finding, Paragraph, Place, Severity, Table, Value
from townclerk.reports.core.checking.numbers import read_numbers
from townclerk.reports.core.checking.reading import Reading
from townclerk.reports.core.checking.words import quoted

_SCOPE = re.compile(
    r"\bin scope\b|\bposts? affected\b|\bstaff affected\b|\bwithin scope\b", re.IGNORECASE
)
_VACANT = re.compile(r"\bvacan\w+", re.IGNORECASE)
_REDUNDANT = re.compile(r"\bredundan\w+", re.IGNORECASE)
_NIL = re.compile(r"\b(?:nil|none|no|zero|0)\b", re.IGNORECASE)
_DELETES = re.compile(
    r"\b(?:delet\w+|remov\w+|clos\w+|cut\w*|los\w+)\b[^.;]{0,40}\bvacan\w+|\bvacan\w+[^.;]{0,40}\b(?:delet|remov|clos)\w+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Count:
    value: Decimal
    text: str
    paragraph: int


def check(reading: Reading) -> Iterator[Finding]:
    """Vacancies and redundancies beyond the posts in scope; a vacancy deleted where none is."""
    for number, section in enumerate(reading.paper.sections):
        lines = [*_lines(section.blocks)]
        scope = _count(lines, _SCOPE)
        vacant = _count(lines, _VACANT)
        redundant = _count(lines, _REDUNDANT)
        if scope and vacant and redundant and vacant.value + redundant.value > scope.value:
            yield Finding(
                kind="posts",
                severity=Severity.ERROR,
                place=Place(section.title, redundant.paragraph, quoted(redundant.text), number),
                why=f"{vacant.value} vacant and {redundant.value} redundant are more than the "
                f"{scope.value} in scope.",
                what_to_do="Correct one of the three counts.",
                values=(
                    Value(str(vacant.value + redundant.value), "vacancies and redundancies"),
                    Value(str(scope.value), "in scope"),
                ),
            )
        yield from _deleted(section.title, number, lines, vacant)


def _lines(blocks: tuple[Paragraph | Table, ...]) -> Iterator[tuple[int, str]]:
    count = 0
    for block in blocks:
        if isinstance(block, Table):
            yield from ((count, ": ".join(row)) for row in block.rows)
        else:
            count += 1
            yield from ((count, one) for one in re.split(r"(?<=[.;])\s+", block.text))


def _count(lines: list[tuple[int, str]], about: re.Pattern[str]) -> Count | None:
    """The one count a short line gives: its last number, or the higher end of a range."""
    for paragraph, text in lines:
        if not about.search(text) or len(text) > 160:
            continue
        if clause := next(
            (one for one in re.split(r",\s|\sand\s|;\s", text) if about.search(one)), None
        ):
            numbers = [one for one in read_numbers(clause) if one.unit in ("plain", "fte")]
            if numbers:
                return Count(max(one.value for one in numbers), text, paragraph)
            if re.search(r"[:–-]\s*(?:nil|none|0)\b|\b(?:no|nil)\s+vacan", clause, re.IGNORECASE):
                return Count(Decimal(0), text, paragraph)
    return None


def _deleted(
    title: str, number: int, lines: list[tuple[int, str]], vacant: Count | None
) -> Iterator[Finding]:
    if vacant is None or vacant.value != 0 or not _NIL.search(vacant.text):
        return
    for paragraph, text in lines:
        if text != vacant.text and _DELETES.search(text):
            yield Finding(
                kind="posts",
                severity=Severity.ERROR,
                place=Place(title, paragraph, quoted(text), number),
                why=f"A vacant post is deleted here, and the vacancies are given as none "
                f"(“{quoted(vacant.text, 50)}”).",
                what_to_do="Correct the count or the text.",
                values=(Value("a vacancy", "the text"), Value("none", quoted(vacant.text, 50))),
            )
            return
