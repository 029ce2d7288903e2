"""What a board sees of a programme on a day, for its page and its highlight report alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from townclerk.change.core.programme import Standing, Whole, Work, rolled_up, standing
from townclerk.change.core.programme_gates import Gate, following
from townclerk.change.models import (
    Milestone,
    Pillar,
    Programme,
    ProgrammeRisk,
    Project,
    ProjectChange,
    ProjectDependency,
    RiskMatrix,
)
from townclerk.change.queries import programme as queries
from townclerk.kernel.explained import Explained
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

SOON = timedelta(days=90)
TOP = 10


@dataclass(frozen=True)
class Row:
    """A project on a day."""

    project: Project
    work: Work
    standing: Standing
    savings: tuple[Money, ...]
    """By the years of the programme."""


@dataclass(frozen=True)
class Group:
    """A pillar with its projects added up."""

    pillar: Pillar
    rows: tuple[Row, ...]
    whole: Explained[Whole]
    savings: tuple[Money, ...]


@dataclass(frozen=True)
class Waiting:
    """A dependency with both its projects and its days."""

    dependency: ProjectDependency
    giver: Project
    receiver: Project
    expected: date

    @property
    def late_days(self) -> int:
        return max(0, (self.expected - self.dependency.need_on).days)


@dataclass(frozen=True)
class Decision:
    """What the board, Cabinet or a sponsor has to decide next."""

    what: str
    project: Project
    who: str


@dataclass(frozen=True, kw_only=True)
class Board:
    programme: Programme
    on: date
    years: tuple[int, ...]
    groups: tuple[Group, ...]
    whole: Explained[Whole]
    savings: tuple[Money, ...]
    risks: tuple[ProgrammeRisk, ...]
    """Those the board holds, then the highest scores; those nobody scored come last."""
    milestones: tuple[tuple[Milestone, Project], ...]
    """Late, or due within ninety days."""
    waiting: tuple[Waiting, ...]
    decisions: tuple[Decision, ...]
    closed: tuple[Project, ...]
    silent: tuple[Project, ...]
    """Projects past the idea that did not report within the days of the settings."""
    matrix: RiskMatrix

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(FinancialYear(year).label for year in self.years)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)


def board(
    held: queries.Held, programme: Programme, *, on: date, open_to: Iterable[int] | None = None
) -> Board:
    """The programme on a day; only the projects a reader may open, where that is given."""
    allowed = None if open_to is None else set(open_to)
    placed = queries.placed_on(held, on)
    pillars = [pillar for pillar in held.pillars if pillar.programme_id == programme.pk]
    mine = {pillar.pk for pillar in pillars}
    projects = [
        project
        for project in held.projects
        if placed.get(project.pk) in mine and (allowed is None or project.pk in allowed)
    ]
    going = [project for project in projects if not project.is_closed]
    counted = [p for p in projects if p.outcome != Project.Outcome.STOPPED]
    years = tuple(sorted({y for p in counted for y in queries.savings_of(held, p)}))
    matrix = queries.matrix_on(held, programme.pk, on)
    rows = {project.pk: _row(held, project, years, matrix, on) for project in counted}
    groups = tuple(
        _group(pillar, [rows[p.pk] for p in counted if placed[p.pk] == pillar.pk], years, on)
        for pillar in sorted(pillars, key=lambda one: (one.start, one.position, one.code))
    )
    limits = queries.tolerance_of(matrix)
    works = [row.work for row in rows.values()]
    return Board(
        programme=programme,
        on=on,
        years=years,
        groups=tuple(group for group in groups if group.rows or _stands(group.pillar, on)),
        whole=rolled_up(works, on=on, label=programme.title, tolerance=limits),
        savings=_added(rows.values(), years),
        risks=_risks(held, programme, {project.pk for project in going}, allowed is None),
        milestones=_milestones(held, going, on),
        waiting=_waiting(held, {project.pk for project in projects}),
        decisions=_decisions(held, going),
        closed=tuple(project for project in projects if project.is_closed),
        silent=_silent(going, matrix, on),
        matrix=matrix,
    )


def _silent(going: Sequence[Project], matrix: RiskMatrix, on: date) -> tuple[Project, ...]:
    """Those that owe a report, the longest silent first."""
    since = on - timedelta(days=matrix.report_days)
    late = [
        project
        for project in going
        if Gate(project.gate) is not Gate.IDEA
        and (project.reported_on is None or project.reported_on < since)
    ]
    return tuple(sorted(late, key=lambda one: (one.reported_on or date.min, one.code)))


def _stands(pillar: Pillar, on: date) -> bool:
    return pillar.start <= on and (pillar.end is None or on < pillar.end)


def _row(
    held: queries.Held, project: Project, years: Sequence[int], matrix: RiskMatrix, on: date
) -> Row:
    work = queries.work_of(held, project, on=on)
    savings = queries.savings_of(held, project)
    stood = standing(work, on=on, tolerance=queries.tolerance_of(matrix))
    return Row(project, work, stood, tuple(savings.get(year, Money.zero) for year in years))


def _added(rows: Iterable[Row], years: Sequence[int]) -> tuple[Money, ...]:
    held = list(rows)
    return tuple(Money.total(row.savings[place] for row in held) for place, _ in enumerate(years))


def _group(pillar: Pillar, rows: Sequence[Row], years: Sequence[int], on: date) -> Group:
    whole = rolled_up([row.work for row in rows], on=on, label=pillar.title)
    return Group(pillar, tuple(rows), whole, _added(rows, years))


def _risks(
    held: queries.Held, programme: Programme, going: set[int], wholly: bool
) -> tuple[ProgrammeRisk, ...]:
    """Those of the programme itself and of its projects; those the board holds come first, and what
    is inherited and neither scored nor taken to the board is left out.

    Risks are not public, so who sees published projects alone sees none.
    """
    if not wholly:
        return ()
    found = [
        risk
        for risk in held.risks
        if risk.programme_id == programme.pk
        and risk.state != ProgrammeRisk.State.CLOSED
        and (risk.project_id in going or risk.project_id is None)
        and not (risk.inherited_from_id and risk.score is None and not _held_by_board(risk))
    ]
    return tuple(
        sorted(found, key=lambda one: (not _held_by_board(one), -(one.score or 0), one.code))[:TOP]
    )


def _held_by_board(risk: ProgrammeRisk) -> bool:
    return risk.state == ProgrammeRisk.State.ESCALATED


def _milestones(
    held: queries.Held, going: Sequence[Project], on: date
) -> tuple[tuple[Milestone, Project], ...]:
    named = {project.pk: project for project in going}
    found = [
        (mark, named[mark.project_id])
        for mark in held.milestones
        if mark.project_id in named and mark.done_on is None and mark.expected <= on + SOON
    ]
    return tuple(sorted(found, key=lambda pair: (pair[0].expected, pair[0].code)))


def _waiting(held: queries.Held, mine: set[int]) -> tuple[Waiting, ...]:
    found = [
        Waiting(
            one,
            held.named[one.giver_id],
            held.named[one.receiver_id],
            queries.expected_of(held, one),
        )
        for one in held.dependencies
        if one.state == ProjectDependency.State.WAITING
        and one.giver_id in mine
        and one.receiver_id in mine
    ]
    return tuple(sorted(found, key=lambda one: (-one.late_days, one.dependency.need_on)))


def _decisions(held: queries.Held, going: Sequence[Project]) -> tuple[Decision, ...]:
    named = {project.pk: project for project in going}
    changes = [
        Decision(f"Change: {change.title}", named[change.project_id], change.get_level_display())
        for change in held.changes
        if change.project_id in named and change.state == ProjectChange.State.ASSESSED
    ]
    gates = [
        Decision("Full business case", project, "Cabinet")
        for project in going
        if following(Gate(project.gate)) is Gate.DELIVERY
    ]
    return (*gates, *changes)
