"""Programmes read whole into plain values: now, or as they were known at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from townclerk.change.core import programme as core
from townclerk.change.core.programme_control import Colour, scored
from townclerk.change.models import (
    Milestone,
    PackageYear,
    Pillar,
    Placement,
    Programme,
    ProgrammeRisk,
    Project,
    ProjectChange,
    ProjectDependency,
    ProjectIssue,
    ProjectYear,
    RiskMatrix,
)
from townclerk.kernel.money import Money
from townclerk.platform import records


@dataclass(frozen=True, kw_only=True)
class Held:
    """Every record a roll-up reads, in a number of queries that does not grow."""

    programmes: tuple[Programme, ...]
    pillars: tuple[Pillar, ...]
    projects: tuple[Project, ...]
    placements: tuple[Placement, ...]
    package_years: tuple[PackageYear, ...]
    project_years: tuple[ProjectYear, ...]
    milestones: tuple[Milestone, ...]
    dependencies: tuple[ProjectDependency, ...]
    risks: tuple[ProgrammeRisk, ...]
    issues: tuple[ProjectIssue, ...]
    changes: tuple[ProjectChange, ...]
    matrices: tuple[RiskMatrix, ...]

    @cached_property
    def by_project(self) -> Mapping[str, Mapping[int, list[Any]]]:
        """Records of each kind by the project they belong to."""
        return {
            "years": _grouped(self.project_years, "project_id"),
            "milestones": _grouped(self.milestones, "project_id"),
            "needs": _grouped(self.dependencies, "receiver_id"),
            "risks": _grouped(self.risks, "project_id"),
            "issues": _grouped(self.issues, "project_id"),
            "changes": _grouped(self.changes, "project_id"),
        }

    @cached_property
    def package_savings(self) -> Mapping[int, list[PackageYear]]:
        return _grouped(self.package_years, "package_id")

    @cached_property
    def named(self) -> Mapping[int, Project]:
        return {project.pk: project for project in self.projects}

    @cached_property
    def marks(self) -> Mapping[int, Milestone]:
        return {milestone.pk: milestone for milestone in self.milestones}


def _grouped(rows: Iterable[Any], by: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if (key := getattr(row, by)) is not None:
            found[key].append(row)
    return found


READ: Mapping[str, Any] = {
    "programmes": Programme,
    "pillars": Pillar,
    "projects": Project,
    "placements": Placement,
    "package_years": PackageYear,
    "project_years": ProjectYear,
    "milestones": Milestone,
    "dependencies": ProjectDependency,
    "risks": ProgrammeRisk,
    "issues": ProjectIssue,
    "changes": ProjectChange,
    "matrices": RiskMatrix,
}


def read(known_at: datetime | None = None) -> Held:
    return Held(**{name: tuple(records.as_known(model, known_at)) for name, model in READ.items()})


def placed_on(held: Held, day: date) -> Mapping[int, int]:
    """The pillar of each project on a day; a project is nowhere before it first stood somewhere."""
    found: dict[int, Placement] = {}
    for placement in sorted(held.placements, key=lambda one: (one.project_id, one.start)):
        if placement.start <= day:
            found[placement.project_id] = placement
    return {project: placement.pillar_id for project, placement in found.items()}


def savings_of(held: Held, project: Project) -> dict[int, Money]:
    """What a project is to save in each year: as its options or it says, with changes applied."""
    own = held.by_project["years"].get(project.pk, [])
    package = held.package_savings.get(project.package_id or 0, [])
    found: dict[int, Money] = {}
    for row in package if project.package_id else own:
        found[row.year] = found.get(row.year, Money.zero) + row.amount
    for change in held.by_project["changes"].get(project.pk, []):
        if change.state == ProjectChange.State.APPLIED and change.benefit_year is not None:
            year = change.benefit_year
            found[year] = found.get(year, Money.zero) + change.benefit
    return dict(sorted(found.items()))


def matrix_on(held: Held, programme: int, day: date) -> RiskMatrix:
    """The settings in force on a day; those a new programme starts with where none are kept."""
    standing = [one for one in held.matrices if one.programme_id == programme and one.start <= day]
    return max(standing, key=lambda one: one.start) if standing else RiskMatrix()


def programme_of(held: Held, project: Project) -> int:
    pillars = {pillar.pk: pillar.programme_id for pillar in held.pillars}
    return pillars[project.pillar_id]


def work_of(
    held: Held, project: Project, *, on: date, years: Sequence[int] | None = None
) -> core.Work:
    """A project as the core reads it; its saving in the years asked for, else in all."""
    matrix = matrix_on(held, programme_of(held, project), on)
    savings = savings_of(held, project)
    rows = {kind: held.by_project[kind].get(project.pk, []) for kind in held.by_project}
    return core.Work(
        key=project.code,
        title=project.title,
        reported=core.State(project.state),
        reported_why=project.state_why,
        saving=Money.total(
            amount for year, amount in savings.items() if years is None or year in years
        ),
        confidence=core.Confidence(project.confidence) if project.confidence else None,
        marks=tuple(
            core.Mark(
                title=mark.title,
                planned=mark.planned,
                forecast=mark.forecast or mark.planned,
                done=mark.done_on,
            )
            for mark in rows["milestones"]
        ),
        needs=tuple(_need(held, need) for need in rows["needs"] if need.state != "dropped"),
        red_risks=tuple(risk.risk for risk in rows["risks"] if _is_red(risk, matrix)),
        issues=tuple(
            issue.title
            for issue in rows["issues"]
            if issue.severity == ProjectIssue.Severity.HIGH
            and issue.state == ProjectIssue.State.OPEN
        ),
    )


def expected_of(held: Held, need: ProjectDependency) -> date:
    """The day a dependency is expected, read from what was read together."""
    if need.milestone_id is not None:
        return held.marks[need.milestone_id].expected
    return need.expected_on or need.need_on


def _need(held: Held, need: ProjectDependency) -> core.Need:
    return core.Need(
        giver=held.named[need.giver_id].title,
        what=need.what,
        need_on=need.need_on,
        expected=expected_of(held, need),
        given=need.state == ProjectDependency.State.GIVEN,
        why=need.why_moved,
    )


def _is_red(risk: ProgrammeRisk, matrix: RiskMatrix) -> bool:
    if risk.state == ProgrammeRisk.State.CLOSED or risk.likelihood is None or risk.impact is None:
        return False
    size = matrix.size
    inside = 1 <= risk.likelihood <= size and 1 <= risk.impact <= size
    return inside and scored(risk.likelihood, risk.impact, matrix.core).colour is Colour.RED


def tolerance_of(matrix: RiskMatrix) -> core.Tolerance:
    return core.Tolerance(amber_days=matrix.amber_days, red_days=matrix.red_days)
