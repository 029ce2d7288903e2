"""Recommendations on pages: one list per head of service, ageing, and the acts on one."""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from townclerk.assurance import policies
from townclerk.assurance.documents.follow_up_chart import follow_up_chart
from townclerk.assurance.models import Recommendation
from townclerk.assurance.operations import recommendations as operations
from townclerk.assurance.permissions import (
    ASSURANCE,
    CLOSING,
    check_keeps,
    check_role,
    reader,
    unit_code,
)
from townclerk.assurance.queries.recommendations import NAMES, list_of
from townclerk.assurance.registers_recommendations import RECOMMENDATIONS
from townclerk.figures import Ask, links
from townclerk.figures.asking import those_open
from townclerk.kernel.display import percent_display
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.queries import nodes
from townclerk.platform.registers.permission import may_contribute, visible
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input, text_input

COLOURS = {
    "raised": "grey",
    "accepted": "blue",
    "reported": "yellow",
    "verified": "green",
    "reopened": "red",
    "superseded": "grey",
}
PRIORITY = {"high": "red", "medium": "orange", "low": "blue"}
COUNTS = ("outstanding", "overdue", "unverified", "verified", "without_evidence")


@needs(Verb.READ, ASSURANCE)
def index(request: HttpRequest) -> HttpResponse:
    """What is outstanding by head of service, how late it is, and what was closed unproved."""
    who = request.reader  # type: ignore[attr-defined]
    rows = visible(RECOMMENDATIONS, who).select_related("unit", "engagement")
    today = clock.today()
    names = {code: node.name for code, node in nodes(today).items()}
    found = list_of(rows, names, today)
    whole = who.may(Verb.READ, ASSURANCE).allowed
    shares = (found.followed_up.implemented, found.followed_up.part, found.followed_up.overdue)
    content = {
        "found": found,
        "picture": follow_up_chart(found.chart) if found.chart.any else None,
        "names": NAMES,
        "priority": PRIORITY,
        "colours": COLOURS,
        "today": today,
        "figures": _figures(who, today) if whole else (),
        "shares": [percent_display(one * 100) for one in shares if one is not None],
        "may_add": bool(may_contribute(RECOMMENDATIONS, who)),
    }
    return render(request, "assurance/recommendations.html", content)


def _figures(who: Reader, today: date) -> list[tuple[str, str, str]]:
    """What the page counts, as figures to be opened."""
    asked = [Ask(key=f"assurance.recommendations.{name}", as_at=today) for name in COUNTS]
    found = those_open(asked, reader=who)
    return [(one.label, one.display, links.url(one.key, None, None, as_at=today)) for one in found]


@needs(Verb.READ, ASSURANCE)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One recommendation: what was asked, answered, done, and seen to be done."""
    found = _one(request, code)
    content = {
        "one": found,
        "colour": COLOURS[found.state],
        "priority": PRIORITY.get(found.priority, "grey"),
        "today": clock.today(),
        "late": found.late_on(clock.today()),
        "acts": _offered(request, found),
    }
    return render(request, "assurance/recommendation.html", content)


def _one(request: HttpRequest, code: str) -> Recommendation:
    who = request.reader  # type: ignore[attr-defined]
    rows = visible(RECOMMENDATIONS, who).select_related("unit", "engagement")
    found: Recommendation = get_object_or_404(rows, code=code)
    return found


class RecommendationAct(acts.Act):
    """A step of the table of recommendations."""

    about = Recommendation
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        move = policies.RECOMMENDATION[cls.step]
        if move.verb is Verb.APPROVE:
            check_role(actor, *move.roles, moment=moment, record=record)
            who = reader(actor, moment)
            who.require(Verb.APPROVE, ASSURANCE, unit=unit_code(record), subject=CLOSING)
            return
        check_keeps(actor, moment=moment, unit=unit_code(record))

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in policies.RECOMMENDATION[cls.step].sources

    def trail(self) -> acts.Trail:
        return [
            ("Follow-up", reverse("assurance:recommendations")),
            (str(self.record), reverse("assurance:recommendation", args=[self.record.code])),
        ]


def _long(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=required,
        help_text=help_text,
    )


class Accept(RecommendationAct):
    step = "accept"
    title = label = policies.RECOMMENDATION[step].label

    response = _long("What management answers")
    due = day_input("Done by")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.accept(self.record, **given, actor=actor, moment=moment)
        return "The recommendation is accepted."


class Extend(RecommendationAct):
    title = label = "Give it more time"

    to = day_input("Done by")
    reason = text_input("Why it takes longer")

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        check_keeps(actor, moment=moment, unit=unit_code(record))

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in ("accepted", "reopened")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.extend(self.record, **given, actor=actor, moment=moment)
        return f"Its day is moved. That happened {made.revised} times."


class Report(RecommendationAct):
    step = "report"
    title = label = policies.RECOMMENDATION[step].label

    evidence = _long(
        "What shows that it is done",
        required=False,
        help_text="Without it, it stays unverified and is listed as closed without evidence.",
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.report(self.record, **given, actor=actor, moment=moment)
        return "It is reported as done. Its originator verifies it."


class Verify(RecommendationAct):
    step = "verify"
    title = label = policies.RECOMMENDATION[step].label

    verification = _long(
        "What was seen, and who agreed",
        required=False,
        help_text="Needed where there is no evidence, and where it came from elsewhere.",
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.verify(self.record, **given, actor=actor, moment=moment)
        return "It is verified."


class Reopen(RecommendationAct):
    step = "reopen"
    title = label = policies.RECOMMENDATION[step].label
    reason = text_input("Why")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.reopen(self.record, **given, actor=actor, moment=moment)
        return "It is open again."


class Supersede(RecommendationAct):
    step = "supersede"
    title = label = policies.RECOMMENDATION[step].label
    reason = text_input("What took its place")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.supersede(self.record, **given, actor=actor, moment=moment)
        return "It is superseded."


ACTS: dict[str, type[RecommendationAct]] = {
    "accept": Accept,
    "extend": Extend,
    "report": Report,
    "verify": Verify,
    "reopen": Reopen,
    "supersede": Supersede,
}


def _offered(request: HttpRequest, found: Recommendation) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("assurance:recommendation_act", args=[found.code, name]))
        for name, kind in ACTS.items()
    )
    return acts.offered(request, named, found)


@needs(Verb.READ, ASSURANCE)
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    return acts.act_page(request, kind, _one(request, code))
