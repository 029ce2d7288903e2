"""Tax options read with their plan, and worked out by the core."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from townclerk.figures import NotAnswerable
from townclerk.finance.core.referendum import MORE_THAN, Limit
from townclerk.finance.core.tax_options import (
    Assumptions,
    Carry,
    OptionResult,
    Rise,
    tax_option,
)
from townclerk.finance.core.tax_options import TaxOption as CoreOption
from townclerk.finance.models import TaxAssumption, TaxCarry, TaxOption, TaxOptionYear
from townclerk.finance.queries.facts import PlanFacts
from townclerk.kernel.explained import Explained
from townclerk.platform import records


class NoTaxAssumptions(NotAnswerable):
    """The plan has no tax base to work its options from."""


@dataclass(frozen=True)
class Worked:
    """An option as stored and as worked out."""

    record: TaxOption
    explained: Explained[OptionResult]
    increases: tuple[TaxOptionYear, ...] = ()
    assumption: TaxAssumption | None = None

    @property
    def result(self) -> OptionResult:
        return self.explained.value


def assumption_of(plan: PlanFacts, known_at: datetime | None = None) -> TaxAssumption:
    for stored in records.as_known(TaxAssumption, known_at, plan_id=plan.pk):
        return stored
    raise NoTaxAssumptions(
        f"Plan version {plan.number} has no tax assumptions. Import them, or enter the base."
    )


def _assumptions(plan: PlanFacts, stored: TaxAssumption) -> Assumptions:
    limits = {}
    if stored.core_cap is not None and stored.precept_cap is not None:
        limits = {
            year: Limit(year=year, core=stored.core_cap, precept=stored.precept_cap, test=MORE_THAN)
            for year in plan.years
        }
    return Assumptions(
        years=plan.years,
        base=stored.base,
        growth=stored.base_growth,
        gap=plan.row("remaining_gap").amounts,
        limits=limits,
        precept_total=stored.precept_cap_period,
    )


def options_of(plan: PlanFacts, known_at: datetime | None = None) -> tuple[Worked, ...]:
    """Every option of the plan, now or as known at a moment, in four queries."""
    assumption = assumption_of(plan, known_at)
    given = _assumptions(plan, assumption)
    options = records.as_known(TaxOption, known_at, plan_id=plan.pk)
    increases: dict[int, list[TaxOptionYear]] = defaultdict(list)
    for row in records.as_known(TaxOptionYear, known_at, option__plan_id=plan.pk):
        increases[row.option_id].append(row)
    carries: dict[int, list[Carry]] = defaultdict(list)
    for carry in records.as_known(TaxCarry, known_at, option__plan_id=plan.pk):
        carries[carry.option_id].append(
            Carry(from_year=carry.from_year, to_year=carry.to_year, amount=carry.amount)
        )
    return tuple(
        Worked(
            option,
            tax_option(given, _core(option, increases[option.pk], carries[option.pk])),
            tuple(sorted(increases[option.pk], key=lambda row: row.year)),
            assumption,
        )
        for option in sorted(options, key=lambda row: (row.position, row.code))
    )


def _core(option: TaxOption, rows: list[TaxOptionYear], carries: list[Carry]) -> CoreOption:
    return CoreOption(
        name=option.name,
        rises={row.year: Rise(core=row.core, precept=row.precept) for row in rows},
        printed={row.year: row.printed_yield for row in rows if row.printed_yield is not None},
        printed_total=option.printed_total,
        carries=tuple(carries),
    )
