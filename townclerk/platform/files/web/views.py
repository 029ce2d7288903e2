"""Downloading a file, adding one to a record, taking one off."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import actor, public, reader_of_request, signed_in
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.files import operations, queries, storage
from townclerk.platform.files.core.kinds import KINDS
from townclerk.platform.files.holders import NoSuchHolder, holder_of, record_at
from townclerk.platform.files.models import Attachment

NEUTRAL = "default-src 'none'; sandbox"
"""Whatever a browser makes of the content, it runs nothing and fetches nothing."""


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, picture, e-mail or text, up to "
        f"{settings.MAX_UPLOAD_BYTES // operations.MEGABYTE} MB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ",".join(e for k in KINDS for e in k.endings)}),
    )
    note = forms.CharField(
        label="What it is (optional)", max_length=300, required=False, help_text="One line."
    )


@public
@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The content, to save and never to show. A file the reader may not open is not there."""
    found = _attachment(request, pk)
    response = FileResponse(
        storage.opened(settings.HOME, found.sha256).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NEUTRAL
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, record_type: str, record_id: str) -> HttpResponse:
    record = _record(reader_of_request(request), record_type, record_id)
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if posted and form.is_valid():
        try:
            made = operations.attach(
                record,
                form.cleaned_data["file"],
                note=form.cleaned_data["note"],
                actor=actor(request),
                moment=clock.now(),
            )
        except Refused:
            raise
        except TownclerkError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, f"{made.name} is added.")
            return HttpResponseRedirect(holder_of(record).url(record))
    context = {"form": form, "record": record, "back": holder_of(record).url(record)}
    return render(request, "files/add.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for a reason, then takes the file off its record."""
    found = _attachment(request, pk)
    record = _record(reader_of_request(request), found.record_type, found.record_id)
    back = holder_of(record).url(record)
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()
        operations.detach(found, reason=reason, actor=actor(request), moment=clock.now())
        messages.success(request, f"{found.name} is taken off.")
        return HttpResponseRedirect(back)
    context = {"attachment": found, "record": record, "back": back}
    return render(request, "files/take_off.html", context)


def _attachment(request: HttpRequest, pk: int) -> Attachment:
    found = Attachment.objects.filter(pk=pk).first()
    if found is None or not queries.may_open(reader_of_request(request), found):
        raise Http404("There is no such file.")
    return found


def _record(reader: Reader, record_type: str, record_id: str) -> models.Model:
    """The record, for who may put files on it."""
    try:
        record = record_at(record_type, record_id)
    except NoSuchHolder as none:
        raise Http404(str(none)) from none
    if not holder_of(record).may_read(reader, record):
        raise Http404("There is no such record.")
    decision = holder_of(record).may_attach(reader, record)
    if not decision:
        raise Refused(decision.reason)
    return record
