"""A plan summed: the steps from the original gap to the remaining one, by year and in total."""

from collections.abc import Iterable
from dataclasses import dataclass

from townclerk.finance.queries.facts import LineFacts, PlanFacts
from townclerk.kernel.money import Money


@dataclass(frozen=True)
class Row:
    """One step of the waterfall: its amounts by year and the lines behind it."""

    key: str
    label: str
    amounts: tuple[Money, ...]
    lines: tuple[LineFacts, ...] = ()
    is_total: bool = False

    @property
    def total(self) -> Money:
        return sum(self.amounts, Money.zero)


def sum_by_year(lines: Iterable[LineFacts], years: tuple[int, ...]) -> tuple[Money, ...]:
    found = tuple(lines)
    return tuple(sum((line.amount(year) for line in found), Money.zero) for year in years)


def step_row(plan: PlanFacts, key: str, label: str, *steps: str) -> Row:
    lines = plan.counted(*steps)
    return Row(key, label, sum_by_year(lines, plan.years), lines)


def original_gap(plan: PlanFacts) -> Row:
    return step_row(plan, "original_gap", "Original funding gap", "original")


def revisions(plan: PlanFacts) -> Row:
    return step_row(plan, "revisions", "Revisions", "revision")


def proposals(plan: PlanFacts) -> Row:
    return step_row(plan, "proposals", "Proposals", "proposal")


def phasing(plan: PlanFacts) -> Row:
    return step_row(plan, "phasing", "Phasing", "phasing")


def revised_gap(plan: PlanFacts) -> Row:
    return total_row("revised_gap", "Revised funding gap", original_gap(plan), revisions(plan))


def remaining_gap(plan: PlanFacts) -> Row:
    parts = (revised_gap(plan), proposals(plan), phasing(plan))
    return total_row("remaining_gap", "Remaining funding gap", *parts)


def total_row(key: str, label: str, *parts: Row) -> Row:
    columns = zip(*(part.amounts for part in parts), strict=True)
    amounts = tuple(sum(column, Money.zero) for column in columns)
    lines = tuple(line for part in parts for line in part.lines)
    return Row(key, label, amounts, lines, is_total=True)


ROWS = {
    "original_gap": original_gap,
    "revisions": revisions,
    "revised_gap": revised_gap,
    "proposals": proposals,
    "phasing": phasing,
    "remaining_gap": remaining_gap,
}


def groups(row: Row, years: tuple[int, ...]) -> tuple[Row, ...]:
    """A step split by the group its lines name, in the order they appear."""
    names = dict.fromkeys(line.group for line in row.lines if line.group)
    if len(names) < 2:
        return (row,)
    found = []
    for name in names:
        lines = tuple(line for line in row.lines if line.group == name)
        found.append(Row(f"{row.key}:{name}", name, sum_by_year(lines, years), lines))
    ungrouped = tuple(line for line in row.lines if not line.group)
    if ungrouped:
        amounts = sum_by_year(ungrouped, years)
        found.append(Row(f"{row.key}:other", f"Other {row.label.lower()}", amounts, ungrouped))
    return tuple(found)


def waterfall(plan: PlanFacts) -> tuple[Row, ...]:
    """One row a step: original, revisions, revised, each group of proposals, phasing, remaining."""
    return (
        original_gap(plan),
        revisions(plan),
        revised_gap(plan),
        *(row for row in groups(proposals(plan), plan.years) if row.lines),
        *((phasing(plan),) if phasing(plan).lines else ()),
        remaining_gap(plan),
    )


@dataclass(frozen=True)
class BridgeRow:
    """One line in two versions."""

    code: str
    heading: str
    before: tuple[Money, ...]
    after: tuple[Money, ...]
    change: str

    @property
    def moved(self) -> tuple[Money, ...]:
        return tuple(after - before for before, after in zip(self.before, self.after, strict=True))

    @property
    def total(self) -> Money:
        return sum(self.moved, Money.zero)


def bridge(before: PlanFacts, after: PlanFacts) -> tuple[BridgeRow, ...]:
    """Line by line what moved between two versions. Lines that did not move are left out."""
    years = tuple(sorted({*before.years, *after.years}))
    old = {line.code: line for line in before.counted()}
    new = {line.code: line for line in after.counted()}
    rows = []
    for code in dict.fromkeys([*old, *new]):
        was, is_now = old.get(code), new.get(code)
        row = BridgeRow(
            code=code,
            heading=(is_now or was or _missing(code)).heading,
            before=_amounts(was, years),
            after=_amounts(is_now, years),
            change="added" if was is None else "removed" if is_now is None else "changed",
        )
        if any(row.moved) or row.change != "changed":
            rows.append(row)
    return tuple(rows)


def _missing(code: str) -> LineFacts:
    raise KeyError(code)


def _amounts(line: LineFacts | None, years: tuple[int, ...]) -> tuple[Money, ...]:
    return tuple(line.amount(year) if line else Money.zero for year in years)
