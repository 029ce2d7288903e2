"""The budget round of 2017/18 as the budget report dates it, and the net budget it implies."""

from collections.abc import Callable
from datetime import date, datetime

from townclerk.finance.models import BudgetStep
from townclerk.finance.operations.budget_round import finish_step
from townclerk.platform.audit.log import Actor

Load = Callable[[str, str, str, Actor, datetime], None]
CABINET_MET = date(2017, 1, 12)
"""The one step of the round the report itself shows to be done: it is Cabinet's own paper."""


def load_budget(load: Load, officer: Actor, moment: datetime) -> None:
    for name in ("budget-rounds", "budget-lines"):
        load("finance", name, name, officer, moment)
    step = BudgetStep.objects.get(round__year=2017, code="cabinet")
    finish_step(step, CABINET_MET, actor=officer, moment=moment)
