"""The change fund read: what it holds, what is promised, what is left, what lies unspent."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from townclerk.finance.core import change_fund as core
from townclerk.finance.models import ChangeFund, ChangeFundSource, ChangeRequest
from townclerk.kernel.money import Money

State = ChangeRequest.State


@dataclass(frozen=True)
class Statement:
    fund: ChangeFund
    sources: tuple[ChangeFundSource, ...]
    requests: tuple[ChangeRequest, ...]

    @cached_property
    def worked(self) -> core.Fund:
        """The fund as the arithmetic knows it: total, promised, headroom."""
        return core.Fund(
            sources={source.code: source.amount for source in self.sources},
            awards={request.reference: held(request) for request in self.requests if held(request)},
        )

    @property
    def unspent(self) -> tuple[ChangeRequest, ...]:
        """Awards with money still to draw, oldest first."""
        waiting = [
            request
            for request in self.requests
            if request.state in (State.AWARDED, State.DRAWN, State.REVIEWED)
            and undrawn(request).pence > 0
        ]
        return tuple(sorted(waiting, key=lambda request: (request.awarded_on, request.pk)))


def held(request: ChangeRequest) -> Money:
    """What a request takes of the fund: its award, or once closed only what was drawn."""
    if request.state == State.CLOSED:
        return request.drawn or Money.zero
    return request.amount if request.state in ChangeRequest.HOLDING else Money.zero


def undrawn(request: ChangeRequest) -> Money:
    return request.amount - (request.drawn or Money.zero)


def payback_years(request: ChangeRequest) -> Fraction | None:
    """Years until the yearly return has paid the amount back; none without a yearly return."""
    return core.payback_years(request.amount, request.yearly_return or Money.zero)


def fund_on(day: date, fund: ChangeFund, *, besides: ChangeRequest | None = None) -> core.Fund:
    """The fund with the sources that are there on a day, one request left out."""
    there = [
        source
        for source in fund.sources.all()
        if source.available_from is None or source.available_from <= day
    ]
    others = [
        request
        for request in fund.requests.all()
        if besides is None or not besides.pk or request.pk != besides.pk
    ]
    return Statement(fund, tuple(there), tuple(others)).worked


def statements() -> tuple[Statement, ...]:
    funds = ChangeFund.objects.prefetch_related("sources", "requests")
    return tuple(
        Statement(fund, tuple(fund.sources.all()), tuple(fund.requests.all())) for fund in funds
    )
