"""Reports as pages and files: published ones for everybody, the others as far as a role reaches."""

import json
import re
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from markupsafe import Markup

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import public
from townclerk.platform.access.reader import Reader
from townclerk.platform.documents import render_html
from townclerk.platform.documents.blocks import Document
from townclerk.platform.documents.files import DOCX, PDF, as_file
from townclerk.platform.home import Home
from townclerk.reports import catalogue, composing, drafting, planning, queries, signing
from townclerk.reports.catalogue import UnknownTemplate
from townclerk.reports.models import BuiltFile, Output, Publication, Report, ReportPeriod
from townclerk.reports.permissions import require_exempt, require_reads, sees_exempt
from townclerk.reports.web import authoring

if TYPE_CHECKING:
    from django.db.models import QuerySet

HTML = "text/html; charset=utf-8"
FILES = {
    "report.pdf": ("PDF", PDF),
    "report.docx": ("Word file", DOCX),
    "report.html": ("Web page", HTML),
    "report.txt": ("Plain text", "text/plain; charset=utf-8"),
    "exempt.pdf": ("PDF with its exempt parts", PDF),
    "exempt.docx": ("Word file with its exempt parts", DOCX),
    "exempt.html": ("Web page with its exempt parts", HTML),
}


@public
def index(request: HttpRequest) -> HttpResponse:
    """What has been published; for those who write reports, what is being written."""
    published = Publication.objects.select_related("report").order_by("-number")
    writing: list[Report] = []
    if _reader(request).reach(Area.REPORTS, Verb.CONTRIBUTE) or _reads_all(request):
        writing = list(Report.objects.exclude(state=Report.State.PUBLISHED))
    content = {
        "templates": [catalogue.template(name) for name in catalogue.names()],
        "published": published,
        "writing": [(one, planning.late(one, clock.today())) for one in writing],
        "reads": _reads_all(request),
        "periods": ReportPeriod.objects.select_related("report")[:10]
        if _reads_all(request)
        else [],
        "writes": bool(_reader(request).reach(Area.REPORTS, Verb.CONTRIBUTE)),
    }
    return render(request, "reports/index.html", content)


def _periods() -> "QuerySet[ReportPeriod]":
    return ReportPeriod.objects.select_related("report")[:10]


@public
def show(request: HttpRequest, name: str) -> HttpResponse:
    """A published report as frozen; one being written; or a template with today’s figures."""
    publication = queries.publication(name)
    if publication is not None:
        return _published(request, publication)
    report = Report.objects.filter(reference=name).first()
    if report is not None:
        require_reads(report, _reader(request))
        return authoring.page(request, report, _reader(request))
    try:
        document = _live(request, name)
    except TownclerkError as reason:
        return _closed(request, name, reason)
    head, rest = below_the_title(render_html(document))
    drawn = {"name": name, "document": document, "head": head, "body": rest}
    return render(request, "reports/show.html", drawn)


def _published(request: HttpRequest, publication: Publication) -> HttpResponse:
    cleared = sees_exempt(_reader(request))
    files = [
        one.name
        for one in publication.outputs.all()
        if one.name in FILES and (cleared or not one.restricted)
    ]
    body = publication.outputs.get(name="report.html").body
    # The frozen page is our own output: what people typed was escaped when it was made.
    head, rest = below_the_title(Markup(bytes(body).decode()))  # noqa: S704
    content = {
        "publication": publication,
        "report": publication.report,
        "files": [(name, FILES[name][0]) for name in files],
        "head": head,
        "body": rest,
    }
    return render(request, "reports/published.html", content)


def below_the_title(article: Markup) -> tuple[Markup, Markup]:
    """An article of a report in two: to the end of what stands under its title, and the rest."""
    end = re.search(r"Checksum: <code>[^<]*</code></p>", article)
    place = end.end() if end else 0
    return Markup(article[:place]), Markup(article[place:])  # noqa: S704


@public
def download(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """A template with today's figures as a PDF or a Word file."""
    try:
        document = _live(request, name)
    except TownclerkError as reason:
        return _closed(request, name, reason)
    return as_file(request, document, kind, name)


@public
def file(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """A file of a publication, byte for byte as it was signed; of a build, to who reads reports."""
    if file not in FILES:
        raise Http404(file)
    publication = queries.publication(name)
    kept: Output | BuiltFile | None
    if publication is not None:
        kept = publication.outputs.filter(name=file).first()
    else:
        _reader(request).require(Verb.READ, Area.REPORTS)
        build = get_object_or_404(Report, reference=name).builds.first()
        if build is None:
            raise Http404("It has not been built yet.")
        kept = build.files.filter(name=file).first()
    if kept is None:
        raise Http404(file)
    if kept.restricted:
        require_exempt(_reader(request), "This version of the report")
    return _attached(bytes(kept.body), f"{name}.{file.rpartition('.')[2]}", FILES[file][1])


@public
def manifest(request: HttpRequest, name: str) -> HttpResponse:
    """What was signed, with what, and how anybody can check it."""
    publication = _publication_or_404(name)
    content = {
        "publication": publication,
        "report": publication.report,
        "stated": json.loads(publication.manifest),
        "key": signing.public_pem(Home.from_environment()),
        "chain": Publication.objects.select_related("report").order_by("number"),
        "files": [(name, FILES[name][0]) for name in FILES],
    }
    return render(request, "reports/manifest.html", content)


@public
def raw_manifest(request: HttpRequest, name: str) -> HttpResponse:
    """The manifest's own bytes: what the checksum is of."""
    text = _publication_or_404(name).manifest
    return _attached(text.encode(), f"{name}-manifest.json", "application/json")


@public
def changes(request: HttpRequest, name: str) -> HttpResponse:
    """What was printed beside the figures of today, as far as the reader may open them."""
    publication = _publication_or_404(name)
    content = {
        "report": publication.report,
        "publication": publication,
        "rows": queries.beside_today(publication, _reader(request)),
    }
    return render(request, "reports/changes.html", content)


def _publication_or_404(name: str) -> Publication:
    found = queries.publication(name)
    if found is None:
        raise Http404("No report with this reference has been published.")
    return found


def _attached(body: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _closed(request: HttpRequest, name: str, reason: TownclerkError) -> HttpResponse:
    content = {"name": name, "reason": str(reason)}
    return render(request, "reports/closed.html", content, status=403)


def _live(request: HttpRequest, name: str) -> Document:
    try:
        template = catalogue.template(name)
    except UnknownTemplate as error:
        raise Http404(str(error)) from error
    period = min(ref.period for ref in template.figures if ref.period)
    return composing.compose(drafting.of_template(template, period), reader=_reader(request))


def _reads_all(request: HttpRequest) -> bool:
    return bool(_reader(request).may(Verb.READ, Area.REPORTS))


def _reader(request: HttpRequest) -> Reader:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader
