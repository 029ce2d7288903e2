"""Acts that need more than a sentence: each a form of its own, offered to whoever may do it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from townclerk.finance import permissions
from townclerk.finance.permissions import PLANNING
from townclerk.finance.web import (
    acts_fund,
    acts_grants,
    acts_plan,
    acts_reserves,
    acts_tax,
    reading,
)
from townclerk.finance.web.act_form import Act
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.web.form_pages import form_page

ACTS: dict[str, type[Act]] = {
    "review-reserve": acts_reserves.ReviewReserve,
    "use-general-balance": acts_reserves.UseGeneralBalance,
    "meet-replenishment": acts_reserves.MeetReplenishment,
    "assess-balances": acts_reserves.AssessBalances,
    "add-risk": acts_reserves.AddRisk,
    "move-assessment": acts_reserves.MoveAssessment,
    "record-grant": acts_grants.RecordGrant,
    "assume-grant": acts_grants.AssumeGrant,
    "record-settlement": acts_grants.RecordSettlement,
    "post-variance": acts_grants.PostVariance,
    "set-up-fund": acts_fund.SetUpFund,
    "add-fund-source": acts_fund.AddFundSource,
    "award": acts_fund.Award,
    "draw": acts_fund.Draw,
    "tax-assumptions": acts_tax.Assumptions,
    "draw-tax-option": acts_tax.DrawOption,
    "move-tax-option": acts_tax.MoveOption,
    "carry-surplus": acts_tax.CarrySurplus,
    "start-version": acts_plan.StartVersion,
    "add-driver": acts_plan.AddDriver,
    "change-driver": acts_plan.ChangeDriver,
    "link-drivers": acts_plan.LinkDrivers,
    "remove-line": acts_plan.RemoveLine,
}
"""Every act by the name in its address."""


@dataclass(frozen=True)
class Offered:
    label: str
    url: str


def offered(
    request: HttpRequest, names: Iterable[str], record: Model | None = None
) -> tuple[Offered, ...]:
    """The acts among these that the reader may do, asked of the rule the act itself asks."""
    who, moment = actor(request), clock.now()
    if who.user is None:
        return ()
    found = [(name, ACTS[name]) for name in names]
    arguments = [] if record is None else [record.pk]
    return tuple(
        Offered(kind.title, reverse("finance:act", args=[name, *arguments]))
        for name, kind in found
        if permissions.can(who, kind.verb, moment=moment, area=kind.area)
    )


@needs(Verb.READ, PLANNING)
def act(request: HttpRequest, name: str, pk: int | None = None) -> HttpResponse:
    """One act: its form, and the deed when the form is sent."""
    kind = ACTS.get(name)
    if kind is None or (kind.about is None) is not (pk is None):
        raise Http404(name)
    reading.whole_plan(request)
    who, moment = actor(request), clock.now()
    permissions.check(who, kind.verb, moment=moment, area=kind.area)
    record = get_object_or_404(kind.about, pk=pk) if kind.about is not None else None
    form = kind(request.POST if request.method == "POST" else None, record=record)
    address = form.back_address()

    def done(given: dict[str, Any]) -> str:
        try:
            told = form.act(given, actor=who, moment=moment)
        except (Problems, Refused):
            raise
        except TownclerkError as error:
            raise Problems([Problem(str(error))]) from None
        except ValidationError as error:
            raise Problems([Problem(message) for message in error.messages]) from None
        messages.info(request, told)
        return address

    trail = [("Medium-term plan", reverse("finance:plan")), (form.back[0], address)]
    title = kind.title if record is None else f"{kind.title}: {record}"
    return form_page(
        request, form, done, title=title, label=kind.label, trail=trail, intro=kind.intro
    )
