"""A plan read into plain values: the core's plan, and beside it what the core need not know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from townclerk.finance.core.plan import GapRow, GapTable, LineResult, Plan, gap_table, groups
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """A line as stored: whose it is, what it rests on, what was typed and what was printed."""

    pk: int
    code: str
    heading: str
    step: str
    type: str
    group: str
    unwinds: bool
    counted: bool
    """False for a line whose amount another line already holds."""
    unit_id: int | None
    owner_role: str
    confidence: str
    evidence: str
    source: str
    agreed_on: date | None
    batch: str
    batch_row: int | None
    cell_batches: Mapping[int, str]
    """The batch each amount came in; empty for one typed by hand."""
    version: int
    driver: str
    typed: Mapping[int, Money]
    cell_versions: Mapping[int, int]
    printed: Mapping[int, Money]
    printed_total: Money | None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How a driver varies in the simulation."""

    driver: str
    distribution: str
    low: Decimal | None
    high: Decimal | None
    deviation: Decimal | None


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    pk: int
    number: int
    title: str
    state: str
    state_label: str
    based_on: int | None
    published_on: date | None
    lines: tuple[LineFacts, ...]
    core: Plan
    spreads: tuple[Spread, ...] = field(default=())

    @property
    def years(self) -> tuple[int, ...]:
        return self.core.years

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(FinancialYear(year).label for year in self.years)

    @cached_property
    def table(self) -> GapTable:
        return gap_table(self.core)

    @cached_property
    def by_code(self) -> Mapping[str, LineFacts]:
        return {line.code: line for line in self.lines}

    @cached_property
    def results(self) -> Mapping[str, LineResult]:
        """What each counted line adds to each year."""
        return {result.line.key: result for result in self.table.lines}

    def row(self, key: str) -> GapRow:
        return self.table.row(key)

    def waterfall(self) -> tuple[GapRow, ...]:
        """Original, revisions, revised, each group of proposals, phasing, remaining."""
        middle = [*groups(self.row("proposals")), self.row("phasing")]
        return (
            self.row("original_gap"),
            self.row("revisions"),
            self.row("revised_gap"),
            *(row for row in middle if row.lines),
            self.row("remaining_gap"),
        )
