"""Capital grants read with their years, now or as they were known at a moment."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from townclerk.finance.models import CapitalGrant, CapitalGrantYear
from townclerk.platform import records


@dataclass(frozen=True)
class Grant:
    grant: CapitalGrant
    years: tuple[CapitalGrantYear, ...]

    @property
    def is_known_by_year(self) -> bool:
        """Whether what it brings is known by year, and not only as one award."""
        return self.grant.awarded is None or any(row.receipts for row in self.years)


def grants(known_at: datetime | None = None) -> tuple[Grant, ...]:
    """Every grant with its years in order, in two queries."""
    years: dict[int, list[CapitalGrantYear]] = defaultdict(list)
    for row in records.as_known(CapitalGrantYear, known_at):
        years[row.grant_id].append(row)
    return tuple(
        Grant(grant, tuple(sorted(years[grant.pk], key=lambda row: row.year)))
        for grant in records.as_known(CapitalGrant, known_at)
    )
