"""Figures of the plan: each step of the waterfall, each line, each type of line."""

from collections.abc import Callable, Mapping, Sequence

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Status,
    Unit,
    batch,
    figure,
)
from townclerk.finance.core.plan import GapRow, LineResult
from townclerk.finance.models import PlanLine, PlanVersion
from townclerk.finance.queries import plan as queries
from townclerk.finance.queries.facts import LineFacts, PlanFacts
from townclerk.kernel.display import pounds_display, sum_display
from townclerk.kernel.explained import Records, Step, brought_in, recorded
from townclerk.kernel.money import Money
from townclerk.kernel.provision import Provision
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Area

PREFIX = "finance.plan."
LINE = "finance.planline"
PeriodsByScope = Callable[[], Mapping[str, Sequence[str]]]
RULE = Provision("Local Government Act 2003", "section 25")
PARTS = {
    "revised_gap": ("original_gap", "revisions"),
    "remaining_gap": ("revised_gap", "proposals", "phasing"),
}
"""Figures that are made of other figures rather than of lines."""
FIXED = (PlanVersion.State.PUBLISHED, PlanVersion.State.SUPERSEDED)


def periods(scope: str) -> Sequence[str]:
    try:
        return queries.current_version().year_labels
    except queries.NoPlan:
        return ()


def line_scopes() -> Sequence[Choice]:
    try:
        version = queries.current_version()
    except queries.NoPlan:
        return ()
    return [Choice(line.code, line.heading) for line in version.lines.all()]


def type_scopes() -> Sequence[Choice]:
    return [Choice(str(code), str(label)) for code, label in PlanLine.Type.choices]


def in_every_year(scopes: Callable[[], Sequence[Choice]]) -> PeriodsByScope:
    """The plan's years for every one of the scopes, read once for all of them."""

    def by_scope() -> Mapping[str, Sequence[str]]:
        labels = periods("")
        return {choice.code: labels for choice in scopes()}

    return by_scope


PERIODS_OF_LINES = in_every_year(line_scopes)
PERIODS_OF_TYPES = in_every_year(type_scopes)


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Answer many questions from one reading of the plan (one for each moment asked of)."""
    read = queries.Plans()
    return [
        answer_from(read.of(question), key.removeprefix(PREFIX), question)
        for key, question in asked
    ]


def answer_from(plan: PlanFacts, name: str, question: Question) -> Answer:
    place = place_of(plan, question)
    if name == "line":
        step = line_step(plan, result_of(plan, question.scope), place)
    elif name == "type":
        step = type_step(plan, question.scope, place)
    else:
        step = row_step(plan, name, place)
    if not isinstance(step.value, Money):
        raise NotAnswerable(f"finance.plan.{name} has no value here.")
    return of_version(step, plan)


def of_version(step: Step, plan: PlanFacts) -> Answer:
    """The answer that a step of a version is: provisional until the version is published."""
    published = plan.state in FIXED
    return Answer(
        value=step.value,
        step=step,
        as_at=plan.published_on,
        status=Status.PUBLISHED if published else Status.PROVISIONAL,
        caveats=() if published else (f"{plan.state_label}: not published yet.",),
    )


def place_of(plan: PlanFacts, question: Question) -> int | None:
    """Which year of the plan is asked for; None for all of them together."""
    if question.period is None:
        return None
    year = question.period.financial_year
    label = question.period.label
    if year is None or year.start_year not in plan.years or label != year.label:
        raise NotAnswerable(
            f"Plan version {plan.number} has no {label}. It has {', '.join(plan.labels)}."
        )
    return plan.years.index(year.start_year)


def _at(amounts: tuple[Money, ...], place: int | None) -> Money:
    return Money.total(amounts) if place is None else amounts[place]


def row_step(plan: PlanFacts, name: str, place: int | None) -> Step:
    """A step of the waterfall: its figures or its lines, down to the records."""
    row = plan.row(name)
    parts = (
        tuple(row_step(plan, part, place) for part in PARTS[name])
        if name in PARTS
        else tuple(line_step(plan, line, place) for line in row.lines if _at(line.amounts, place))
    )
    value = _at(row.amounts, place)
    when = "" if place is None else f"?period={plan.labels[place]}"
    return Step(
        label=row.label,
        value=value,
        unit="£",
        display=pounds_display(value),
        how=how_of(plan, row, parts, place),
        rule=RULE if name == "remaining_gap" else None,
        parts=parts,
        records=lines_behind(plan, row, value),
        figure=f"{PREFIX}{name}{when}",
        held_by="s151-officer",
    )


def how_of(plan: PlanFacts, row: GapRow, parts: tuple[Step, ...], place: int | None) -> str:
    if place is None:
        return sum_display(map(pounds_display, row.amounts), pounds_display(row.total))
    shown = [f"{part.display} {part.label.lower()}" for part in parts[:3]]
    total = pounds_display(row.amounts[place])
    if len(parts) <= len(shown):
        return sum_display(shown, total)
    return f"{len(parts)} lines add up to {total}"


def lines_behind(plan: PlanFacts, row: GapRow, total: Money) -> Records:
    return Records(
        count=len(row.lines),
        kind="plan-lines",
        label=f"lines of plan version {plan.number}",
        total=total,
        keys=tuple(line.line.key for line in row.lines),
        url=f"/plan/{plan.number}/lines/",
    )


def line_step(plan: PlanFacts, result: LineResult, place: int | None) -> Step:
    line = plan.by_code[result.line.key]
    value = _at(result.amounts, place)
    said = [line.source or "No source is recorded."]
    said += typed_since(line, plan.years if place is None else (plan.years[place],))
    if line.driver:
        said.append(f"Worked out from the driver {line.driver}.")
    if line.unwinds:
        said.append("One-off: each amount is taken back the year after.")
    when = "" if place is None else f"&period={plan.labels[place]}"
    return Step(
        label=line.heading,
        value=value,
        unit="£",
        display=pounds_display(value),
        how=sum_display(map(pounds_display, result.amounts), pounds_display(result.total))
        if place is None
        else "",
        records=Records(
            count=1,
            kind="plan-lines",
            label="plan line",
            total=value,
            keys=(line.code,),
            url=f"/r/plan-lines/{line.pk}/",
        ),
        # A line copied from the version before keeps the file that brought it there.
        source=brought_in(line.batch, line.batch_row) or recorded(LINE, line.pk),
        figure=f"{PREFIX}line?scope={line.code}{when}",
        held_by=line.owner_role,
        notes=tuple(said),
    )


def typed_since(line: LineFacts, years: Sequence[int]) -> list[str]:
    """Which of the amounts asked for came otherwise than with the line's own file."""
    if not line.batch:
        return []
    found = []
    for year in years:
        other = line.cell_batches.get(year, line.batch)
        if other != line.batch:
            how = f"came in the earlier batch {other}" if other else "was typed by hand since"
            found.append(f"The amount of {FinancialYear(year).label} {how}.")
    return found


