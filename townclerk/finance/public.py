"""The door of finance for other areas."""

from collections.abc import Mapping
from datetime import datetime

from townclerk.finance.core.identities import Identity, Verdict, judge, rounded_to
from townclerk.finance.models import PlanLine, PlanVersion, PrintedFigure
from townclerk.finance.operations.plan import add_line, set_amount
from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.queries.plan import NoPlan, current_version, load, version_numbered
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit

__all__ = [
    "Identity",
    "NoPlan",
    "PlanFacts",
    "Verdict",
    "count_savings",
    "current_version",
    "draft_amounts",
    "judge",
    "load",
    "post_pressure",
    "printed_amounts",
    "rounded_to",
    "version_numbered",
]


def post_pressure(
    code: str,
    heading: str,
    *,
    year: int,
    amount: Money,
    unit: Unit | None = None,
    evidence: str = "",
    source: str = "",
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> PlanLine:
    """Widen a year's gap in the draft of the plan: a revision line of this code, added to if it is
    there. Without a draft it is refused: a published version does not change."""
    plan = PlanVersion.objects.filter(state=PlanVersion.State.DRAFT).order_by("-number").first()
    if plan is None:
        raise NoPlan(
            "No version of the plan is a draft, so nothing can be added to it. Start the next "
            "version, then try again."
        )
    line = plan.lines.filter(code=code).first()
    if line is None:
        values = {
            "code": code,
            "heading": heading[:200],
            "step": PlanLine.Step.REVISION,
            "type": PlanLine.Type.OTHER,
            "unit": unit,
            "evidence": evidence[:300],
            "source": source[:300],
        }
        return add_line(plan, values, {year: amount}, actor=actor, moment=moment, reason=reason)
    cell = line.amounts.filter(year=year).first()
    typed = amount if cell is None else cell.amount + amount
    set_amount(line, year, typed, actor=actor, moment=moment, reason=reason)
    return line


def count_savings(
    code: str,
    savings: Mapping[int, Money],
    *,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> str:
    """Have a line of the draft of the plan take these savings off the gap; answers its heading.

    Raises: NoPlan without a draft, or where the draft has no such line.
    """
    lines = PlanLine.objects.filter(code=code, plan__state=PlanVersion.State.DRAFT)
    found = lines.order_by("-plan__number").first()
    if found is None:
        raise NoPlan(
            f"No draft of the plan has the line {code}. Start the next version of the plan, or "
            "name a line of it on the package."
        )
    held = {cell.year: cell.amount for cell in found.amounts.all()}
    for year, saving in savings.items():
        # A saving narrows the gap: the plan holds it as a negative amount.
        if held.get(year, Money.zero) != -saving:
            set_amount(found, year, -saving, actor=actor, moment=moment, reason=reason)
    return str(found.heading)


def draft_amounts() -> dict[str, dict[int, Money]]:
    """The amounts of each line of the newest draft of the plan, by its code; none without one."""
    plan = PlanVersion.objects.filter(state=PlanVersion.State.DRAFT).order_by("-number").first()
    if plan is None:
        return {}
    return {
        line.code: {cell.year: cell.amount for cell in line.amounts.all()}
        for line in plan.lines.prefetch_related("amounts")
    }


def printed_amounts() -> dict[tuple[str, str, str], Money]:
    """What documents printed as money: by place, row and column."""
    rows = PrintedFigure.objects.exclude(amount=None)
    return {(row.place, row.row, row.column): row.amount for row in rows if row.amount is not None}
