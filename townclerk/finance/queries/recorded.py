"""The records that checks by identities read: the plan, what was printed, and its schedules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from townclerk.finance.core.plan import LineResult
from townclerk.finance.models import (
    CapitalGrant,
    ChangeFund,
    PhasingEntry,
    PlanVersion,
    PrintedFigure,
    Reserve,
    TaxAssumption,
    TaxOption,
)
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries.facts import LineFacts, PlanFacts
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money

DOCUMENT = "Cabinet budget report, 12 January 2017"
TOTAL = "total"
Found = TypeVar("Found")


class NotRecorded(TownclerkError):
    """A side of a check is not recorded; the sentence says which."""


@dataclass(frozen=True, kw_only=True)
class Records:
    """Everything the checks read, in a number of queries that does not grow with the plan."""

    plan: PlanFacts
    figures: Mapping[tuple[str, str, str], PrintedFigure]
    options: Mapping[str, TaxOption]
    assumption: TaxAssumption | None
    phasing: Mapping[str, PhasingEntry]
    reserves: Mapping[str, Reserve]
    funds: tuple[ChangeFund, ...]
    capital: tuple[CapitalGrant, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The years of the plan as tables head them, then the total."""
        return (*self.plan.labels, TOTAL)

    def printed(self, place: str, row: str, column: str = TOTAL) -> Money:
        amount = self._figure(place, row, column).amount
        if amount is None:
            raise NotRecorded(f"{place}, {row}, {column} is recorded, but not as money.")
        return amount

    def printed_number(self, place: str, row: str, column: str) -> Decimal:
        number = self._figure(place, row, column).number
        if number is None:
            raise NotRecorded(f"{place}, {row}, {column} is recorded, but as money.")
        return number

    def printed_years(self, place: str, row: str) -> Money:
        """The years a table printed for a row, added up."""
        return Money.total(self.printed(place, row, year) for year in self.plan.labels)

    def lines(self, step: str) -> tuple[LineFacts, ...]:
        """The counted lines of a step, in the order of the plan."""
        return tuple(line for line in self.plan.lines if line.step == step and line.counted)

    def line(self, code: str) -> LineFacts:
        return _wanted(self.plan.by_code, code, "line of the plan")

    def result(self, line: LineFacts) -> LineResult:
        return _wanted(self.plan.results, line.code, "counted line of the plan")

    def option(self, code: str) -> TaxOption:
        return _wanted(self.options, code, "council tax option")

    def reserve(self, code: str) -> Reserve:
        return _wanted(self.reserves, code, "reserve")

    def phased(self, kind: str) -> PhasingEntry:
        return _wanted(self.phasing, kind, "phasing entry")

    def assumed(self) -> TaxAssumption:
        if self.assumption is None:
            raise NotRecorded("No tax assumptions are recorded for this plan.")
        return self.assumption

    def _figure(self, place: str, row: str, column: str) -> PrintedFigure:
        found = self.figures.get((place, row, column))
        if found is None:
            raise NotRecorded(f"No printed figure is recorded for {place}, {row}, {column}.")
        return found


def _wanted(among: Mapping[str, Found], key: str, what: str) -> Found:
    if key not in among:
        raise NotRecorded(f"No {what} {key} is recorded.")
    return among[key]


def read(version: PlanVersion) -> Records:
    """The records beside one version of the plan."""
    figures: Iterable[PrintedFigure] = PrintedFigure.objects.filter(document=DOCUMENT)
    options = TaxOption.objects.filter(plan=version).prefetch_related("increases")
    return Records(
        plan=plans.load(version),
        figures={(found.place, found.row, found.column): found for found in figures},
        options={option.code: option for option in options},
        assumption=TaxAssumption.objects.filter(plan=version).first(),
        phasing={entry.kind: entry for entry in PhasingEntry.objects.filter(plan=version)},
        reserves={r.code: r for r in Reserve.objects.prefetch_related("movements")},
        funds=tuple(ChangeFund.objects.prefetch_related("sources").order_by("code")),
        capital=tuple(CapitalGrant.objects.prefetch_related("by_year").order_by("code")),
    )
