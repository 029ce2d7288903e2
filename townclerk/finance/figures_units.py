"""The plan by unit, on the structure of any day: a reorganisation moves no amount out of sight."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

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
from townclerk.finance.core.plan import LineResult
from townclerk.finance.figures_plan import PREFIX, in_every_year, line_step, of_version, place_of
from townclerk.finance.models import PlanLine
from townclerk.finance.queries import plan as queries
from townclerk.finance.queries.facts import PlanFacts
from townclerk.kernel.display import date_display, pounds_display
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Area
from townclerk.platform.organisation import affected
from townclerk.platform.organisation import models as units
from townclerk.platform.organisation import queries as organisation

KEY = PREFIX + "unit"
KINDS = ("directorate", "service", "team", "portfolio", "cost-centre")


def unit_scopes() -> Sequence[Choice]:
    """Every unit there was or is, by its latest name."""
    named = units.UnitName.objects.filter(kind__in=KINDS).select_related("unit").order_by("start")
    latest = {row.unit.code: row.name for row in named}
    return [Choice(code, name) for code, name in sorted(latest.items())]


@dataclass(frozen=True)
class ByUnit:
    """A plan's lines under the units that held them when it was made."""

    plan: PlanFacts
    made_on: date
    lines: Mapping[str, tuple[LineResult, ...]]

    def amounts(self, place: int | None) -> dict[str, Money]:
        return {
            code: Money.total(_at(line, place) for line in lines)
            for code, lines in self.lines.items()
        }


def _at(line: LineResult, place: int | None) -> Money:
    return Money.total(line.amounts) if place is None else line.amounts[place]


def by_unit(plan: PlanFacts) -> ByUnit:
    codes = {unit.pk: unit.code for unit in units.Unit.objects.all()}
    held: dict[str, list[LineResult]] = defaultdict(list)
    for line in plan.table.lines:
        unit_id = plan.by_code[line.line.key].unit_id
        if unit_id is not None:
            held[codes[unit_id]].append(line)
    made_on = plan.published_on or FinancialYear(plan.years[0]).period.start
    return ByUnit(plan, made_on, {code: tuple(lines) for code, lines in held.items()})


@batch(KEY)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the plan and one of each structure asked for."""
    plans = queries.Plans()
    read: dict[datetime | None, ByUnit] = {}
    structures: dict[date, dict[str, organisation.Node]] = {}
    restated: dict[tuple[datetime | None, int | None, date], dict[str, Money]] = {}
    found = []
    for _, question in asked:
        known = question.known_at
        if known not in read:
            # The day asked of is that of the structure, not of the plan.
            read[known] = by_unit(plans.of(Question(known_at=known)))
        held = read[known]
        on = question.as_at or held.made_on
        if on not in structures:
            structures[on] = organisation.nodes(on)
        place = place_of(held.plan, question)
        if (known, place, on) not in restated:
            restated[known, place, on] = _restated(held, place, on)
        found.append(
            _answer(held, question.scope, place, on, structures[on], restated[known, place, on])
        )
    return found


def _restated(held: ByUnit, place: int | None, on: date) -> dict[str, Money]:
    amounts = held.amounts(place)
    if on == held.made_on:
        return amounts
    try:
        return organisation.restate(amounts, held.made_on, on)
    except organisation.CannotRestate as error:
        raise NotAnswerable(str(error)) from error


def _answer(
    held: ByUnit,
    scope: str,
    place: int | None,
    on: date,
    structure: Mapping[str, organisation.Node],
    amounts: Mapping[str, Money],
) -> Answer:
    if scope not in structure:
        raise NotAnswerable(
            f"{scope} was not a unit on {date_display(on)}. Ask for a unit of that day, or give "
            "the day of the structure you want."
        )
    below = organisation.below(scope, structure)
    parts = tuple(
        _unit_step(held, structure[code].name, code, amounts[code], place, on)
        for code in sorted(below)
        if code in amounts
    )
    if not parts:
        raise NotAnswerable(f"{structure[scope].name} holds no line of the plan.")
    value = Money.total(amounts[code] for code in below if code in amounts)
    step = Step(
        label=structure[scope].name,
        value=value,
        unit="£",
        how=f"{len(parts)} units that hold lines, on the structure of {date_display(on)}, "
        f"add up to {pounds_display(value)}",
        parts=parts,
        held_by="s151-officer",
    )
    return replace(of_version(step, held.plan), as_at=on)


def _unit_step(
    held: ByUnit, name: str, code: str, value: Money, place: int | None, on: date
) -> Step:
    """The lines of a unit; where it was reorganised since, what came from each unit before."""
    lines = held.lines.get(code, ())
    kept = Money.total(_at(line, place) for line in lines)
    if on == held.made_on or (kept == value and lines):
        parts = tuple(line_step(held.plan, line, place) for line in lines)
        return Step(label=name, value=value, unit="£", parts=parts)
    parts = tuple(_origin_step(held, origin, code, place, on) for origin in sorted(held.lines))
    return Step(
        label=name,
        value=value,
        unit="£",
        how=f"Carried from the structure of {date_display(held.made_on)} by the shares agreed",
        parts=tuple(part for part in parts if part.value != Money.zero),
    )


def _origin_step(held: ByUnit, origin: str, code: str, place: int | None, on: date) -> Step:
    """What one unit of the plan's own day passes to a unit of another day."""
    whole = Money.total(_at(line, place) for line in held.lines[origin])
    passed = organisation.restate({origin: whole}, held.made_on, on).get(code, Money.zero)
    return Step(
        label=f"From {organisation.unit_label(origin, held.made_on)}",
        value=passed,
        unit="£",
        how="" if passed == whole else f"A share of {pounds_display(whole)}",
        parts=tuple(line_step(held.plan, line, place) for line in held.lines[origin]),
    )


@figure(
    key=KEY,
    label="The plan of a unit",
    unit=Unit.MONEY,
    display="£m 3 dp",
    polarity=Polarity.NEUTRAL,
    grain=Grain(scopes=("unit",), periods=("financial-year",)),
    definition=(
        "What the plan's lines held by a unit, and by every unit below it, add to the gap. With a "
        "day, on the structure of that day: amounts pass to successors by the shares agreed when "
        "a unit was split or merged. Positive widens the gap."
    ),
    source="The medium-term plan and the dated tree of the organisation.",
    owner_role="s151-officer",
    area=Area.FINANCIAL_PLANNING,
    public=True,
    additive=True,
    scopes=unit_scopes,
    periods_by_scope=in_every_year(unit_scopes),
)
def unit_of_plan(question: Question) -> Answer:
    return answer([(KEY, question)])[0]


def lines_of(codes: frozenset[str], on: date) -> list[affected.Hanging]:
    """Plan lines that name the units, whatever became of these."""
    count = PlanLine.objects.filter(unit__code__in=codes).count()
    return [affected.Hanging("plan lines", count)]


affected.register_hanging("plan lines", lines_of)
