"""Papers from outside: plain text and HTML cut into sections, paragraphs, lists and tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from townclerk.reports.core.checking.dates import read_dates
from townclerk.reports.core.checking.model import Block, Paper, Paragraph, Section, Table

_HEADING = re.compile(
    r"^(?:#{1,6}\s+(?P<marked>.+)|(?P<numbered>\d{1,2}(?:\.\d{1,2})?\.?\s+[A-Z][^.!?:;]{2,70}))$"
)
_BULLET = re.compile(
    r"^\s*(?:[•●▪◦*‣·]|[-–](?=\s)|\(?[a-z]\)|\(?[ivx]{1,4}\)|\d{1,2}[.)])\s+(?=\S)"
)
_COLUMNS = re.compile(r"\t|\s{2,}|\s*\|\s*")
_RULE = re.compile(r"^[\s|:+=-]+$")
_CAPTION = re.compile(
    r"^\s*(?:table|figure|chart)\s+[A-Z\d][^.]{0,100}$|^.{3,100}\((?:£[^)]{0,12}|%|[’']?000s?|FTE|number|days)\)\s*:?\s*$",
    re.IGNORECASE,
)
_UNITS_ONLY = re.compile(
    r"^(?:£\s?(?:m|k|bn|000s?|[’']\d{3}s?)?|%|FTE|No\.?|number|days)$", re.IGNORECASE
)
"""A cell of a second header row, which gives the units of its columns."""


@dataclass
class Cutting:
    """Blocks as they come, put under their headings."""

    title: str = ""
    sections: list[tuple[str, list[Block]]] = field(default_factory=list)
    caption: str = ""
    lines: int = 0
    """How many headings in a row, at the end, are lines that no mark makes one."""

    def heading(self, text: str, *, marked: bool = True) -> None:
        self.lines = 0 if marked else self.lines + 1
        self.sections.append((text, []))

    def add(self, block: Block) -> None:
        if not self.sections:
            self.heading(self.title or "Beginning")
        self.sections[-1][1].append(block)

    def paragraph(self, text: str, *, item: bool = False, number: str = "") -> None:
        bare = re.sub(r"\s+", " ", text).strip()
        if bare:
            self.add(Paragraph(bare, item=item, number=number))

    def table(self, rows: Sequence[Sequence[str]], caption: str = "") -> None:
        """The first row is the header; rows are filled to its width."""
        kept = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
        if len(kept) < 2:
            for row in kept:
                self.paragraph(" ".join(row))
            return
        width = max(len(row) for row in kept)
        even = [(*row, *[""] * (width - len(row))) for row in kept]
        if len(even) > 2 and all(not cell or _UNITS_ONLY.match(cell) for cell in even[1]):
            header = (
                f"{head} ({unit})" if unit else head for head, unit in zip(*even[:2], strict=True)
            )
            even = [tuple(header), *even[2:]]
        if not caption and self.sections and not self.sections[-1][1]:
            # A heading straight above a table names it; a mere line is no heading besides.
            caption = self.sections[-1][0]
            if self.lines and len(self.sections) > 1:
                self.sections.pop()
        self.lines = 0
        self.add(Table(caption.strip(" :"), even[0], tuple(even[1:])))

    def paper(self, *, on: date | None) -> Paper:
        found = tuple(Section(title, tuple(blocks)) for title, blocks in self.sections if blocks)
        title = self.title or (found[0].title if found else "")
        return Paper(title=title, sections=found, on=on or _dated(found), authored=False)


def _dated(sections: Sequence[Section]) -> date | None:
    """The day the first paragraphs give as the report's own."""
    for section in sections[:2]:
        for block in section.blocks[:6]:
            if isinstance(block, Paragraph) and len(block.text) < 90:
                days = [one for one in read_dates(block.text) if one.kind == "day" and one.on]
                if len(days) == 1 and (
                    re.search(r"\b(?:date|meeting|report)", block.text, re.IGNORECASE)
                    or len(block.text) < 40
                ):
                    return days[0].on
    return None


def from_text(text: str, *, title: str = "", on: date | None = None) -> Paper:
    """A plain text: blank lines part paragraphs; columns are parted by tabs, bars or wide gaps.

    Units: as printed. Source: how councils' reports come out as text. Raises: nothing.

    >>> from_text("Money\\n\\nIt cost £5.\\n\\nItem\\tCost\\nOne\\t2\\nTwo\\t3").sections[0].title
    'Money'
    """
    cut = Cutting(title)
    pending = ""
    for lines in _chunks(text):
        if len(lines) > 1 and _is_table(lines):
            rows, caption = _rows(lines, pending)
            if pending and caption != pending:
                cut.paragraph(pending)
            cut.table(rows, caption)
            pending = ""
            continue
        if pending:
            _plain(cut, [pending])
            pending = ""
        if len(lines) == 1 and _CAPTION.match(lines[0]) and not _HEADING.match(lines[0].strip()):
            pending = lines[0].strip()
            continue
        _plain(cut, lines)
    if pending:
        cut.paragraph(pending)
    return cut.paper(on=on)


def _chunks(text: str) -> Iterator[list[str]]:
    chunk: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\x0c", "\n\n").split("\n"), ""]:
        if line.strip():
            chunk.append(line)
        elif chunk:
            yield from _headed(chunk)
            chunk = []


