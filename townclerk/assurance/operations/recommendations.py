"""Writes of recommendations: answered, given more time, reported done, verified or reopened."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.assurance import policies, tasks
from townclerk.assurance.models import Recommendation
from townclerk.assurance.operations.errors import CannotAct
from townclerk.assurance.operations.risks import day_of
from townclerk.assurance.permissions import (
    ASSURANCE,
    AUDITORS,
    check_keeps,
    check_role,
    reader,
    unit_code,
)
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access import matrix
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations as deadlines
from townclerk.platform.registers.permission import place_of

State = Recommendation.State
ORIGINATORS = frozenset({"title", "text", "priority", "origin", "engagement", "raised_on"})
"""What an auditor wrote stays the auditor's."""
STATED = (
    ("verified_on", State.VERIFIED),
    ("reported_on", State.REPORTED),
    ("due", State.ACCEPTED),
)


def _check(found: Recommendation, *, actor: Actor, moment: datetime) -> None:
    check_keeps(actor, moment=moment, unit=unit_code(found))


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Recommendation:
    """Record a recommendation. One that comes with its days goes on to the state they tell."""
    found = Recommendation(**values)
    _check(found, actor=actor, moment=moment)
    auditor = reader(actor, moment).held(*AUDITORS, at=place_of(found))
    if found.engagement is not None and not auditor:
        raise CannotAct("What comes of an audit is recorded by internal audit.")
    if found.verified_on is not None and not auditor:
        raise CannotAct("Internal audit records that its originator agreed it is done.")
    if found.owner_role not in matrix.roles():
        raise Problems([Problem(f"{found.owner_role} is no role.", field="owner_role")])
    found.state = next(
        (state for name, state in STATED if getattr(found, name) is not None), State.RAISED
    )
    if found.state == State.ACCEPTED and not found.response.strip():
        # A day without an answer is only what was asked for.
        found.state = State.RAISED
    found.first_due = found.due
    made = records.create(found, actor=actor, moment=moment, reason=reason)
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change(
    found: Recommendation,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Recommendation:
    """Change a recommendation. An agreed day is moved by giving more time, which is counted."""
    _check(found, actor=actor, moment=moment)
    moved = {name for name, value in values.items() if getattr(found, name) != value}
    if "due" in moved and found.state != State.RAISED:
        raise CannotAct("Give it more time to move its day, so that it is counted.")
    if {"reported_on", "verified_on"} & moved:
        raise CannotAct("Report it, and let its originator verify it, by the steps.")
    theirs = ORIGINATORS & moved
    if (
        theirs
        and found.engagement_id
        and not reader(actor, moment).held(*AUDITORS, at=place_of(found))
    ):
        raise CannotAct("What an audit recommends is worded by internal audit.")
    return records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def accept(
    found: Recommendation,
    *,
    response: str = "",
    due: date | None = None,
    reason: str = "",
    actor: Actor,
    moment: datetime,
) -> Recommendation:
    """Management answers, and says by when it is done."""
    move = policies.step(policies.RECOMMENDATION, "accept", found.state, found)
    _check(found, actor=actor, moment=moment)
    said, day = (response or reason or found.response).strip(), due or found.due
    problems = []
    if not said:
        problems.append(Problem("Say what management answers.", field="response"))
    if day is None:
        problems.append(Problem("Say by when it is done.", field="due"))
    if problems:
        raise Problems(problems)
    values = {"state": move.target, "response": said, "due": day, "first_due": day}
    made = records.change(found, values, actor=actor, moment=moment, verb="accept")
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def extend(
    found: Recommendation, *, to: date, reason: str, actor: Actor, moment: datetime
) -> Recommendation:
    """Give it more time. How often that happened is counted."""
    _check(found, actor=actor, moment=moment)
    problems = []
    if found.due is None or found.state not in (State.ACCEPTED, State.REOPENED):
        problems.append(Problem("Only an accepted recommendation has a day to move."))
    elif to <= found.due:
        problems.append(Problem("Choose a day after the one it is due.", field="to"))
    if not reason.strip():
        problems.append(Problem("Say why it takes longer.", field="reason"))
    if problems:
        raise Problems(problems)
    values = {"due": to, "revised": found.revised + 1}
    made = records.change(found, values, actor=actor, moment=moment, reason=reason, verb="extend")
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def report(
    found: Recommendation, *, evidence: str = "", reason: str = "", actor: Actor, moment: datetime
) -> Recommendation:
    """The owner says that it is done. It stays open until its originator agrees."""
    move = policies.step(policies.RECOMMENDATION, "report", found.state, found)
    _check(found, actor=actor, moment=moment)
    values = {
        "state": move.target,
        "evidence": (evidence or reason or found.evidence).strip(),
        "reported_on": day_of(moment),
        "reported_by": actor.user,
    }
    made = records.change(found, values, actor=actor, moment=moment, verb="report")
    _settle(made, "Reported as done", actor=actor, moment=moment)
    return made


@transaction.atomic
def verify(
    found: Recommendation,
    *,
    verification: str = "",
    reason: str = "",
    actor: Actor,
    moment: datetime,
) -> Recommendation:
    """Its originator agrees that it is done, having seen it; never its owner."""
    move = policies.step(policies.RECOMMENDATION, "verify", found.state, found)
    check_role(actor, *move.roles, moment=moment, record=found)
    said = (verification or reason).strip()
    problems = []
    if actor.user is not None and found.reported_by_id == actor.user.pk:
        problems.append(Problem("You reported it as done, so somebody else verifies it."))
    if reader(actor, moment).held(found.owner_role, at=place_of(found)):
        problems.append(Problem("You own it, so somebody else verifies it."))
    if not said and not found.evidence:
        problems.append(
            Problem("There is no evidence.", field="verification", hint="Say what was seen.")
        )
    if not said and found.origin != Recommendation.Origin.INTERNAL_AUDIT:
        problems.append(
            Problem(
                f"It came from elsewhere: {found.get_origin_display().lower()}.",
                field="verification",
                hint="Say who there agreed that it is done, and how.",
            )
        )
    if problems:
        raise Problems(problems)
    values = {"state": move.target, "verification": said, "verified_on": day_of(moment)}
    return records.change(found, values, actor=actor, moment=moment, verb="verify")


@transaction.atomic
def reopen(
    found: Recommendation, *, reason: str = "", actor: Actor, moment: datetime
) -> Recommendation:
    """Its originator does not agree, or it came undone."""
    move = policies.step(policies.RECOMMENDATION, "reopen", found.state, found)
    check_role(actor, *move.roles, moment=moment, record=found)
    _say(reason, "Say why it is opened again.")
    values = {
        "state": move.target,
        "reopened": found.reopened + 1,
        "reported_on": None,
        "verified_on": None,
    }
    made = records.change(found, values, actor=actor, moment=moment, reason=reason, verb="reopen")
    _tell(made, note=f"Opened again: {reason}", actor=actor, moment=moment)
    return made


@transaction.atomic
def supersede(
    found: Recommendation, *, reason: str = "", actor: Actor, moment: datetime
) -> Recommendation:
    """Something else took its place: it is neither done nor late."""
    move = policies.step(policies.RECOMMENDATION, "supersede", found.state, found)
    check_role(actor, *move.roles, moment=moment, record=found)
    _say(reason, "Say what took its place.")
    values = {"state": move.target}
    made = records.change(
        found, values, actor=actor, moment=moment, reason=reason, verb="supersede"
    )
    _settle(made, "Superseded", actor=actor, moment=moment)
    return made


def _say(reason: str, wanted: str) -> None:
    if not reason.strip():
        raise Problems([Problem(wanted, field="reason")])


def _tell(found: Recommendation, *, note: str = "", actor: Actor, moment: datetime) -> None:
    if found.due is None or found.state not in (State.ACCEPTED, State.REOPENED):
        return
    deadlines.raise_task(
        source=found,
        purpose="do",
        title=f"{found}"[:200],
        kind=tasks.RECOMMENDATION,
        area=ASSURANCE,
        owner_role=found.owner_role,
        unit=found.unit,
        due=found.due,
        address=f"/assurance/recommendations/{found.code}/",
        note=note or f"Recommended by {found.get_origin_display().lower()}",
        reopen=bool(note),
        actor=actor,
        moment=moment,
    )


def _settle(found: Recommendation, why: str, *, actor: Actor, moment: datetime) -> None:
    deadlines.settle(source=found, purpose="do", reason=why, actor=actor, moment=moment)
