"""Bringing a file of meetings and decisions: what it would do, and doing it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from townclerk.democracy import permissions
from townclerk.democracy.core.committee_xml import LARGEST
from townclerk.democracy.operations.importing import with_reason
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs, reader_of_request
from townclerk.platform.exchange import operations, queries
from townclerk.platform.exchange.operations import File, LoadedBefore


class XmlForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="XML up to 10 MB, in the form that “Import meetings as XML” describes.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".xml"}),
    )
    late_reason = forms.CharField(
        label="Why agendas came out late (optional)",
        help_text="Kept with each that is late where the file does not say why.",
        max_length=300,
        required=False,
    )
    again = forms.BooleanField(label="Load a file that was loaded before", required=False)


@needs(Verb.CONTRIBUTE, permissions.DEMOCRATIC)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Check a file, or load it whole."""
    permissions.check(actor(request), *permissions.CLERKS, moment=clock.now())
    posted = request.method == "POST"
    form = XmlForm(request.POST, request.FILES) if posted else XmlForm()
    wrong: tuple[Problem, ...] = ()
    told = ""
    if posted and form.is_valid():
        try:
            told = _brought(request, form, keep=request.POST.get("act") == "load")
        except Problems as error:
            wrong = error.problems
            form.add_error("file", "Nothing was loaded. What is wrong is listed below.")
        except LoadedBefore as before:
            form.add_error("again", str(before))
        else:
            if request.POST.get("act") == "load":
                messages.info(request, told)
                return HttpResponseRedirect(reverse("democracy:calendar"))
    content = {
        "form": form,
        "wrong": wrong,
        "told": told,
        "batches": queries.batches((with_reason(""),), reader_of_request(request)),
    }
    return render(request, "democracy/import.html", content, status=422 if form.errors else 200)


def _brought(request: HttpRequest, form: XmlForm, *, keep: bool) -> str:
    """What the file did, or would do."""
    given = form.cleaned_data
    template = with_reason(given["late_reason"])
    file = File(given["file"].name, given["file"].read(LARGEST + 1))
    stamp: dict[str, Any] = {"actor": actor(request), "moment": clock.now()}
    if not keep:
        found = operations.check(template, file, **stamp)
        before = found.loaded_before
        return f"{_said(found.added, found.same)}" + (
            f" The same file was loaded before, as {before.reference}." if before else ""
        )
    batch = operations.load(template, file, again=given["again"], **stamp)
    return f"Loaded as {batch.reference}: {_said(batch.added, batch.same)}"


def _said(added: int, same: int) -> str:
    return f"{added} meetings, items and decisions are new; {same} were there already."
