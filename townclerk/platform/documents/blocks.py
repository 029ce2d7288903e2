"""What a document is made of. Every renderer draws the same blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from townclerk.kernel.display import TRUE_MINUS
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.printed import parse_number
from townclerk.platform.charts import Picture


@dataclass(frozen=True)
class Text:
    text: str
    bold: bool = False
    source: str = ""
    """Where a number in it was taken from; empty for plain words. The number check reads it."""


@dataclass(frozen=True)
class Reference:
    """Another place of the document by the number it has, leading there."""

    text: str
    anchor: str


@dataclass(frozen=True)
class BoundNumber:
    """A number that comes from a figure, and the address where the figure explains itself."""

    display: str
    url: str
    was: str = ""
    """What it was when the reader looked last, while a draft is being written."""


Span = Text | Reference | BoundNumber


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1
    number: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    spans: tuple[Span, ...]
    number: str = ""
    """As cited: 3.2. Printed in the margin."""
    anchor: str = ""
    exempt: str = ""
    """In a restricted version, the paragraph of Schedule 12A that keeps it from the public."""


@dataclass(frozen=True)
class NumberedList:
    """Recommendations and the like; cited by their numbers."""

    items: tuple[tuple[Span, ...], ...]
    start: int = 1


@dataclass(frozen=True)
class BulletList:
    items: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture from a file, PNG or JPEG, with the words for who cannot see it."""

    alt: str
    content: bytes
    media_type: str
    title: str = ""

    @property
    def ending(self) -> str:
        return "png" if self.media_type == "image/png" else "jpg"


@dataclass(frozen=True)
class Details:
    """Short labelled facts, such as the head of a committee report: label, then what it says."""

    rows: tuple[tuple[str, tuple[Span, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Cells are text as printed; `numeric` names the columns set to the right and footed."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    units: str = ""
    total: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()
    links: tuple[tuple[str, ...], ...] = ()
    """Beside each row, and last the total, the address of each cell; empty where it has none."""

    number: str = ""
    """As cited: Table 3."""
    was: tuple[tuple[str, ...], ...] = ()
    """Beside each row, and last the total, what a cell was when the reader looked last."""
    grouped: bool = False
    """Rows that follow each other with one first cell are printed under it, said once."""

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.header):
                raise TownclerkError(
                    f"“{self.caption}”: the row “{row[0] if row else ''}” has {len(row)} cells, "
                    f"and the header has {len(self.header)}."
                )

    @property
    def groups(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The rows by their place, under the first cell they share."""
        places = groupby(range(len(self.rows)), key=lambda place: self.rows[place][0])
        return tuple((name, tuple(together)) for name, together in places)

    def link(self, row: int, column: int) -> str:
        """Where a cell leads; the total is the row after the last."""
        return self.links[row][column] if row < len(self.links) else ""

    def before(self, row: int, column: int) -> str:
        return self.was[row][column] if row < len(self.was) else ""

    @property
    def title(self) -> str:
        said = f"Table {self.number}: {self.caption}" if self.number else self.caption
        return f"{said} ({self.units})" if self.units else said


Plain = Heading | Paragraph | NumberedList | BulletList | Details | Table | Picture | Image


@dataclass(frozen=True)
class Fold:
    """A part under its heading that a reader of a page opens by itself; in print it is open."""

    heading: Heading
    blocks: tuple[Plain, ...]


Block = Plain | Fold


@dataclass(frozen=True, kw_only=True)
class Document:
    title: str
    status: str
    checksum: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    dated: str = ""
    """Whom it is for and when: “Cabinet, 12 January 2017”. Stands in the running header."""
    language: str = "en-GB"
    contents: bool = False
    """Whether a list of its numbered headings opens the document."""

    @property
    def flat(self) -> tuple[Plain, ...]:
        """Every block in order, those within a fold after its heading."""
        return tuple(one for block in self.blocks for one in unfolded(block))


def unfolded(block: Block) -> tuple[Plain, ...]:
    return (block.heading, *block.blocks) if isinstance(block, Fold) else (block,)


def check_footing(document: Document) -> None:
    """Every table's numeric columns must add up to its total row, all faults at once."""
    problems = [
        problem
        for block in document.flat
        if isinstance(block, Table) and block.total
        for problem in _faults(block)
    ]
    if problems:
        raise Problems(tuple(problems))


def _faults(table: Table) -> list[Problem]:
    found = []
    for column in table.numeric:
        added = sum((_number(row[column]) for row in table.rows), Decimal(0))
        printed = _number(table.total[column])
        if added != printed:
            found.append(
                Problem(
                    f"“{table.caption}”: the column “{table.header[column]}” adds up to "
                    f"{_shown(added)}, but its total says {_shown(printed)}.",
                    column=table.header[column],
                    hint="Correct the rows or the total.",
                )
            )
    return found


def _number(text: str) -> Decimal:
    return parse_number(text) or Decimal(0)


def _shown(number: Decimal) -> str:
    return f"{number:,f}".replace("-", TRUE_MINUS)


def plain(spans: Sequence[Span]) -> str:
    return "".join(span.display if isinstance(span, BoundNumber) else span.text for span in spans)
