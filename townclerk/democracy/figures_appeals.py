"""Figures of education appeals, by season, phase and school; small numbers are not told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from townclerk.democracy.figures import OWNER
from townclerk.democracy.figures_counting import answered
from townclerk.democracy.models import Appeal, AppealSeason, School
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.figures import (
    COUNCIL,
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
from townclerk.figures.core.suppression import suppress
from townclerk.kernel.explained import Records, Step
from townclerk.platform import clock, parameters, records

PREFIX = "democracy.appeals."
SMALL = "democracy/appeals-small-numbers"
FEW = "There are too few to tell."
KINDS = ("season", "phase", "school")


@dataclass(frozen=True)
class Held:
    """Cases, schools and seasons as known at a moment."""

    cases: tuple[Appeal, ...]
    schools: Mapping[int, School]
    seasons: Mapping[int, AppealSeason]


def read(known_at: datetime | None = None) -> Held:
    return Held(
        tuple(records.as_known(Appeal, known_at)),
        {one.pk: one for one in records.as_known(School, known_at)},
        {one.pk: one for one in records.as_known(AppealSeason, known_at)},
    )


def scopes() -> Sequence[Choice]:
    held = read()
    seasons = {one.code: one.title for one in (*_removed(), *held.seasons.values())}
    found = [Choice(f"season-{code}", title) for code, title in seasons.items()]
    schools = {case.school_id for case in held.cases}
    phases = {held.schools[key].phase for key in schools}
    found += [Choice(f"phase-{code}", School.Phase(code).label) for code in sorted(phases)]
    return found + [
        Choice(f"school-{held.schools[key].code}", held.schools[key].name)
        for key in sorted(schools)
    ]


def _removed() -> Sequence[AppealSeason]:
    """Seasons that stated a number and were removed: they are asked of as they were known."""
    past = AppealSeason.history.filter(history_type="-", heard_stated__isnull=False)
    return [row.instance for row in past.order_by("history_id")]


Chosen = Callable[[Appeal, date], bool]


def _lodged(case: Appeal, day: date) -> bool:
    return case.lodged_on <= day


def _heard(case: Appeal, day: date) -> bool:
    return case.heard_on is not None and case.heard_on <= day


def _upheld(case: Appeal, day: date) -> bool:
    decided = case.decided_on is not None and case.decided_on <= day
    return decided and case.outcome == Appeal.Outcome.UPHELD


WHICH: dict[str, tuple[str, Chosen]] = {
    "lodged": ("Education appeals lodged", _lodged),
    "heard": ("Education appeals heard", _heard),
    "upheld": ("Education appeals upheld", _upheld),
}


def _scope_of(case: Appeal, kind: str, held: Held) -> str:
    if kind == "season":
        return f"season-{held.seasons[case.season_id].code}" if case.season_id else ""
    school = held.schools[case.school_id]
    return f"phase-{school.phase}" if kind == "phase" else f"school-{school.code}"


def _split(cases: Sequence[Appeal], kind: str, held: Held) -> dict[str, int | None]:
    """The counts of one kind of scope as they may be told; None where they may not."""
    counts: dict[str, int] = {}
    for case in cases:
        scope = _scope_of(case, kind, held)
        counts[scope] = counts.get(scope, 0) + 1
    hidden = suppress(list(counts.values()), _threshold())
    return dict(zip(counts, hidden.counts, strict=True))


def _threshold() -> int:
    return int(parameters.source().parameter(SMALL).at(clock.today()).value)


def _counted(name: str, question: Question, held: Held) -> Step:
    label, chosen = WHICH[name]
    day = question.as_at or clock.today()
    cases = [case for case in held.cases if chosen(case, day)]
    if question.scope == COUNCIL:
        if 0 < len(cases) < _threshold():
            raise NotAnswerable(FEW)
        told = _split(cases, "school", held)
        return _step(label, len(cases), told)
    kind, _, code = question.scope.partition("-")
    if kind == "season" and code not in {one.code for one in held.seasons.values()}:
        raise NotAnswerable(f"No season {code} was on record.")
    told = _split(cases, kind, held)
    stated = _stated(name, question.scope, held, day)
    if question.scope not in told and stated is not None:
        return stated
    value = told.get(question.scope, 0)
    if value is None:
        raise NotAnswerable(FEW)
    return _step(label, value, {})


def _stated(name: str, scope: str, held: Held, day: date) -> Step | None:
    """What a document states of a season of which no case is held."""
    season = next((s for s in held.seasons.values() if f"season-{s.code}" == scope), None)
    if name != "heard" or season is None or season.heard_stated is None or season.hear_by > day:
        return None
    return Step(
        label=WHICH[name][0],
        value=season.heard_stated,
        unit="appeals",
        how="As a document states it; the cases are not held",
        source=records.source_of(season),
        held_by=OWNER,
    )


def _step(label: str, value: int, told: Mapping[str, int | None]) -> Step:
    shown = {code: number for code, number in told.items() if number is not None}
    parts = [
        Step(label=code.partition("-")[2], value=number, unit="appeals")
        for code, number in sorted(shown.items())
    ]
    rest = value - sum(shown.values())
    if told and rest:
        parts.append(Step(label="Schools with too few to tell", value=rest, unit="appeals"))
    return Step(
        label=label,
        value=value,
        unit="appeals",
        how="Cases counted; fewer than the council's number are not told of a school",
        parts=tuple(parts),
        records=Records(count=value, kind="appeals", label="appeals", url="/r/appeals/"),
        held_by=OWNER,
    )


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the cases for each moment asked of."""
    known: dict[datetime | None, Held] = {}
    found = []
    for key, question in asked:
        if question.known_at not in known:
            known[question.known_at] = read(question.known_at)
        name = key.removeprefix(PREFIX)
        work = _upheld_rate if name == "upheld_rate" else _count
        found.append(work(name, question, known[question.known_at]))
    return found


