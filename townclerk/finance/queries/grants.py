"""Funding read: how it settled against what the plan assumed, and what ends."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from townclerk.finance.models import GrantAmount, GrantStream
from townclerk.finance.models.grants import Stage
from townclerk.finance.queries.facts import PlanFacts
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

ORDER = {stage: place for place, stage in enumerate(Stage.values)}


@dataclass(frozen=True)
class Settled:
    """One stream in one year: what the plan assumed and the firmest amount known."""

    stream: GrantStream
    year: int
    assumed: GrantAmount | None
    firmest: GrantAmount

    @property
    def variance(self) -> Money | None:
        """More than assumed is positive; None when nothing was assumed."""
        return None if self.assumed is None else self.firmest.amount - self.assumed.amount

    @property
    def needs_action(self) -> bool:
        """A final or received amount that is not the assumed one."""
        firm = self.firmest.stage in (Stage.FINAL, Stage.RECEIVED)
        return firm and self.variance is not None and bool(self.variance)

    @property
    def sentence(self) -> str:
        label = FinancialYear(self.year).label
        if self.variance is None:
            return f"{self.stream}, {label}: the plan assumes nothing yet."
        if not self.variance:
            return f"{self.stream}, {label}: as assumed."
        way = "more" if self.variance.pence > 0 else "less"
        stage = self.firmest.get_stage_display().lower()
        return f"{self.stream}, {label}: the {stage} amount is £{abs(self.variance)} {way}."


def settlement() -> tuple[Settled, ...]:
    """The variance note: every stream and year, in two queries."""
    grouped: dict[tuple[int, int], list[GrantAmount]] = defaultdict(list)
    for amount in GrantAmount.objects.select_related("stream"):
        grouped[amount.stream_id, amount.year].append(amount)
    found = []
    for (_, year), amounts in grouped.items():
        amounts.sort(key=lambda amount: ORDER[amount.stage])
        assumed = next((amount for amount in amounts if amount.assumed), None)
        found.append(Settled(amounts[-1].stream, year, assumed, amounts[-1]))
    return tuple(sorted(found, key=lambda row: (row.stream.name, row.year)))


def left_behind(plan: PlanFacts) -> tuple[tuple[GrantStream, int, Money], ...]:
    """Streams that end inside the plan and go on costing: stream, first year without, cost."""
    ending = GrantStream.objects.filter(end_date__isnull=False, yearly_cost__isnull=False)
    found = []
    for stream in ending:
        if stream.end_date is None or not stream.yearly_cost:
            continue
        first = year_after(stream.end_date)
        if first in plan.years:
            found.append((stream, first, stream.yearly_cost))
    return tuple(found)


def year_after(end: date) -> int:
    """The first financial year that is not wholly paid for."""
    year = FinancialYear.containing(end)
    return year.start_year + 1 if end == year.last else year.start_year


def if_it_stops(stream: GrantStream, plan: PlanFacts, *, from_year: int) -> dict[int, Money]:
    """What the gap widens by in each year of the plan if the stream stops from a year.

    Amounts in the plan are year-on-year changes: the loss is felt once, in the year it happens,
    as the amount assumed for that year; a yearly cost that goes on is part of it already.
    """
    assumed = {row.year: row.amount for row in stream.amounts.filter(assumed=True)}
    widened = {}
    before = Money.zero
    for year in plan.years:
        lost = assumed.get(year, Money.zero) if year >= from_year else Money.zero
        widened[year] = lost - before
        before = lost
    return widened
