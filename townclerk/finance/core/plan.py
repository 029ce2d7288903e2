"""The medium-term plan: from the original gap to the remaining one, by year and in total."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from townclerk.finance.core.drivers import Driver, Move, UnknownDriver, driver_amounts, moved
from townclerk.kernel.display import pounds_display, sum_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money
from townclerk.kernel.provision import Provision
from townclerk.kernel.years import FinancialYear

STEPS = ("original", "revision", "proposal", "phasing", "tax")
PRACTICE = Provision("Local Government Act 2003", "section 25", note="robustness of the estimates")

ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("original_gap", "Original funding gap", ("original",)),
    ("revisions", "Revisions", ("revision",)),
    ("revised_gap", "Revised funding gap", ("original", "revision")),
    ("proposals", "Proposals", ("proposal",)),
    ("phasing", "Phasing", ("phasing",)),
    ("remaining_gap", "Remaining funding gap", ("original", "revision", "proposal", "phasing")),
    ("tax", "Council tax", ("tax",)),
    ("gap_after_tax", "Gap after council tax", STEPS),
)
"""Each row of the waterfall and the steps of lines it adds."""


class BadPlan(TownclerkError):
    """The plan cannot be added up as given; the sentence says which line to correct."""


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One line: a positive amount widens the gap, a negative one narrows it.

    `amounts` are year-on-year changes. A line that `unwinds` is one-off: each year's amount comes
    back with the opposite sign the year after, so only what was first put in is typed.
    """

    key: str
    step: str
    amounts: Mapping[int, Money] = field(default_factory=dict)
    label: str = ""
    group: str = ""
    unwinds: bool = False
    driver: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A version of the plan: its years in order, its lines and its drivers."""

    years: tuple[int, ...]
    lines: tuple[PlanLine, ...]
    drivers: tuple[Driver, ...] = ()

    def __post_init__(self) -> None:
        if not self.years:
            raise BadPlan("The plan has no years. Give at least one.")
        if self.years != tuple(range(self.years[0], self.years[0] + len(self.years))):
            raise BadPlan("The years of the plan do not follow one another. Give each year once.")
        seen: set[str] = set()
        for line in self.lines:
            if line.step not in STEPS:
                raise BadPlan(f"Line {line.key}: {line.step} is not one of {', '.join(STEPS)}.")
            if line.key in seen:
                raise BadPlan(f"Line {line.key} is given twice, so it would be counted twice.")
            seen.add(line.key)
            if not all(year in self.years for year in line.amounts):
                raise BadPlan(f"Line {line.key} has an amount in a year outside the plan.")

    @cached_property
    def made(self) -> dict[str, dict[int, Money]]:
        """What each driver makes, worked out once for all the lines that follow it."""
        return {driver.code: driver_amounts(driver, self.years) for driver in self.drivers}


@dataclass(frozen=True, slots=True)
class LineResult:
    """A line with what it adds to each year's gap, and what comes back after the plan ends."""

    line: PlanLine
    amounts: tuple[Money, ...]
    beyond: Money
    """What the line takes back in the year after the plan's last; nil when nothing unwinds."""

    @property
    def total(self) -> Money:
        return Money.total(self.amounts)


@dataclass(frozen=True, slots=True)
class GapRow:
    """One row of the waterfall."""

    key: str
    label: str
    amounts: tuple[Money, ...]
    lines: tuple[LineResult, ...]

    @property
    def total(self) -> Money:
        return Money.total(self.amounts)


@dataclass(frozen=True, slots=True)
class GapTable:
    """The whole waterfall of a version."""

    years: tuple[int, ...]
    rows: Mapping[str, GapRow]
    lines: tuple[LineResult, ...]

    def row(self, key: str) -> GapRow:
        return self.rows[key]

    @property
    def later(self) -> tuple[LineResult, ...]:
        """Lines that reverse in the year after the plan, so beyond what its tables show."""
        return tuple(line for line in self.lines if line.beyond)


def line_result(plan: Plan, line: PlanLine) -> LineResult:
    """What one line adds to each year, its driver and its unwinding worked out."""
    driven = _driven(plan, line)
    made = [
        line.amounts.get(year, Money.zero).pence + (driven[year].pence if driven else 0)
        for year in plan.years
    ]
    if not line.unwinds:
        return LineResult(line, tuple(map(Money, made)), Money.zero)
    changes = [now - before for before, now in zip([0, *made], made, strict=False)]
    return LineResult(line, tuple(map(Money, changes)), Money(-made[-1]))


def _driven(plan: Plan, line: PlanLine) -> Mapping[int, Money] | None:
    if not line.driver:
        return None
    if line.driver not in plan.made:
        raise UnknownDriver(line.driver, tuple(plan.made))
    return plan.made[line.driver]


def gap_table(plan: Plan) -> GapTable:
    """The gap of a plan, step by step, by year and in total.

    Units: money; positive widens the gap, negative narrows it; years by their first calendar year.
    Source: local practice; Local Government Act 2003, section 25 for the estimates it supports.
    Applies: any run of years; amounts are year-on-year changes, one-offs unwind by themselves.
    Rounding: none beyond the drivers' own; typed amounts are exact.
    Raises: `BadPlan` for lines that cannot be added, `UnknownDriver` for a driver not held.

    >>> plan = Plan(years=(2017, 2018), lines=(
    ...     PlanLine(key="grant", step="original", amounts={2017: Money.thousands(10_349)}),
    ...     PlanLine(key="support", step="revision", unwinds=True,
    ...              amounts={2017: Money.thousands(-1_532)})))
    >>> [str(amount) for amount in gap_table(plan).row("revisions").amounts]
    ['-1532000.00', '1532000.00']
    """
    results = tuple(line_result(plan, line) for line in plan.lines)
    by_step: dict[str, list[LineResult]] = {step: [] for step in STEPS}
    for result in results:
        by_step[result.line.step].append(result)
    rows = {key: _row(key, label, steps, by_step, plan) for key, label, steps in ROWS}
    return GapTable(plan.years, rows, results)


