"""Budget lines into the facts store: one batch a year, the later file in place of the earlier."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from townclerk.figures.facts import batches
from townclerk.figures.facts.schema import check_totals, checked, totals
from townclerk.figures.models import FactBatch
from townclerk.finance import permissions
from townclerk.finance.facts import BUDGET_LINES
from townclerk.finance.models import BudgetRound
from townclerk.kernel.errors import Problem, Problems
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
    row: int | None = None
    """Its row in the sheet that brought it."""

    @property
    def fact(self) -> dict[str, Any]:
        return {
            "year": FinancialYear(self.year).label,
            "unit": self.unit,
            "account_group": self.account_group,
            "amount": self.amount,
            "sheet_row": self.row,
        }


@dataclass(frozen=True)
class _Year:
    """The lines of a year as they would land, and the batch that stands for it."""

    label: str
    facts: list[dict[str, Any]]
    checksum: str
    before: FactBatch | None
    said: Mapping[str, Money]

    @property
    def what(self) -> str:
        if self.before is None:
            return "added"
        return "same" if self.before.checksum == self.checksum else "changed"


def _years(lines: Iterable[BudgetLine], control: Mapping[str, Money] | None) -> Iterator[_Year]:
    by_year: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        by_year.setdefault(FinancialYear(line.year).label, []).append(line.fact)
    stands = {batch.name: batch for batch in batches.standing(BUDGET_LINES)}
    for label, facts in sorted(by_year.items()):
        said = {"amount": control[label]} if control and label in control else {}
        yield _Year(label, facts, _checksum(facts), stands.get(label), said)


def _locked(year: _Year) -> list[Problem]:
    """A budget that the Council locked is not replaced by a file: money moves by virements."""
    start = FinancialYear.parse(year.label).start_year
    locked = BudgetRound.objects.filter(year=start, state=BudgetRound.State.LOCKED).exists()
    if year.before is None or year.what == "same" or not locked:
        return []
    hint = "Record a virement for what is moved in the year."
    message = f"The budget of {year.label} is locked and stays as the Council set it."
    return [Problem(message, field="year", hint=hint)]


def expected(
    lines: Iterable[BudgetLine],
    *,
    actor: Actor,
    moment: datetime,
    control: Mapping[str, Money] | None = None,
) -> dict[str, int]:
    """What `bring` would do, held against every total; nothing is written."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, area=permissions.RUNNING)
    counts = {"added": 0, "changed": 0, "same": 0}
    problems: list[Problem] = []
    for year in _years(lines, control):
        counts[year.what] += len(year.facts)
        problems += _locked(year)
        try:
            columns = checked(BUDGET_LINES, year.facts)
            check_totals(BUDGET_LINES, totals(BUDGET_LINES, columns), year.said, file="")
        except Problems as wrong:
            problems += wrong.problems
    if problems:
        raise Problems(problems)
    return counts


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
    counts = {"added": 0, "changed": 0, "same": 0}
    for year in _years(lines, control):
        counts[year.what] += len(year.facts)
        if year.what == "same":
            continue
        if problems := _locked(year):
            raise Problems(problems)
        delivery = batches.Delivery(
            name=year.label, file=file, checksum=year.checksum, control=year.said
        )
        batches.land(
            BUDGET_LINES, year.facts, delivery, actor=actor, moment=moment, replaces=year.before
        )
    return counts


def _checksum(facts: list[dict[str, Any]]) -> str:
    """Of the lines in any order, so that a sorted file is the same file."""
    places = {"sheet_row": 0}
    rows = sorted(json.dumps({**fact, **places, "amount": fact["amount"].pence}) for fact in facts)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
