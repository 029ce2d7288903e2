"""Writing equality assessments: screening, full assessment, review by another, freezing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from townclerk.change import permissions, permissions_programme, policies_options, tasks
from townclerk.change.core.options_equality import check_group
from townclerk.change.models import EqualityAssessment, EqualityImpact, Project
from townclerk.change.operations.options import DID
from townclerk.change.operations.programme import ProjectIsClosed, unit_of
from townclerk.change.queries.options_equality import groups_on, lacking
from townclerk.customers.public import problem_with
from townclerk.democracy.public import decision_or_plan
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as deadlines


class AssessmentIsFrozen(TownclerkError):
    """What was read before a decision stays as it was read."""


class AssessedAlready(TownclerkError):
    """What a project does to people is assessed once: by its option sheet, or by itself."""


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> EqualityAssessment:
    made = EqualityAssessment(**values, author=actor.user)
    made.subject, named = _subject_of(made)
    made.reference = f"{made.subject}-{named}"[:120]
    check_keeps(made, actor=actor, moment=moment)
    if made.project is not None:
        _may_begin(made.project)
    _require_named(made.about_decision, made.consultation_reference)
    _may_publish(made, values, actor, moment)
    return records.create(made, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change(
    assessment: EqualityAssessment,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> EqualityAssessment:
    check_keeps(assessment, actor=actor, moment=moment)
    _may_publish(assessment, values, actor, moment)
    _require_named("", values.get("consultation_reference", ""))
    if set(values) != {"published_on"}:
        _not_frozen(assessment)
    return records.change(
        assessment,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def create_impact(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> EqualityImpact:
    """What it does to one group; only groups in force when the assessment began."""
    assessment = values["assessment"]
    check_keeps(assessment, actor=actor, moment=moment)
    _not_frozen(assessment)
    check_group(values["group"], groups_on(assessment.started_on), on=assessment.started_on)
    impact = EqualityImpact(**values)
    return records.create(impact, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_impact(
    impact: EqualityImpact,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> EqualityImpact:
    check_keeps(impact.assessment, actor=actor, moment=moment)
    _not_frozen(impact.assessment)
    return records.change(
        impact,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def move(
    assessment: EqualityAssessment,
    name: str,
    *,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> EqualityAssessment:
    """Take a step: another than the author reviews, and the decision freezes it."""
    step = policies_options.step(policies_options.ASSESSMENT, name, assessment.state, assessment)
    check_step(assessment, step, actor=actor, moment=moment)
    if step.asks and not reason.strip():
        raise Problems([Problem(f"Say {step.asks}.", field="reason")])
    if name == "agree" and (problems := lacking(assessment)):
        raise Problems(problems)
    values: dict[str, Any] = {"state": step.target}
    if name == "agree":
        values["reviewer"] = actor.user
    if name == "decide":
        values |= {"decision": reason.strip(), "decided_on": moment.astimezone(LOCAL).date()}
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made = records.change(assessment, values, reason=reason, verb=name, **stamp)
    if name == "decide":
        _ask_for_review(made, **stamp)
    if name == "review":
        deadlines.settle(source=made, purpose="review", reason="It is in review", **stamp)
    return made


def _ask_for_review(assessment: EqualityAssessment, *, actor: Actor, moment: datetime) -> None:
    """Its owner looks again at what it said, on the day it named."""
    deadlines.raise_task(
        source=assessment,
        purpose="review",
        title=f"Review the equality assessment of {assessment.about}"[:200],
        kind=tasks.EQUALITY_REVIEW,
        area=permissions.PLANNING,
        owner_role=assessment.owner_role,
        unit=assessment.unit_of_subject,
        due=assessment.review_on,
        address=reverse("change:equality-assessment", args=[assessment.pk]),
        note=f"It was read before {assessment.decision}. What came of it?",
        actor=actor,
        moment=moment,
    )


def check_step(
    assessment: EqualityAssessment, step: policies_options.Move, *, actor: Actor, moment: datetime
) -> None:
    """Refuse whoever may not take the step: by role, and as the author who leaves it to another."""
    if step.roles:
        permissions.check_role(actor, *step.roles, moment=moment, record=assessment)
    else:
        check_keeps(assessment, actor=actor, moment=moment)
    permissions.check_other(
        actor, *((getattr(assessment, field), DID[field]) for field in step.other_than)
    )


def _not_frozen(assessment: EqualityAssessment) -> None:
    if assessment.state in EqualityAssessment.FROZEN:
        raise AssessmentIsFrozen(
            f"{assessment} was read before the decision {assessment.decision}, so it stays as it "
            "was. Write what changed since into its review."
        )


def check_keeps(assessment: EqualityAssessment, *, actor: Actor, moment: datetime) -> None:
    """Refuse whoever may neither raise options for its service nor keep its project."""
    project = assessment.project
    if project is not None:
        at = {"unit": unit_of(project), "project": project.code}
        if permissions_programme.may(actor, Verb.CONTRIBUTE, moment=moment, **at):
            return
    unit = assessment.unit_of_subject
    code = None if unit is None else unit.code
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=code)


def _subject_of(assessment: EqualityAssessment) -> tuple[str, str]:
    """The kind of thing it is of, and what that is called by."""
    subject = EqualityAssessment.Subject
    if assessment.project is not None:
        return subject.PROJECT, assessment.project.code
    if assessment.option is not None:
        return subject.OPTION, assessment.option.reference
    return subject.DECISION, assessment.about_decision


def _may_begin(project: Project) -> None:
    """Refuse a project that ended, and one whose option sheet is assessed."""
    if project.is_closed:
        raise ProjectIsClosed(project)
    if EqualityAssessment.objects.filter(option=project.option_id).exclude(option=None).exists():
        raise AssessedAlready(
            f"The option sheet of {project} is assessed already, and the project with it."
        )


def _require_named(decision: str, consultation: str) -> None:
    """What it names is in its register: a decision made or foretold, and a consultation."""
    problems = []
    if decision and decision_or_plan(decision) is None:
        hint = "Write its reference as the register of decisions or the forward plan has it."
        said = f"There is no decision {decision}."
        problems.append(Problem(said, field="about_decision", hint=hint))
    if said := problem_with(consultation):
        problems.append(Problem(said, field="consultation_reference"))
    if problems:
        raise Problems(problems)


def _may_publish(
    assessment: EqualityAssessment, values: Mapping[str, Any], actor: Actor, moment: datetime
) -> None:
    """Who publishes option sheets publishes what was read before other decisions, and takes it
    back."""
    rows = EqualityAssessment.objects.filter(pk=assessment.pk)
    before = rows.values_list("published_on", flat=True).first()
    day = values.get("published_on", before)
    if day is not None and not assessment.about_decision:
        problem = "An option and a project are published by themselves, and it with them."
        raise Problems([Problem(problem, field="published_on")])
    if day != before:
        roles = (permissions.S151, *permissions.APPROVERS)
        permissions.check_role(actor, *roles, moment=moment, record=assessment)
