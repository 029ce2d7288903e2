"""Capital schemes read with their amounts, the programme they make, and what pots have left."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from townclerk.finance.core.capital import (
    Call,
    Pot,
    Programme,
    SchemeAmounts,
    Source,
    Stack,
    Year,
    funding_stack,
    pot_of_grant,
    programme_of,
)
from townclerk.finance.models import (
    CapitalGrant,
    CapitalGrantYear,
    CapitalScheme,
    FinancialStrategy,
    SchemeCost,
    SchemeFunding,
)
from townclerk.kernel.explained import Confidence, Explained
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import parameters, records

EXPECTED = "finance/financial-strategies"


@dataclass(frozen=True, kw_only=True)
class SchemeFacts:
    """A scheme as stored, with its costs and its funding."""

    scheme: CapitalScheme
    costs: tuple[SchemeCost, ...]
    funding: tuple[SchemeFunding, ...]

    @cached_property
    def amounts(self) -> SchemeAmounts:
        funding: dict[tuple[Source, Year], Money] = defaultdict(lambda: Money.zero)
        for row in self.funding:
            funding[Source(row.kind), row.year] += row.amount
        return SchemeAmounts(
            code=self.scheme.code,
            name=self.scheme.name,
            costs={row.year: row.amount for row in self.costs},
            funding=dict(funding),
        )

    @cached_property
    def stack(self) -> Explained[Stack]:
        rows = [row.amount for row in self.funding if row.kind == Source.UNDECIDED]
        undecided = Money.total(rows)
        return funding_stack(self.amounts.costs, self.amounts.funded, undecided=undecided)


def schemes(
    stages: Collection[str] = (), known_at: datetime | None = None
) -> tuple[SchemeFacts, ...]:
    """Schemes by name, of all stages or of some; in three queries however many there are."""
    wanted = {"stage__in": tuple(stages)} if stages else {}
    costs: dict[int, list[SchemeCost]] = defaultdict(list)
    funding: dict[int, list[SchemeFunding]] = defaultdict(list)
    for cost in records.as_known(SchemeCost, known_at):
        costs[cost.scheme_id].append(cost)
    for paid in records.as_known(SchemeFunding, known_at):
        funding[paid.scheme_id].append(paid)
    found = records.as_known(CapitalScheme, known_at, **wanted)
    return tuple(
        SchemeFacts(scheme=one, costs=tuple(costs[one.pk]), funding=tuple(funding[one.pk]))
        for one in sorted(found, key=lambda one: (one.name, one.code))
    )


def stack_of(scheme: CapitalScheme) -> Explained[Stack]:
    """The funding of one scheme beside its cost."""
    facts = SchemeFacts(
        scheme=scheme, costs=tuple(scheme.costs.all()), funding=tuple(scheme.funding.all())
    )
    return facts.stack


def programme(found: Iterable[SchemeFacts]) -> Explained[Programme]:
    return programme_of([one.amounts for one in found])


def pots(known_at: datetime | None = None) -> dict[int, Explained[Pot]]:
    """What is left of each pot, by its key; a scheme that is withdrawn calls on nothing."""
    years: dict[int, list[CapitalGrantYear]] = defaultdict(list)
    for row in records.as_known(CapitalGrantYear, known_at):
        years[row.grant_id].append(row)
    names = {
        one.pk: one.name
        for one in records.as_known(CapitalScheme, known_at)
        if one.stage != CapitalScheme.Stage.WITHDRAWN
    }
    calls: dict[int, list[Call]] = defaultdict(list)
    for paid in records.as_known(SchemeFunding, known_at, grant__isnull=False):
        if paid.grant_id is not None and paid.scheme_id in names:
            calls[paid.grant_id].append(_call(names[paid.scheme_id], paid))
    return {
        grant.pk: _pot(grant, years[grant.pk], calls[grant.pk])
        for grant in records.as_known(CapitalGrant, known_at)
    }


def pot_of(grant: CapitalGrant) -> Explained[Pot]:
    """What is left of one pot."""
    rows = grant.calls.exclude(scheme__stage=CapitalScheme.Stage.WITHDRAWN)
    calls = [_call(one.scheme.name, one) for one in rows.select_related("scheme")]
    return _pot(grant, list(grant.by_year.all()), calls)


def pot_faults(scheme: CapitalScheme) -> tuple[str, ...]:
    """What the pots that a scheme calls on have promised and do not have."""
    grants = CapitalGrant.objects.filter(calls__scheme=scheme).distinct()
    return tuple(fault for one in grants for fault in pot_of(one).value.faults(one.name))


def _call(scheme: str, paid: SchemeFunding) -> Call:
    return Call(scheme=scheme, year=paid.year, amount=paid.amount, within=paid.within_commitments)


def _pot(
    grant: CapitalGrant, years: Sequence[CapitalGrantYear], calls: Sequence[Call]
) -> Explained[Pot]:
    return pot_of_grant(
        {row.year: row.receipts for row in years},
        {row.year: row.commitments for row in years},
        calls,
        awarded=grant.awarded,
    )


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A kind of strategy that a year asks for, and whether the rule behind it is confirmed."""

    kind: str
    title: str
    found: tuple[FinancialStrategy, ...]
    provision: str
    unconfirmed: bool


def strategies(year: int, known_at: datetime | None = None) -> tuple[Expected, ...]:
    """The strategies of a year by kind: those that are expected, recorded or not, then others."""
    titles = dict(FinancialStrategy.Kind.choices)
    held: dict[str, list[FinancialStrategy]] = defaultdict(list)
    recorded = records.as_known(FinancialStrategy, known_at, year=year)
    for one in sorted(recorded, key=lambda one: (one.kind, one.code)):
        if one.state != FinancialStrategy.State.SUPERSEDED:
            held[one.kind].append(one)
    rule = parameters.source().parameter(EXPECTED).at(FinancialYear(year).start)
    rows: Sequence[Mapping[str, Any]] = rule.value
    made = [
        Expected(
            kind=row["kind"],
            title=titles[row["kind"]],
            found=tuple(held.pop(row["kind"], ())),
            provision=row["provision"],
            unconfirmed=Confidence(row["confidence"]).unconfirmed,
        )
        for row in rows
    ]
    made += [
        Expected(kind=kind, title=titles[kind], found=tuple(rest), provision="", unconfirmed=False)
        for kind, rest in held.items()
    ]
    return tuple(made)
