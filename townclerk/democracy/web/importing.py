"""Bringing a file of meetings and decisions: what it would do, and doing it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from townclerk.democracy import permissions
from townclerk.democracy.core.committee_xml import LARGEST
from townclerk.democracy.operations import importing
from townclerk.democracy.operations.importing import Brought
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs


class XmlForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="XML up to 10 MB, in the form that “Import meetings as XML” describes.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".xml"}),
    )


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
        file = form.cleaned_data["file"]
        keep = request.POST.get("act") == "load"
        try:
            found = importing.bring(
                file.read(LARGEST + 1),
                name=file.name,
                actor=actor(request),
                moment=clock.now(),
                keep=keep,
            )
        except Problems as error:
            wrong = error.problems
            form.add_error("file", "Nothing was loaded. What is wrong is listed below.")
        else:
            told = _said(found)
            if keep:
                messages.info(request, f"Loaded: {told}")
                return HttpResponseRedirect(reverse("democracy:calendar"))
    content = {"form": form, "wrong": wrong, "told": told}
    return render(request, "democracy/import.html", content, status=422 if form.errors else 200)


def _said(found: Brought) -> str:
    return (
        f"{found.meetings} meetings, {found.items} items and {found.decisions} decisions are new; "
        f"{found.same} were there already."
    )
