"""Reviews of scrutiny on pages: the route of the report, each recommendation, what is owed."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.democracy.models import Review, ScrutinyRecommendation
from townclerk.democracy.operations import reviews as operations
from townclerk.democracy.permissions import check
from townclerk.democracy.policies_scrutiny import RECOMMENDATION, REVIEW
from townclerk.democracy.registers_scrutiny import REVIEWS
from townclerk.democracy.web.papers import inside
from townclerk.democracy.web.scrutiny import told
from townclerk.kernel.display import date_display
from townclerk.platform import clock
from townclerk.platform.access.http import public, signed_in
from townclerk.platform.access.matrix import roles
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import may_contribute, visible
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input

COLOURS = {
    "scoped": "grey",
    "evidence": "turquoise",
    "draft": "turquoise",
    "committee": "blue",
    "cabinet": "blue",
    "council": "blue",
    "monitored": "orange",
    "closed": "green",
}
ANSWERED = {
    "awaiting": "grey",
    "accepted": "blue",
    "in-part": "orange",
    "rejected": "red",
    "closed": "green",
}
FIGURES = (
    "democracy.scrutiny.reviews",
    "democracy.scrutiny.recommendations",
    "democracy.reviews.acceptance_rate",
    "democracy.reviews.days_to_report",
)


@public
def index(request: HttpRequest) -> HttpResponse:
    rows = visible(REVIEWS, request.reader)  # type: ignore[attr-defined]
    rows = rows.select_related("body").prefetch_related("recommendations")
    content = {
        "reviews": rows.order_by("-scoped_on", "reference"),
        "awaiting": awaiting,
        "colours": COLOURS,
        "may_add": bool(may_contribute(REVIEWS, request.reader)),  # type: ignore[attr-defined]
        "figures": told(request, FIGURES),
    }
    return render(request, "democracy/reviews.html", content)


def awaiting(review: Review) -> str:
    """Who is to take the report next, as a reader is told it."""
    if review.awaited is None:
        return ""
    body, on = review.awaited
    return f"Awaiting {body}, {date_display(on)}" if on else f"Awaiting {body}"


@public
def show(request: HttpRequest, reference: str) -> HttpResponse:
    found = _review(request, reference)
    recommendations = found.recommendations.prefetch_related("progress").order_by("number")
    within = inside(request, found)
    content = {
        "review": found,
        "colour": COLOURS[found.state],
        "awaiting": awaiting(found),
        "stages": _stages(found),
        "took": _took(found),
        "recommendations": [(one, _offered(request, one)) for one in recommendations],
        "answered": ANSWERED,
        "today": clock.today(),
        "inside": within,
        "evidence": found.evidence.order_by("on") if within else (),
        "acts": _acts(request, found),
    }
    return render(request, "democracy/review.html", content)


def _review(request: HttpRequest, reference: str) -> Review:
    rows = visible(REVIEWS, request.reader)  # type: ignore[attr-defined]
    rows = rows.select_related("body", "group", "lead")
    found: Review | None = rows.filter(reference=reference).first()
    if found is None:
        raise Http404(f"No review {reference} is open to this reader.")
    return found


def _took(review: Review) -> int | None:
    if review.scoped_on is None or review.reported_on is None:
        return None
    return (review.reported_on - review.scoped_on).days


def _stages(review: Review) -> list[tuple[str, str]]:
    """Each body of the route, with when it agreed or when it is to."""
    order = [state.value for state in Review.ROUTE]
    passed = {"monitored": 3, "closed": 3}
    at = passed.get(review.state, order.index(review.state) if review.state in order else -1)
    named = (
        (str(review.body), review.committee_on),
        ("Cabinet", review.cabinet_on),
        ("Council", review.council_on if review.needs_council else None),
    )
    found = []
    for place, (body, on) in enumerate(named):
        day = date_display(on) if on else ""
        if body == "Council" and not review.needs_council:
            said = "Not needed"
        elif place < at:
            said = f"Agreed {day}" if day else "Agreed"
        elif place == at:
            said = f"Awaiting {day}" if day else "Awaiting a day"
        else:
            said = f"Planned for {day}" if day else "Not yet"
        found.append((body, said))
    return found


class ReviewAct(acts.Act):
    """A step of the route."""

    about = Review
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        check(actor, *REVIEW[cls.step].roles, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in REVIEW[cls.step].sources

    def trail(self) -> acts.Trail:
        own = reverse("democracy:review", args=[self.record.reference])
        return [("Reviews", reverse("democracy:reviews")), (self.record.title, own)]


class Agree(ReviewAct):
    on = day_input("Agreed on")
    next_on = day_input("The next body takes it on", required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.agree(self.record, **given, actor=actor, moment=moment)
        return f"{awaiting(made) or 'The report has passed its route'}."


class AgreeCommittee(Agree):
    step = "agree-committee"
    title = label = REVIEW[step].label


class AgreeCabinet(Agree):
    step = "agree-cabinet"
    title = label = REVIEW[step].label


class AgreeCouncil(Agree):
    step = "agree-council"
    title = label = REVIEW[step].label


ACTS: dict[str, type[ReviewAct]] = {
    kind.step: kind for kind in (AgreeCommittee, AgreeCabinet, AgreeCouncil)
}


def _acts(request: HttpRequest, found: Review) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("democracy:review_act", args=[found.reference, name]))
        for name, kind in ACTS.items()
    )
    return acts.offered(request, named, found)


class RecommendationAct(acts.Act):
    """A step of one recommendation."""

    about = ScrutinyRecommendation
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        own = (record.owner_role,) if record.owner_role and cls.step == "progress" else ()
        check(actor, *own, *RECOMMENDATION[cls.step].roles, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in RECOMMENDATION[cls.step].sources

    def trail(self) -> acts.Trail:
        review = self.record.review
        own = reverse("democracy:review", args=[review.reference])
        return [("Reviews", reverse("democracy:reviews")), (review.title, own)]


def _long(label: str, *, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, widget=area, required=required)


class Respond(RecommendationAct):
    step = "respond"
    title = label = RECOMMENDATION[step].label

    response = forms.ChoiceField(
        label="The response",
        choices=ScrutinyRecommendation.Response.choices,
        widget=forms.RadioSelect,
    )
    response_reason = _long("Why, where it is not accepted whole", required=False)
    owner_role = forms.ChoiceField(label="Who carries it out", required=False)
    due = day_input("By when", required=False)

    def prepare(self) -> None:
        field: Any = self.fields["owner_role"]
        field.choices = [("", "Nobody, it is rejected"), *roles().items()]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.respond(self.record, **given, actor=actor, moment=moment)
        return "The response is recorded."


class Progress(RecommendationAct):
    step = "progress"
    title = label = RECOMMENDATION[step].label

    text = _long("How far it is")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.report_progress(self.record, **given, actor=actor, moment=moment)
        day = date_display(made.progress_due) if made.progress_due else "later"
        return f"Progress is recorded. The next report is due on {day}."


class Close(RecommendationAct):
    step = "close"
    title = label = RECOMMENDATION[step].label

    evidence = _long("What shows that it is done")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.close_recommendation(self.record, **given, actor=actor, moment=moment)
        return "The recommendation is closed."


RECOMMENDATION_ACTS: dict[str, type[RecommendationAct]] = {
    kind.step: kind for kind in (Respond, Progress, Close)
}


def _offered(request: HttpRequest, found: ScrutinyRecommendation) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("democracy:recommendation_act", args=[found.reference, name]))
        for name, kind in RECOMMENDATION_ACTS.items()
    )
    return acts.offered(request, named, found)


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    return acts.act_page(request, kind, _review(request, reference))


@signed_in
def recommendation_act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    kind = RECOMMENDATION_ACTS.get(act)
    found = ScrutinyRecommendation.objects.filter(reference=reference).first()
    if kind is None or found is None:
        raise Http404(reference)
    _review(request, found.review.reference)
    return acts.act_page(request, kind, found)
