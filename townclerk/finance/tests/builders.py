"""The printed plan of 2017/18 to 2019/20, loaded through the sheets a user loads."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from townclerk.finance.imports import plan_lines
from townclerk.finance.imports.tables import BY_NAME
from townclerk.finance.models import PlanVersion
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor

DATA = Path(__file__).parents[3] / "data" / "finance"
MOMENT = datetime(2017, 1, 12, 9, 0, tzinfo=UTC)
ORDER = (
    "reserves",
    "reserve-movements",
    "risk-assessments",
    "phasing",
    "tax-assumptions",
    "tax-options",
    "grants",
    "change-fund-sources",
    "capital-grants",
    "printed-figures",
)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_plan(actor: Actor) -> PlanVersion:
    BY_NAME["plan-versions"].load(rows("plan-versions"), actor=actor, moment=MOMENT)
    plan_lines.load(rows("plan-lines"), actor=actor, moment=MOMENT, batch="b1")
    return PlanVersion.objects.get(number=1)


def load_everything(actor: Actor) -> PlanVersion:
    plan = load_plan(actor)
    for name in ORDER:
        BY_NAME[name].load(rows(name), actor=actor, moment=MOMENT, batch="b1")
    return plan


def thousands(*amounts: str | int) -> tuple[Money, ...]:
    return tuple(Money.thousands(amount) for amount in amounts)
