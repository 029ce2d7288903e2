"""Reports as pages and files, drawn from the figures their reader may open."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from townclerk.figures.errors import NotAnswerable, NotForReader
from townclerk.platform.access.http import public
from townclerk.platform.documents.blocks import Document
from townclerk.reports import catalogue, composing, drafting
from townclerk.reports.catalogue import UnknownTemplate
from townclerk.reports.models import Publication

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@public
def index(request: HttpRequest) -> HttpResponse:
    """The templates there are, and what has been published."""
    templates = [catalogue.template(name) for name in catalogue.names()]
    published = Publication.objects.select_related("report").order_by("-number")
    content = {"templates": templates, "published": published}
    return render(request, "reports/index.html", content)


@public
def show(request: HttpRequest, name: str) -> HttpResponse:
    """A report with today's figures; each number opens its figure."""
    from townclerk.platform.documents import render_html

    try:
        document = _composed(request, name)
    except (NotForReader, NotAnswerable) as reason:
        content = {"name": name, "reason": str(reason)}
        return render(request, "reports/closed.html", content, status=403)
    drawn = {"name": name, "document": document, "body": render_html(document)}
    return render(request, "reports/show.html", drawn)


@public
def download(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The same report as a PDF or a Word file, its links leading back to this service."""
    from townclerk.platform.documents import render_docx, render_pdf

    if kind not in KINDS:
        raise Http404(kind)
    try:
        document = _composed(request, name)
    except (NotForReader, NotAnswerable) as reason:
        content = {"name": name, "reason": str(reason)}
        return render(request, "reports/closed.html", content, status=403)
    drawn = {"pdf": render_pdf, "docx": render_docx}[kind]
    site = request.build_absolute_uri("/").rstrip("/")
    answer = HttpResponse(drawn(document, site=site), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _composed(request: HttpRequest, name: str) -> Document:
    try:
        template = catalogue.template(name)
    except UnknownTemplate as error:
        raise Http404(str(error)) from error
    period = min(ref.period for ref in template.figures if ref.period)
    return composing.compose(drafting.of_template(template, period), reader=request.reader)  # type: ignore[attr-defined]
