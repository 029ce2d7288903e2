"""Budget lines into the facts store: one batch a year, the later file in place of the earlier."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from townclerk.figures.facts import batches
from townclerk.finance import permissions
from townclerk.finance.facts import BUDGET_LINES
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor


@dataclass(frozen=True, kw_only=True)
class BudgetLine:
    year: int
    unit: str
    account_group: str
    amount: Money

    @property
    def fact(self) -> dict[str, Any]:
        return {
            "year": FinancialYear(self.year).label,
            "unit": self.unit,
            "account_group": self.account_group,
            "amount": self.amount,
        }


def bring(
    lines: Iterable[BudgetLine],
    *,
    file: str,
    actor: Actor,
    moment: datetime,
    control: Mapping[str, Money] | None = None,
) -> dict[str, int]:
    """Land the lines of each year as one batch; a year as it stands already is left alone.

    `control` is the sender's total for each year, by label; rows that do not reach it are refused.
    Answers how many rows were added, changed and left.
    """
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, area=permissions.RUNNING)
    by_year: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        by_year.setdefault(FinancialYear(line.year).label, []).append(line.fact)
    stands = {batch.name: batch for batch in batches.standing(BUDGET_LINES)}
    counts = {"added": 0, "changed": 0, "same": 0}
    for label, facts in sorted(by_year.items()):
        before = stands.get(label)
        checksum = _checksum(facts)
        if before is not None and before.checksum == checksum:
            counts["same"] += len(facts)
            continue
        said = {"amount": control[label]} if control and label in control else {}
        delivery = batches.Delivery(name=label, file=file, checksum=checksum, control=said)
        batches.land(BUDGET_LINES, facts, delivery, actor=actor, moment=moment, replaces=before)
        counts["added" if before is None else "changed"] += len(facts)
    return counts


def _checksum(facts: list[dict[str, Any]]) -> str:
    """Of the rows in any order, so that a sorted file is the same file."""
    rows = sorted(json.dumps({**fact, "amount": fact["amount"].pence}) for fact in facts)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
