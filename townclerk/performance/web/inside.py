"""The pages of service plans, quarters and requests for intelligence."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from townclerk.performance import policies
from townclerk.performance.core.requests import WINDOW_DAYS
from townclerk.performance.models import (
    Dashboard,
    IntelligenceRequest,
    PlanTemplate,
    Quarter,
    ServicePlan,
)
from townclerk.performance.operations import PERFORMANCE, packs, requests
from townclerk.performance.queries import packs as pack_queries
from townclerk.performance.queries import requests as request_queries
from townclerk.performance.queries import service_plans
from townclerk.performance.queries.packs import Pack
from townclerk.performance.web.navigation import signs_packs
from townclerk.performance.web.outside import counts
from townclerk.performance.web.reading import reader_of, whole_area
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import reader_of as reader_for
from townclerk.platform.access.http import needs, signed_in
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import labels
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import may_contribute, opens, visible
from townclerk.platform.web import acts
from townclerk.platform.web.fields import code_input, text_input

PLAN_COLOURS = {
    "draft": "grey",
    "returned": "red",
    "challenged": "blue",
    "agreed": "green",
    "mid-year": "turquoise",
    "closed": "grey",
}
STATUS = {
    "red": ("Missed", "red"),
    "amber": ("Near", "yellow"),
    "green": ("Met", "green"),
    "none": ("No status", "grey"),
}
SIGNING = policies.SIGN_PACK
BEHIND = {
    "intelligence-requests": "Every request",
    "data-sources": "Data sources",
    "drills": "Who asked to see clients",
    "data-matchings": "Matching of data",
}
"""The registers behind the page of intelligence."""


@needs(Verb.READ, PERFORMANCE)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Who has sent the plan of a year and who has not: every service, or the reader's own."""
    on, reader = clock.today(), reader_of(request)
    own = reader.units(PERFORMANCE) or frozenset()
    inside = reader.may(Verb.READ, PERFORMANCE).allowed
    if not own:
        whole_area(request)
    templates = PlanTemplate.objects.all()
    asked = request.GET.get("template", "")
    chosen = next((one for one in templates if one.code == asked), None) or templates.first()
    rows = [
        one
        for one in (service_plans.submissions(chosen, on) if chosen else ())
        if inside or one.code in own
    ]
    content = {
        "templates": templates,
        "chosen": chosen,
        "rows": rows,
        "unsent": sum(one.plan is None or one.plan.state in ServicePlan.WRITING for one in rows),
        "may_begin": bool(may_contribute(by_name("service-plans"), reader)),
        "colours": PLAN_COLOURS,
        "counts": counts(request, "service_plans", "late", "submitted", "agreed", "unlinked"),
    }
    return render(request, "performance/service_plans.html", content)


@needs(Verb.READ, PERFORMANCE)
def service_plan(request: HttpRequest, code: str) -> HttpResponse:
    """A plan with its words, and its records as they stand or stood when it was agreed."""
    rows = ServicePlan.objects.select_related("template", "unit")
    found = get_object_or_404(rows, code=code)
    reader = reader_of(request)
    reader.require(Verb.READ, PERFORMANCE, unit=found.unit.code)
    content = {
        "outlook": service_plans.outlook(found, on=clock.today(), reader=reader),
        "colours": PLAN_COLOURS,
    }
    return render(request, "performance/service_plan.html", content)


@needs(Verb.READ, PERFORMANCE)
def quarter_list(request: HttpRequest) -> HttpResponse:
    """Every quarter with the day of each step."""
    if not signs_packs(reader_of(request)):
        whole_area(request)
    content = {
        "quarters": Quarter.objects.all(),
        "inside": bool(reader_of(request).may(Verb.READ, PERFORMANCE)),
        "counts": counts(request, "quarters", "red", "red_without_action")
        + counts(request, "quarter_issues", "open", "late"),
    }
    return render(request, "performance/quarters.html", content)


@needs(Verb.READ, PERFORMANCE)
def quarter(request: HttpRequest, code: str) -> HttpResponse:
    """The pack of a quarter, of the council or of one portfolio, exceptions first. Who signs for
    some portfolios alone sees the packs of these and nothing of the others."""
    found = get_object_or_404(Quarter, code=code)
    pack, own = _pack(request, found)
    chosen = next((unit for unit in pack.portfolios if unit.code == pack.portfolio), None)
    links: list[tuple[type[acts.Act], str]] = [
        (Ask, reverse("performance:quarter_ask", args=[found.code]))
    ]
    if chosen is not None and chosen.pk not in pack.signed:
        address = reverse("performance:quarter_sign", args=[found.code, chosen.code])
        links.insert(0, (_signing(chosen), address))
    content = {
        "pack": pack,
        "inside": own is None,
        "portfolio": chosen,
        "names": labels(found.last),
        "statuses": STATUS,
        "issues": found.issues.select_related("figure"),
        "acts": acts.offered(request, links, found),
    }
    return render(request, "performance/quarter.html", content)


