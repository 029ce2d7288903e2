"""Acts that need more than a sentence: each a form of its own, offered to whoever may do it."""

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from townclerk.finance.permissions import CHANGE, PLANNING
from townclerk.finance.web import (
    acts_fund,
    acts_grants,
    acts_plan,
    acts_reserves,
    acts_tax,
    reading,
)
from townclerk.finance.web.act_form import Act, offers_of_rows
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.web import acts

ACTS: dict[str, type[Act]] = {
    "review-reserve": acts_reserves.ReviewReserve,
    "use-general-balance": acts_reserves.UseGeneralBalance,
    "transfer-reserve": acts_reserves.Transfer,
    "challenge-assessment": acts_reserves.Challenge,
    "meet-replenishment": acts_reserves.MeetReplenishment,
    "assess-balances": acts_reserves.AssessBalances,
    "add-risk": acts_reserves.AddRisk,
    "move-assessment": acts_reserves.MoveAssessment,
    "record-grant": acts_grants.RecordGrant,
    "assume-grant": acts_grants.AssumeGrant,
    "record-settlement": acts_grants.RecordSettlement,
    "take-grant-into-plan": acts_grants.TakeIntoPlan,
    "post-variance": acts_grants.PostVariance,
    "set-up-fund": acts_fund.SetUpFund,
    "add-fund-source": acts_fund.AddFundSource,
    "award": acts_fund.Award,
    "draw": acts_fund.Draw,
    "tax-assumptions": acts_tax.Assumptions,
    "draw-tax-option": acts_tax.DrawOption,
    "move-tax-option": acts_tax.MoveOption,
    "carry-surplus": acts_tax.CarrySurplus,
    "note-version": acts_plan.NoteVersion,
    "start-version": acts_plan.StartVersion,
    "add-driver": acts_plan.AddDriver,
    "change-driver": acts_plan.ChangeDriver,
    "link-drivers": acts_plan.LinkDrivers,
    "post-phasing": acts_plan.PostPhasing,
    "remove-line": acts_plan.RemoveLine,
}
"""Every act by the name in its address."""


def offered(
    request: HttpRequest, names: Iterable[str], record: Model | None = None
) -> tuple[acts.Offered, ...]:
    """The acts of these names that the reader may do, each to its address."""
    given = [] if record is None else [record.pk]
    named = ((ACTS[name], reverse("finance:act", args=[name, *given])) for name in names)
    return acts.offered(request, named, record)


def offered_each(
    request: HttpRequest, names: Sequence[str], found: Iterable[Model]
) -> list[tuple[acts.Offered, ...]]:
    """The acts of these names on each of the records, of those whose rule is their verb alone."""
    rows = [(one, names) for one in found]
    return offers_of_rows(request.reader, rows, ACTS, "finance:act")  # type: ignore[attr-defined]


@needs(Verb.READ, PLANNING)
def act(request: HttpRequest, name: str, pk: int | None = None) -> HttpResponse:
    """One act: its form, and the deed when the form is sent."""
    kind = ACTS.get(name)
    if kind is None or (kind.about is None) is not (pk is None):
        raise Http404(name)
    if kind.area is not CHANGE:
        reading.whole_plan(request)
    record = get_object_or_404(kind.about, pk=pk) if kind.about is not None else None
    return acts.act_page(request, kind, record)
