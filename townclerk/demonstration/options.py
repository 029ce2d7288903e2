"""The option sheets of the budget report of 2017, restated."""

from collections.abc import Callable
from datetime import datetime

from townclerk.platform.audit.log import Actor

SHEETS = (
    ("option-packages", "option-packages"),
    ("option-phasing", "option-phasing"),
    ("options", "options"),
    # An option that stands inside another comes once the other is there.
    ("options-inside", "options"),
    ("option-table-lines", "option-table-lines"),
    ("option-staffing", "option-staffing"),
    ("option-risks", "option-risks"),
    ("option-dependencies", "option-dependencies"),
    ("option-scopes", "option-scopes"),
    ("option-claims", "option-claims"),
)
FOLDER = "change"


def load_options(
    sheet: Callable[[str, str, str, Actor, datetime], None], officer: Actor, moment: datetime
) -> None:
    """Every sheet by the door users bring theirs through. They stay ideas: the publication says
    neither what finance validated nor who raised them."""
    for name, into in SHEETS:
        sheet(FOLDER, name, into, officer, moment)
