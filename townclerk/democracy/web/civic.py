"""The civic office on pages: the diary, the charity's money on its own, honours and lessons."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.core.weekdays import DAYS, weekday_problem
from townclerk.democracy.models import (
    CeremonialPlan,
    CharityAccount,
    CivicLesson,
    Engagement,
    Honour,
)
from townclerk.democracy.operations import civic as operations
from townclerk.democracy.queries.civic import Raised, balance, raised
from townclerk.democracy.web.scrutiny import told
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs, signed_in
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import MoneyInput, day_input

FIGURES = (
    "democracy.civic.engagements",
    "democracy.civic.honours",
    "democracy.civic.charity_raised",
)
COLOURS = {
    "invited": "grey",
    "accepted": "blue",
    "briefed": "turquoise",
    "held": "green",
    "reviewed": "green",
    "declined": "grey",
}


@needs(Verb.READ, permissions.DEMOCRATIC)
def index(request: HttpRequest) -> HttpResponse:
    """What comes and what was, the charity's account, honours, plans with their lessons."""
    reader = request.reader  # type: ignore[attr-defined]
    reader.require(Verb.READ, permissions.DEMOCRATIC)
    today = clock.today()
    rows = Engagement.objects.order_by("on", "starts").prefetch_related("charity_entries")
    past = Q(on__lt=today)
    content = {
        "parts": [
            ("To come", [_entry(one) for one in rows.exclude(past)]),
            ("Before", [_entry(one) for one in rows.filter(past).order_by("-on")]),
        ],
        "accounts": [(one, balance(one, today), _acts(request, one)) for one in _accounts()],
        "honours": Honour.objects.filter(state__in=Honour.PUBLIC),
        "plans": CeremonialPlan.objects.prefetch_related("lessons"),
        "lessons": CivicLesson.objects.select_related("plan", "engagement").order_by("due"),
        "colours": COLOURS,
        "today": today,
        "figures": told(request, FIGURES),
        "clerk": reader.held(*permissions.CLERKS),
    }
    return render(request, "democracy/civic.html", content)


def _accounts() -> Any:
    return CharityAccount.objects.order_by("name")


def _entry(one: Engagement) -> tuple[Engagement, str, str, Raised | None]:
    return one, DAYS[one.on.weekday()], weekday_problem(one.on, one.weekday), raised(one)


class Reconcile(acts.Act):
    about = CharityAccount
    title = label = "Reconcile"
    intro = ("The entries up to a day must come to what the bank statement says, to the penny.",)

    to = day_input("Up to")
    statement = MoneyInput("Balance of the statement")

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check(actor, *permissions.CLERKS, moment=moment)

    def trail(self) -> acts.Trail:
        return [("Civic office", reverse("democracy:civic"))]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.reconcile(self.record, **given, actor=actor, moment=moment)
        return "The account agrees with its statement."


def _acts(request: HttpRequest, account: CharityAccount) -> tuple[acts.Offered, ...]:
    address = reverse("democracy:charity_reconcile", args=[account.code])
    return acts.offered(request, [(Reconcile, address)], account)


@signed_in
def reconcile(request: HttpRequest, code: str) -> HttpResponse:
    found = CharityAccount.objects.filter(code=code).first()
    if found is None:
        raise Http404(code)
    return acts.act_page(request, Reconcile, found)
