"""Importing through pages: choose a sheet, bring a file, see what it would do, save or discard."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import clock
from townclerk.platform.access.http import actor, reader_of_request, signed_in
from townclerk.platform.exchange import queries, uploads
from townclerk.platform.exchange.blank import blank
from townclerk.platform.exchange.models import Upload
from townclerk.platform.exchange.operations import loaded_before
from townclerk.platform.exchange.templates import ImportTemplate, UnknownTemplate, template
from townclerk.platform.exchange.web.forms import UploadForm
from townclerk.platform.jobs.models import Job
from townclerk.platform.web import parts

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLOURS = {
    Upload.State.CHECKING: "blue",
    Upload.State.READY: "green",
    Upload.State.WRONG: "red",
    Upload.State.SAVING: "blue",
    Upload.State.SAVED: "green",
    Upload.State.DISCARDED: "grey",
}
WORKS = {Upload.State.CHECKING: "check-import", Upload.State.SAVING: "save-import"}
SHOWN_PROBLEMS = 200


def sheet_or_404(request: HttpRequest, name: str) -> ImportTemplate:
    """The sheet, for a reader who may import it. Raises Refused for others."""
    try:
        found = template(name)
    except UnknownTemplate as unknown:
        raise Http404(str(unknown)) from unknown
    uploads.require(found, reader_of_request(request))
    return found


@signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sheets this reader may import, and what was imported of them."""
    found = queries.open_to(reader_of_request(request))
    context = {
        "sheets": found,
        "batches": queries.batches(found, reader_of_request(request)),
        "waiting": queries.waiting(request.user.pk),
    }
    return render(request, "exchange/index.html", context)


@signed_in
def sheet(request: HttpRequest, name: str, *, above: tuple[Any, ...] = ()) -> HttpResponse:
    """What the sheet holds, its blank workbook, and the form to bring a file."""
    found = sheet_or_404(request, name)
    form = UploadForm(found, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        brought = uploads.bring(
            found,
            form.cleaned_data["file"],
            reader=reader_of_request(request),
            actor=actor(request),
            moment=clock.now(),
            expected=form.expected,
        )
        return _to(brought)
    context = {
        "sheet": found,
        "form": form,
        "above": above or (("Imports", reverse("exchange:index")),),
        "batches": queries.batches((found,), reader_of_request(request)),
        "waiting": queries.waiting(request.user.pk, found.name),
    }
    return render(request, "exchange/sheet.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def blank_workbook(request: HttpRequest, name: str) -> HttpResponse:
    found = sheet_or_404(request, name)
    if found.read is not None:
        raise Http404(f"{found.title} come as {found.takes}.")
    response = HttpResponse(blank(found), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{found.name}.xlsx"'
    return response


def upload_or_404(request: HttpRequest, name: str, pk: int) -> tuple[ImportTemplate, Upload]:
    """A person's own upload: what it holds is not yet in any register."""
    found = sheet_or_404(request, name)
    mine = queries.uploads_of(request.user.pk).filter(template=name, pk=pk).first()
    if mine is None:
        raise Http404(f"You have no upload {pk} of this sheet.")
    return found, mine


@signed_in
@require_safe
def upload(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """How far the check or the saving is, and what it found; to htmx the part that changes."""
    found, mine = upload_or_404(request, name, pk)
    problems = [Problem(**problem) for problem in mine.problems[:SHOWN_PROBLEMS]]
    context = {
        "sheet": found,
        "upload": mine,
        "colour": COLOURS[Upload.State(mine.state)],
        "job": _job(mine),
        "problems_found": problems,
        "more": max(0, len(mine.problems) - SHOWN_PROBLEMS),
        "samples": _samples(mine),
        "before": loaded_before(found, mine.sha256),
    }
    return parts.draw(request, "exchange/upload.html", "exchange/_upload.html", context)


def _job(mine: Upload) -> Job | None:
    kind = WORKS.get(Upload.State(mine.state))
    return queries.job_of(mine, kind) if kind else None


def _samples(mine: Upload) -> list[tuple[str, list[dict[str, Any]]]]:
    found = (mine.preview or {}).get("samples", {})
    titles = {"added": "Would be added", "changed": "Would be changed", "same": "Left as they are"}
    return [(title, found[what]) for what, title in titles.items() if found.get(what)]


@signed_in
@require_POST
def save(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    _, mine = upload_or_404(request, name, pk)
    return _stepped(request, lambda: uploads.approve(mine, actor=actor(request)), mine)


@signed_in
@require_POST
def discard(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    _, mine = upload_or_404(request, name, pk)
    return _stepped(request, lambda: uploads.discard(mine), mine)


def _stepped(request: HttpRequest, step: Any, mine: Upload) -> HttpResponseRedirect:
    """Take the step; somebody who pressed the button twice is told where the upload is now."""
    try:
        step()
    except (uploads.NotOpen, Problems) as error:
        messages.error(request, str(error))
    return _to(mine)


@signed_in
@require_safe
def original(request: HttpRequest, name: str, pk: int) -> FileResponse:
    """The file as it was brought, to be saved and never shown by the browser itself."""
    found = sheet_or_404(request, name)
    reader = reader_of_request(request)
    batch = queries.batches((found,), reader, most=None).filter(pk=pk).first()
    if batch is None:
        raise Http404(f"There is no batch {pk} of this sheet.")
    return FileResponse(
        queries.opened(batch),
        as_attachment=True,
        filename=batch.filename,
        content_type="application/octet-stream",
    )


def _to(mine: Upload) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("exchange:upload", args=[mine.template, mine.pk]))