def _headed(chunk: list[str]) -> Iterator[list[str]]:
    """A heading or a caption in the first line of a chunk stands for itself."""
    if len(chunk) > 1 and (_is_heading(chunk[0]) or _CAPTION.match(chunk[0])):
        yield chunk[:1]
        chunk = chunk[1:]
    yield chunk


def _is_heading(line: str) -> bool:
    bare = line.strip()
    return bool(_HEADING.match(bare)) and not _COLUMNS.search(bare.lstrip("# "))


def _is_table(lines: Sequence[str]) -> bool:
    widths = [
        len(_COLUMNS.split(line.strip().strip("|"))) for line in lines if not _RULE.match(line)
    ]
    wide = [width for width in widths if width > 1]
    bulleted = sum(bool(_BULLET.match(line)) for line in lines)
    return len(wide) >= 2 and len(wide) * 3 >= len(widths) * 2 and bulleted * 2 < len(lines)


def _rows(lines: Sequence[str], caption: str) -> tuple[list[list[str]], str]:
    kept = [line for line in lines if not _RULE.match(line)]
    if not caption and len(_COLUMNS.split(kept[0].strip().strip("|"))) == 1:
        caption, kept = kept[0].strip(), kept[1:]
    rows = [
        _COLUMNS.split(line.strip() if "|" not in line else line.strip().strip("|"))
        for line in kept
    ]
    width = max(len(row) for row in rows)
    if rows and len(rows[0]) == width - 1:
        rows[0] = ["", *rows[0]]
    return rows, caption


def _plain(cut: Cutting, lines: Sequence[str]) -> None:
    bare = " ".join(line.strip() for line in lines)
    if len(lines) == 1 and _reads_as_heading(lines[0].strip()):
        marked = _HEADING.match(lines[0].strip())
        cut.heading(
            (marked["marked"] if marked and marked["marked"] else lines[0]).strip(),
            marked=marked is not None,
        )
        return
    if any(_BULLET.match(line) for line in lines) and not re.match(r"^\s*\d{1,2}\.\d", lines[0]):
        item = number = ""
        began = False
        for line in lines:
            if bullet := _BULLET.match(line):
                if item:
                    cut.paragraph(item, item=began, number=number)
                item, began = _BULLET.sub("", line, count=1), True
                number = bullet[0].strip(" .)(") if bullet[0].strip(" .)(").isdigit() else ""
            else:
                item = f"{item} {line.strip()}".strip()
        cut.paragraph(item, item=began, number=number)
        return
    cut.paragraph(bare)


def _reads_as_heading(line: str) -> bool:
    if _HEADING.match(line):
        return True
    if any(one.text == line for one in read_dates(line)):
        return False
    words = line.split()
    short = len(line) <= 70 and 1 <= len(words) <= 10
    ended = line.endswith((".", ":", ";", ",", "?", "!"))
    return (
        short
        and not ended
        and not _BULLET.match(line)
        and line[:1].isupper()
        and not re.search(r"\d[\d,.]*\s*(?:%|m\b|k\b)|£|^[A-Z][a-z ]{2,20}:\s|^\d[\d,.–-]*$", line)
    )


class _Html(HTMLParser):
    """Headings, paragraphs, list items and tables of a page; what is not shown is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cut = Cutting()
        self.text: list[str] = []
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None
        self.caption = ""
        self.hidden = 0
        self.item = False
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in ("script", "style", "template", "svg", "nav"):
            self.hidden += 1
        if tag in ("td", "th"):
            self.cell = []
        elif tag == "tr":
            self.rows.append([])
        elif tag == "table":
            self.flush()
            self.rows, self.caption, self.depth = [], "", self.depth + 1
        elif tag in ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "br") and (
            self.cell is None
        ):
            if tag == "br":
                self.text.append(" ")
            else:
                self.flush()
                self.item = tag == "li" or (self.item and tag == "p")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template", "svg", "nav"):
            self.hidden = max(0, self.hidden - 1)
        if tag in ("td", "th") and self.cell is not None:
            if self.rows:
                self.rows[-1].append(re.sub(r"\s+", " ", "".join(self.cell)).strip())
            self.cell = None
        elif tag == "table":
            self.cut.table(self.rows, self.caption)
            self.rows, self.depth = [], self.depth - 1
        elif tag == "caption":
            self.caption = self._taken()
        elif tag == "title":
            self.cut.title = self._taken()
        elif re.fullmatch(r"h[1-6]", tag):
            if text := self._taken():
                self.cut.heading(text)
        elif tag in ("p", "li", "div"):
            self.flush()
            self.item = self.item and tag != "li"

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            (self.text if self.cell is None else self.cell).append(data)

    def _taken(self) -> str:
        told = re.sub(r"\s+", " ", "".join(self.text)).strip()
        self.text = []
        return told

    def flush(self) -> None:
        if told := self._taken():
            self.cut.paragraph(told, item=self.item)


def from_html(text: str, *, on: date | None = None) -> Paper:
    """A page of HTML.

    Units: as printed. Source: the page as a browser shows it. Raises: nothing.
    """
    reader = _Html()
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.cut.paper(on=on)
