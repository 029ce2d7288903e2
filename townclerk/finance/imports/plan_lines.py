"""Plan lines, one a row with a column a year, and total rows that must foot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.finance.models import LineAmount, PlanLine, PlanVersion
from townclerk.finance.operations import plan as operations
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.rows import Row, rows_of
from townclerk.platform.organisation.models import Unit

YEAR_COLUMNS = ("y1", "y2", "y3", "y4", "y5")
COLUMNS = (
    "row",
    "plan",
    "code",
    "heading",
    "step",
    "type",
    "group",
    "recurrence",
    "unwinds",
    "unit",
    "owner_role",
    "evidence",
    "confidence",
    "agreed_on",
    "source",
    "saving",
    "included_in",
    "driver",
    "money_unit",
    *YEAR_COLUMNS,
    "printed_total",
)


@dataclass
class Sheet:
    """What a file says: lines and totals, read but not yet saved."""

    plans: Mapping[int, PlanVersion]
    lines: list["Line"] = field(default_factory=list)
    totals: list["Line"] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Line:
    row: Row
    plan: PlanVersion
    values: dict[str, Any]
    cells: dict[int, Money]
    printed_total: Money | None

    def typed(self) -> dict[int, Money]:
        """What was typed, given what is printed: a line that unwinds prints the taking back too."""
        if not self.values.get("unwinds"):
            return dict(self.cells)
        typed: dict[int, Money] = {}
        for year in self.plan.year_numbers:
            typed[year] = self.cells.get(year, Money.zero) + typed.get(year - 1, Money.zero)
        return {year: amount for year, amount in typed.items() if amount}


@dataclass(frozen=True)
class Loaded:
    added: int
    changed: int
    same: int


def read(cells: Iterable[Mapping[str, Any]]) -> Sheet:
    """Read and check every row. Nothing is written."""
    sheet = Sheet(plans={plan.number: plan for plan in PlanVersion.objects.all()})
    units = {unit.code: unit for unit in Unit.objects.all()}
    seen: dict[tuple[int, str], int] = {}
    for row in rows_of(cells):
        line = _line(row, sheet.plans, units)
        sheet.problems += row.problems
        if line is None or row.problems:
            continue
        if row.text("row").lower() == "total":
            sheet.totals.append(line)
            continue
        key = (line.plan.number, line.values["code"])
        if key in seen:
            row.wrong("code", f"Row {seen[key]} has the same code.", "Give each line its own code.")
            sheet.problems += row.problems
        seen[key] = row.number
        sheet.lines.append(line)
    sheet.problems += [*_row_sums(sheet), *_column_sums(sheet)]
    return sheet


@transaction.atomic
def load(
    cells: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, batch: str = ""
) -> Loaded:
    """Save the whole sheet, or nothing when anything in it is wrong."""
    sheet = read(cells)
    if sheet.problems:
        raise Problems(sheet.problems)
    counts = {"added": 0, "changed": 0, "same": 0}
    existing = {
        (line.plan_id, line.code): line
        for line in PlanLine.objects.filter(plan__in=[line.plan.pk for line in sheet.lines])
    }
    for position, line in enumerate(sheet.lines, start=1):
        stamp = {"batch": batch, "batch_row": line.row.number, "position": position}
        found = existing.get((line.plan.pk, line.values["code"]))
        if found is None:
            operations.add_line(
                line.plan,
                {**line.values, **stamp, "printed_total": line.printed_total},
                line.typed(),
                printed=line.cells,
                actor=actor,
                moment=moment,
                reason=f"Import, row {line.row.number}",
            )
            counts["added"] += 1
        else:
            counts[_change(found, line, stamp, actor=actor, moment=moment)] += 1
    return Loaded(**counts)


def _change(
    found: PlanLine, line: Line, stamp: dict[str, Any], *, actor: Actor, moment: datetime
) -> str:
    values = {**line.values, "printed_total": line.printed_total}
    moved = {name: value for name, value in values.items() if getattr(found, name) != value}
    typed = line.typed()
    stored = {cell.year: cell for cell in found.amounts.all()}
    wanted = {
        year: (typed.get(year, Money.zero), line.cells.get(year))
        for year in sorted({*stored, *typed, *line.cells})
    }
    cells = {
        year: pair
        for year, pair in wanted.items()
        if year not in stored or (stored[year].amount, stored[year].printed) != pair
    }
    if not moved and not cells:
        return "same"
    # The line carries the batch that last brought any of it, so that its file can be found.
    operations.change_line(found, {**moved, **stamp}, actor=actor, moment=moment)
    for year, (amount, printed) in cells.items():
        values = {"amount": amount, "printed": printed, "batch": stamp["batch"]}
        if year in stored:
            records.change(stored[year], values, actor=actor, moment=moment)
        else:
            fresh = LineAmount(line=found, year=year, **values)
            records.create(fresh, actor=actor, moment=moment)
    return "changed"


def _line(row: Row, plans: Mapping[int, PlanVersion], units: Mapping[str, Unit]) -> Line | None:
    is_total = row.choice("row", ("line", "total"), default="line") == "total"
    plan = _plan(row, plans)
    values: dict[str, Any] = {
        "step": row.choice("step", PlanLine.Step.values),
        "group": row.text("group"),
    }
    if not is_total:
        values |= _line_values(row, units, plan)
    cells = {}
    if plan is not None:
        for year, column in zip(plan.year_numbers, YEAR_COLUMNS, strict=False):
            amount = row.money_or_none(column)
            if amount is not None:
                cells[year] = amount
        for column in YEAR_COLUMNS[plan.years :]:
            if row.money_or_none(column) is not None:
                row.wrong(column, f"{plan} has {plan.years} years.", "Leave this cell empty.")
    printed_total = row.money_or_none("printed_total")
    return None if plan is None else Line(row, plan, values, cells, printed_total)


def _plan(row: Row, plans: Mapping[int, PlanVersion]) -> PlanVersion | None:
    named = row.text("plan", required=True)
    plan = plans.get(int(named)) if named.isdecimal() else None
    if named and plan is None:
        known = ", ".join(str(number) for number in plans) or "none yet"
        row.wrong("plan", f"There is no plan version {named}.", f"Versions: {known}.")
    return plan


def _line_values(row: Row, units: Mapping[str, Unit], plan: PlanVersion | None) -> dict[str, Any]:
    unit, driver = row.text("unit"), row.text("driver")
    if unit and unit not in units:
        row.wrong("unit", f"There is no unit {unit}.", "Use the code of a unit, or leave it empty.")
    follows = plan.drivers.filter(code=driver).first() if plan and driver else None
    if driver and follows is None:
        row.wrong("driver", f"The plan has no driver {driver}.", "Add it first.")
    choices = PlanLine.Recurrence.values
    return {
        "code": row.text("code", required=True),
        "heading": row.text("heading", required=True),
        "type": row.choice("type", PlanLine.Type.values),
        "recurrence": row.choice("recurrence", choices, default="recurring"),
        "unwinds": row.flag("unwinds"),
        "unit": units.get(unit),
        "owner_role": row.text("owner_role") or "s151-officer",
        "evidence": row.text("evidence"),
        "confidence": row.choice("confidence", PlanLine.Confidence.values, default="medium"),
        "agreed_on": row.day_or_none("agreed_on"),
        "source": row.text("source"),
        "saving": row.text("saving"),
        "included_in": row.text("included_in"),
        "driver": follows,
    }


def _row_sums(sheet: Sheet) -> list[Problem]:
    """Across: the years of a row add up to the total printed beside them."""
    found = []
    for line in (*sheet.lines, *sheet.totals):
        total = sum(line.cells.values(), Money.zero)
        if line.printed_total is not None and total != line.printed_total:
            found.append(_broken(line, "printed_total", total, line.printed_total, "its years"))
    return found


def _column_sums(sheet: Sheet) -> list[Problem]:
    """Down: the lines of a step, or of a group of it, add up to their total row."""
    lines: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in sheet.lines:
        if not line.values["included_in"]:
            lines[line.plan.number, line.values["step"]].append(line)
    found = []
    for total in sheet.totals:
        group = total.values["group"]
        members = [
            line
            for line in lines[total.plan.number, total.values["step"]]
            if not group or line.values["group"] == group
        ]
        for year, column in zip(total.plan.year_numbers, YEAR_COLUMNS, strict=False):
            added = sum((line.cells.get(year, Money.zero) for line in members), Money.zero)
            if year in total.cells and added != total.cells[year]:
                where = f"the {len(members)} lines in {FinancialYear(year).label}"
                found.append(_broken(total, column, added, total.cells[year], where))
    return found


def _broken(line: Line, column: str, added: Money, printed: Money, what: str) -> Problem:
    return Problem(
        message=f"The total says £{printed}, and {what} add up to £{added}: "
        f"£{printed - added} apart.",
        row=line.row.number,
        column=column,
        hint="Correct the amount that is wrong, or leave the total empty.",
        code="total-does-not-foot",
    )
