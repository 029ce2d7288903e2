"""Pages of a period for its compiler: who is late, what to look at, its parts; and the calendar."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from townclerk.democracy import public as democracy
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.documents import render_html
from townclerk.platform.organisation.models import Unit
from townclerk.reports import (
    asked_of,
    composing,
    contributing,
    cuts,
    kinds,
    linking,
    noticing,
    opening,
    periods,
    permissions,
    telling,
)
from townclerk.reports.core.cycle import STATES, STEPS
from townclerk.reports.core.warning import grouped
from townclerk.reports.models import Contribution, PeriodSection, ReportPeriod

READING = needs(Verb.READ, Area.REPORTS)


@dataclass(frozen=True)
class Row:
    """A section on the compiler's list."""

    section: PeriodSection
    contribution: Contribution | None
    days_late: int
    portfolio: str
    mail: str = ""
    """The address a link to it is sent to unless another is typed."""

    @property
    def rank(self) -> tuple[int, int]:
        """Late ones first, the latest of them on top."""
        return (-self.days_late, self.section.place)


@READING
@require_safe
def period(request: HttpRequest, name: str) -> HttpResponse:
    """One period at a glance."""
    found = _period(request, name)
    reader = _reader(request)
    today = clock.today()
    rows = _rows(found, today)
    content = {
        "period": found,
        "report": found.report,
        "rows": rows,
        "late": [one for one in rows if one.days_late],
        "given": sum(
            one.contribution is not None and one.contribution.state in ("given", "accepted")
            for one in rows
        ),
        "asked": sum(one.contribution is not None for one in rows),
        "warnings": grouped(noticing.warnings_of(found)),
        "cuts": cuts.cuts_of(found),
        "steps": [(name, step) for name, step in _open_steps(found, reader)],
        "states": [(one, STATES.index(one) <= STATES.index(found.state)) for one in STATES],
        "questions": list(found.questions.all()),
        "earlier": opening.before(found),
        "writes": bool(permissions.writes(reader)),
        "asks": democracy.clerk_of(found.body, reader)
        and found.state in ("published", "considered"),
        "roles": roles(),
        "secret": request.session.pop("contribution-link", None),
    }
    return render(request, "reports/period.html", content)


def _rows(found: ReportPeriod, today: date) -> list[Row]:
    report = periods.report_of(found)
    asked = {one.section: one for one in report.contributions.select_related("user")}
    titles = {one.code: one.title for one in cuts.cuts_of(found)}
    collecting = found.state == ReportPeriod.State.COLLECTING
    mails = asked_of.addresses(list(asked.values()), today) if collecting else {}
    rows = []
    for section in found.sections.select_related("portfolio", "unit", "entry"):
        one = asked.get(section.section)
        late = (today - one.due).days if one is not None and contributing.late(one, today) else 0
        portfolio = titles.get(section.portfolio.code, "") if section.portfolio else ""
        mail = mails.get(one.pk, "") if one is not None else ""
        rows.append(Row(section, one, late, portfolio, mail))
    return sorted(rows, key=lambda row: row.rank)


def _open_steps(found: ReportPeriod, reader: Reader) -> list[tuple[str, Any]]:
    """The steps this reader's roles take from here; publication has its own page."""
    wanted = []
    for name, step in STEPS.items():
        if found.state not in step.sources or name == "publish":
            continue
        if name == "consider":
            may = democracy.clerk_of(found.body, reader)
        elif name == "sign":
            role, at = found.kind.sign_off_role, permissions.place_of_period(found)
            may = reader.held(role, at=at) if role else True
        else:
            may = bool(permissions.writes(reader))
        if may:
            wanted.append((name, step))
    return wanted


@READING
@require_POST
def act(request: HttpRequest, name: str, act: str) -> HttpResponse:
    """Do one thing about a period, and come back to it."""
    found = _period(request, name)
    does = ACTS.get(act)
    if does is None:
        raise Http404(act)
    by = {"actor": actor(request), "moment": clock.now()}
    try:
        said = does(request, found, by)
        if said:
            messages.success(request, said)
    except Problems as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem.message} {problem.hint}".strip())
    except Refused:
        raise
    except TownclerkError as error:
        messages.error(request, str(error))
    return redirect("reports:period", name)


