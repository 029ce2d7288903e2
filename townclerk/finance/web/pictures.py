"""The pictures of the plan's pages, from the same rows as their tables."""

from decimal import Decimal

from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.web.presenters import TOTALS
from townclerk.kernel.money import Money
from townclerk.platform.charts.picture import Picture

OPENING = "original_gap"


def waterfall_of(plan: PlanFacts, finding: str) -> Picture:
    """All years together: from the original gap to the remaining one."""
    # The drawing library takes half a second to load: only where a picture is drawn.
    from townclerk.platform.charts import Bar, waterfall

    bars = [
        Bar(row.label, _millions(row.total), total=row.key in TOTALS or row.key == OPENING)
        for row in plan.waterfall()
    ]
    return waterfall(bars, title=finding, unit="£m, all years together")


def _millions(amount: Money) -> Decimal:
    return Decimal(amount.pence) / 100_000_000
