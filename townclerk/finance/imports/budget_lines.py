"""The sheet of budget lines: a row a unit and account group, its year's total as a row of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from townclerk.finance.imports.plan_lines import Loaded
from townclerk.finance.operations.budget_lines import BudgetLine, bring
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.rows import Row, rows_of
from townclerk.platform.organisation.models import Unit

COLUMNS = {
    "row": "line, or total for a row that must equal the lines of its year; line when empty.",
    "year": "Financial year, as 2017/18.",
    "unit": "Code of the unit.",
    "account_group": "Group of accounts, such as employees.",
    "amount": "Budget of the year; income is negative.",
    "money_unit": "Unit of the money in this row: £ (usual), £000 or £m.",
}


def load(
    cells: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, batch: str = ""
) -> Loaded:
    """Land the whole sheet, or nothing when any row or total of it is wrong."""
    known = set(Unit.objects.values_list("code", flat=True))
    lines: list[BudgetLine] = []
    control: dict[str, Money] = {}
    problems: list[Problem] = []
    for row in rows_of(cells):
        is_total = row.choice("row", ("line", "total"), default="line") == "total"
        year = row.year_or_none("year", required=True)
        amount = row.money_or_none("amount")
        if amount is None and not row.problems:
            row.wrong("amount", "This cell is empty.", "Enter the budget, or 0.")
        unit, group = ("", "") if is_total else _where(row, known)
        problems += row.problems
        if row.problems or year is None or amount is None:
            continue
        if is_total:
            control[FinancialYear(year).label] = amount
        else:
            lines.append(BudgetLine(year=year, unit=unit, account_group=group, amount=amount))
    if problems:
        raise Problems(problems)
    file = batch or "budget-lines"
    return Loaded(**bring(lines, file=file, actor=actor, moment=moment, control=control))


def _where(row: Row, known: set[str]) -> tuple[str, str]:
    unit, group = row.text("unit", required=True), row.text("account_group", required=True)
    if unit and unit not in known:
        row.wrong("unit", f"There is no unit {unit}.", "Use the code of a unit.")
    return unit, group
