"""The pages of democracy: calendar, bodies, meetings, decisions; public where made public."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from townclerk.democracy.core.delegation import limits_said, pounds
from townclerk.democracy.models import Body, Decision, Meeting, Membership
from townclerk.democracy.permissions import CLERKS, if_open, inside, of_own_bodies
from townclerk.democracy.queries import bodies as body_queries
from townclerk.democracy.queries import decisions as decision_queries
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.democracy.queries import member_development
from townclerk.democracy.queries.delegations import line_of
from townclerk.democracy.registers import MEETINGS
from townclerk.democracy.web import agendas, meeting_page, presenters
from townclerk.democracy.web.acts import offered
from townclerk.figures import Ask
from townclerk.figures import url as figure_url
from townclerk.figures.asking import those_open
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import public
from townclerk.platform.access.reader import Reader
from townclerk.platform.exchange.cells import parse_day
from townclerk.platform.parameters import source
from townclerk.platform.registers.permission import may_contribute

PAGE = 50
SHOWN = timedelta(days=366)
LATEST = 10
"""So many meetings gone by are shown where none is to come."""
MOST_SEATS = 200
FIGURES = ("made", "key", "called_in")


def _reader(request: HttpRequest) -> Reader:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """Meetings by month: those to come, or with `when=past` those gone by, newest first. Where none
    is to come the latest are shown below."""
    today = clock.today()
    past = request.GET.get("when") == "past"
    rows = meeting_queries.open_to(_reader(request))
    gone_by = rows.filter(on__lt=today).order_by("-on", "starts", "reference")
    found = gone_by if past else rows.filter(on__gte=today, on__lte=today + SHOWN)
    code = request.GET.get("body", "")
    choices = _bodies(request).filter(meetings__in=found.order_by()).distinct()
    if code:
        found, gone_by = found.filter(body__code=code), gone_by.filter(body__code=code)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    content = {
        "months": presenters.months(page.object_list),
        "latest": presenters.months(gone_by[:LATEST]) if not past and not page.object_list else (),
        "page": page,
        "past": past,
        "bodies": choices,
        "body": code,
        "may_import": _reader(request).held(*CLERKS),
        "may_add": bool(may_contribute(MEETINGS, _reader(request))),
    }
    return render(request, "democracy/calendar.html", content)


def _bodies(request: HttpRequest) -> "QuerySet[Body]":
    found = Body.objects.filter(of_own_bodies(_reader(request), Q(public=True), code="code"))
    return found.select_related("parent")


@public
def bodies(request: HttpRequest) -> HttpResponse:
    """Every body with its kind, by kind."""
    today = clock.today()
    rows = _bodies(request)
    standing = rows.filter(Q(end__isnull=True) | Q(end__gt=today))
    kinds = [
        (label, [body for body in standing if body.kind == kind])
        for kind, label in Body.Kind.choices
    ]
    strength = body_queries.strength(today)
    content = {
        "kinds": [(label, found) for label, found in kinds if found],
        "open": frozenset(rows.order_by().values_list("pk", flat=True)),
        "groups": [
            (name, number, figure_url("democracy.members.count", code, as_at=today))
            for code, (name, number) in strength.items()
        ],
        "members": sum(number for _, number in strength.values()),
    }
    return render(request, "democracy/bodies.html", content)


@public
def body(request: HttpRequest, code: str) -> HttpResponse:
    """A body on a day: its terms, its seats by group with the balance, its meetings."""
    rows = _bodies(request)
    found = get_object_or_404(rows, code=code)
    on, wrong = _day(request)
    sitting = list(body_queries.sitting(found, on))
    groups = body_queries.groups_of([seat.member_id for seat in sitting], on)
    names = {member: group.name for member, group in groups.items()}
    meetings = meeting_queries.open_to(_reader(request)).filter(body=found)
    coming = meetings.filter(on__gte=clock.today())[:5]
    past = meetings.filter(on__lt=clock.today()).order_by("-on", "pk")[:5]
    voting = [seat for seat in sitting if seat.role != Membership.Role.SUBSTITUTE]
    content = {
        "body": found,
        "parent": if_open(found.parent, rows),
        "on": on,
        "wrong": wrong,
        "seats": presenters.seats(sitting, names),
        "filled": len(voting),
        "size": (size := _size(request)) or found.size,
        "balance": (balance := body_queries.balance(found, on, size)),
        "balance_rows": presenters.balance_rows(balance),
        "coming": [presenters.meeting_row(meeting) for meeting in coming],
        "past": [presenters.meeting_row(meeting) for meeting in past],
    }
    return render(request, "democracy/body.html", content)


def _size(request: HttpRequest) -> int | None:
    """Seats to try the balance with, when a sensible number is asked for."""
    typed = request.GET.get("seats", "").strip()
    return int(typed) if typed.isdecimal() and 0 < int(typed) <= MOST_SEATS else None


def _day(request: HttpRequest) -> tuple[date, str]:
    """The day asked for, today without one, and what is wrong with what was typed."""
    typed = request.GET.get("on", "").strip()
    if not typed:
        return clock.today(), ""
    try:
        return parse_day(typed), ""
    except TownclerkError as error:
        return clock.today(), str(error)


@public
def meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """A meeting with the last day of each of its notices and the decisions made at it."""
    reader = _reader(request)
    found: Meeting = get_object_or_404(meeting_queries.open_to(reader), reference=reference)
    within = inside(reader, found)
    rows = decision_queries.open_to(reader).filter(meeting=found)
    content = {
        "meeting": found,
        "row": presenters.meeting_row(found),
        "notices": presenters.notice_rows(found, source()),
        "decisions": rows.order_by("recommendation", "reference"),
        "colour": presenters.decision_colour,
        "inside": within,
        "acts": agendas.offered(request, found),
        "motion_colours": meeting_page.COLOURS,
        "barred": member_development.barred(found.body, found.on) if within else (),
        **presenters.business(found, inside=within),
        **meeting_page.running_order(found, reader, inside=within),
    }
    return render(request, "democracy/meeting.html", content)


@public
def decisions(request: HttpRequest) -> HttpResponse:
    """The register of decisions, newest first, found by words: what was decided about X?"""
    words = request.GET.get("q", "").strip()
    found = decision_queries.open_to(_reader(request))
    for word in words.split()[:10]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(report__icontains=word)
            | Q(reference__icontains=word)
        )
    if request.GET.get("key") == "yes":
        found = found.filter(key_decision=True)
    page = Paginator(found.order_by("-decided_on", "-pk"), PAGE).get_page(request.GET.get("page"))
    asked = [Ask(key=f"democracy.decisions.{name}") for name in FIGURES]
    content = {
        "page": page,
        "words": words,
        "key_only": request.GET.get("key") == "yes",
        "colour": presenters.decision_colour,
        "figures": [
            (figure.label, figure.display, figure_url(figure.key))
            for figure in those_open(asked, reader=_reader(request))
        ],
    }
    return render(request, "democracy/decisions.html", content)


@public
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """One decision: what, by whom, why, from when, and whether it has happened."""
    reader = _reader(request)
    found: Decision | None = decision_queries.open_to(reader).filter(reference=reference).first()
    if found is None:
        raise Http404(f"No decision {reference} is open to this reader.")
    window = decision_queries.window_of(found, source())
    called = getattr(found, "called", None)
    content = {
        "decision": found,
        "meeting": if_open(found.meeting, meeting_queries.open_to(reader)),
        "colour": presenters.decision_colour(found),
        "limits": limits_said(line_of(found.delegation)) if found.delegation else "",
        "worth": pounds(found.value) if found.value is not None else "",
        "call_in": presenters.call_in_said(found, clock.today()),
        "window": presenters.window_rows(window.step if window else None),
        "called": called,
        "acts": offered(request, found),
        "inside": inside(reader, found),
    }
    return render(request, "democracy/decision.html", content)
