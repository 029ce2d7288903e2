"""Pages of the council's own templates and forms, and of why parts of a report are exempt."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs
from townclerk.reports import catalogue, declaring, drafting, permissions, writing
from townclerk.reports.catalogue import UnknownTemplate
from townclerk.reports.models import Declaration, Report

READING = needs(Verb.READ, Area.REPORTS)


class UploadForm(forms.Form):
    """A template or a form in a file."""

    file = forms.FileField(
        label="Template or form, as a YAML file",
        help_text="Take the one that comes along, change it, and give it the day it begins.",
        error_messages={"required": "Choose a file."},
    )


@READING
def templates(request: HttpRequest) -> HttpResponse:
    """Every template and form with its versions; a new one is checked whole before it is kept."""
    request.reader.require(Verb.READ, Area.REPORTS)  # type: ignore[attr-defined]
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = _taken(request, form)
        except Problems as refused:
            problems = refused.problems
        else:
            messages.success(request, f"{made} is in force from {made.start.isoformat()}.")
            return redirect("reports:templates")
    content = {
        "form": form,
        "problems": problems,
        "own": Declaration.objects.all(),
        "given": [*catalogue.names(), *catalogue.forms()],
        "may": declaring.may_declare(request.reader),  # type: ignore[attr-defined]
    }
    wrong = bool(problems or form.errors)
    return render(request, "reports/templates.html", content, status=422 if wrong else 200)


def _taken(request: HttpRequest, form: UploadForm) -> Declaration:
    body = form.cleaned_data["file"].read()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        from townclerk.kernel.errors import Problem

        raise Problems([Problem("The file is not text in UTF-8.", field="file")]) from None
    return declaring.declare(text, actor=actor(request), moment=clock.now())


@READING
@require_safe
def template_source(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A version as it was written; number nought is the one that comes along."""
    request.reader.require(Verb.READ, Area.REPORTS)  # type: ignore[attr-defined]
    if number:
        found = get_object_or_404(Declaration, name=name, number=number)
        text = found.source
    else:
        try:
            text = catalogue.source(name)
        except UnknownTemplate as error:
            raise Http404(str(error)) from error
    answer = HttpResponse(text, content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer


@READING
def exempt(request: HttpRequest, name: str) -> HttpResponse:
    """What of a report is exempt, by paragraph of Schedule 12A, and why that serves the public."""
    reader = request.reader  # type: ignore[attr-defined]
    reader.require(Verb.READ, Area.REPORTS)
    permissions.require_exempt(reader, "Why parts of a report are exempt")
    report = get_object_or_404(Report, reference=name)
    draft = drafting.of_report(report)
    if request.method == "POST":
        reasons = {
            one: request.POST.get(f"paragraph-{one}", "")
            for one in draft.descriptions
            if f"paragraph-{one}" in request.POST
        }
        try:
            writing.give_exemption(report, reasons, actor=actor(request), moment=clock.now())
        except TownclerkError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The reasons are kept.")
        return redirect("reports:exempt", name)
    given = {one.paragraph: one.public_interest for one in report.exemptions.all()}
    used = {one.paragraph: one.count for one in draft.withheld}
    content = {
        "report": report,
        "rows": [
            (number, text, used.get(number, 0), given.get(number, ""))
            for number, text in draft.descriptions.items()
        ],
        "passages": [one for one in draft.passages if one.exempt],
        "open": report.state in writing.OPEN,
    }
    return render(request, "reports/exempt.html", content)
