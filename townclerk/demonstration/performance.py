"""What the self-assessment of 2023 and the portfolio reports tell of how the council is run."""

from collections.abc import Callable
from datetime import datetime

from townclerk.performance.models import Quarter
from townclerk.performance.operations.packs import collect
from townclerk.platform.audit.log import Actor

SHEETS = (
    "reviews",
    "evidence-documents",
    "review-questions",
    "review-recommendations",
    "partnership-boards",
    "strategies",
    "service-plan-templates",
    "service-plan-parts",
    "data-sources",
    "dashboards",
    "return-kinds",
    "statutory-returns",
)
ONCE_MEASURED = ("pack-items", "quarters")
"""They name figures, so the measures come before them."""
FOLDER = "performance"


def load_reviews_and_strategies(
    sheet: Callable[[str, str, str, Actor, datetime], None], chief: Actor, moment: datetime
) -> None:
    """Every sheet by the door users bring theirs through, each row with its source."""
    for name in SHEETS:
        sheet(FOLDER, name, name, chief, moment)


def load_quarters(
    sheet: Callable[[str, str, str, Actor, datetime], None], chief: Actor, moment: datetime
) -> None:
    """What the pack holds, and the quarter of which its figures are printed, collected."""
    for name in ONCE_MEASURED:
        sheet(FOLDER, name, name, chief, moment)
    for quarter in Quarter.objects.all():
        collect(quarter, actor=chief, moment=moment, reason="As the documents print them")
