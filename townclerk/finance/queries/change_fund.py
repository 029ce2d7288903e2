"""The change fund read: what it holds, what is promised, what is left, what lies unspent."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from townclerk.figures import NotAnswerable
from townclerk.finance.core import change_fund as core
from townclerk.finance.models import ChangeFund, ChangeFundSource, ChangeRequest
from townclerk.kernel.money import Money
from townclerk.platform import records

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
    there = [source for source in fund.sources.all() if _there(source, day)]
    others = [
        request
        for request in fund.requests.all()
        if besides is None or not besides.pk or request.pk != besides.pk
    ]
    return Statement(fund, tuple(there), tuple(others)).worked


def statements(known_at: datetime | None = None) -> tuple[Statement, ...]:
    """Every fund, now or as it was known at a moment, in three queries."""
    sources, requests = defaultdict(list), defaultdict(list)
    for source in records.as_known(ChangeFundSource, known_at):
        sources[source.fund_id].append(source)
    for request in records.as_known(ChangeRequest, known_at):
        requests[request.fund_id].append(request)
    return tuple(
        Statement(
            fund,
            tuple(sorted(sources[fund.pk], key=lambda row: row.code)),
            tuple(sorted(requests[fund.pk], key=lambda row: row.reference)),
        )
        for fund in sorted(records.as_known(ChangeFund, known_at), key=lambda row: row.code)
    )


def on_day(statement: Statement, day: date) -> Statement:
    """The fund as it stood on a day: what was there by then, and what was awarded.

    Raises NotAnswerable where it is not recorded since when a source is there.
    """
    for source in statement.sources:
        if source.available_from is None:
            raise NotAnswerable(
                f"It is not recorded since when {source} is in {statement.fund}, so nothing can be "
                "said of a day. Record it, or ask without a day."
            )
    return Statement(
        statement.fund,
        tuple(one for one in statement.sources if _there(one, day)),
        tuple(
            one
            for one in statement.requests
            if one.awarded_on is not None and one.awarded_on <= day
        ),
    )


def _there(source: ChangeFundSource, day: date) -> bool:
    return source.available_from is None or source.available_from <= day
