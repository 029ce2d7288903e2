"""Figures of the bridge: the gap of the plan in force, that of the version published before it,
and what each line moved between the two."""

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
from townclerk.finance.core.versions import Bridge, BridgeLine, bridge
from townclerk.finance.figures_plan import compute_of, line_step, of_version, row_step
from townclerk.finance.queries import plan as queries
from townclerk.finance.queries.facts import PlanFacts
from townclerk.kernel.display import pounds_display
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Area

PREFIX = "finance.bridge."
GAP = "gap_after_tax"


@dataclass(frozen=True)
class Pair:
    """Two versions, and what moved from the one to the other."""

    before: PlanFacts
    after: PlanFacts
    moved: Bridge

    @property
    def lines(self) -> Mapping[str, BridgeLine]:
        """Each line that moved, the largest move first."""
        found = sorted(self.moved.lines, key=lambda line: abs(line.total), reverse=True)
        return {line.key: line for line in found}

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(FinancialYear(year).label for year in self.moved.years)


def pair_in_force(known_at: datetime | None = None, as_at: date | None = None) -> Pair | None:
    """The plan figures speak of and the version published before it; none before the second."""
    try:
        after = queries.current_version(known_at, as_at)
    except queries.NoPlan:
        return None
    before = queries.published_before(after, known_at)
    if before is None:
        return None
    facts = queries.load(before, known_at), queries.load(after, known_at)
    return Pair(*facts, bridge(facts[0].core, facts[1].core))


def line_scopes() -> Sequence[Choice]:
    pair = pair_in_force()
    if pair is None:
        return ()
    return [Choice(key, line.label) for key, line in pair.lines.items()]


def periods(scope: str) -> Sequence[str]:
    pair = pair_in_force()
    return pair.labels if pair else ()


def periods_of_lines() -> Mapping[str, Sequence[str]]:
    pair = pair_in_force()
    return dict.fromkeys(pair.lines, pair.labels) if pair else {}


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of both versions (one for each moment asked of)."""
    read: dict[tuple[datetime | None, date | None], Pair | None] = {}
    found = []
    for key, question in asked:
        moment = (question.known_at, question.as_at)
        if moment not in read:
            read[moment] = pair_in_force(*moment)
        pair = read[moment]
        if pair is None:
            raise NotAnswerable(
                "No version of the plan was published before the one in force, so there is no "
                "bridge to it."
            )
        found.append(_answer(pair, key.removeprefix(PREFIX), question))
    return found


def _answer(pair: Pair, name: str, question: Question) -> Answer:
    year = _year(pair, question)
    if name == "line":
        step = _line_step(pair, question.scope, year)
    else:
        step = _gap_step(pair.before if name == "before" else pair.after, name, year)
    return of_version(step, pair.after)


def _year(pair: Pair, question: Question) -> int | None:
    if question.period is None:
        return None
    if question.period.label not in pair.labels:
        raise NotAnswerable(f"Neither version of the plan has {question.period.label}.")
    return pair.moved.years[pair.labels.index(question.period.label)]


def _gap_step(plan: PlanFacts, name: str, year: int | None) -> Step:
    when = "" if year is None else f"?period={FinancialYear(year).label}"
    label = f"Gap of plan version {plan.number}"
    if year is not None and year not in plan.years:
        return Step(label=label, value=Money.zero, unit="£", how="The version ends before it.")
    place = None if year is None else plan.years.index(year)
    step = row_step(plan, GAP, place)
    return replace(step, label=label, figure=f"{PREFIX}{name}{when}")


def _line_step(pair: Pair, code: str, year: int | None) -> Step:
    line = pair.lines.get(code)
    if line is None:
        raise NotAnswerable(f"The line {code} did not move between the two versions.")
    value = line.total if year is None else line.amounts[pair.moved.years.index(year)]
    parts = [_side(plan, code, year) for plan in (pair.before, pair.after)]
    return Step(
        label=f"{line.label} ({line.change})",
        value=value,
        unit="£",
        display=pounds_display(value),
        how=f"{parts[1].display or 'nothing'} now, less {parts[0].display or 'nothing'} before",
        parts=tuple(parts),
        figure=f"{PREFIX}line?scope={code}"
        + ("" if year is None else f"&period={FinancialYear(year).label}"),
        held_by="s151-officer",
    )


def _side(plan: PlanFacts, code: str, year: int | None) -> Step:
    """What the line was worth in one of the versions: none where it was not in it."""
    label = f"In plan version {plan.number}"
    if code not in plan.results or (year is not None and year not in plan.years):
        return Step(label=label, value=Money.zero, unit="£", display=pounds_display(Money.zero))
    place = None if year is None else plan.years.index(year)
    # The figure of the line speaks of the plan in force alone.
    return replace(line_step(plan, plan.results[code], place), label=label, figure="")


for _name, _label, _definition in (
    (
        "before",
        "Gap of the version published before",
        "What was left of the gap after council tax in the version published before the plan.",
    ),
    ("after", "Gap of the plan in force", "What is left of the plan's gap after council tax."),
    (
        "line",
        "What a line moved between versions",
        (
            "What a line adds to the gap in the plan less what it added in the version published "
            "before it. Positive widens the gap."
        ),
    ),
):
    figure(
        key=PREFIX + _name,
        label=_label,
        unit=Unit.MONEY,
        display="£m 3 dp",
        polarity=Polarity.NEUTRAL if _name == "line" else Polarity.LOWER_IS_BETTER,
        grain=Grain(
            scopes=("plan-line",) if _name == "line" else ("council",),
            periods=("financial-year",),
        ),
        definition=_definition,
        source="The medium-term plan, two versions of it.",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        additive=True,
        scopes=line_scopes if _name == "line" else None,
        periods=None if _name == "line" else periods,
        periods_by_scope=periods_of_lines if _name == "line" else None,
    )(compute_of(answer, PREFIX + _name))
