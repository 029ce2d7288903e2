"""The change fund read: what it holds, what is promised, what is left, what lies unspent."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q

from townclerk.finance.core import change_fund as core
from townclerk.finance.models import ChangeFund, ChangeFundSource, ChangeRequest
from townclerk.kernel.money import Money

State = ChangeRequest.State


@dataclass(frozen=True)
class Statement:
    fund: ChangeFund
    sources: tuple[ChangeFundSource, ...]
    requests: tuple[ChangeRequest, ...]

    @property
    def total(self) -> Money:
        return sum((source.amount for source in self.sources), Money.zero)

    @property
    def promised(self) -> Money:
        return sum((held(request) for request in self.requests), Money.zero)

    @property
    def headroom(self) -> Money:
        return self.total - self.promised

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


def headroom(fund: ChangeFund, *, on: date, besides: ChangeRequest | None = None) -> Money:
    """What is left of the sources that are there on a day."""
    there = fund.sources.filter(Q(available_from__isnull=True) | Q(available_from__lte=on))
    requests = fund.requests.all()
    if besides is not None and besides.pk:
        requests = requests.exclude(pk=besides.pk)
    total = sum((source.amount for source in there), Money.zero)
    return total - sum((held(request) for request in requests), Money.zero)


def statements() -> tuple[Statement, ...]:
    funds = ChangeFund.objects.prefetch_related("sources", "requests")
    return tuple(
        Statement(fund, tuple(fund.sources.all()), tuple(fund.requests.all())) for fund in funds
    )
