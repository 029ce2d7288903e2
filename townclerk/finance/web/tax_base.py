"""The pages of the tax base and of the collection fund estimate of a round."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from townclerk.finance import permissions
from townclerk.finance.documents_tax_base import fund_document, tax_base_document
from townclerk.finance.permissions import PLANNING, TAX_BASE
from townclerk.finance.queries import budget_round as rounds
from townclerk.finance.queries import tax_base as queries
from townclerk.finance.web import reading
from townclerk.finance.web.budget import offered, open_round
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs, public
from townclerk.platform.documents import render_html


@needs(Verb.READ, PLANNING)
def current(request: HttpRequest, name: str) -> HttpResponse:
    """To the page of the round in hand, or what has to come first."""
    reading.whole_plan(request, TAX_BASE if name == "tax-base" else "")
    found = rounds.current_round()
    if found is not None:
        return redirect(f"finance:{name}", year=found.year)
    return render(request, "finance/budget_none.html", {"acts": offered(request, ("open-round",))})


def _supplies(request: HttpRequest) -> bool:
    return permissions.can(actor(request), Verb.CONTRIBUTE, moment=clock.now(), subject=TAX_BASE)


@public
def base(request: HttpRequest, year: int) -> HttpResponse:
    """The tax base: each area band by band, as worked out, adopted and notified."""
    found = open_round(request, year, TAX_BASE)
    worked = queries.worked_base(found)
    content: dict[str, Any] = {
        "round": found,
        "worked": worked,
        "record": worked.report,
        "body": render_html(tax_base_document(worked)) if worked.areas else "",
        "supplies": _supplies(request),
        "sees_records": request.reader.may(Verb.READ, PLANNING, subject=TAX_BASE),  # type: ignore[attr-defined]
        "reads_whole": reading.reads_drafts(request.reader),  # type: ignore[attr-defined]
        "acts": offered(request, ("base-step",), worked.report)
        if worked.report
        else offered(request, ("start-base",), found),
    }
    return render(request, "finance/tax_base.html", content)


@public
def fund(request: HttpRequest, year: int) -> HttpResponse:
    """The collection fund: the estimated balance and each authority's share."""
    found = open_round(request, year)
    worked = queries.worked_fund(found)
    content: dict[str, Any] = {
        "round": found,
        "worked": worked,
        "record": worked.estimate,
        "body": render_html(fund_document(worked)) if worked.estimate else "",
        "reads_whole": reading.reads_drafts(request.reader),  # type: ignore[attr-defined]
        "acts": offered(request, ("fund-step",), worked.estimate)
        if worked.estimate
        else offered(request, ("start-estimate",), found),
    }
    return render(request, "finance/collection_fund.html", content)
