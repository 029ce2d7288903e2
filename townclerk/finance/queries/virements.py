"""Virements read: the current budget of each line, and who may agree what is moved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from townclerk.finance.core.virement_rules import Between, Limit, kind_of
from townclerk.finance.models import BudgetRound, Virement, VirementRule
from townclerk.finance.queries.budget_lines import budgets
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.organisation.queries import nodes

DIRECTORATE = "directorate"


@dataclass(frozen=True, kw_only=True)
class CurrentLine:
    """One line of a budget: what was locked, and what virements moved since."""

    unit: str
    group: str
    base: Money
    moved: Money

    @property
    def current(self) -> Money:
        return self.base + self.moved


def posted(round_: BudgetRound, known_at: datetime | None = None) -> list[Virement]:
    return records.as_known(Virement, known_at, round_id=round_.pk, state=Virement.State.POSTED)


def moved_by(
    virements: Iterable[Virement], codes: Mapping[int, str]
) -> dict[tuple[str, str], Money]:
    """What virements take from and add to each line; over all lines it is nothing."""
    moved: dict[tuple[str, str], Money] = defaultdict(lambda: Money.zero)
    for one in virements:
        moved[codes[one.from_unit_id], one.from_group] -= one.amount
        moved[codes[one.to_unit_id], one.to_group] += one.amount
    return dict(moved)


def current_lines(round_: BudgetRound, known_at: datetime | None = None) -> tuple[CurrentLine, ...]:
    """Every line of a year's budget, by service: the locked base and what was posted since."""
    base = {
        (unit, group.name): group.amount
        for unit, groups in budgets(known_at).of_year(FinancialYear(round_.year).label).items()
        for group in groups
    }
    moved = moved_by(posted(round_, known_at), unit_codes(round_))
    return tuple(
        CurrentLine(
            unit=unit,
            group=group,
            base=base.get((unit, group), Money.zero),
            moved=moved.get((unit, group), Money.zero),
        )
        for unit, group in sorted({*base, *moved})
    )


def unit_codes(round_: BudgetRound) -> dict[int, str]:
    """The services that virements of a round name, by key."""
    rows = Virement.objects.filter(round=round_).values_list(
        "from_unit", "from_unit__code", "to_unit", "to_unit__code"
    )
    return {key: code for row in rows for key, code in (row[:2], row[2:])}


def left_in(round_: BudgetRound, unit: str, group: str) -> Money | None:
    """What a line still has, less what is proposed to be taken; None for no line of the budget."""
    lines = {(line.unit, line.group): line.current for line in current_lines(round_)}
    if (unit, group) not in lines:
        return None
    waiting = Virement.objects.filter(
        round=round_, from_unit__code=unit, from_group=group, state__in=Virement.OPEN
    )
    return lines[unit, group] - Money.total(one.amount for one in waiting)


def between(source: str, target: str, on: date) -> Between:
    """How far a virement goes, on the structure of the day."""
    known = nodes(on)

    def directorate(code: str | None) -> str | None:
        while code is not None and code in known:
            if known[code].kind == DIRECTORATE:
                return code
            code = known[code].parent
        return None

    return kind_of(source, target, directorate(source), directorate(target))


def limits_on(on: date) -> tuple[Limit, ...]:
    """The limits of the financial regulations in force on a day."""
    rules = VirementRule.objects.filter(Q(end=None) | Q(end__gt=on), start__lte=on)
    return tuple(
        Limit(
            code=rule.code,
            between=Between(rule.between),
            up_to=rule.up_to,
            approver=rule.approver,
            one_off_only=rule.one_off_only,
        )
        for rule in rules.order_by("pk")
    )
