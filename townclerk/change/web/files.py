"""A document of change as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from townclerk.platform.documents import Document, render_docx, render_pdf

KINDS: dict[str, Any] = {
    "pdf": (render_pdf, "application/pdf"),
    "docx": (
        render_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


def as_file(request: HttpRequest, document: Document, kind: str, name: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404(kind)
    draw, media = KINDS[kind]
    site = request.build_absolute_uri("/").rstrip("/")
    answer = HttpResponse(draw(document, site=site), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
