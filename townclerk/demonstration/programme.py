"""The programme of the budget report of 2017: its pillars, ten projects, workstreams and risks."""

from collections.abc import Callable
from datetime import datetime

from townclerk.platform.audit.log import Actor

# Generic risks come before the projects, which inherit them.
SHEETS = ("programmes", "pillars", "programme-risks", "projects", "workstreams")
FOLDER = "change"


def load_programme(
    sheet: Callable[[str, str, str, Actor, datetime], None], office: Actor, moment: datetime
) -> None:
    """Every sheet by the door users bring theirs through. The projects stay ideas that have not
    started: the report asks for their approval."""
    for name in SHEETS:
        sheet(FOLDER, name, name, office, moment)
