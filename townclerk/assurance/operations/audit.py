"""Writes of internal audit: the plan, its changes, and an engagement from plan to follow-up."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.assurance import policies
from townclerk.assurance.models import AuditPlan, Engagement, OpinionScale, PlanChange
from townclerk.assurance.operations.errors import CannotAct
from townclerk.assurance.operations.risks import day_of
from townclerk.assurance.permissions import AUDITORS, check_role, reader
from townclerk.assurance.queries.audit import counts_of
from townclerk.democracy.public import decision_named
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import becoming

State = Engagement.State
STATED = (
    ("followed_up_on", State.FOLLOWED_UP),
    ("final_on", State.FINAL),
    ("draft_on", State.DRAFT),
    ("begun_on", State.FIELDWORK),
)
"""What a review that comes with its days has reached."""


def _check_approves(actor: Actor, moment: datetime) -> None:
    reader(actor, moment).require(Verb.APPROVE, Area.ASSURANCE)


def _decision(reference: str) -> str:
    """The minute that agreed it; one the register of decisions knows must have been taken."""
    if not reference.strip():
        raise Problems([Problem("Name the decision of the audit committee.", field="reason")])
    found = decision_named(reference.strip())
    if found is not None and not found.taken:
        raise CannotAct(f"{found.title} is not taken. Name the decision that agreed this.")
    return reference.strip()[:100]


@transaction.atomic
def approve_plan(plan: AuditPlan, *, reason: str = "", actor: Actor, moment: datetime) -> AuditPlan:
    """Record that the audit committee agreed the plan. From then on it changes by changes."""
    move = policies.step(policies.PLAN, "approve", plan.state, plan)
    _check_approves(actor, moment)
    planned = plan.engagements.exclude(state=State.CANCELLED).order_by("title")
    missing = [
        Problem(f"{one} has no days. Say how many it takes.")
        for one in planned.filter(days_planned=None)
    ]
    if missing:
        raise Problems(missing)
    values = {
        "state": move.target,
        "decision": _decision(reason),
        "approved_on": day_of(moment),
    }
    return records.change(plan, values, actor=actor, moment=moment, reason=reason, verb="approve")


@transaction.atomic
def create_engagement(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Engagement:
    """Add a review to a plan; in an approved one it waits for the audit committee."""
    engagement = Engagement(**values)
    check_role(actor, *AUDITORS, moment=moment, record=engagement)
    engagement.state = next(
        (state for name, state in STATED if getattr(engagement, name) is not None), State.PLANNED
    )
    if engagement.opinion is not None and engagement.state in Engagement.REPORTED:
        # What was reported elsewhere may have no opinion that is known.
        problems = _without_opinion(engagement, engagement.draft_on or engagement.final_on)
        if problems:
            raise Problems(problems)
    made = records.create(engagement, actor=actor, moment=moment, reason=reason)
    if made.plan.state == AuditPlan.State.APPROVED:
        asked = PlanChange(
            engagement=made,
            kind=PlanChange.Kind.ADD,
            asked_on=day_of(moment),
            days=made.days_planned,
            reason=(reason or f"{made} is added to the approved plan")[:300],
        )
        records.create(asked, actor=actor, moment=moment)
    return made


@transaction.atomic
def change_engagement(
    engagement: Engagement,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Engagement:
    """Change a review. Its planned days in an approved plan change only by an agreed change."""
    for one in (engagement, becoming(engagement, values)):
        check_role(actor, *AUDITORS, moment=moment, record=one)
    moves = "days_planned" in values and values["days_planned"] != engagement.days_planned
    if moves and engagement.plan.state == AuditPlan.State.APPROVED:
        raise CannotAct("The plan is approved. Ask for a change of its days instead.")
    return records.change(
        engagement,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def ask_change(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> PlanChange:
    """Ask the audit committee to change an approved plan."""
    change = PlanChange(**values)
    check_role(actor, *AUDITORS, moment=moment, record=change.engagement)
    if change.engagement.plan.state != AuditPlan.State.APPROVED:
        raise CannotAct(f"{change.engagement.plan} is a draft. Change the review itself.")
    if change.kind == PlanChange.Kind.DAYS and change.days is None:
        raise Problems([Problem("Say how many days it takes now.", field="days")])
    if change.kind == PlanChange.Kind.ADD:
        raise CannotAct("Add the review; its change is asked for with it.")
    return records.create(change, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def decide_change(
    change: PlanChange, name: str, *, reason: str = "", actor: Actor, moment: datetime
) -> PlanChange:
    """Record what the audit committee decided; an approved change is applied at once."""
    move = policies.step(policies.PLAN_CHANGE, name, change.state, change)
    _check_approves(actor, moment)
    values = {
        "state": move.target,
        "decision": _decision(reason),
        "decided_on": day_of(moment),
    }
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    made = records.change(change, values, verb=name, **stamp)
    engagement = change.engagement
    drops = change.kind == PlanChange.Kind.DROP and name == "approve"
    never = change.kind == PlanChange.Kind.ADD and name == "refuse"
    if drops or never:
        records.change(engagement, {"state": State.CANCELLED}, verb="cancel", **stamp)
    elif change.kind == PlanChange.Kind.DAYS and name == "approve":
        records.change(engagement, {"days_planned": change.days}, verb="change days", **stamp)
    return made


@transaction.atomic
def take(
    engagement: Engagement, name: str, *, reason: str = "", actor: Actor, moment: datetime
) -> Engagement:
    """One step of an engagement, when nothing stands in its way; all that does is told at once."""
    move = policies.step(policies.ENGAGEMENT, name, engagement.state, engagement)
    check_role(actor, *move.roles, moment=moment, record=engagement)
    today = day_of(moment)
    problems = GATES[name](engagement, today) if name in GATES else []
    if problems:
        raise Problems(problems)
    values: dict[str, Any] = {"state": move.target}
    if name in STAMPS:
        values[STAMPS[name]] = getattr(engagement, STAMPS[name]) or today
    return records.change(engagement, values, actor=actor, moment=moment, reason=reason, verb=name)


STAMPS = {
    "begin": "begun_on",
    "draft": "draft_on",
    "finalise": "final_on",
    "follow-up": "followed_up_on",
}


def _unscoped(engagement: Engagement, day: date) -> list[Problem]:
    asked = (
        ("scope", "It has no scope."),
        ("auditor_role", "Nobody is named who does it."),
        ("days_planned", "It has no days."),
    )
    found = [Problem(says, field=name) for name, says in asked if not getattr(engagement, name)]
    waits = engagement.changes.filter(kind=PlanChange.Kind.ADD, state=PlanChange.State.ASKED)
    if waits.exists():
        found.append(Problem("The audit committee has not agreed to add it to the plan yet."))
    return found


def _without_opinion(engagement: Engagement, day: date | None) -> list[Problem]:
    """A report gives an opinion of the scale in force, except where its kind ends without one."""
    if engagement.opinion is None:
        if engagement.kind in Engagement.WITHOUT_OPINION:
            return []
        return [Problem("It has no opinion.", field="opinion", hint="Choose one of the scale.")]
    scale = OpinionScale.objects.filter(start__lte=day).order_by("-start").first()
    if scale is not None and engagement.opinion.scale_id != scale.pk:
        return [
            Problem(
                f"“{engagement.opinion}” is not of “{scale}”, the scale in force that day.",
                field="opinion",
            )
        ]
    return []


def _unanswered(engagement: Engagement, day: date) -> list[Problem]:
    waiting = engagement.recommendations.filter(state="raised").order_by("code")
    return [Problem(f"“{one}” is not answered by management yet.") for one in waiting]


def _miscounted(engagement: Engagement, day: date) -> list[Problem]:
    found = counts_of(engagement, list(engagement.recommendations.all()))
    return [
        Problem(
            f"It states {stated} {name} recommendations and {counted} are recorded.",
            field=name,
            hint="Record the missing ones, or leave the count empty.",
        )
        for name, counted in found.items()
        if (stated := getattr(engagement, name)) is not None
        and engagement.recommendations.exists()
        and stated != counted
    ]


def _unfinished(engagement: Engagement, day: date) -> list[Problem]:
    if not engagement.follow_up:
        return [Problem("It is marked as not to be followed up.", field="follow_up")]
    waiting = [one for one in engagement.recommendations.order_by("code") if one.is_open]
    return [Problem(f"“{one}” is {one.get_state_display().lower()}.") for one in waiting]


def _in_approved_plan(engagement: Engagement, day: date) -> list[Problem]:
    if engagement.plan.state != AuditPlan.State.APPROVED:
        return []
    return [Problem("The plan is approved.", hint="Ask for a change that drops the review.")]


GATES = {
    "scope": _unscoped,
    "draft": _without_opinion,
    "respond": _unanswered,
    "finalise": _miscounted,
    "follow-up": _unfinished,
    "cancel": _in_approved_plan,
}