def result_of(plan: PlanFacts, code: str) -> LineResult:
    if code not in plan.results:
        raise NotAnswerable(f"Plan version {plan.number} counts no line {code}.")
    return plan.results[code]


def type_step(plan: PlanFacts, kind: str, place: int | None) -> Step:
    """All counted lines of one type together."""
    results = [line for line in plan.table.lines if plan.by_code[line.line.key].type == kind]
    if not results:
        raise NotAnswerable(f"Plan version {plan.number} has no lines of the type {kind}.")
    parts = tuple(line_step(plan, line, place) for line in results if _at(line.amounts, place))
    value = Money.total(_at(line.amounts, place) for line in results)
    return Step(
        label=str(PlanLine.Type(kind).label),
        value=value,
        unit="£",
        display=pounds_display(value),
        how=f"{len(results)} lines add up to {pounds_display(value)}",
        parts=parts,
        held_by="s151-officer",
    )


def compute_of(
    answers: Callable[[Sequence[tuple[str, Question]]], Sequence[Answer]], key: str
) -> Callable[[Question], Answer]:
    """One question of those a function answers together."""

    def one(question: Question) -> Answer:
        return answers([(key, question)])[0]

    return one


def prior_version(name: str) -> Callable[[Question], Answer | None]:
    """The same figure in the version this one is based on."""

    def compare(question: Question) -> Answer | None:
        before = queries.current_version(question.known_at, question.as_at).based_on
        if before is None:
            return None
        try:
            return answer_from(queries.load(before, question.known_at), name, question)
        except NotAnswerable:
            return None

    return compare


WORDS = {
    "original_gap": (
        "Original funding gap",
        (
            "What the first forecast of the plan lacked to pay for services in a year: lost grant, "
            "inflation, demand and one-off savings to replace, before anything is done about it."
        ),
    ),
    "revisions": (
        "Revisions to the plan",
        "What has moved since the first forecast: grants, levies, pay, pensions, tax base.",
    ),
    "revised_gap": (
        "Revised funding gap",
        "The original gap with the revisions in it.",
    ),
    "proposals": (
        "Proposals to close the gap",
        "What reform projects and service options take off the gap; savings are negative.",
    ),
    "phasing": (
        "Phasing",
        (
            "One-off savings and loans from reserves that move the gap between years, "
            "with their unwinding and repayment."
        ),
    ),
    "remaining_gap": (
        "Remaining funding gap",
        "The revised gap less proposals and phasing, before any rise in council tax.",
    ),
}

for _name, (_label, _definition) in WORDS.items():
    figure(
        key=PREFIX + _name,
        label=_label,
        unit=Unit.MONEY,
        display="£m 3 dp",
        polarity=Polarity.LOWER_IS_BETTER,
        grain=Grain(scopes=("council",), periods=("financial-year",)),
        definition=_definition + " Positive widens the gap.",
        source="The medium-term plan; Local Government Act 2003, section 25, for its estimates.",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        additive=True,
        periods=periods,
        comparators=("prior_version",),
        compare={"prior_version": prior_version(_name)},
    )(compute_of(answer, PREFIX + _name))

for _name, _label, _scopes, _periods in (
    ("line", "A line of the plan", line_scopes, PERIODS_OF_LINES),
    ("type", "Lines of one type", type_scopes, PERIODS_OF_TYPES),
):
    figure(
        key=PREFIX + _name,
        label=_label,
        unit=Unit.MONEY,
        display="£m 3 dp",
        polarity=Polarity.NEUTRAL,
        grain=Grain(
            scopes=("plan-line" if _name == "line" else "line-type",), periods=("financial-year",)
        ),
        definition=f"{_label}: what it adds to the gap in a year. Positive widens the gap.",
        source="The medium-term plan.",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        additive=True,
        scopes=_scopes,
        periods_by_scope=_periods,
        comparators=("prior_version",),
        compare={"prior_version": prior_version(_name)},
    )(compute_of(answer, PREFIX + _name))
