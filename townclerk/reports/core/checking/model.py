"""What is checked and what is found: sections of blocks, and findings with a place."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def blocks(self) -> bool:
        """Whether an open finding of this severity stands in the way of clearance."""
        return self is not Severity.NOTE


RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True)
class Mark:
    """A stretch of a paragraph that is not plain text: what bound it, or where it came from."""

    start: int
    end: int
    kind: str
    """`bound` (a figure), `literal` (with a source) or `marked` (a date or a provision)."""
    note: str = ""


@dataclass(frozen=True)
class Paragraph:
    text: str
    marks: tuple[Mark, ...] = ()
    item: bool = False
    """One entry of a list."""
    number: str = ""
    """As it is cited, when the report numbers its paragraphs."""


@dataclass(frozen=True)
class Table:
    """Cells as printed; a total is the last row like any other."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    units: str = ""

    @property
    def name(self) -> str:
        return f"the table “{self.caption}”" if self.caption else "the table"


Block = Paragraph | Table


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A report to check. `on` is the day it speaks from, when that is known."""

    title: str
    sections: tuple[Section, ...]
    on: date | None = None
    authored: bool = True
    """Written here, so that every digit must be bound or marked; a file from outside is not."""


@dataclass(frozen=True)
class KnownFigure:
    """A figure its author may read: what it is called, its exact value, and how to bind it."""

    label: str
    value: Decimal
    unit: str
    ulp: Decimal
    display: str
    bind: str
    scope: str = ""
    period: str = ""


@dataclass(frozen=True)
class Place:
    """Where: the section, the paragraph or row counted from 1, and the words."""

    section: str
    paragraph: int
    words: str
    number: int = 0
    """The section's place in the report, for order."""
    cited: str = ""
    """The paragraph's own number, when it has one."""


@dataclass(frozen=True)
class Value:
    """One of the values set side by side, and where it stands."""

    shown: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong, where, why, and what to do."""

    kind: str
    severity: Severity
    place: Place
    why: str
    what_to_do: str
    values: tuple[Value, ...] = ()
    bind: str = ""

    @property
    def key(self) -> str:
        """Stays the same while the words and the values do, wherever the paragraph moves to."""
        shown = [one.shown for one in self.values]
        told = "|".join([self.kind, self.place.section, self.place.words, self.why, *shown])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def where(self) -> str:
        cited = self.place.cited or self.place.paragraph
        return f"{self.place.section}, paragraph {cited}"


def ordered(found: Sequence[Finding]) -> list[Finding]:
    """Worst first, then in the order of the report; the same finding once."""
    once = {one.key: one for one in reversed(found)}.values()
    return sorted(
        once,
        key=lambda one: (
            RANK[one.severity],
            one.place.number,
            one.place.paragraph,
            one.kind,
            one.key,
        ),
    )
