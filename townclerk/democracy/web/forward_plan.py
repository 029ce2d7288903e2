"""The forward plan on pages: what is to be decided when, and the acts on one entry."""

from datetime import datetime
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.core.notice import NoticeAfterDecision
from townclerk.democracy.models import Decision, Entry, PublishedPlan
from townclerk.democracy.operations import forward_plan as operations
from townclerk.democracy.policies import FORWARD_PLAN
from townclerk.democracy.queries import decisions as decision_queries
from townclerk.democracy.queries import forward_plan as queries
from townclerk.democracy.queries.papers import published_report
from townclerk.democracy.registers_forward_plan import FORWARD_PLAN as FORWARD_PLAN_REGISTER
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.http import actor, public, signed_in
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.parameters import source
from townclerk.platform.registers.permission import may_contribute
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input

COLOURS = {
    "draft": "grey",
    "published": "blue",
    "deferred": "orange",
    "decided": "green",
    "withdrawn": "grey",
}
LISTED = 6
"""So many of the plans published are named on the page of the plan; the register has them all."""


def _reader(request: HttpRequest) -> Reader:
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


@public
def plan(request: HttpRequest) -> HttpResponse:
    """Decisions to come by month; with `all` those decided and withdrawn too."""
    every = request.GET.get("show") == "all"
    found = queries.open_to(_reader(request))
    if not every:
        found = found.exclude(state__in=(Entry.State.DECIDED, Entry.State.WITHDRAWN))
    if request.GET.get("key") == "yes":
        found = found.filter(key=True).exclude(ruling=Entry.Ruling.NOT_KEY)
    entries = found.order_by("decision_on", "reference")
    content = {
        "months": [
            (month, list(rows))
            for month, rows in groupby(entries, key=lambda one: f"{one.decision_on:%B %Y}")
        ],
        "every": every,
        "key_only": request.GET.get("key") == "yes",
        "colours": COLOURS,
        "plans": PublishedPlan.objects.all()[:LISTED],
        "may_publish": permissions.holds(actor(request), clock.now(), *permissions.CLERKS),
        "may_add": bool(may_contribute(FORWARD_PLAN_REGISTER, _reader(request))),
    }
    return render(request, "democracy/forward_plan.html", content)


@public
def entry(request: HttpRequest, reference: str) -> HttpResponse:
    """One decision to come: what, by whom, when, on what notice."""
    found = _entry(request, reference)
    reader = _reader(request)
    content = {
        "entry": found,
        "decision": permissions.if_open(found.decision, decision_queries.open_to(reader)),
        "colour": COLOURS[found.state],
        "notice": _notice(found),
        "report": published_report(found.report),
        "acts": _offered(request, found),
        "inside": permissions.inside(reader, found),
    }
    return render(request, "democracy/entry.html", content)


def _entry(request: HttpRequest, reference: str) -> Entry:
    found = queries.open_to(_reader(request)).filter(reference=reference).first()
    if found is None:
        raise Http404(f"No entry {reference} is open to this reader.")
    return found


def _notice(entry: Entry) -> dict[str, Any] | None:
    """The route as it was taken, or as it would be if the notice came out today."""
    day = entry.published_on or clock.today()
    try:
        found = queries.notice_of(entry, day, source())
    except NoticeAfterDecision:
        return {"too_late": True}
    except TownclerkError as error:
        return {"said": str(error)}
    if found is None:
        return None
    return {
        "route": found.value.route.value,
        "who": found.value.who,
        "days": [(route.value, last) for route, last in found.value.last_days.items()],
        "given": entry.published_on,
    }


class EntryAct(acts.Act):
    """A step of the forward plan that asks for more than a reason."""

    about = Entry
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check(actor, *FORWARD_PLAN[cls.step].roles, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in FORWARD_PLAN[cls.step].sources

    def trail(self) -> acts.Trail:
        reference = self.record.reference
        own = reverse("democracy:entry", args=[reference])
        return [("Forward plan", reverse("democracy:forward_plan")), (reference, own)]


class Publish(EntryAct):
    step = "publish"
    title = label = FORWARD_PLAN[step].label

    reason = forms.CharField(
        label="Why less than full notice is given",
        help_text="Only when the full notice of a key decision is impracticable.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    agreed_by = forms.CharField(
        label="Who agreed that it is urgent",
        help_text="The role, when it goes by special urgency.",
        max_length=120,
        required=False,
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.publish(self.record, **given, actor=actor, moment=moment)
        route = f" by the {made.route} route" if made.route not in ("", "ordinary") else ""
        return f"Notice of the decision is published{route}."


class Defer(EntryAct):
    step = "defer"
    title = label = FORWARD_PLAN[step].label

    to = day_input("Deferred to")
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.defer(self.record, **given, actor=actor, moment=moment)
        times = "once" if made.deferrals == 1 else f"{made.deferrals} times"
        return f"The decision is deferred. It has slipped {times}."


class Decided(EntryAct):
    step = "decided"
    title = label = FORWARD_PLAN[step].label

    decision = forms.ModelChoiceField(
        label="Which decision came of it",
        queryset=Decision.objects.filter(state__in=Decision.TAKEN),
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.decided(self.record, **given, actor=actor, moment=moment)
        return "The decision that came of it is recorded."


class Withdraw(EntryAct):
    step = "withdraw"
    title = label = FORWARD_PLAN[step].label

    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}))

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.withdraw(self.record, **given, actor=actor, moment=moment)
        return "The entry is withdrawn."


class Rule(EntryAct):
    step = "rule"
    title = label = FORWARD_PLAN[step].label

    ruling = forms.ChoiceField(
        label="The decision is", choices=Entry.Ruling.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(label="Why", max_length=300)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.rule(self.record, **given, actor=actor, moment=moment)
        return "The ruling is recorded."


class Mark(EntryAct):
    step = "mark"
    title = label = FORWARD_PLAN[step].label

    note = forms.CharField(label="What you want to know", max_length=300, required=False)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check_oversees(actor, *FORWARD_PLAN[cls.step].roles, moment=moment)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.mark(self.record, of_interest=True, **given, actor=actor, moment=moment)
        return "Scrutiny has marked the decision as of interest."


ACTS: dict[str, type[EntryAct]] = {
    kind.step: kind for kind in (Publish, Defer, Decided, Withdraw, Rule, Mark)
}


def _offered(request: HttpRequest, found: Entry) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("democracy:entry_act", args=[found.reference, name]))
        for name, kind in ACTS.items()
    )
    return acts.offered(request, named, found)


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    return acts.act_page(request, kind, _entry(request, reference))
