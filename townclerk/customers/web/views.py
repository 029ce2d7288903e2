"""The public register of consultations, one consultation, the panel, and the answers in words."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from townclerk.customers import permissions
from townclerk.customers.models import Answer, Consultation, Question
from townclerk.customers.operations.responses import closed_text
from townclerk.customers.parameters import number, standards
from townclerk.customers.queries import consultations as queries
from townclerk.customers.queries.findings import work_out
from townclerk.customers.web import acts
from townclerk.figures import Ask
from townclerk.figures import url as figure_url
from townclerk.figures.asking import those_open
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs, public, reader_of_request

State = Consultation.State
COLOURS = {
    "proposed": "grey",
    "panel-reviewed": "blue",
    "live": "green",
    "analysed": "purple",
    "reported": "purple",
    "feedback-given": "turquoise",
    "withdrawn": "red",
    "earlier": "grey",
}
FIGURES = ("live", "planned", "closed", "feedback_given", "feedback_owed")
A_PAGE = 50


def standing(one: Consultation, today: date) -> tuple[str, str]:
    """Where it stands in words, with the colour: one whose days are over is open no longer."""
    if one.state == State.LIVE and not queries.takes_answers(one, today):
        return "Being worked out", "purple"
    return one.get_state_display(), COLOURS[one.state]


def inside(request: HttpRequest) -> bool:
    return bool(permissions.reads(reader_of_request(request)))


def found(request: HttpRequest, reference: str) -> Consultation:
    one = queries.open_to(inside(request)).filter(reference=reference).first()
    if one is None:
        raise Http404(f"No consultation {reference} is open to this reader.")
    return one


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is open, planned and closed; whoever works on them sees the proposals too."""
    reader, today = reader_of_request(request), clock.today()
    rows = list(queries.open_to(inside(request)))
    running = [one for one in rows if one.state == State.LIVE]
    groups = [
        ("Open now", [one for one in running if queries.takes_answers(one, today)]),
        ("Planned", [one for one in rows if one.state == State.REVIEWED]),
        ("Being worked out", [one for one in running if not queries.takes_answers(one, today)]),
        ("Proposed", [one for one in rows if one.state == State.PROPOSED]),
        ("Closed", [one for one in rows if one.state in Consultation.CLOSED]),
        ("Withdrawn", [one for one in rows if one.state == State.WITHDRAWN]),
    ]
    asked = [Ask(key=f"customers.consultation.{name}") for name in FIGURES]
    content = {
        "groups": [
            (title, [(one, standing(one, today)) for one in ones]) for title, ones in groups if ones
        ],
        "figures": [
            (one.label, one.display, figure_url(one.key))
            for one in those_open(asked, reader=reader)
        ],
        "may_add": bool(permissions.proposes(reader)),
        "inside": inside(request),
    }
    return render(request, "customers/consultations.html", content)


@public
@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """One consultation: what is asked, where it stands, what people said, what was done."""
    one, reader, today = found(request, reference), reader_of_request(request), clock.today()
    works = bool(permissions.proposes(reader))
    room = queries.room_of(one, today)
    content: dict[str, Any] = {
        "one": one,
        "standing": standing(one, today),
        "asks": [row.people.name for row in one.people.all()],
        "takes_answers": queries.takes_answers(one, today),
        "has_form": one.questions.exists(),
        "closed_text": closed_text(one),
        "inside": inside(request),
        "works": works,
        "room": room.value if room and one.state in (State.PROPOSED, State.REVIEWED) else None,
        "clashes": queries.clashes(one) if inside(request) else [],
        "earlier": list(queries.earlier(one)[:5]),
        "standards": _reviewed(one),
        "acts": acts.offered(request, one),
        "themes": _themes(one) if one.state in Consultation.FOUND or inside(request) else [],
        "analysis": _analysis(one, works=works),
        "preview": works and one.state == State.LIVE,
        "reported": one.state in Consultation.FOUND,
    }
    return render(request, "customers/consultation.html", content)


def _reviewed(one: Consultation) -> list[tuple[str, str]]:
    """Each standard with why it was not met; empty where it was."""
    if one.reviewed_on is None:
        return []
    words = standards(one.reviewed_on)
    return [(words.get(code, code), why) for code, why in one.standards.items()]


def _themes(one: Consultation) -> list[tuple[Any, Any]]:
    counts = one.analysis.get("themes", {})
    return [(theme, counts.get(theme.code)) for theme in one.themes.order_by("code")]


def _analysis(one: Consultation, *, works: bool) -> dict[str, Any]:
    """As it was kept; before that, for those who work on it, as it stands."""
    if one.state in Consultation.FOUND or (works and one.analysis):
        return dict(one.analysis)
    if works and one.state == State.LIVE and one.responses.exists():
        return work_out(one, clock.today())
    return {}


@needs(Verb.READ, permissions.INFORMATION, subject=permissions.CONSULTATION)
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    reader_of_request(request).require(
        Verb.READ, permissions.INFORMATION, subject=permissions.CONSULTATION
    )
    today = clock.today()
    agenda = queries.agenda(today)
    content = {
        "agenda": agenda,
        "parts": [
            (title, [(one, standing(one, today)) for one in ones], otherwise)
            for title, ones, otherwise in (
                (
                    "Proposals, those that waited longest first",
                    agenda.proposals,
                    "No proposal waits for the panel.",
                ),
                ("Planned and open", agenda.running, "None is planned or open."),
                ("To hear what people said", agenda.to_hear_of, "Nothing new was found out."),
            )
        ],
        "months": number("panel-interval-months", today),
        "standards": list(standards(today).values()),
    }
    return render(request, "customers/panel.html", content)


@needs(Verb.CONTRIBUTE, permissions.INFORMATION, subject=permissions.CONSULTATION)
@require_safe
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """What was said in words, for those who work out what it means. Nobody is named."""
    one = found(request, reference)
    rows = Answer.objects.filter(
        response__consultation=one, question__kind=Question.Kind.WORDS
    ).select_related("question")
    page = Paginator(rows.prefetch_related("themes").order_by("pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    content = {
        "one": one,
        "page": page,
        "rows": list(page),
        "acts": acts.offered(request, one, only=("code", "take-back")),
    }
    return render(request, "customers/answers.html", content)
