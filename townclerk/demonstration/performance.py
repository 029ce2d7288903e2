"""The reviews, evidence, strategies and boards that the self-assessment of 2023 tells of."""

from collections.abc import Callable
from datetime import datetime

from townclerk.platform.audit.log import Actor

SHEETS = (
    "reviews",
    "evidence-documents",
    "review-questions",
    "review-recommendations",
    "partnership-boards",
    "strategies",
)
FOLDER = "performance"


def load_reviews_and_strategies(
    sheet: Callable[[str, str, str, Actor, datetime], None], chief: Actor, moment: datetime
) -> None:
    """Every sheet by the door users bring theirs through, each row with its source."""
    for name in SHEETS:
        sheet(FOLDER, name, name, chief, moment)
