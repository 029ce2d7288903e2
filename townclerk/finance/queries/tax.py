"""Tax options read with their plan, and worked out by the core."""

from collections import defaultdict
from dataclasses import dataclass

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


class NoTaxAssumptions(NotAnswerable):
    """The plan has no tax base to work its options from."""


@dataclass(frozen=True)
class Worked:
    """An option as stored and as worked out."""

    record: TaxOption
    explained: Explained[OptionResult]

    @property
    def result(self) -> OptionResult:
        return self.explained.value


def assumptions_of(plan: PlanFacts) -> Assumptions:
    stored = TaxAssumption.objects.filter(plan_id=plan.pk).first()
    if stored is None:
        raise NoTaxAssumptions(
            f"Plan version {plan.number} has no tax assumptions. Import them, or enter the base."
        )
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


def options_of(plan: PlanFacts) -> tuple[Worked, ...]:
    """Every option of the plan in four queries."""
    given = assumptions_of(plan)
    options = list(TaxOption.objects.filter(plan_id=plan.pk))
    increases: dict[int, list[TaxOptionYear]] = defaultdict(list)
    for row in TaxOptionYear.objects.filter(option__plan_id=plan.pk):
        increases[row.option_id].append(row)
    carries: dict[int, list[Carry]] = defaultdict(list)
    for carry in TaxCarry.objects.filter(option__plan_id=plan.pk):
        carries[carry.option_id].append(
            Carry(from_year=carry.from_year, to_year=carry.to_year, amount=carry.amount)
        )
    return tuple(
        Worked(option, tax_option(given, _core(option, increases[option.pk], carries[option.pk])))
        for option in options
    )


def _core(option: TaxOption, rows: list[TaxOptionYear], carries: list[Carry]) -> CoreOption:
    return CoreOption(
        name=option.name,
        rises={row.year: Rise(core=row.core, precept=row.precept) for row in rows},
        printed={row.year: row.printed_yield for row in rows if row.printed_yield is not None},
        printed_total=option.printed_total,
        carries=tuple(carries),
    )
