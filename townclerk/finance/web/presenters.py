"""From plan values to what a page shows: rows, cells with their pence, findings in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from townclerk.figures import url as figure_url
from townclerk.finance.core.plan import GapRow
from townclerk.finance.core.versions import Bridge
from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.queries.tax import Worked
from townclerk.finance.web.cells import Cell, TableRow, cell
from townclerk.kernel.display import money_display, percent_display
from townclerk.kernel.money import Money

UNITS = ("£m", "£000")
TOTALS = ("revised_gap", "remaining_gap")
FIGURES = ("original_gap", "revisions", "revised_gap", "proposals", "phasing", "remaining_gap")


@dataclass(frozen=True)
class Bar:
    """One bar of the waterfall: where it starts, where it ends, and what it opens."""

    label: str
    start: Money
    end: Money
    is_total: bool
    url: str


def row_url(plan: PlanFacts, key: str, label: str | None = None) -> str:
    """A step opens its figure; a group of proposals opens its lines."""
    if key in FIGURES:
        return figure_url(f"finance.plan.{key}", period=label)
    return f"/plan/{plan.number}/lines/?group={key.partition(':')[2]}"


def waterfall_table(plan: PlanFacts, unit: str) -> tuple[TableRow, ...]:
    """Years as columns and the total last; one row a step."""
    return tuple(
        TableRow(
            label=row.label,
            cells=(
                *(
                    cell(amount, unit, row_url(plan, row.key, label))
                    for amount, label in zip(row.amounts, plan.labels, strict=True)
                ),
                cell(row.total, unit, row_url(plan, row.key)),
            ),
            url=row_url(plan, row.key),
            is_total=row.key in TOTALS,
        )
        for row in plan.waterfall()
    )


def waterfall_bars(plan: PlanFacts, place: int | None = None) -> tuple[Bar, ...]:
    """The bars of a year of the plan, or of all its years together."""
    bars, level = [], Money.zero
    for row in plan.waterfall():
        amount = row.total if place is None else row.amounts[place]
        is_total = row.key in TOTALS
        start = Money.zero if is_total else level
        level = amount if is_total else level + amount
        label = None if place is None else plan.labels[place]
        bars.append(Bar(row.label, start, level, is_total, row_url(plan, row.key, label)))
    return tuple(bars)


def line_table(plan: PlanFacts, row: GapRow, unit: str) -> tuple[TableRow, ...]:
    """The lines behind a step, each opening its figure."""
    return tuple(
        TableRow(
            label=line.line.label,
            cells=(
                *(
                    cell(amount, unit, figure_url("finance.plan.line", line.line.key, label))
                    for amount, label in zip(line.amounts, plan.labels, strict=True)
                ),
                cell(line.total, unit, figure_url("finance.plan.line", line.line.key)),
            ),
            url=f"/r/plan-lines/{plan.by_code[line.line.key].pk}/",
        )
        for line in row.lines
    )


def bridge_table(
    bridge: Bridge, unit: str, reasons: Mapping[str, Sequence[str]] | None = None
) -> tuple[TableRow, ...]:
    """What each line moved, and last why as it was said when the line was changed."""
    said = reasons or {}
    return tuple(
        TableRow(
            label=f"{line.label} ({line.change})",
            cells=(
                *(cell(amount, unit) for amount in line.amounts),
                cell(line.total, unit),
                Cell("; ".join(said.get(line.key, ())) or "No reason was given", ""),
            ),
        )
        for line in bridge.lines
    )


def finding(plan: PlanFacts, options: Sequence[Worked] = ()) -> str:
    """The title of the picture: what the plan comes to, and what would close it."""
    gap = plan.row("remaining_gap").total
    if gap.pence <= 0:
        return f"The plan closes with £{money_display(-gap, '£m')}m to spare before council tax"
    left = f"£{money_display(gap, '£m')}m of the gap is left before council tax"
    closing = [worked for worked in options if worked.result.is_balanced]
    if not closing:
        return left
    least = min(closing, key=lambda worked: sum(year.rise.total for year in worked.result.years))
    rises = {year.rise.total for year in least.result.years}
    if len(rises) == 1:
        return f"{left}; it closes with {percent_display(rises.pop(), 2)} a year"
    return f"{left}; it closes with {least.result.name}"
