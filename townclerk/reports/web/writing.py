"""Pages on which a report is written and taken along: cover, states, clearances, publication."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.reader import Reader
from townclerk.platform.home import Home
from townclerk.reports import drafting, operations, permissions, publishing
from townclerk.reports.core.states import BACK, STATES
from townclerk.reports.models import Report
from townclerk.reports.web.forms import PLACES, CommissionForm, CoverForm
from townclerk.reports.writing import OPEN

READING = needs(Verb.READ, Area.REPORTS)
"""Reaches who reads published reports too; what is being written asks again."""


@needs(Verb.CONTRIBUTE, Area.REPORTS)
def new(request: HttpRequest) -> HttpResponse:
    """Commission a report."""
    form = CommissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.commission(
                operations.Commission(**form.cleaned_data), actor=actor(request), moment=clock.now()
            )
            operations.move(made, "drafting", actor=actor(request), moment=clock.now())
        except Problems as refused:
            _put(form, refused)
        else:
            return redirect("reports:cover", made.reference)
    return render(request, "reports/new.html", {"form": form})


@READING
def cover(request: HttpRequest, name: str) -> HttpResponse:
    """The cover by its form: kept as typed, and held to its rules on submission."""
    request.reader.require(Verb.READ, Area.REPORTS)  # type: ignore[attr-defined]
    report = get_object_or_404(Report, reference=name)
    form = CoverForm(drafting.of_report(report), report, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, report, form)
        except Problems as refused:
            _put(form, refused)
        else:
            return redirect("reports:show", name)
    status = 422 if form.errors else 200
    content = {"report": report, "form": form, "open": report.state in OPEN}
    return render(request, "reports/cover.html", content, status=status)


def _save(request: HttpRequest, report: Report, form: CoverForm) -> None:
    by: dict[str, Any] = {"actor": actor(request), "moment": clock.now()}
    if "unit" in form.cleaned_data:
        places = {name: form.cleaned_data[name] for name in PLACES}
        report = operations.belong(report, **places, **by)
    report = operations.fill_cover(report, form.cover(), **by)
    operations.recommend(report, form.recommendations(), **by)
    if "submit" in request.POST:
        operations.move(report, Report.State.CONSULTATION, **by)


def _put(form: CommissionForm | CoverForm, refused: Problems) -> None:
    """Every error at once, each at its field."""
    for problem in refused.problems:
        said = f"{problem.message} {problem.hint}".strip()
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, said)


@READING
@require_POST
def act(request: HttpRequest, name: str, act: str) -> HttpResponse:
    """Take the report one step along: move it, clear it, hold a value, publish it."""
    report = get_object_or_404(Report, reference=name)
    by: dict[str, Any] = {"actor": actor(request), "moment": clock.now()}
    posted = request.POST
    try:
        site = request.build_absolute_uri("/").rstrip("/")
        if act == "build":
            made = operations.ask_for_build(report, site=site, **by)
            return redirect("jobs:one", made.pk)
        if act == "publish":
            publishing.publish(report, home=Home.from_environment(), site=site, **by)
        elif act.startswith("clear-"):
            kind = act.removeprefix("clear-")
            operations.clear(report, kind, posted.get("reference", ""), **by)
        elif act.startswith("hold-"):
            kept = report.clearances.filter(kind=act.removeprefix("hold-")).first()
            if kept is None:
                raise Http404(act)
            operations.hold(kept, posted.get("reason", ""), **by)
        elif act in STATES:
            operations.move(report, act, reason=posted.get("reason", ""), **by)
        else:
            raise Http404(act)
    except Problems as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem.message} {problem.hint}".strip())
    except TownclerkError as error:
        messages.error(request, str(error))
    return redirect("reports:show", name)


STEPS = {
    "drafting": "Begin drafting",
    "consultation": "Send out for clearance",
    "cleared": "Note it as cleared",
    "approved": "Approve the report",
}


def next_states(report: Report, reader: Reader) -> list[tuple[str, str]]:
    """The states to which the reader may take a report, with what the button says; publication
    has its own button."""
    place = STATES.index(report.state)
    found = [(one, STEPS[one]) for one in STATES[place + 1 : place + 2] if one != "published"]
    if report.state in BACK:
        found.append((BACK[report.state], "Back to drafting"))
    approves, writes = reader.may(Verb.APPROVE, Area.REPORTS), permissions.writes(reader)
    return [one for one in found if (approves if one[0] == Report.State.APPROVED else writes)]
