"""Figures of the programme: what projects are to save, how they stand, how many are at risk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from townclerk.change.core.programme import State, Work, rolled_up, standing
from townclerk.change.models import Project
from townclerk.change.permissions_programme import CHANGE, OFFICE
from townclerk.change.queries import programme as queries
from townclerk.figures import (
    COUNCIL,
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
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock, records

PREFIX = "change.programme."
RISKY = (State.AT_RISK, State.OFF_TRACK)


def scopes() -> Sequence[Choice]:
    held = queries.read()
    return [
        *(Choice(one.code, one.title) for one in held.programmes),
        *(Choice(one.code, one.title) for one in held.pillars),
        *(Choice(one.code, one.title) for one in held.projects),
    ]


def periods_by_scope() -> Mapping[str, Sequence[str]]:
    """The years in which the projects of each scope save something."""
    held = queries.read()
    found = {}
    for choice in (COUNCIL, *(choice.code for choice in scopes())):
        years = {
            year
            for project in within(held, choice, clock.today())
            for year in queries.savings_of(held, project)
        }
        found[choice] = [FinancialYear(year).label for year in sorted(years)]
    return found


def within(held: queries.Held, scope: str, on: date) -> tuple[Project, ...]:
    """The projects of a scope, where each stood on a day; stopped ones save nothing."""
    placed = queries.placed_on(held, on)
    going = [
        project
        for project in held.projects
        if project.outcome != Project.Outcome.STOPPED and project.pk in placed
    ]
    if scope == COUNCIL:
        return tuple(going)
    pillars = {
        pillar.pk
        for pillar in held.pillars
        if scope == pillar.code
        or any(one.code == scope and one.pk == pillar.programme_id for one in held.programmes)
    }
    return tuple(p for p in going if p.code == scope or placed.get(p.pk) in pillars)


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the programme for each moment asked of."""
    known: dict[datetime | None, queries.Held] = {}
    found = []
    for key, question in asked:
        if question.known_at not in known:
            known[question.known_at] = queries.read(question.known_at)
        found.append(_answered(key, known[question.known_at], question))
    return found


def _answered(key: str, held: queries.Held, question: Question) -> Answer:
    on = question.as_at or clock.today()
    projects = within(held, question.scope, on)
    if question.scope not in _codes(held):
        raise NotAnswerable(f"There is no programme, pillar or project {question.scope}.")
    years = None
    if question.period is not None:
        years = (FinancialYear.containing(question.period.period.start).start_year,)
    works = [queries.work_of(held, project, on=on, years=years) for project in projects]
    step = KINDS[key.removeprefix(PREFIX)](held, projects, works, on)
    open_to_all = bool(projects) and all(project.published_on for project in projects)
    return Answer(
        value=step.value,
        step=step,
        as_at=question.as_at,
        status=Status.PUBLISHED if open_to_all else Status.PROVISIONAL,
    )


def _codes(held: queries.Held) -> set[str]:
    programmes = {one.code for one in held.programmes}
    pillars = {one.code for one in held.pillars}
    return {COUNCIL} | programmes | pillars | {one.code for one in held.projects}


Kind = Callable[[queries.Held, Sequence[Project], Sequence[Work], date], Step]


def _saving(
    held: queries.Held, projects: Sequence[Project], works: Sequence[Work], on: date
) -> Step:
    step = rolled_up(works, on=on, label="Saving of the projects").step
    parts = tuple(
        replace(part, records=_record(project), source=records.source_of(project))
        for part, project in zip(step.parts, projects, strict=True)
    )
    return replace(step, parts=parts, held_by=OFFICE)


def _saving_at_risk(
    held: queries.Held, projects: Sequence[Project], works: Sequence[Work], on: date
) -> Step:
    pairs = _risky(held, projects, works, on)
    total = Money.total(work.saving for _, work in pairs)
    step = rolled_up([work for _, work in pairs], on=on, label="Saving at risk").step
    parts = tuple(
        replace(part, records=_record(project), source=records.source_of(project))
        for part, (project, _) in zip(step.parts, pairs, strict=True)
    )
    return replace(step, value=total, how=f"{len(pairs)} of {len(works)} projects", parts=parts)


def _projects(
    held: queries.Held, projects: Sequence[Project], works: Sequence[Work], on: date
) -> Step:
    return _counted("Projects", projects, len(projects))


def _projects_at_risk(
    held: queries.Held, projects: Sequence[Project], works: Sequence[Work], on: date
) -> Step:
    pairs = _risky(held, projects, works, on)
    return _counted("Projects at risk or off track", [p for p, _ in pairs], len(works))


def _risky(
    held: queries.Held, projects: Sequence[Project], works: Sequence[Work], on: date
) -> list[tuple[Project, Work]]:
    found = []
    for project, work in zip(projects, works, strict=True):
        matrix = queries.matrix_on(held, queries.programme_of(held, project), on)
        limits = queries.tolerance_of(matrix)
        if standing(work, on=on, tolerance=limits).state in RISKY:
            found.append((project, work))
    return found


def _counted(label: str, projects: Sequence[Project], among: int) -> Step:
    return Step(
        label=label,
        value=len(projects),
        unit="projects",
        how=f"{len(projects)} of {among} projects",
        parts=tuple(
            Step(
                label=project.title,
                value=1,
                unit="projects",
                records=_record(project),
                source=records.source_of(project),
            )
            for project in projects
        ),
        held_by=OFFICE,
    )


def _record(project: Project) -> Records:
    return Records(
        count=1,
        kind="projects",
        label="project",
        keys=(project.code,),
        url=f"/r/projects/{project.pk}/",
    )


KINDS: Mapping[str, Kind] = {
    "saving": _saving,
    "saving_at_risk": _saving_at_risk,
    "projects": _projects,
    "projects_at_risk": _projects_at_risk,
}

FIGURES: tuple[tuple[str, str, str, Unit, str, Polarity], ...] = (
    (
        "saving",
        "Saving of the programme",
        "What projects that were not stopped are to save, with approved changes applied.",
        Unit.MONEY,
        "£m 3 dp",
        Polarity.HIGHER_IS_BETTER,
    ),
    (
        "saving_at_risk",
        "Saving of projects at risk or off track",
        "What projects are to save that are at risk or off track by their records.",
        Unit.MONEY,
        "£m 3 dp",
        Polarity.LOWER_IS_BETTER,
    ),
    (
        "projects",
        "Projects",
        "Projects of the programme that were not stopped.",
        Unit.COUNT,
        "count",
        Polarity.NEUTRAL,
    ),
    (
        "projects_at_risk",
        "Projects at risk or off track",
        "Projects that are at risk or off track by what is reported and by their records.",
        Unit.COUNT,
        "count",
        Polarity.LOWER_IS_BETTER,
    ),
)


def compute(name: str) -> Callable[[Question], Answer]:
    def one(question: Question) -> Answer:
        return answer([(PREFIX + name, question)])[0]

    return one


for _name, _label, _definition, _unit, _display, _polarity in FIGURES:
    figure(
        key=PREFIX + _name,
        label=_label,
        unit=_unit,
        display=_display,
        polarity=_polarity,
        grain=Grain(
            scopes=(COUNCIL, "programme", "pillar", "project"),
            periods=("financial-year",) if _unit is Unit.MONEY else (),
        ),
        definition=_definition,
        source="The registers of projects, their options, milestones, risks and dependencies.",
        owner_role=OFFICE,
        area=CHANGE,
        public=True,
        additive=_unit is Unit.MONEY,
        scopes=scopes,
        periods_by_scope=periods_by_scope if _unit is Unit.MONEY else None,
    )(compute(_name))
