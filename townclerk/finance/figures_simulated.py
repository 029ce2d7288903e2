"""The gap as simulated: percentiles of the last run that was kept of the plan."""

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
from townclerk.finance.models import PlanVersion, SimulationRun
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries.simulation import fan_of_run
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.areas import Area
from townclerk.platform.records import source_of

KEY = "finance.plan.simulated_gap"
PERCENTILES = {5: "low", 25: "lower", 50: "middle", 75: "upper", 95: "high"}
TOTAL = "total"


def _version() -> PlanVersion | None:
    try:
        return plans.current_version()
    except plans.NoPlan:
        return None


def _latest(known_at: datetime | None) -> SimulationRun:
    """The last run of the plan in force, as it is or was known."""
    version = _version()
    runs = records.as_known(SimulationRun, known_at, plan_id=version.pk) if version else []
    if not runs:
        raise NotAnswerable("No simulation of this plan was run. Run one on the plan's page.")
    return max(runs, key=lambda run: (run.run_at, run.pk))


def scopes() -> Sequence[Choice]:
    version = _version()
    if version is None or not SimulationRun.objects.filter(plan=version).exists():
        return ()
    return [
        Choice(f"p{place}", f"{name}, percentile {place}") for place, name in PERCENTILES.items()
    ]


def periods() -> Mapping[str, Sequence[str]]:
    version = _version()
    labels = version.year_labels if version is not None else ()
    return {choice.code: labels for choice in scopes()}


def _answer(run: SimulationRun, question: Question) -> Answer:
    place = question.scope.removeprefix("p")
    if not place.isdigit() or int(place) not in PERCENTILES:
        known = ", ".join(f"p{one}" for one in PERCENTILES)
        raise NotAnswerable(f"{question.scope} is no percentile that is kept. Ask {known}.")
    if question.as_at is not None:
        raise NotAnswerable("A run is kept as it is known, not by day. Ask as known then.")
    year = question.period.financial_year if question.period else None
    key = str(year.start_year) if year else TOTAL
    fan = fan_of_run(run)
    if key not in fan.value:
        raise NotAnswerable(f"The run does not cover {question.period}.")
    value = Money.pounds(round(fan.value[key][int(place)]))
    step = Step(
        label=f"Simulated gap, percentile {place}",
        value=value,
        unit="£",
        how=f"{place} of 100 draws lie at or below it",
        parts=(fan.step,),
        records=Records(count=1, kind="simulation-runs", label="run"),
        source=source_of(run),
        held_by="s151-officer",
    )
    caveat = (
        f"From {run.draws:,} draws with seed {run.seed}, rounded to the pound: a simulation, not a "
        "forecast."
    )
    return Answer(value=value, step=step, caveats=(caveat,))


@batch(KEY)
def answers(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """One reading of the runs for each moment asked of."""
    runs: dict[datetime | None, SimulationRun] = {}
    found = []
    for _, question in asked:
        if question.known_at not in runs:
            runs[question.known_at] = _latest(question.known_at)
        found.append(_answer(runs[question.known_at], question))
    return found


def answer(question: Question) -> Answer:
    return answers([(KEY, question)])[0]


figure(
    key=KEY,
    label="Remaining gap as simulated",
    unit=Unit.MONEY,
    display="£m 3 dp",
    polarity=Polarity.LOWER_IS_BETTER,
    grain=Grain(scopes=("percentile",), periods=("financial-year",)),
    definition="A percentile of the remaining gap over the draws of the last run that was kept.",
    source="The plan's drivers and how they were said to vary.",
    owner_role="s151-officer",
    area=Area.FINANCIAL_PLANNING,
    # A published report may print it; as a figure it is never published by itself.
    public=True,
    scopes=scopes,
    periods_by_scope=periods,
)(answer)
