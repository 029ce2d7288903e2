"""A document as a Word file.

What Word calls a hyperlink, a repeated header row and a description of a picture python-docx offers
only through its elements, hence the private members.
"""

# ruff: noqa: SLF001

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
import vl_convert
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

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
    Span,
    Table,
    Text,
    check_footing,
    plain,
)

# Word wants a day of making; a fixed one keeps the properties the same at every build.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the file format has no time zone
_WIDEST = Cm(16)
_SHORT = 900
"""Letters of facts that stay together, as in the layout of the PDF."""
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def render_docx(document: Document, *, site: str = "") -> bytes:
    """Headings, lists and tables are real ones; header rows repeat on each page."""
    check_footing(document)
    file = docx.Document()
    _dress(file, document)
    file.add_heading(document.title, level=0)
    if document.subtitle:
        file.add_paragraph(document.subtitle)
    numbered = [one for one in document.blocks if isinstance(one, Heading) and one.number]
    if document.contents and numbered:
        _contents(file, numbered)
    for block in document.flat:
        _block(file, block, site)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def _dress(file: Any, document: Document) -> None:
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Source Sans 3", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), document.language)
    normal.element.get_or_add_rPr().append(language)
    properties = file.core_properties
    properties.title, properties.language = document.title, document.language
    properties.author, properties.comments = "", f"Checksum {document.checksum}"
    properties.created = properties.modified = _MADE
    header = file.sections[0].header.paragraphs[0]
    dated = f"{document.dated}. " if document.dated else ""
    told = f"{dated}Checksum {document.checksum[:12]}"
    header.text = f"{document.title}\t\t{document.status}\n{told}"


def _block(file: Any, block: Plain, site: str) -> None:
    match block:
        case Heading():
            said = f"{block.number}\t{block.text}" if block.number else block.text
            _styled(file, said, f"Heading{min(block.level, 9)}")
        case Paragraph():
            _paragraph(file, block, site)
        case NumberedList():
            _numbered(file, block, site)
        case BulletList():
            for item in block.items:
                _spans(_styled(file, "", "ListBullet"), item, site)
        case Image():
            _image(file, block)
        case Details():
            _details(file, block, site)
        case Table():
            _table(file, block, site)
        case Picture():
            _picture(file, block)


def _numbered(file: Any, block: NumberedList, site: str) -> None:
    """The number is text: Word renumbers its own lists when one is copied, and recommendations are
    cited by number."""
    for number, item in enumerate(block.items, start=block.start):
        paragraph = file.add_paragraph(f"{number}.\t")
        paragraph.paragraph_format.left_indent = Cm(1)
        paragraph.paragraph_format.first_line_indent = Cm(-1)
        _spans(paragraph, item, site)


def _details(file: Any, block: Details, site: str) -> None:
    """Short facts stay on the page of the heading above them."""
    short = sum(len(label) + len(plain(spans)) for label, spans in block.rows) <= _SHORT
    for place, (label, spans) in enumerate(block.rows, start=1):
        paragraph = file.add_paragraph()
        paragraph.add_run(f"{label}\t").bold = True
        layout = paragraph.paragraph_format
        layout.left_indent, layout.first_line_indent = Cm(6), Cm(-6)
        layout.space_after = Pt(2)
        layout.keep_together = True
        layout.keep_with_next = short and place < len(block.rows)
        _spans(paragraph, spans, site)


def _styled(file: Any, text: str, style: str) -> Any:
    """A paragraph of a style by its identifier: looking it up by name takes longest of all."""
    paragraph = file.add_paragraph(text)
    paragraph._p.style = style
    return paragraph


def _paragraph(file: Any, block: Paragraph, site: str) -> None:
    """The number is text, as those of recommendations are, so that it is cited as printed."""
    paragraph = file.add_paragraph()
    if block.number:
        paragraph.paragraph_format.left_indent = Cm(1.2)
        paragraph.paragraph_format.first_line_indent = Cm(-1.2)
        paragraph.add_run(f"{block.number}\t")
    if block.exempt:
        paragraph.add_run(f"Exempt: paragraph {block.exempt}. ").bold = True
    _spans(paragraph, block.spans, site)


