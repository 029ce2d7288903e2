"""A document as a file to take away."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from townclerk.platform.documents.blocks import Document
from townclerk.platform.documents.pdf import render_pdf
from townclerk.platform.documents.word import render_docx

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS: dict[str, tuple[Callable[..., bytes], str]] = {
    "pdf": (render_pdf, PDF),
    "docx": (render_docx, DOCX),
}


def as_file(
    request: HttpRequest, document: Document, kind: str, name: str, *, inline: bool = False
) -> HttpResponse:
    """The document as PDF or Word under a name of its own; its links lead to this installation.

    Raises: Http404 for a kind of file there is not.
    """
    if kind not in KINDS:
        raise Http404(kind)
    draw, media = KINDS[kind]
    site = request.build_absolute_uri("/").rstrip("/")
    answer = HttpResponse(draw(document, site=site), content_type=media)
    how = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f'{how}; filename="{name}.{kind}"'
    return answer
