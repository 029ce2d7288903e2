"""The programme on one page, its highlight report, and the page of a project."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from townclerk.change.documents.programme import highlight_report
from townclerk.change.models import Programme, ProgrammeRisk, Project, ProjectChange
from townclerk.change.permissions_programme import CHANGE, SPONSOR
from townclerk.change.queries import programme as queries
from townclerk.change.queries.programme_board import Board, board
from townclerk.change.queries.programme_gates import assessments_of
from townclerk.change.registers_programme import PROJECTS
from townclerk.change.web import programme_acts, programme_presenters
from townclerk.change.web.corporate import Corporate, corporate_of
from townclerk.democracy.public import board_on
from townclerk.figures import links
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.reader import Reader
from townclerk.platform.documents import render_html
from townclerk.platform.documents.files import as_file
from townclerk.platform.exchange.cells import parse_day
from townclerk.platform.registers.permission import sees_behind, visible
from townclerk.platform.web import acts
from townclerk.platform.web.acts import Offered


def _reader(request: HttpRequest) -> Reader:
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


def _whole_area(request: HttpRequest) -> bool:
    return _reader(request).may(Verb.READ, CHANGE, subject=SPONSOR).allowed


def _day(request: HttpRequest) -> tuple[date, str]:
    typed = request.GET.get("on", "").strip()
    if not typed:
        return clock.today(), ""
    try:
        return parse_day(typed), ""
    except TownclerkError as error:
        return clock.today(), str(error)


def _board(request: HttpRequest, on: date) -> Board | None:
    """The programme asked for, else the latest; with the projects open to the reader."""
    code = request.GET.get("programme", "")
    found = Programme.objects.order_by("-start", "code")
    programme = get_object_or_404(found, code=code) if code else found.first()
    if programme is None:
        return None
    open_to = None
    if not _whole_area(request):
        open_to = visible(PROJECTS, _reader(request)).values_list("pk", flat=True)
    return board(queries.read(), programme, on=on, open_to=open_to)


@needs(Verb.READ, CHANGE, subject=SPONSOR)
def programme(request: HttpRequest) -> HttpResponse:
    """Status, money, top risks and the next decisions of a programme, on a day."""
    on, wrong = _day(request)
    found = _board(request, on)
    if found is None:
        return render(request, "change/programme_empty.html")
    content = {
        "board": found,
        "wrong": wrong,
        "headline": programme_presenters.headline(found),
        "risks": _risks(request, found.risks),
        "colour": programme_presenters.colour,
        "millions": programme_presenters.millions,
        "picture": programme_presenters.dependencies(found.waiting),
        "saving": links.url("change.programme.saving", found.programme.code, as_at=on),
        "at_risk": links.url("change.programme.projects_at_risk", found.programme.code, as_at=on),
        "programmes": Programme.objects.exclude(pk=found.programme.pk),
        "inside": _whole_area(request),
        "led_by": board_on(found.programme.board, on) if _whole_area(request) else None,
        "may_add": _reader(request).may(Verb.CONTRIBUTE, CHANGE, subject=SPONSOR).allowed,
    }
    return render(request, "change/programme.html", content)


@needs(Verb.READ, CHANGE, subject=SPONSOR)
def highlight(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The highlight report from the records, as a page or a file."""
    on, _ = _day(request)
    found = _board(request, on)
    if found is None:
        raise Http404("no programme is recorded")
    document = highlight_report(found)
    if kind:
        name = f"highlight-{found.programme.code}-{found.on.isoformat()}"
        return as_file(request, document, kind, name)
    content = {"board": found, "document": document, "body": render_html(document)}
    return render(request, "change/programme_highlight.html", content)


@needs(Verb.READ, CHANGE, subject=SPONSOR)
def project(request: HttpRequest, code: str) -> HttpResponse:
    """A project: how it stands and why, its next gate, its money, and what hangs on it."""
    rows = visible(PROJECTS, _reader(request)).select_related(
        "pillar__programme", "unit", "package", "option"
    )
    found: Project = get_object_or_404(rows, code=code)
    today = clock.today()
    held = queries.read()
    whole = board(held, found.pillar.programme, on=today)
    row = next((one for one in whole.rows if one.project.pk == found.pk), None)
    inside = bool(sees_behind(PROJECTS, _reader(request), found))
    content = {
        "project": found,
        "row": row,
        "board": whole,
        "colour": programme_presenters.colour,
        "millions": programme_presenters.millions,
        "reasons": programme_presenters.reasons(row.standing) if row else (),
        "gates": programme_presenters.gate_rows(found),
        "next_gate": programme_presenters.next_gate(found) if inside else None,
        "scope": programme_presenters.scope_changes(found) if inside else None,
        "saving": links.url("change.programme.saving", found.code),
        "acts": programme_acts.offered(request, found),
        "inside": inside,
        "equality": assessments_of(found) if inside else (),
        "placements": found.placements.select_related("pillar"),
        "workstreams": found.workstreams.all(),
        "milestones": found.milestones.all(),
        "benefits": programme_presenters.benefits(found.benefits.all()),
        **(_behind(request, found, held) if inside else {}),
    }
    return render(request, "change/project.html", content)


def _behind(request: HttpRequest, found: Project, held: queries.Held) -> dict[str, Any]:
    """What only those see who see behind the published record."""
    waiting = [
        (one, held.named[one.giver_id], queries.expected_of(held, one))
        for one in held.dependencies
        if one.receiver_id == found.pk
    ]
    giving = [
        (one, held.named[one.receiver_id], queries.expected_of(held, one))
        for one in held.dependencies
        if one.giver_id == found.pk
    ]
    changes = [(one, _deciding(request, one)) for one in found.changes.order_by("code")]
    return {
        "cases": programme_presenters.cases(found),
        "passages": found.passages.order_by("-asked_on", "-pk"),
        "risks": _risks(request, found.risks.exclude(state="closed").order_by("code")),
        "issues": found.issues.exclude(state="resolved"),
        "changes": changes,
        "waiting": waiting,
        "giving": giving,
        "savings": found.savings.all(),
    }


def _risks(
    request: HttpRequest, rows: Iterable[ProgrammeRisk]
) -> list[tuple[ProgrammeRisk, Corporate]]:
    return [(risk, corporate_of(_reader(request), risk)) for risk in rows]


def _deciding(request: HttpRequest, change: ProjectChange) -> tuple[Offered, ...]:
    address = reverse("change:change-decide", args=[change.code])
    return acts.offered(request, [(programme_acts.DecideChange, address)], change)
