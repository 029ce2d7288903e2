"""One PDF of an agenda and its papers: page numbers, contents with links, an outline."""

import hashlib
import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, NameObject, TextStringObject

from townclerk.democracy.core.pack_pages import Numbers, page_numbers
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.documents import (
    Details,
    Document,
    Paragraph,
    Table,
    Text,
    render_pdf,
)
from townclerk.platform.documents.pdf import FONTS

HERE = Path(__file__).parent
PLACE = "place:"
"""Stands before a place in the pack where the front names one; the links to it are set after."""
TRIES = 4


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper of an item. Without content it is named and not in the pack."""

    item: int
    title: str
    content: bytes = b""
    late: bool = False
    exempt: str = ""
    """The paragraph of Schedule 12A that keeps it from the public."""
    note: str = ""
    """Where it is to be had when it is not in the pack."""
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One item as the front of the pack names it."""

    number: int
    title: str
    marks: tuple[str, ...] = ()
    time: str = ""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a pack is made of."""

    title: str
    subtitle: str
    details: tuple[tuple[str, str], ...]
    items: tuple[Line, ...]
    papers: tuple[Paper, ...]
    first_page: int = 1
    remarks: tuple[str, ...] = ()
    restricted: bool = False


@dataclass(frozen=True)
class Made:
    """A pack, with the page each paper in it begins on."""

    content: bytes
    first_page: int
    last_page: int
    starts: tuple[int, ...]


def make_pack(contents: Contents) -> Made:
    """The pack as a PDF. Papers that are no PDF, or a broken one, are refused all at once."""
    bound = [paper for paper in contents.papers if paper.content]
    readers = _opened(bound)
    lengths = [len(reader.pages) for reader in readers]
    front, numbers = _settled(contents, bound, lengths)
    writer = PdfWriter()
    writer.append(io.BytesIO(front), import_outline=False)
    before = len(writer.pages)
    for reader in readers:
        writer.append(reader, import_outline=False)
    _link(writer, before, contents.first_page)
    _outline(writer, contents, bound, numbers)
    _stamp(writer, contents.first_page)
    writer.add_metadata({"/Title": f"{contents.title}: {contents.subtitle}"})
    writer.root_object[NameObject("/Lang")] = TextStringObject("en-GB")
    out = io.BytesIO()
    writer.write(out)
    return Made(out.getvalue(), contents.first_page, numbers.last, numbers.starts)


def _opened(papers: Sequence[Paper]) -> list[PdfReader]:
    readers, problems = [], []
    for paper in papers:
        try:
            reader = PdfReader(io.BytesIO(paper.content))
            if reader.is_encrypted:
                raise PyPdfError("it asks for a password")
            len(reader.pages)
        except (PyPdfError, ValueError, KeyError, OSError) as error:
            problems.append(
                Problem(
                    f"Item {paper.item}: “{paper.title}” cannot be read ({error}).",
                    field=f"item-{paper.item}",
                    hint="Take it off and add it again as a PDF without a password.",
                )
            )
        else:
            readers.append(reader)
    if problems:
        raise Problems(problems)
    return readers


def _settled(
    contents: Contents, bound: Sequence[Paper], lengths: Sequence[int]
) -> tuple[bytes, Numbers]:
    """The front with the page numbers that follow from how long it is itself."""
    sheets = 1
    for _ in range(TRIES):
        numbers = page_numbers(contents.first_page, sheets, lengths)
        front = render_pdf(_front(contents, bound, numbers), site=PLACE)
        found = len(PdfReader(io.BytesIO(front)).pages)
        if found == sheets:
            return front, numbers
        sheets = found
    raise RuntimeError("The contents of the pack do not settle.")


def _front(contents: Contents, bound: Sequence[Paper], numbers: Numbers) -> Document:
    starts = {id(paper): page for paper, page in zip(bound, numbers.starts, strict=True)}
    rows, links = [], []
    for item in contents.items:
        mine = [paper for paper in contents.papers if paper.item == item.number]
        marks = "".join(f" [{mark}]" for mark in item.marks)
        rows.append((str(item.number), f"{item.title}{marks}", item.time, ""))
        links.append(("", "", "", ""))
        for paper in mine:
            page = starts.get(id(paper))
            late = " [Late]" if paper.late else ""
            kept = f" [Exempt: paragraph {paper.exempt}]" if paper.exempt else ""
            said = str(page) if page else paper.note
            rows.append(("", f"{paper.title}{late}{kept}", "", said))
            place = str(page) if page else ""
            links.append(("", place, "", place))
    status = "Restricted: not for publication" if contents.restricted else "Open to the public"
    remarks = tuple(Paragraph((Text(said),)) for said in contents.remarks)
    return Document(
        title=contents.title,
        subtitle=contents.subtitle,
        status=status,
        checksum=_checksum(contents),
        dated=contents.subtitle,
        blocks=(
            Details(tuple((label, (Text(said),)) for label, said in contents.details)),
            *remarks,
            Table(
                caption="Agenda and papers",
                header=("Item", "Business", "Expected", "Pack page"),
                rows=tuple(rows),
                links=tuple(links),
            ),
        ),
    )


def _checksum(contents: Contents) -> str:
    """One checksum of the papers in it, so that two packs can be told apart."""
    told = "\n".join(hashlib.sha256(paper.content).hexdigest() for paper in contents.papers)
    return hashlib.sha256(told.encode()).hexdigest()


def _link(writer: PdfWriter, front: int, first: int) -> None:
    """Turn the addresses in the front into links to the pages they name."""
    for number in range(front):
        page = writer.pages[number]
        for annotation in list(page.get("/Annots") or ()):
            found = annotation.get_object()
            address = str((found.get("/A") or {}).get("/URI", ""))
            if not address.startswith(PLACE):
                continue
            target = writer.pages[int(address.removeprefix(PLACE)) - first]
            del found["/A"]
            place = ArrayObject([target.indirect_reference, NameObject("/Fit")])
            found[NameObject("/Dest")] = place
            said = f"Page {address.removeprefix(PLACE)}"
            found[NameObject("/Contents")] = TextStringObject(said)


def _outline(
    writer: PdfWriter, contents: Contents, bound: Sequence[Paper], numbers: Numbers
) -> None:
    writer.add_outline_item(title="Agenda", page_number=0)
    for item in contents.items:
        mine = [
            (paper, page)
            for paper, page in zip(bound, numbers.starts, strict=True)
            if paper.item == item.number
        ]
        if not mine:
            continue
        top = writer.add_outline_item(
            title=f"{item.number}. {item.title}", page_number=mine[0][1] - contents.first_page
        )
        for paper, page in mine:
            writer.add_outline_item(
                title=paper.title, page_number=page - contents.first_page, parent=top
            )


def _stamp(writer: PdfWriter, first: int) -> None:
    """Lay its number over every page."""
    pages = [
        {
            "width": float(page.mediabox.width),
            "height": float(page.mediabox.height),
            "text": f"Pack page {first + place}",
        }
        for place, page in enumerate(writer.pages)
    ]
    stamps = PdfReader(io.BytesIO(_stamps(pages)))
    for page, stamp in zip(writer.pages, stamps.pages, strict=True):
        page.merge_page(stamp)


def _stamps(pages: list[dict[str, object]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
        (root / "main.typ").write_bytes((HERE / "stamps.typ").read_bytes())
        made = typst.compile(
            root / "main.typ", root=root, font_paths=[FONTS], ignore_system_fonts=True, format="pdf"
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PDF.")
    return made
