"""The budget round of 2017/18, the net budget it implies, and capital schemes told of in 2023."""

from collections.abc import Callable
from datetime import date, datetime

from townclerk.finance.models import BudgetStep
from townclerk.finance.operations.budget_round import finish_step
from townclerk.platform.audit.log import Actor

Load = Callable[[str, str, str, Actor, datetime], None]
CAPITAL = (
    ("capital-grants-2023", "capital-grants"),
    ("capital-schemes", "capital-schemes"),
    ("scheme-costs", "scheme-costs"),
    ("scheme-funding", "scheme-funding"),
    ("financial-strategies", "financial-strategies"),
)
"""One grant comes by itself: its award is printed as a whole, the others by year."""
CABINET_MET = date(2017, 1, 12)
"""The one step of the round the report itself shows to be done: it is Cabinet's own paper."""


def load_budget(load: Load, officer: Actor, moment: datetime) -> None:
    for name in ("budget-rounds", "budget-lines"):
        load("finance", name, name, officer, moment)
    step = BudgetStep.objects.get(round__year=2017, code="cabinet")
    finish_step(step, CABINET_MET, actor=officer, moment=moment)
    for name, into in CAPITAL:
        load("finance", name, into, officer, moment)
