"""Writes of milestones, dependencies, risks, issues and changes, and whom they are told to."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from townclerk.change import policies_programme as policies
from townclerk.change import tasks
from townclerk.change.core.programme_control import Level, level_of, scored
from townclerk.change.models import (
    Milestone,
    Programme,
    ProgrammeRisk,
    Project,
    ProjectChange,
    ProjectDependency,
    ProjectIssue,
    RiskMatrix,
)
from townclerk.change.operations.programme import (
    change_part,
    check_project,
    create_part,
    day_of,
)
from townclerk.change.permissions_programme import CHANGE, DECIDERS, OFFICE, check, check_role
from townclerk.change.queries.programme_gates import decision_named
from townclerk.kernel.deadlines import add_months
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations as deadlines


class DecisionNeeded(TownclerkError):
    """A change at this level waits for a decision that is named."""


class SayWhy(TownclerkError):
    """The step is kept with what was said, and nothing was said."""


def settings_on(programme: Programme, day: date) -> RiskMatrix:
    """The settings of a programme in force on a day."""
    found = programme.matrices.filter(start__lte=day).order_by("-start").first()
    return found or RiskMatrix(programme=programme, start=day)


@transaction.atomic
def create_milestone(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Milestone:
    return create_part(Milestone(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_milestone(
    milestone: Milestone,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Milestone:
    """Move or reach a milestone: whoever waits for it is told."""
    made = change_part(
        milestone,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    tell_receivers(made.project, why=reason, actor=actor, moment=moment)
    return made


@transaction.atomic
def slip(
    project: Project,
    *,
    months: int = 0,
    days: int = 0,
    why: str,
    actor: Actor,
    moment: datetime,
) -> Project:
    """Everything a project has still to reach comes so much later; whoever waits is told."""
    check_project(project, actor=actor, moment=moment)
    if not why.strip():
        raise Problems([Problem("Say why it slips: those who wait are told.", field="why")])

    def later(day: date) -> date:
        return add_months(day, months) + timedelta(days=days)

    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": why, "verb": "slip"}
    for milestone in project.milestones.filter(done_on=None):
        moved = later(milestone.forecast or milestone.planned)
        records.change(milestone, {"forecast": moved}, **stamp)
    loose = project.gives.filter(state=ProjectDependency.State.WAITING, milestone=None)
    for given in loose:
        records.change(given, {"expected_on": later(given.expected)}, **stamp)
    if project.end is not None:
        project = records.change(project, {"end": later(project.end)}, **stamp)
    tell_receivers(project, why=why, actor=actor, moment=moment)
    return project


def tell_receivers(project: Project, *, why: str, actor: Actor, moment: datetime) -> None:
    """Raise a task with each project that waits for this one too long; settle those in time."""
    waiting = project.gives.select_related("milestone", "receiver__unit", "giver")
    for waited in waiting.filter(state=ProjectDependency.State.WAITING):
        given = waited
        told = f"{project}: {why}"[:300] if why and given.expected > given.need_on else ""
        if told and told != given.why_moved:
            values = {"why_moved": told}
            given = records.change(given, values, actor=actor, moment=moment, verb="slip")
        tell_receiver(given, actor=actor, moment=moment)


def tell_receiver(given: ProjectDependency, *, actor: Actor, moment: datetime) -> None:
    late = (
        given.state == ProjectDependency.State.WAITING
        and given.expected > given.need_on
        and not given.receiver.is_closed
    )
    if not late:
        deadlines.settle(
            source=given,
            purpose="late",
            reason="It comes in time, or is not waited for",
            actor=actor,
            moment=moment,
        )
        return
    deadlines.raise_task(
        source=given,
        purpose="late",
        title=f"{given.receiver}: {given.what} comes late",
        kind=tasks.LATE_DEPENDENCY,
        area=CHANGE,
        owner_role=OFFICE,
        unit=given.receiver.unit,
        due=given.need_on,
        note=(
            f"{given.giver} gives it on {date_display(given.expected)}; it is needed on "
            f"{date_display(given.need_on)}. {given.why_moved}"
        ),
        reopen=True,
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def create_dependency(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ProjectDependency:
    """The receiver says what it needs and by when."""
    check_project(values["receiver"], actor=actor, moment=moment)
    made = records.create(ProjectDependency(**values), actor=actor, moment=moment, reason=reason)
    tell_receiver(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change_dependency(
    given: ProjectDependency,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> ProjectDependency:
    """Either side keeps it up to date; the receiver is told."""
    mine = given.giver if set(values) <= {"expected_on", "milestone"} else given.receiver
    check_project(mine, actor=actor, moment=moment)
    made = records.change(
        given,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    tell_receiver(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def move_dependency(
    given: ProjectDependency, name: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> ProjectDependency:
    """Record that it is given, or that nobody waits for it any more: the receiver says so."""
    move = policies.step(policies.DEPENDENCY, name, given.state, given)
    check_project(given.receiver, actor=actor, moment=moment)
    made = records.change(
        given, {"state": move.target}, actor=actor, moment=moment, reason=reason, verb=name
    )
    tell_receiver(made, actor=actor, moment=moment)
    return made


def check_keeps_risk(risk: ProgrammeRisk, *, actor: Actor, moment: datetime) -> None:
    """Refuse whoever does not keep the project the risk is of, or the programme."""
    if risk.project is not None:
        check_project(risk.project, actor=actor, moment=moment)
    else:
        check(actor, Verb.CONTRIBUTE, moment=moment)


def _scored(risk: ProgrammeRisk, values: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    """The values with the day of a new score; one outside the matrix is refused."""
    given = dict(values)
    pair = [given.get(name, getattr(risk, name)) for name in ("likelihood", "impact")]
    if None in pair or not {"likelihood", "impact"} & set(given):
        return given
    day = day_of(moment)
    scored(pair[0], pair[1], settings_on(risk.programme, day).core)
    return given | {"scored_on": day}


@transaction.atomic
def create_risk(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ProgrammeRisk:
    risk = ProgrammeRisk(**values)
    check_keeps_risk(risk, actor=actor, moment=moment)
    for name, value in _scored(risk, values, moment).items():
        setattr(risk, name, value)
    made = records.create(risk, actor=actor, moment=moment, reason=reason)
    return _taken_up(made, actor=actor, moment=moment)


@transaction.atomic
def change_risk(
    risk: ProgrammeRisk,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> ProgrammeRisk:
    check_keeps_risk(risk, actor=actor, moment=moment)
    made = records.change(
        risk,
        _scored(risk, values, moment),
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    return _taken_up(made, actor=actor, moment=moment)


def _taken_up(risk: ProgrammeRisk, *, actor: Actor, moment: datetime) -> ProgrammeRisk:
    """A risk that scores as high as the settings say goes to the board by itself."""
    if risk.likelihood is None or risk.impact is None or risk.state != ProgrammeRisk.State.OPEN:
        return risk
    matrix = settings_on(risk.programme, day_of(moment)).core
    found = scored(risk.likelihood, risk.impact, matrix)
    if not found.escalates or risk.generic:
        return risk
    why = f"It scores {found.score}, and the board is told from {matrix.escalate_from}."
    return move_risk(risk, "escalate", actor=actor, moment=moment, reason=why)


@transaction.atomic
def move_risk(
    risk: ProgrammeRisk, name: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> ProgrammeRisk:
    """Take a risk to the board, take it back, or close it, each with why."""
    move = policies.step(policies.RISK, name, risk.state, risk)
    check_keeps_risk(risk, actor=actor, moment=moment)
    _said(move, reason)
    made = records.change(
        risk, {"state": move.target}, actor=actor, moment=moment, reason=reason, verb=name
    )
    stamp: dict[str, Any] = {"source": made, "purpose": "board", "actor": actor, "moment": moment}
    if name != "escalate":
        deadlines.settle(reason="The board no longer holds it", **stamp)
        return made
    deadlines.raise_task(
        title=f"Risk for the board: {made.risk}"[:200],
        kind=tasks.ESCALATED_RISK,
        area=CHANGE,
        owner_role="chief-executive",
        note=reason,
        reopen=True,
        **stamp,
    )
    return made


@transaction.atomic
def move_issue(
    issue: ProjectIssue, name: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> ProjectIssue:
    move = policies.step(policies.ISSUE, name, issue.state, issue)
    check_project(issue.project, actor=actor, moment=moment)
    _said(move, reason)
    values = {"state": move.target}
    if name == "resolve":
        values["resolution"] = reason
    return records.change(issue, values, actor=actor, moment=moment, reason=reason, verb=name)


@transaction.atomic
def assess_change(
    change: ProjectChange, *, actor: Actor, moment: datetime, reason: str = ""
) -> ProjectChange:
    """Record the impact: from the money, the saving and the days follows who decides."""
    move = policies.step(policies.CHANGE, "assess", change.state, change)
    check_project(change.project, actor=actor, moment=moment)
    _said(move, reason)
    matrix = settings_on(change.project.pillar.programme, day_of(moment)).core
    level = level_of(money=change.money, benefit=change.benefit, days=change.days, matrix=matrix)
    values = {"state": move.target, "impact": reason, "level": level.value}
    return records.change(change, values, actor=actor, moment=moment, reason=reason, verb="assess")


@transaction.atomic
def decide_change(
    change: ProjectChange,
    *,
    approve: bool,
    decision: str = "",
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> ProjectChange:
    """Decide a change at its level. Cabinet's decision is named, and is in the register."""
    name = "approve" if approve else "reject"
    move = policies.step(policies.CHANGE, name, change.state, change)
    check_role(actor, *DECIDERS[change.level], moment=moment, record=change)
    _said(move, reason)
    if approve and change.level == Level.CABINET:
        found = decision_named(decision)
        if found is None or not (found.taken and found.by_executive):
            raise DecisionNeeded(
                f"Cabinet decides {change}. Name a decision that Cabinet has made."
            )
    values = {"state": move.target, "decision": decision.strip(), "decided_on": day_of(moment)}
    return records.change(change, values, actor=actor, moment=moment, reason=reason, verb=name)


@transaction.atomic
def change_change(
    change: ProjectChange,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> ProjectChange:
    """Correct a change before its impact is recorded; after that its trail stays as it is."""
    policies.step(policies.CHANGE, "assess", change.state, change)
    return change_part(
        change,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def apply_change(
    change: ProjectChange, *, actor: Actor, moment: datetime, reason: str = ""
) -> ProjectChange:
    """Bring an approved change into the project: its cost, its last day, its saving."""
    move = policies.step(policies.CHANGE, "apply", change.state, change)
    project = change.project
    check_project(project, actor=actor, moment=moment)
    values: dict[str, Any] = {}
    if change.money:
        values["cost"] = change.money if project.cost is None else project.cost + change.money
    if change.days and project.end is not None:
        values["end"] = project.end + timedelta(days=change.days)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason or str(change)}
    if values:
        records.change(project, values, verb="apply change", **stamp)
    applied = {"state": move.target, "applied_on": day_of(moment)}
    return records.change(change, applied, verb="apply", **stamp)


def _said(move: policies.Move, reason: str) -> None:
    if move.asks and not reason.strip():
        raise SayWhy(f"Give {move.asks}: it is kept with “{move.label}”.")
