"""Writing equality assessments: screening, full assessment, review by another, freezing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.change import permissions, policies_options, tasks
from townclerk.change.core.options_equality import check_group
from townclerk.change.models import EqualityAssessment, EqualityImpact
from townclerk.change.operations.options import DID
from townclerk.change.queries.options_equality import groups_on
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as deadlines


class AssessmentIsFrozen(TownclerkError):
    """What was read before a decision stays as it was read."""


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> EqualityAssessment:
    _check(values["option"], actor, moment)
    made = EqualityAssessment(**values, author=actor.user)
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
    _check(assessment.option, actor, moment)
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
    """What the option does to one group; only groups in force when the assessment began."""
    assessment = values["assessment"]
    _check(assessment.option, actor, moment)
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
    _check(impact.assessment.option, actor, moment)
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
    if name == "agree":
        _require_whole(assessment)
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
        title=f"Review the equality assessment of {assessment.option}",
        kind=tasks.EQUALITY_REVIEW,
        area=permissions.PLANNING,
        owner_role=assessment.owner_role,
        unit=assessment.option.unit,
        due=assessment.review_on,
        note=f"It was read before {assessment.decision}. What came of it?",
        actor=actor,
        moment=moment,
    )


def check_step(
    assessment: EqualityAssessment, step: policies_options.Move, *, actor: Actor, moment: datetime
) -> None:
    """Refuse whoever may not take the step: by role, and as the author who leaves it to another."""
    if step.roles:
        permissions.check_role(actor, *step.roles, moment=moment)
    else:
        _check(assessment.option, actor, moment)
    permissions.check_other(
        actor, *((getattr(assessment, field), DID[field]) for field in step.other_than)
    )


def _require_whole(assessment: EqualityAssessment) -> None:
    """Everything a reviewer asks for, at once."""
    conclusion = EqualityAssessment.Conclusion
    problems = []
    if not assessment.conclusion:
        problems.append(Problem("Conclude: no impact, mitigated, or residual.", field="conclusion"))
    if assessment.conclusion == conclusion.RESIDUAL and not assessment.residual.strip():
        problems.append(Problem("Say what remains and why it is justified.", field="residual"))
    if assessment.review_on is None:
        problems.append(Problem("Give the day of its review.", field="review_on"))
    impacts = list(assessment.impacts.all())
    effects = EqualityImpact.Effect
    for impact in impacts:
        if impact.effect == effects.UNKNOWN:
            problems.append(Problem(f"Find out what it does to the group {impact.group}."))
        if impact.effect == effects.NEGATIVE and not impact.mitigation.strip():
            problems.append(Problem(f"Say what is done for the group {impact.group}."))
    negative = any(impact.effect == effects.NEGATIVE for impact in impacts)
    if assessment.conclusion == conclusion.NONE and negative:
        problems.append(Problem("It concludes that there is no impact, and a group is affected."))
    if assessment.state == EqualityAssessment.State.SCREENING and negative:
        problems.append(Problem("A group is affected, so a full assessment comes first."))
    if problems:
        raise Problems(problems)


def _not_frozen(assessment: EqualityAssessment) -> None:
    if assessment.state in EqualityAssessment.FROZEN:
        raise AssessmentIsFrozen(
            f"{assessment} was read before the decision {assessment.decision}, so it stays as it "
            "was. Write what changed since into its review."
        )


def _check(option: Any, actor: Actor, moment: datetime) -> None:
    unit = None if option.unit is None else option.unit.code
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit)
