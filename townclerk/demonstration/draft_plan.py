"""The draft that follows the published plan, with a driver to move; its amounts are the same."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from townclerk.finance.models import Driver, PlanVersion
from townclerk.finance.operations.drivers import follow
from townclerk.finance.operations.plan import save_driver, start_next_version
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor

LINE = "original-pay-and-prices-inflation"
NET_BUDGET = Money.thousands(212_650)
PAY = {
    "code": "pay-and-prices",
    "name": "Pay and prices, above what the plan assumes",
    "kind": Driver.Kind.INFLATION,
    "base": NET_BUDGET,
    "distribution": Driver.Distribution.NORMAL,
    "deviation": Decimal("0.5"),
    "source": (
        "On the net budget that the printed balance implies. The spread of half a point is chosen "
        "here to try the simulation on; the report gives none."
    ),
}


def draft_next_plan(published: PlanVersion, *, actor: Actor, moment: datetime) -> PlanVersion:
    """A draft in which pay and prices can be moved from nought, so that no amount differs yet."""
    stamp: Any = {"actor": actor, "moment": moment}
    draft = start_next_version(published, title="Draft to try drivers on", **stamp)
    years = {year: {"rate": Decimal(0)} for year in draft.year_numbers}
    driver = save_driver(draft, PAY, years, **stamp)
    follow(driver, (draft.lines.get(code=LINE),), **stamp)
    return draft
