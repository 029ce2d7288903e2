"""Figures of virements: the current budget of a year, and what was moved, which nets to nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Unit,
    batch,
    figure,
)
from townclerk.figures.declaration import COUNCIL
from townclerk.finance.figures_round import Asked
from townclerk.finance.models import BudgetRound, Virement
from townclerk.finance.queries.services import Names, service_names
from townclerk.finance.queries.virements import (
    CurrentLine,
    current_lines,
    moved_by,
    posted,
    unit_codes,
)
from townclerk.kernel.display import pounds_display
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Area

PREFIX = "finance.virements."
GRAIN = Grain(scopes=(COUNCIL, "unit"), periods=("financial-year",))


def _locked() -> Sequence[BudgetRound]:
    return list(BudgetRound.objects.filter(state=BudgetRound.State.LOCKED).order_by("year"))


def periods() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {COUNCIL: []}
    for round_ in _locked():
        found[COUNCIL].append(round_.label)
        for unit in dict.fromkeys(line.unit for line in current_lines(round_)):
            found.setdefault(unit, []).append(round_.label)
    return found


def scopes() -> Sequence[Choice]:
    return [Choice(code) for code in periods() if code != COUNCIL]


@batch(PREFIX)
def answer(asked: Asked) -> Sequence[Answer]:
    """Many questions from one reading of each year's budget at each moment asked of."""
    read: dict[tuple[int, datetime | None], Year] = {}
    found = []
    for key, question in asked:
        round_ = _round_of(question)
        at = (round_.pk, question.known_at)
        if at not in read:
            read[at] = Year(round_, question.known_at)
        kind = read[at].net if key.endswith("net") else read[at].current
        found.append(kind(question.scope))
    return found


def _round_of(question: Question) -> BudgetRound:
    if question.as_at is not None:
        raise NotAnswerable(
            "Virements are kept by year, not by day. Ask with known_at for what was known at a "
            "moment."
        )
    year = question.period.financial_year if question.period else None
    if year is None:
        raise NotAnswerable("A budget is asked for a financial year, such as 2017/18.")
    locked = BudgetRound.State.LOCKED
    found = records.as_known(BudgetRound, question.known_at, year=year.start_year, state=locked)
    if not found:
        raise NotAnswerable(f"The budget of {year.label} is not locked.")
    return found[0]


class Year:
    """One year's lines and virements, read once."""

    def __init__(self, round_: BudgetRound, known_at: datetime | None) -> None:
        self.label = FinancialYear(round_.year).label
        self.lines = current_lines(round_, known_at)
        self.virements = posted(round_, known_at)
        self.codes = unit_codes(round_)
        self.names = service_names(round_.year)

    def current(self, scope: str) -> Answer:
        lines = [line for line in self.lines if scope in (COUNCIL, line.unit)]
        if not lines:
            raise NotAnswerable(f"No budget of {scope} is held for {self.label}.")
        value = Money.total(line.current for line in lines)
        step = Step(
            label=f"Current budget {self.label}",
            value=value,
            unit="£",
            how="The locked budget with the virements posted since",
            parts=tuple(_line_step(line, self.names) for line in lines),
            held_by="s151-officer",
        )
        return Answer(value=value, step=step)

    def net(self, scope: str) -> Answer:
        moved = moved_by(self.virements, self.codes)
        value = Money.total(
            amount for (unit, _), amount in moved.items() if scope in (COUNCIL, unit)
        )
        mine = [one for one in self.virements if scope == COUNCIL or scope in self._units(one)]
        step = Step(
            label=f"Virements posted, {self.label}",
            value=value,
            unit="£",
            how=f"{len(mine)} virements; over the whole council they come to nothing",
            parts=tuple(self._virement_step(one, scope) for one in mine),
            held_by="s151-officer",
        )
        return Answer(value=value, step=step)

    def _units(self, one: Virement) -> tuple[str, str]:
        return self.codes[one.from_unit_id], self.codes[one.to_unit_id]

    def _virement_step(self, one: Virement, scope: str) -> Step:
        source, target = self._units(one)
        taken = -one.amount if scope in (COUNCIL, source) else Money.zero
        added = one.amount if scope in (COUNCIL, target) else Money.zero
        names = self.names
        return Step(
            label=one.reference,
            value=taken + added,
            unit="£",
            how=f"{pounds_display(one.amount, '£')} from {names[source]}, {one.from_group}, "
            f"to {names[target]}, {one.to_group}",
            source=records.source_of(one),
        )


def _line_step(line: CurrentLine, names: Names) -> Step:
    return Step(
        label=f"{names[line.unit]}, {line.group}",
        value=line.current,
        unit="£",
        how=f"{pounds_display(line.base, '£')} locked, "
        f"{pounds_display(line.moved, '£')} by virements",
    )


@figure(
    key=f"{PREFIX}current",
    label="Current budget",
    unit=Unit.MONEY,
    display="£m 3 dp",
    polarity=Polarity.NEUTRAL,
    grain=GRAIN,
    definition="The budget as the Council locked it, with the virements posted since.",
    source="The locked budget in the facts store and the register of virements.",
    owner_role="s151-officer",
    area=Area.FINANCIAL_PLANNING,
    additive=True,
    whole=False,
    scopes=scopes,
    periods_by_scope=periods,
)
def current(question: Question) -> Answer:
    return answer([(f"{PREFIX}current", question)])[0]


@figure(
    key=f"{PREFIX}net",
    label="Virements, net",
    unit=Unit.MONEY,
    display="£",
    polarity=Polarity.NEUTRAL,
    grain=GRAIN,
    definition=(
        "What virements posted in the year add to a budget, less what they take from it. Over the "
        "whole council it is nothing."
    ),
    source="The register of virements.",
    owner_role="s151-officer",
    area=Area.FINANCIAL_PLANNING,
    additive=True,
    whole=False,
    scopes=scopes,
    periods_by_scope=periods,
)
def net(question: Question) -> Answer:
    return answer([(f"{PREFIX}net", question)])[0]