def _contents(file: Any, headings: Sequence[Heading]) -> None:
    """A field of Word's own, holding the list as it stands; updating it brings in the pages."""
    _styled(file, "Contents", "Caption").paragraph_format.keep_with_next = True
    for place, heading in enumerate(headings):
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        if place == 0:
            _field(paragraph, "begin")
            words = OxmlElement("w:instrText")
            words.text = ' TOC \\o "1-1" \\h '
            paragraph.add_run()._r.append(words)
            _field(paragraph, "separate")
        paragraph.add_run(f"{heading.number}\t{heading.text}")
        if place == len(headings) - 1:
            _field(paragraph, "end")


def _field(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _spans(paragraph: Any, spans: Sequence[Span], site: str) -> None:
    for span in spans:
        if isinstance(span, BoundNumber) and site:
            _link(paragraph, span.display, site + span.url)
        else:
            run = paragraph.add_run(plain([span]))
            if isinstance(span, Text) and span.bold:
                run.bold = True


def _link(paragraph: Any, text: str, address: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, _LINK, is_external=True))
    run = paragraph.add_run(text)
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _table(file: Any, table: Table, site: str) -> None:
    _styled(file, table.title, "Caption").paragraph_format.keep_with_next = True
    if table.grouped:
        _groups(file, table)
        return
    rows = [table.header, *table.rows, *([table.total] if table.total else [])]
    made = file.add_table(rows=len(rows), cols=len(table.header), style="Table Grid")
    for place, (row, cells) in enumerate(zip(made.rows, rows, strict=True)):
        heavy = place == 0 or (bool(table.total) and place == len(rows) - 1)
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            address = table.link(place - 1, column) if place else ""
            if address and site:
                _link(cell.paragraphs[0], text, site + address)
            else:
                run = cell.paragraphs[0].add_run(text)
                if heavy:
                    run.bold = True
            if column in table.numeric:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _mark(row, "w:cantSplit")
    _mark(made.rows[0], "w:tblHeader")
    file.add_paragraph()


def _groups(file: Any, table: Table) -> None:
    """A heading row, and under the name each group shares its rows without that name."""
    wide = len(table.header) - 1
    made = file.add_table(rows=1, cols=wide, style="Table Grid")
    _fill(made.rows[0], table.header[1:], bold=True)
    for name, places in table.groups:
        over = made.add_row()
        over.cells[0].merge(over.cells[wide - 1])
        _fill(over, (name,), bold=True)
        for place in places:
            _fill(made.add_row(), table.rows[place][1:])
    for row in made.rows:
        _mark(row, "w:cantSplit")
    _mark(made.rows[0], "w:tblHeader")
    file.add_paragraph()


def _fill(row: Any, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=False):
        cell.paragraphs[0].add_run(text).bold = bold or None


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _image(file: Any, image: Image) -> None:
    if image.title:
        _styled(file, image.title, "Caption").paragraph_format.keep_with_next = True
    made = file.add_picture(io.BytesIO(image.content))
    if made.width > _WIDEST:
        made.height = int(made.height * _WIDEST / made.width)
        made.width = _WIDEST
    made._inline.docPr.set("descr", image.alt)
    made._inline.docPr.set("title", image.title)


def _picture(file: Any, picture: Picture) -> None:
    _styled(file, picture.title, "Caption").paragraph_format.keep_with_next = True
    drawn = io.BytesIO(vl_convert.svg_to_png(picture.svg, scale=2))
    inline = file.add_picture(drawn, width=_WIDEST)._inline
    inline.docPr.set("descr", picture.alt)
    inline.docPr.set("title", picture.title)