def _count(name: str, question: Question, held: Held) -> Answer:
    step = _counted(name, question, held)
    return answered(step, question.as_at, qualifier="over" if step.source is not None else "")


def _declare(name: str, definition: str) -> None:
    def compute(question: Question) -> Answer:
        return answer([(PREFIX + name, question)])[0]

    figure(
        key=f"{PREFIX}{name}",
        label=WHICH[name][0],
        unit=Unit.COUNT,
        display="count",
        polarity=Polarity.NEUTRAL,
        grain=Grain(scopes=(COUNCIL, *KINDS)),
        definition=definition,
        source="The cases of education appeals, or the document that states a season.",
        owner_role=OWNER,
        area=DEMOCRATIC,
        scopes=scopes,
    )(compute)


_declare("lodged", "Appeals against a refused place and reviews of exclusions, lodged by a day.")
_declare("heard", "Appeals that a panel heard by a day.")
_declare("upheld", "Appeals that a panel upheld by a day.")


@figure(
    key=f"{PREFIX}upheld_rate",
    label="Share of education appeals upheld",
    unit=Unit.PERCENT,
    display="% 1 dp",
    polarity=Polarity.NEUTRAL,
    grain=Grain(scopes=(COUNCIL, *KINDS)),
    definition="Appeals upheld over appeals heard, where neither number is too small to tell.",
    source="The cases of education appeals.",
    owner_role=OWNER,
    area=DEMOCRATIC,
    whole=False,
    scopes=scopes,
)
def upheld_rate(question: Question) -> Answer:
    return answer([(f"{PREFIX}upheld_rate", question)])[0]


def _upheld_rate(_: str, question: Question, held: Held) -> Answer:
    top, bottom = (_counted(name, question, held) for name in ("upheld", "heard"))
    if not bottom.value or bottom.source is not None:
        raise NotAnswerable("No case is held of which a share could be upheld.")
    step = Step(
        label="Share of education appeals upheld",
        value=Fraction(int(str(top.value)) * 100, int(str(bottom.value))),
        unit="%",
        how=f"{top.value} ÷ {bottom.value} × 100",
        parts=(top, bottom),
        held_by=OWNER,
    )
    return answered(step, question.as_at)
