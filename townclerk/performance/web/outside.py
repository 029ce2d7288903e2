"""The pages of reviews, returns, boards and strategies."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from townclerk.figures import Ask
from townclerk.figures import url as figure_url
from townclerk.figures.asking import those_open
from townclerk.performance.models import PartnershipBoard, Review
from townclerk.performance.operations import PERFORMANCE
from townclerk.performance.queries import partnerships, returns, reviews
from townclerk.performance.web.reading import reader_of, whole_area
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.matrix import roles
from townclerk.platform.web.fields import day_input

STANDINGS = {
    "expired": ("Expired", "red"),
    "review-due": ("Review due", "yellow"),
    "consulting": ("In consultation", "blue"),
    "drafting": ("Being drafted", "grey"),
    "adopted": ("In force", "green"),
}
RETURN_COLOURS = {
    "scheduled": "grey",
    "preparing": "blue",
    "validated": "purple",
    "submitted": "turquoise",
    "accepted": "green",
    "resubmitted": "turquoise",
}


def counts(request: HttpRequest, prefix: str, *names: str) -> list[tuple[str, str, str]]:
    """Those figures of a family that are open to the reader: what, how many, and where it leads."""
    asked = [Ask(key=f"performance.{prefix}.{name}") for name in names]
    found = those_open(asked, reader=reader_of(request))
    return [(one.label, one.display, figure_url(one.key)) for one in found]


def day_asked(request: HttpRequest) -> tuple[date, str]:
    """The day in the address; today without one, or where it is none, with what is wrong."""
    text = request.GET.get("on", "").strip()
    if not text:
        return clock.today(), ""
    try:
        found: date = day_input("As at").clean(text)
    except ValidationError as error:
        return clock.today(), " ".join(error.messages)
    return found, ""


@needs(Verb.READ, PERFORMANCE)
def review_list(request: HttpRequest) -> HttpResponse:
    """Every review, the newest first, with what waits in each."""
    whole_area(request)
    content = {
        "reviews": Review.objects.select_related("follows"),
        "counts": counts(request, "review_recommendations", "tracked", "asked", "late")
        + counts(request, "evidence", "stale")
        + counts(request, "review_questions", "gaps"),
    }
    return render(request, "performance/reviews.html", content)


@needs(Verb.READ, PERFORMANCE)
def review(request: HttpRequest, code: str) -> HttpResponse:
    """One review: its evidence as at a day, its questions with gaps, its recommendations."""
    whole_area(request)
    found = get_object_or_404(Review.objects.select_related("follows"), code=code)
    on, wrong = day_asked(request)
    outlook = reviews.outlook(found, on=on, reader=reader_of(request))
    content = {
        "outlook": outlook,
        "undated": outlook.undated,
        "on": on,
        "wrong": wrong,
        "roles": roles(),
    }
    return render(request, "performance/review.html", content)


@needs(Verb.READ, PERFORMANCE)
def return_calendar(request: HttpRequest) -> HttpResponse:
    """The calendar of returns: what is due, who prepares and checks it, what is taken up."""
    reader, today = reader_of(request), clock.today()
    rows = returns.calendar(reader, today)
    content = {
        "rows": [(one, returns.is_escalated(one, today)) for one in rows],
        "today": today,
        "colours": RETURN_COLOURS,
        "counts": counts(request, "returns", "unsent", "late", "unchecked", "sent"),
    }
    return render(request, "performance/returns.html", content)


@needs(Verb.READ, PERFORMANCE)
def partnership(request: HttpRequest) -> HttpResponse:
    """Strategies by how they stand, boards that look alike, and every board."""
    whole_area(request)
    on = clock.today()
    boards = PartnershipBoard.objects.filter(state=partnerships.ACTIVE)
    asked = [one for one in partnerships.asked_of_strategies() if not partnerships.is_done(one, on)]
    content = {
        "asked": [(one, partnerships.is_late(one, on)) for one in asked],
        "together": partnerships.together(list(boards)),
        "strategies": partnerships.strategies(on),
        "standings": STANDINGS,
        "roles": roles(),
        "alike": partnerships.alike(on),
        "boards": boards,
        "today": on,
        "counts": counts(request, "strategies", "expired", "review_due", "in_force")
        + counts(request, "strategy_actions", "late")
        + counts(request, "boards", "active", "alike"),
    }
    return render(request, "performance/partnerships.html", content)