def _pack(request: HttpRequest, found: Quarter) -> tuple[Pack, frozenset[str] | None]:
    """The pack asked for, with the portfolios that are open to the reader, and these where they
    sign for some only."""
    reader, asked = reader_of(request), request.GET.get("portfolio", "")
    if reader.may(Verb.READ, PERFORMANCE):
        return pack_queries.pack(found, asked), None
    own = reader.units(PERFORMANCE, Verb.APPROVE, subject=SIGNING) or frozenset()
    open_to = [one.code for one in pack_queries.portfolios(found) if one.code in own]
    if not open_to:
        whole_area(request)
    pack = pack_queries.pack(found, asked if asked in open_to else open_to[0])
    kept = tuple(one for one in pack.portfolios if one.code in own)
    return replace(pack, portfolios=kept, differences=(), missing=()), own


class QuarterAct(acts.Act):
    """An act of a Cabinet Member on a quarter."""

    about = Quarter

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        packs.check_asker(actor, moment=moment)

    def trail(self) -> acts.Trail:
        own = reverse("performance:quarter", args=[self.record.code])
        return [("Quarters", reverse("performance:quarters")), (str(self.record), own)]


class Sign(QuarterAct):
    title = label = "Sign the portfolio's pack"

    note = forms.CharField(label="Note (optional)", widget=forms.Textarea, required=False)
    portfolio: ClassVar[Unit]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        packs.check_signer(actor, cls.portfolio, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in (Quarter.State.MODERATED, Quarter.State.LEADERSHIP)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        packs.sign(self.record, self.portfolio, **given, actor=actor, moment=moment)
        return f"The pack of {self.portfolio} is signed."


class Ask(QuarterAct):
    title, label = "Ask about the pack", "Ask"

    code = code_input()
    text = text_input("Question")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state != Quarter.State.OPEN)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        reader = reader_for(actor, moment.astimezone(LOCAL).date())
        role = next((held.code for held in reader.roles), "")
        packs.ask_question(self.record, **given, role=role, actor=actor, moment=moment)
        return (
            "The question is kept with the quarter. It is answered before the next goes to Cabinet."
        )


@needs(Verb.APPROVE, PERFORMANCE, subject=SIGNING)
def sign(request: HttpRequest, code: str, portfolio: str) -> HttpResponse:
    unit = get_object_or_404(Unit, code=portfolio)
    return acts.act_page(request, _signing(unit), get_object_or_404(Quarter, code=code))


def _signing(unit: Unit) -> type[Sign]:
    """The signing of one portfolio's pack."""
    return type("SignOne", (Sign,), {"portfolio": unit, "title": f"Sign the pack of {unit}"})


@needs(Verb.APPROVE, PERFORMANCE, subject=SIGNING)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    return acts.act_page(request, Ask, get_object_or_404(Quarter, code=code))


@needs(Verb.READ, PERFORMANCE)
def intelligence(request: HttpRequest) -> HttpResponse:
    """Requests that are open and what was answered lately, the reader's own or all; and what is
    there to look at already."""
    today, reader = clock.today(), reader_of(request)
    if not reader.units(PERFORMANCE):
        whole_area(request)
    rows = visible(by_name("intelligence-requests"), reader).select_related("like", "report")
    lately = today - timedelta(days=WINDOW_DAYS)
    content = {
        "requests": rows.filter(state__in=IntelligenceRequest.OPEN).order_by(
            "wanted_by", "logged_on"
        ),
        "answered": rows.filter(delivered_on__gte=lately).order_by("-delivered_on"),
        "sources": request_queries.sources(reader, today),
        "may_log": bool(may_contribute(by_name("intelligence-requests"), reader)),
        "registers": [
            (name, label) for name, label in BEHIND.items() if opens(by_name(name), reader)
        ],
        "dashboards": request_queries.dashboards(reader),
        "today": today,
        "roles": roles(),
        "counts": counts(request, "requests", "open", "late", "delivered", "repeated"),
    }
    return render(request, "performance/intelligence.html", content)


class GoDown(acts.Act):
    """Ask to go down to a client; whether it is let or not is kept."""

    title, label = "Go down to a client", "Ask"
    about = Dashboard
    intro = ("Who asks, when and what for is kept, whether or not it is let.",)

    purpose = text_input("What it is for")
    extract = forms.BooleanField(label="Take the data out as well", required=False)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        if actor.user is None:
            raise Refused("Sign in to ask.")

    def trail(self) -> acts.Trail:
        return [("Intelligence", reverse("performance:intelligence"))]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        kept = requests.drill(self.record, **given, actor=actor, moment=moment)
        return f"{kept.why} Open it where it is: {self.record.address}".strip()


@signed_in
def go_down(request: HttpRequest, code: str) -> HttpResponse:
    return acts.act_page(request, GoDown, get_object_or_404(Dashboard, code=code))
