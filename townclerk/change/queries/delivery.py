"""Savings with their years and months, read together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from townclerk.change.core import delivery as core
from townclerk.change.models import OptionSheet, Saving, SavingMonth, SavingYear
from townclerk.kernel.explained import Explained
from townclerk.kernel.money import Money
from townclerk.platform import records

State = OptionSheet.State


@dataclass(frozen=True)
class Tracked:
    """A year of a saving with its position."""

    saving: Saving
    target: SavingYear
    months: tuple[SavingMonth, ...]
    found: Explained[core.Position]

    @property
    def position(self) -> core.Position:
        return self.found.value


@dataclass(frozen=True)
class Held:
    savings: tuple[Saving, ...]
    years: tuple[SavingYear, ...]
    months: tuple[SavingMonth, ...]

    @cached_property
    def tracked(self) -> tuple[Tracked, ...]:
        """Every year of every saving, by year and code."""
        by_year: Mapping[int, list[SavingMonth]] = defaultdict(list)
        for month in sorted(self.months, key=lambda one: one.number):
            by_year[month.in_year_id].append(month)
        named = {saving.pk: saving for saving in self.savings}
        found = [
            tracked(named[year.saving_id], year, by_year[year.pk])
            for year in self.years
            if year.saving_id in named
        ]
        return tuple(sorted(found, key=lambda one: (one.target.year, one.saving.code)))


def tracked(saving: Saving, target: SavingYear, months: Sequence[SavingMonth]) -> Tracked:
    """A year with its position. Of a saving that was written off nothing more is expected."""
    held, at_risk = [month.core for month in months], target.at_risk
    if saving.state == Saving.State.WRITTEN_OFF:
        held = [one if one.delivered is not None else one.given_up for one in held]
        at_risk = Money.zero
    found = core.position(held, at_risk=at_risk, label=saving.title)
    return Tracked(saving, target, tuple(months), found)


def untracked() -> list[OptionSheet]:
    """Approved options that nobody tracks yet. Those inside another are tracked with it."""
    states = (State.APPROVED, State.AMENDED, State.HANDED_OVER)
    rows = OptionSheet.objects.filter(state__in=states, savings=None, included_in=None)
    return list(rows.select_related("unit").order_by("title"))


def read(known_at: datetime | None = None) -> Held:
    return Held(
        tuple(records.as_known(Saving, known_at)),
        tuple(records.as_known(SavingYear, known_at)),
        tuple(records.as_known(SavingMonth, known_at)),
    )
