"""The page of the number check: findings by section, accepted with a reason or put right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.reader import Reader, Refused
from townclerk.reports import checking, checking_operations, permissions
from townclerk.reports.models import AcceptedFinding, Report

READING = needs(Verb.READ, Area.REPORTS)
"""Reaches who reads published reports too; what is being written asks again."""

SEVERITIES = {
    "error": ("Wrong", "red"),
    "warning": ("Doubtful", "yellow"),
    "note": ("Note", "blue"),
}
KINDS = {
    "unbound": "Not bound",
    "bind": "Equals a figure",
    "against-figure": "Differs from a figure",
    "against-table": "Differs from a table",
    "footing-down": "Does not add down",
    "footing-across": "Does not add across",
    "repeated": "Two values",
    "earlier": "Differs from an earlier report",
    "claim": "The table says otherwise",
    "weekday": "Weekday and date",
    "date": "No such date",
    "duplicate": "Stands twice",
    "unchanged": "Unchanged text",
    "percent-or-points": "Percent or points",
    "range": "Outside the range",
    "parts": "Parts and whole",
}


@READING
def check(request: HttpRequest, name: str) -> HttpResponse:
    """What the number check finds in a report, under its sections."""
    report = get_object_or_404(Report, reference=name)
    reader = _reader(request, report)
    found, reason = [], ""
    try:
        found = checking.findings_of(report, reader)
    except TownclerkError as error:
        reason = str(error)
    content = {
        "report": report,
        "reason": reason,
        "under": checking.by_section(found),
        "open": sum(one.open for one in found),
        "notes": sum(one.severity == "note" for one in found),
        "gone": [] if reason else checking.accepted_but_gone(report, found),
        "severities": SEVERITIES,
        "kinds": KINDS,
        "writes": bool(permissions.writes(reader)) and report.state != Report.State.PUBLISHED,
    }
    return render(request, "reports/checking.html", content)


@READING
@require_POST
def accept(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Let a finding stand with a reason."""
    report = get_object_or_404(Report, reference=name)
    _reader(request, report)
    try:
        checking_operations.accept(
            report,
            key,
            request.POST.get("reason", ""),
            actor=actor(request),
            moment=clock.now(),
        )
    except Problems as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem.message} {problem.hint}".strip())
    except Refused:
        raise
    except TownclerkError as error:
        messages.error(request, str(error))
    return redirect("reports:check", name)


@READING
@require_POST
def reopen(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Take an acceptance back."""
    report = get_object_or_404(Report, reference=name)
    _reader(request, report)
    accepted = get_object_or_404(AcceptedFinding, report=report, pk=number)
    try:
        checking_operations.reopen(accepted, actor=actor(request), moment=clock.now())
    except Refused:
        raise
    except TownclerkError as error:
        messages.error(request, str(error))
    return redirect("reports:check", name)


def _reader(request: HttpRequest, report: Report) -> Reader:
    """Who reads, when this report is theirs to read."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    permissions.require_reads(report, reader)
    return reader
