"""An option sheet as a document: the same sections as its page, set for print."""

import hashlib

from townclerk.change.documents.options_sections import Section, standing
from townclerk.change.models import OptionSheet
from townclerk.platform.documents import Block, Details, Document, Heading, Table, Text


def sheet_document(sheet: OptionSheet, sections: list[Section], *, public: bool) -> Document:
    """Every section in the order of the page. The public's carries neither claims nor gaps."""
    blocks: list[Block] = [_details(standing(sheet))]
    for section in sections:
        blocks.append(Heading(section.title))
        if section.facts:
            blocks.append(_details(section.facts))
        blocks += [
            Table(
                caption=grid.caption,
                header=grid.header,
                rows=grid.rows,
                total=grid.total,
                numeric=grid.numeric,
            )
            for grid in section.grids
        ]
        if section.lacks:
            blocks.append(_details((("Still to be said", " ".join(section.lacks)),)))
    return Document(
        title=sheet.title,
        subtitle=f"Option sheet {sheet.reference}",
        status=f"{sheet.get_state_display()}{', as published' if public else ''}",
        checksum=hashlib.sha256(repr(blocks).encode()).hexdigest()[:12],
        blocks=tuple(blocks),
    )


def _details(facts: tuple[tuple[str, str], ...]) -> Details:
    return Details(tuple((label or "It says", (Text(text),)) for label, text in facts))
