"""The page a report is written on: the document as it will print, and what is to be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from townclerk.figures import NotForReader
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader
from townclerk.platform.documents import render_html
from townclerk.platform.files.queries import panel
from townclerk.platform.organisation.queries import unit_label
from townclerk.reports import (
    changing,
    checking,
    commenting,
    composing,
    contributing,
    deciding,
    drafting,
    making,
    periods,
    planning,
    queries,
    sections,
)
from townclerk.reports.core.references import Consultee, next_reference
from townclerk.reports.models import Clearance, Contribution, Report
from townclerk.reports.operations import consultees
from townclerk.reports.permissions import clears, require_reads, sees_exempt, writes
from townclerk.reports.queries import Moved
from townclerk.reports.web.writing import next_states
from townclerk.reports.writing import OPEN

CLEARED, APPROVED = Report.State.CLEARED, Report.State.APPROVED
OUT = (Report.State.CONSULTATION, CLEARED, APPROVED)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A section in the list beside the document."""

    part: sections.Part
    asked: Contribution | None
    late: bool
    comments: int
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One field of the strip of clearances: who, what value, when."""

    consultee: Consultee
    given: Clearance | None
    moved: tuple[Moved, ...]
    may: bool
    open: bool
    """Whether it can be given as the report stands."""
    place: str
    """The unit or portfolio it is approved for."""
    proposed: str


def page(request: HttpRequest, report: Report, reader: Reader) -> HttpResponse:
    """Where the report stands, what it says, what is missing and what has moved."""
    today = clock.today()
    draft = drafting.of_report(report)
    missing = drafting.problems(draft)
    content: dict[str, Any] = {
        "report": report,
        "editable": report.state in OPEN,
        "writes": bool(writes(reader)),
        "missing": missing,
        "period": periods.of_report(report),
        "lines": lines(report, reader, today),
        "comments": commenting.seen_by(report, reader),
        "files_panel": panel(reader, report),
        "unanswered": list(commenting.unanswered(report)),
        "plan": [(one, one.late(today)) for one in planning.plan_of(report)],
        "marks": marks(report, reader, drafted=bool(missing)),
        "next": next_states(report, reader),
        "roles": roles(),
        "unasked": contributing.unasked(report),
        "has_body": deciding.has_body(report),
        "sees_exempt": sees_exempt(reader),
        "withheld": draft.withheld,
        "may_publish": bool(reader.may(Verb.PUBLISH, Area.REPORTS)),
    }
    content |= _document(report, draft, reader)
    content["build"] = making.current(report) if not missing and not content["reason"] else None
    return render(request, "reports/work.html", content)


@needs(Verb.READ, Area.REPORTS)
@require_safe
def findings(request: HttpRequest, name: str) -> HttpResponse:
    """What the number check finds, for the panel beside the report; it takes longer than a page."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    report = get_object_or_404(Report, reference=name)
    require_reads(report, reader)
    try:
        content = checking.panel(report, reader)
    except TownclerkError as error:
        return HttpResponse(Markup('<p class="govuk-body-s">{}</p>').format(str(error)))
    return render(request, "reports/_findings.html", content)


def _document(report: Report, draft: drafting.Draft, reader: Reader) -> dict[str, Any]:
    """The document with what has moved since the reader looked last marked in it."""
    found: dict[str, Any] = {"body": Markup(""), "reason": "", "changes": (), "log": ()}
    try:
        shown, documents = composing.as_written(report, draft, reader=reader)
        found["changes"] = changing.unseen(report, shown, documents, reader)
        for one in found["changes"]:
            documents[one.question]["was"] = one.before
        found["body"] = render_html(composing.document_of(shown, documents, loose=True))
        found["log"] = changing.log_for(report, shown, reader)
    except NotForReader as refused:
        found["reason"] = str(refused)
    except TownclerkError as error:
        found["reason"] = str(error)
    return found


def lines(report: Report, reader: Reader, today: date) -> list[Line]:
    """Each section with its contribution; titles of closed ones only for who may open them."""
    asked = {one.section: one for one in report.contributions.select_related("user")}
    said: dict[str, int] = {}
    for comment in commenting.seen_by(report, reader).exclude(state="resolved"):
        said[comment.section] = said.get(comment.section, 0) + 1
    return [
        Line(
            part=part,
            asked=asked.get(part.name),
            late=part.name in asked and contributing.late(asked[part.name], today),
            comments=said.get(part.name, 0),
            anchor="" if part.on_cover else part.name,
        )
        for part in sections.parts(report)
        if not part.exempt or sees_exempt(reader)
    ]


def marks(report: Report, reader: Reader, *, drafted: bool) -> list[Mark]:
    """The strip: each consultee of the form, with what it cleared and what moved since."""
    given = {one.kind: one for one in report.clearances.select_related("cleared_by")}
    moved = queries.moved(list(given.values())) if given and not drafted else []
    used: dict[str, list[str]] = {}
    for kind, reference in Clearance.objects.values_list("kind", "reference"):
        used.setdefault(kind, []).append(reference)
    return [
        Mark(
            consultee=one,
            given=given.get(one.kind),
            moved=tuple(each for each in moved if each.kind == one.kind),
            may=clears(one, report, reader) and report.author_id != reader.user_id,
            open=report.state in ((CLEARED, APPROVED) if one.approves else OUT),
            place=unit_label(getattr(report, one.approves).code, report.meeting_date)
            if one.approves
            else "",
            proposed=""
            if one.approves
            else next_reference(one, on=report.meeting_date, given=used.get(one.kind, [])),
        )
        for one in consultees(report)
    ]
