"""A plan as plain values: what calculations, figures and pages are handed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear


@dataclass(frozen=True, kw_only=True)
class DriverValue:
    rate: Decimal | None = None
    volume: Decimal | None = None
    price: Money | None = None


@dataclass(frozen=True, kw_only=True)
class DriverFacts:
    pk: int
    code: str
    name: str
    kind: str
    base: Money | None
    distribution: str
    low: Decimal | None
    high: Decimal | None
    deviation: Decimal | None
    values: Mapping[int, DriverValue]


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """A line as stored: what was typed, what was printed, and what its driver makes of it."""

    pk: int
    code: str
    heading: str
    step: str
    type: str
    group: str
    unwinds: bool
    counted: bool
    owner_role: str
    confidence: str
    evidence: str
    source: str
    agreed_on: date | None
    batch: str
    batch_row: int | None
    version: int
    driver: str
    typed: Mapping[int, Money]
    cell_versions: Mapping[int, int]
    printed: Mapping[int, Money]
    printed_total: Money | None
    driven: Mapping[int, Money] = field(default_factory=dict)

    def amount(self, year: int) -> Money:
        """What the line adds to the gap in a year, with last year's one-off taken back."""
        now = self._made(year)
        return now - self._made(year - 1) if self.unwinds else now

    def _made(self, year: int) -> Money:
        return self.typed.get(year, Money.zero) + self.driven.get(year, Money.zero)


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    pk: int
    number: int
    title: str
    state: str
    state_label: str
    based_on: int | None
    published_on: date | None
    years: tuple[int, ...]
    lines: tuple[LineFacts, ...]
    drivers: Mapping[str, DriverFacts]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(FinancialYear(year).label for year in self.years)

    def counted(self, *steps: str) -> tuple[LineFacts, ...]:
        return tuple(
            line for line in self.lines if line.counted and (not steps or line.step in steps)
        )