def _row(
    key: str, label: str, steps: Iterable[str], by_step: Mapping[str, list[LineResult]], plan: Plan
) -> GapRow:
    lines = tuple(line for step in steps for line in by_step[step])
    amounts = sum_by_year(lines, len(plan.years))
    return GapRow(key, label, amounts, lines)


def sum_by_year(lines: Iterable[LineResult], count: int) -> tuple[Money, ...]:
    """The lines added up for each year of the plan."""
    totals = [0] * count
    for line in lines:
        for place, amount in enumerate(line.amounts):
            totals[place] += amount.pence
    return tuple(map(Money, totals))


def groups(row: GapRow) -> tuple[GapRow, ...]:
    """A row parted by the group its lines name, in the order they appear."""
    names = dict.fromkeys(line.line.group for line in row.lines)
    return tuple(
        GapRow(f"{row.key}:{name or 'other'}", name or "Other", _amounts_of(found, row), found)
        for name in names
        if (found := tuple(line for line in row.lines if line.line.group == name))
    )


def _amounts_of(lines: tuple[LineResult, ...], row: GapRow) -> tuple[Money, ...]:
    return sum_by_year(lines, len(row.amounts))


def plan_gap(plan: Plan) -> Explained[GapTable]:
    """The gap with its reasons: every row, every year, every line.

    Units: money. Source: as `gap_table`. Rounding: none beyond the drivers' own.
    """
    table = gap_table(plan)
    labels = tuple(FinancialYear(year).label for year in plan.years)
    last = table.row("gap_after_tax" if table.row("tax").lines else "remaining_gap")
    parts = tuple(
        row_step(row, labels) for row in table.rows.values() if row.lines and row is not last
    )
    notes = tuple(
        f"{line.line.label or line.line.key} reverses by {pounds_display(line.beyond)} in "
        f"{FinancialYear(plan.years[-1] + 1).label}, after the last year of the plan."
        for line in table.later
    )
    top = replace(row_step(last, labels), parts=parts, notes=notes, rule=PRACTICE)
    return Explained(table, top)


def row_step(row: GapRow, labels: tuple[str, ...]) -> Step:
    """A row as a step: its years, and each year's lines below."""
    years = tuple(
        Step(
            label=label,
            value=amount,
            unit="£",
            display=pounds_display(amount),
            how=f"{len(row.lines)} lines added",
            parts=tuple(
                Step(
                    label=line.line.label or line.line.key,
                    value=line.amounts[place],
                    unit="£",
                    display=pounds_display(line.amounts[place]),
                    how=_how(line, place),
                )
                for line in row.lines
                if line.amounts[place]
            ),
        )
        for place, (label, amount) in enumerate(zip(labels, row.amounts, strict=True))
    )
    how = sum_display(map(pounds_display, row.amounts), pounds_display(row.total))
    return Step(
        label=row.label,
        value=row.total,
        unit="£",
        display=pounds_display(row.total),
        how=how,
        parts=years,
    )


def _how(line: LineResult, place: int) -> str:
    said = [f"worked out by driver {line.line.driver}"] if line.line.driver else []
    if line.line.unwinds:
        said.append("one-off; taken back the year after")
    return "; ".join(said)


def with_moves(plan: Plan, moves: tuple[Move, ...]) -> Plan:
    """The plan with its drivers moved; everything no moved driver feeds stays as it was."""
    known = tuple(driver.code for driver in plan.drivers)
    for move in moves:
        if move.driver not in known:
            raise UnknownDriver(move.driver, known)
        if move.year is not None and move.year not in plan.years:
            raise BadPlan(f"Driver {move.driver} is moved in a year outside the plan.")
    drivers = tuple(moved(driver, moves, plan.years) for driver in plan.drivers)
    return Plan(years=plan.years, lines=plan.lines, drivers=drivers)


def phasing_line(
    key: str,
    *,
    one_off: Mapping[int, Money],
    loan: Mapping[int, Money],
    repayment: Mapping[int, Money],
    label: str = "Phasing",
) -> PlanLine:
    """A phasing entry that carries its own unwinding: savings and loans narrow, repayments widen.

    Units: money, all given as positive amounts by year.
    Source: local practice.
    Applies: the year after each amount takes it back, also after the plan's last year.
    Rounding: none.

    >>> line = phasing_line("p", one_off={2017: Money.thousands(2_000)},
    ...     loan={2017: Money.thousands(5_000)}, repayment={2019: Money.thousands(3_000)})
    >>> plan = Plan(years=(2017, 2018, 2019), lines=(line,))
    >>> [pounds_display(amount) for amount in gap_table(plan).row("phasing").amounts]
    ['−£7.000m', '£7.000m', '£3.000m']
    """
    years = {*one_off, *loan, *repayment}
    amounts = {
        year: repayment.get(year, Money.zero)
        - one_off.get(year, Money.zero)
        - loan.get(year, Money.zero)
        for year in sorted(years)
    }
    return PlanLine(key=key, step="phasing", amounts=amounts, label=label, unwinds=True)


def net_use_of_reserves(loan: Mapping[int, Money], repayment: Mapping[int, Money]) -> Money:
    """What a reserve loan leaves used for good: lent less repaid."""
    return Money.total(loan.values()) - Money.total(repayment.values())