By = Mapping[str, Any]


def _collect(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    periods.collect(found, **by)
    asked = list(periods.report_of(found).contributions.all())
    return f"Every contributor is asked. {telling.said(asked)}".strip()


def _compile(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    periods.compile_report(found, **by)
    return "The report is compiled. It can be edited now."


def _edit(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    periods.finish_editing(found, **by)
    return "Editing is finished. The report waits for its signature."


def _sign(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    periods.sign(found, **by)
    return "The report is signed."


def _reopen(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    periods.reopen(found, request.POST.get("reason", ""), **by)
    return "Sections are collected again."


def _consider(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    periods.consider(found, **by)
    return "The report is noted as considered."


def _question(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    posted = request.POST
    try:
        due = date.fromisoformat(posted.get("due", "").strip())
    except ValueError:
        wrong = Problem("The day is no date.", field="due", hint="Write it as 2024-09-16.")
        raise Problems([wrong]) from None
    values = {"text": posted.get("text"), "owner_role": posted.get("owner_role"), "due": due}
    made = periods.question(found, values, **by)
    return f"Question {made.number} is kept, and is the action {made.action}."


def _link(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    contribution = _asked(request, found)
    own = asked_of.addresses([contribution], clock.today()).get(contribution.pk, "")
    to = request.POST.get("to", own).strip()
    secret = linking.make(contribution, to=to, **by)
    request.session["contribution-link"] = {
        "section": contribution.section,
        "address": request.build_absolute_uri(linking.address(secret)),
        "to": to,
    }
    return ""


def _revoke(request: HttpRequest, found: ReportPeriod, by: By) -> str:
    for one in _asked(request, found).links.filter(revoked_at=None):
        linking.revoke(one, **by)
    return "The link opens nothing any more."


def _asked(request: HttpRequest, found: ReportPeriod) -> Contribution:
    section = request.POST.get("section", "")
    return get_object_or_404(Contribution, report=found.report, section=section)


ACTS: Mapping[str, Callable[[HttpRequest, ReportPeriod, By], str]] = {
    "collect": _collect,
    "compile": _compile,
    "edit": _edit,
    "sign": _sign,
    "reopen": _reopen,
    "consider": _consider,
    "question": _question,
    "link": _link,
    "revoke": _revoke,
}


@READING
@require_safe
def cut(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """The report as one portfolio gets it."""
    found = _period(request, name)
    every = cuts.cuts_of(found)
    chosen = next((one for one in every if one.code and one.code == code), None)
    if chosen is None:
        raise Http404(code)
    report = periods.report_of(found)
    draft = cuts.draft_of(report, found, get_object_or_404(Unit, code=code))
    document = composing.preview(report, draft, reader=_reader(request))
    content = {
        "period": found,
        "report": report,
        "cut": chosen,
        "cuts": every,
        "body": render_html(document),
    }
    return render(request, "reports/cut.html", content)


@READING
@require_safe
def parts(request: HttpRequest, name: str) -> HttpResponse:
    """What each portfolio brings to the whole, figure by figure."""
    found = _period(request, name)
    every = cuts.cuts_of(found)
    content = {
        "period": found,
        "report": found.report,
        "cuts": every,
        "lines": cuts.lines_of(found, every, reader=_reader(request)),
    }
    return render(request, "reports/parts.html", content)


@READING
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is due from whom; in one month when it is named."""
    _reader(request).require(Verb.READ, Area.REPORTS)
    today = clock.today()
    month = request.GET.get("month", "").strip()
    first = last = None
    try:
        if month:
            first = date.fromisoformat(f"{month}-01")
            last = first.replace(day=monthrange(first.year, first.month)[1])
    except ValueError:
        month = ""
        messages.error(request, "Write the month as 2024-06.")
    content = {"lines": kinds.calendar(on=today, first=first, last=last), "month": month}
    return render(request, "reports/calendar.html", content)


def _period(request: HttpRequest, name: str) -> ReportPeriod:
    _reader(request).require(Verb.READ, Area.REPORTS)
    return get_object_or_404(
        ReportPeriod.objects.select_related("kind", "report", "portfolio"), reference=name
    )


def _reader(request: HttpRequest) -> Reader:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader
