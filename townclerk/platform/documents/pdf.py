"""A document as a PDF that assistive technology can read (PDF/UA-1), set by Typst."""

import hashlib
import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from townclerk.platform.charts import Picture
from townclerk.platform.documents.blocks import (
    BoundNumber,
    BulletList,
    Details,
    Document,
    Heading,
    Image,
    NumberedList,
    Paragraph,
    Plain,
    Reference,
    Span,
    Table,
    check_footing,
)

HERE = Path(__file__).parent
FONTS = HERE / "fonts"


def render_pdf(document: Document, *, site: str = "") -> bytes:
    """The same document always gives the same bytes.

    `site` goes before the addresses of bound numbers, which lead nowhere from a file without it.
    """
    check_footing(document)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "document.json").write_text(
            json.dumps(_data(document, site), ensure_ascii=False), encoding="utf-8"
        )
        (root / "main.typ").write_bytes((HERE / "document.typ").read_bytes())
        for one in document.flat:
            if isinstance(one, Image):
                (root / _file(one)).write_bytes(one.content)
        made = typst.compile(
            root / "main.typ",
            root=root,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PDF.")
    return made


def _data(document: Document, site: str) -> dict[str, Any]:
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "status": document.status,
        "dated": document.dated,
        "checksum": document.checksum,
        "language": language,
        "region": region or None,
        "contents": document.contents,
        "anchors": [
            one.anchor
            for one in document.flat
            if isinstance(one, Heading | Paragraph) and one.anchor
        ],
        "blocks": [_block(block, site) for block in document.flat],
    }


def _block(block: Plain, site: str) -> dict[str, Any]:  # noqa: PLR0911 (one a kind of block)
    match block:
        case Heading():
            return {
                "kind": "heading",
                "level": block.level,
                "text": block.text,
                "number": block.number,
                "anchor": block.anchor,
            }
        case Paragraph():
            return {
                "kind": "paragraph",
                "spans": _spans(block.spans, site),
                "number": block.number,
                "anchor": block.anchor,
                "exempt": block.exempt,
            }
        case NumberedList():
            items = [_spans(item, site) for item in block.items]
            return {"kind": "numbered", "start": block.start, "items": items}
        case BulletList():
            return {"kind": "bullets", "items": [_spans(item, site) for item in block.items]}
        case Image():
            return {
                "kind": "image",
                "title": block.title,
                "alt": block.alt,
                "file": _file(block),
            }
        case Details():
            rows = [{"label": label, "spans": _spans(one, site)} for label, one in block.rows]
            return {"kind": "details", "rows": rows}
        case Table():
            return {
                "kind": "table",
                "title": block.title,
                "header": block.header,
                "rows": [_cells(block, row, line, site) for line, row in enumerate(block.rows)],
                "total": _cells(block, block.total, len(block.rows), site),
                "numeric": block.numeric,
                "grouped": block.grouped,
            }
        case Picture():
            # The page's role and label would be a second description here.
            svg = re.sub(r' role="img" aria-label="[^"]*"', "", block.svg, count=1)
            return {"kind": "picture", "title": block.title, "alt": block.alt, "svg": svg}


def _file(image: Image) -> str:
    return f"{hashlib.sha256(image.content).hexdigest()[:20]}.{image.ending}"


def _cells(table: Table, row: Sequence[str], line: int, site: str) -> list[dict[str, str]]:
    found = []
    for column, text in enumerate(row):
        address = table.link(line, column)
        found.append({"text": text, "url": f"{site}{address}" if site and address else ""})
    return found


def _spans(spans: Sequence[Span], site: str) -> list[dict[str, Any]]:
    return [_span(span, site) for span in spans]


def _span(span: Span, site: str) -> dict[str, Any]:
    if isinstance(span, BoundNumber):
        address = f"{site}{span.url}" if site else ""
        return {"kind": "number", "display": span.display, "url": address}
    if isinstance(span, Reference):
        return {"kind": "reference", "text": span.text, "anchor": span.anchor}
    return {"kind": "text", "text": span.text, "bold": span.bold}
