"""Documents: one model of blocks, drawn as a page, a PDF and a Word file."""

from townclerk.platform.charts import Picture
from townclerk.platform.documents.blocks import (
    Block,
    BoundNumber,
    BulletList,
    Details,
    Document,
    Fold,
    Heading,
    Image,
    NumberedList,
    Paragraph,
    Plain,
    Reference,
    Span,
    Table,
    Text,
    check_footing,
    plain,
)
from townclerk.platform.documents.markup import render_blocks, render_html
from townclerk.platform.documents.pdf import render_pdf
from townclerk.platform.documents.word import render_docx

__all__ = [
    "Block",
    "BoundNumber",
    "BulletList",
    "Details",
    "Document",
    "Fold",
    "Heading",
    "Image",
    "NumberedList",
    "Paragraph",
    "Picture",
    "Plain",
    "Reference",
    "Span",
    "Table",
    "Text",
    "check_footing",
    "plain",
    "render_blocks",
    "render_docx",
    "render_html",
    "render_pdf",
]
