"""Files from outside for the number check: plain text, HTML and Word read as papers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from townclerk.kernel.errors import TownclerkError
from townclerk.reports.core.checking.model import Paper
from townclerk.reports.core.checking.outside import Cutting, from_html, from_text

if TYPE_CHECKING:
    from docx.document import Document

TEXT = (".txt", ".md", ".text")
HTML = (".html", ".htm", ".xhtml")
LARGEST = 40 * 1024 * 1024


class UnreadableFile(TownclerkError):
    """The file cannot be read as a report."""


def paper_from(path: Path, *, on: date | None = None) -> Paper:
    """Read a file by the ending of its name.

    Raises: UnreadableFile, saying what it can be instead.
    """
    ending = path.suffix.lower()
    if ending not in (*TEXT, *HTML, ".docx"):
        raise UnreadableFile(
            f"{path.name}: a file to check is plain text (.txt), HTML (.html) or Word (.docx)."
        )
    if path.stat().st_size > LARGEST:
        raise UnreadableFile(f"{path.name} is larger than 40 MB. Check it in parts.")
    if ending == ".docx":
        return _word(path, on)
    text = _decoded(path)
    return from_html(text, on=on) if ending in HTML else from_text(text, title=path.stem, on=on)


def _decoded(path: Path) -> str:
    body = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{path.name} is not a text. Save it as UTF-8 and try again.")


def _word(path: Path, on: date | None) -> Paper:
    import docx

    try:
        document = docx.Document(str(path))
    except Exception as error:
        raise UnreadableFile(f"{path.name} is not a Word file: {error}.") from error
    cut = Cutting(document.core_properties.title or path.stem)
    caption = ""
    for kind, block in _body(document):
        if kind == "table":
            cut.table([[cell.text for cell in row.cells] for row in block.rows], caption)
            caption = ""
            continue
        style = (block.style.name or "").lower() if block.style is not None else ""
        if style.startswith(("heading", "title")) and block.text.strip():
            cut.heading(block.text.strip())
        elif style == "caption":
            caption = block.text.strip()
        else:
            cut.paragraph(block.text, item=style.startswith("list"))
    return cut.paper(on=on)


def _body(document: "Document") -> Iterator[tuple[str, Any]]:
    """Paragraphs and tables in the order they stand in."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield "table", block
        elif isinstance(block, Paragraph):
            yield "paragraph", block
