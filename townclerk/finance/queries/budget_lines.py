"""Budget lines read from the facts store, as they stand or as they stood at a moment."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from townclerk.figures.core.fact_query import FactQuery
from townclerk.figures.facts import batches, querying
from townclerk.figures.models import FactBatch
from townclerk.finance.facts import BUDGET_LINES
from townclerk.kernel.money import Money

BY_UNIT = FactQuery(
    group_by=("year", "unit", "account_group"), sums=("amount",), spans=("sheet_row",)
)


@dataclass(frozen=True)
class Group:
    """One account group of a unit in a year."""

    name: str
    rows: int
    amount: Money
    first_row: int = 0
    last_row: int = 0

    @property
    def where(self) -> str:
        """Which rows of the sheet, as “3” or “3–9”; nothing when that is not kept."""
        if not self.first_row:
            return ""
        first, last = self.first_row, self.last_row
        return str(first) if first == last else f"{first}–{last}"


@dataclass(frozen=True)
class Budgets:
    """Every year's budget by unit and account group, and the batch each year came in."""

    groups: dict[tuple[str, str], tuple[Group, ...]]
    batches: dict[str, FactBatch]

    @property
    def years(self) -> dict[str, list[str]]:
        """The years of each unit."""
        found: dict[str, list[str]] = defaultdict(list)
        for year, unit in sorted(self.groups):
            found[unit].append(year)
        return dict(found)

    def of_year(self, year: str) -> dict[str, tuple[Group, ...]]:
        return {unit: found for (label, unit), found in self.groups.items() if label == year}


def budgets(as_stood_at: datetime | None = None) -> Budgets:
    """One question to the database for what stands, and one to the facts for their sums."""
    standing = batches.standing(BUDGET_LINES, as_stood_at)
    if not standing:
        return Budgets({}, {})
    answered = querying.run(BY_UNIT, batches.read(BUDGET_LINES, as_stood_at))
    groups: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for (year, unit, name), found in sorted(answered.items()):
        groups[year, unit].append(_group(name, found))
    return Budgets(
        {key: tuple(found) for key, found in groups.items()},
        {batch.name: batch for batch in standing},
    )


def _group(name: str, found: dict[str, int]) -> Group:
    return Group(
        name,
        found["rows"],
        Money(found["amount"]),
        found["first_sheet_row"],
        found["last_sheet_row"],
    )
