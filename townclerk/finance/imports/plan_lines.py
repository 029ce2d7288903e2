"""Plan lines, one a row with a column a year, and total rows that must foot."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.finance.imports.drafting import saved, told
from townclerk.finance.models import Driver, LineAmount, PlanLine, PlanVersion
from townclerk.finance.operations import plan as operations
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.rows import Row, rows_of
from townclerk.platform.exchange.templates import Tell, silent
from townclerk.platform.organisation.models import Unit
from townclerk.platform.registers.drafts import Draft, Drafts

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


def read(cells: Iterable[Mapping[str, Any]], tell: Tell = silent) -> Sheet:
    """Read and check every row. Nothing is written."""
    sheet = Sheet(plans={plan.number: plan for plan in PlanVersion.objects.all()})
    named = Named(
        units={unit.code: unit for unit in Unit.objects.all()},
        drivers={(found.plan_id, found.code): found for found in Driver.objects.all()},
    )
    seen: dict[tuple[int, str], int] = {}
    for row in told(rows_of(cells), tell):
        line = _line(row, sheet.plans, named)
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


def prepare(
    cells: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, tell: Tell = silent
) -> Drafts:
    """Read and check every row outside a transaction; raises Problems with all that is wrong."""
    sheet = read(cells, tell)
    if sheet.problems:
        raise Problems(sheet.problems)
    plans = {line.plan.pk: line.plan for line in sheet.lines}

    def editable() -> None:
        for plan in PlanVersion.objects.filter(pk__in=plans):
            operations.check_editable(plan, actor=actor, moment=moment)

    editable()
    drafts = Drafts(actor=actor, moment=moment)
    # A version may be locked or published between the check and the saving.
    drafts.first.append(editable)
    drafts.know(PlanLine, "plan", "code", plan__in=plans)
    drafts.know(LineAmount, "line", "year", line__plan__in=plans)
    for position, line in enumerate(sheet.lines, start=1):
        _put(drafts, line, position)
    drafts.check([*_problems(sheet.lines), *_counted_once(drafts, sheet.lines)])
    return drafts


@transaction.atomic
def load(
    cells: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, batch: str = ""
) -> Drafts:
    """Save the whole sheet, or nothing when anything in it is wrong."""
    return saved(prepare(cells, actor=actor, moment=moment), batch)


def _put(drafts: Drafts, line: "Line", position: int) -> None:
    """The line with an amount a year; a line whose amounts alone moved is changed as well."""
    key = {"plan": line.plan, "code": line.values["code"]}
    values = {name: value for name, value in line.values.items() if name != "code"}
    values["printed_total"] = line.printed_total
    stored = drafts.stored(PlanLine, **key)
    amounts = _amounts(drafts, line, stored)
    moved = any(
        cell is None or (cell["amount"], cell["printed"]) != (amount, printed)
        for cell, amount, printed in amounts.values()
    )
    # The line carries the batch that last brought any of it, so that its file can be found.
    stamp = {"position": position}
    put = drafts.put(PlanLine, key, values, row=line.row, stamp=stamp, touch=moved)
    if put is None:
        return
    for year, (_, amount, printed) in amounts.items():
        given = {"amount": amount, "printed": printed}
        cell = {"line": put, "year": year}
        drafts.put(LineAmount, cell, given, row=line.row, counts=False)


Amounts = dict[int, tuple[Draft | None, Money, Money | None]]


def _amounts(drafts: Drafts, line: "Line", stored: Draft | None) -> Amounts:
    """Each year the sheet or the stored line speaks of: its stored cell, amount and print."""
    typed = line.typed()
    years = {*typed, *line.cells}
    cells: dict[int, Draft | None] = dict.fromkeys(years)
    if stored is not None:
        for year in line.plan.year_numbers:
            cell = drafts.stored(LineAmount, line=stored, year=year)
            if cell is not None or year in years:
                cells[year] = cell
    return {
        year: (cell, typed.get(year, Money.zero), line.cells.get(year))
        for year, cell in sorted(cells.items())
    }


def _problems(lines: Iterable["Line"]) -> Iterator[Problem]:
    for line in lines:
        yield from line.row.problems


def _counted_once(drafts: Drafts, lines: Iterable["Line"]) -> Iterator[Problem]:
    """No saving may narrow the gap twice, and none may hide inside a line that is not there."""
    codes: set[tuple[int, str]] = set()
    savings: dict[tuple[int, str], list[str]] = defaultdict(list)
    for draft in drafts.know(PlanLine, "plan", "code").drafts.values():
        codes.add((draft["plan_id"], draft["code"]))
        if draft["saving"]:
            savings[draft["plan_id"], draft["saving"]].append(draft["code"])
    for line in lines:
        code, holder = line.values["code"], line.values["included_in"]
        saving = line.values["saving"]
        if saving and savings[line.plan.pk, saving][0] != code:
            yield Problem(
                message=f"The saving {saving} is already counted by the line "
                f"{savings[line.plan.pk, saving][0]}.",
                row=line.row.number,
                column="saving",
                hint="Change that line, or leave this field empty.",
                code="saving-counted-twice",
            )
        if holder and (holder == code or (line.plan.pk, holder) not in codes):
            yield Problem(
                message=f"{line.plan} has no line {holder} that could hold this one.",
                row=line.row.number,
                column="included_in",
                hint="Give the code of a line of the same version.",
                code="no-such-line",
            )


@dataclass(frozen=True)
class Named:
    """What rows name by code."""

    units: Mapping[str, Unit]
    drivers: Mapping[tuple[int, str], Driver]


def _line(row: Row, plans: Mapping[int, PlanVersion], named: Named) -> Line | None:
    is_total = row.choice("row", ("line", "total"), default="line") == "total"
    plan = _plan(row, plans)
    values: dict[str, Any] = {
        "step": row.choice("step", PlanLine.Step.values),
        "group": row.text("group"),
    }
    if not is_total:
        values |= _line_values(row, named, plan)
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


def _line_values(row: Row, named: Named, plan: PlanVersion | None) -> dict[str, Any]:
    unit, driver = row.text("unit"), row.text("driver")
    if unit and unit not in named.units:
        row.wrong("unit", f"There is no unit {unit}.", "Use the code of a unit, or leave it empty.")
    follows = named.drivers.get((plan.pk, driver)) if plan and driver else None
    if driver and follows is None:
        row.wrong("driver", f"The plan has no driver {driver}.", "Add it first.")
    choices = PlanLine.Recurrence.values
    return {
        "code": row.text("code", required=True),
        "heading": row.text("heading", required=True),
        "type": row.choice("type", PlanLine.Type.values),
        "recurrence": row.choice("recurrence", choices, default="recurring"),
        "unwinds": row.flag("unwinds"),
        "unit": named.units.get(unit),
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
