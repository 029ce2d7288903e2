"""The sheet of budget lines: a row a unit and account group, its year's total as a row of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from townclerk.finance.imports.drafting import told
from townclerk.finance.operations.budget_lines import BudgetLine, bring, expected
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.rows import Row, rows_of
from townclerk.platform.exchange.templates import Sample, Tell, silent
from townclerk.platform.organisation.models import Unit

COLUMNS = {
    "row": "line, or total for a row that must equal the lines of its year; line when empty.",
    "year": "Financial year, as 2017/18.",
    "unit": "Code of the unit.",
    "account_group": "Group of accounts, such as employees.",
    "amount": "Budget of the year; income is negative.",
    "money_unit": "Unit of the money in this row: £ (usual), £000 or £m.",
}


class Sheet:
    """Budget lines read and checked, with what landing them will do."""

    def __init__(self, *, actor: Actor, moment: datetime) -> None:
        self.actor, self.moment = actor, moment
        self.lines: list[BudgetLine] = []
        self.control: dict[str, Money] = {}
        self.samples: Mapping[str, Sequence[Sample]] = {}
        self.counts = {"added": 0, "changed": 0, "same": 0}

    @property
    def added(self) -> int:
        return self.counts["added"]

    @property
    def changed(self) -> int:
        return self.counts["changed"]

    @property
    def same(self) -> int:
        return self.counts["same"]

    def check(self) -> None:
        self.counts = expected(
            self.lines, control=self.control, actor=self.actor, moment=self.moment
        )

    def save(self, batch: str) -> None:
        self.counts = bring(
            self.lines,
            file=batch or "budget-lines",
            actor=self.actor,
            moment=self.moment,
            control=self.control,
        )

    def saved(self) -> None:
        """Nothing is left beside the facts."""


def prepare(
    cells: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, tell: Tell = silent
) -> Sheet:
    """Read and check every row outside a transaction; raises Problems with all that is wrong."""
    known = set(Unit.objects.values_list("code", flat=True))
    sheet = Sheet(actor=actor, moment=moment)
    problems: list[Problem] = []
    for row in told(rows_of(cells), tell):
        _read(row, sheet, known)
        problems += row.problems
    if problems:
        raise Problems(problems)
    sheet.check()
    return sheet


def load(
    cells: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, batch: str = ""
) -> Sheet:
    """Land the whole sheet, or nothing when any row or total of it is wrong."""
    sheet = prepare(cells, actor=actor, moment=moment)
    sheet.save(batch)
    return sheet


def _read(row: Row, sheet: Sheet, known: set[str]) -> None:
    is_total = row.choice("row", ("line", "total"), default="line") == "total"
    year = row.year_or_none("year", required=True)
    amount = row.money_or_none("amount")
    if amount is None and not row.problems:
        row.wrong("amount", "This cell is empty.", "Enter the budget, or 0.")
    unit, group = ("", "") if is_total else _where(row, known)
    if row.problems or year is None or amount is None:
        return
    if is_total:
        sheet.control[FinancialYear(year).label] = amount
    else:
        line = BudgetLine(year=year, unit=unit, account_group=group, amount=amount, row=row.number)
        sheet.lines.append(line)


def _where(row: Row, known: set[str]) -> tuple[str, str]:
    unit, group = row.text("unit", required=True), row.text("account_group", required=True)
    if unit and unit not in known:
        row.wrong("unit", f"There is no unit {unit}.", "Use the code of a unit.")
    return unit, group
