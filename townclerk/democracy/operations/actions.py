"""Writes of committee actions: raising, reporting, rolling forward, closing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import CommitteeAction, Meeting
from townclerk.democracy.operations.meetings import today
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access import matrix
from townclerk.platform.audit.log import Actor
from townclerk.platform.records import Record

State = CommitteeAction.State


class CannotAct(TownclerkError):
    """The step does not fit the action as it stands. The message says what to do."""


@transaction.atomic
def raise_action(
    values: Mapping[str, Any],
    *,
    cause: Record | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> CommitteeAction:
    """Record what somebody must do after a meeting. The cause is the petition or the question it
    follows from, whose clerk raises it."""
    action = CommitteeAction(**values)
    of = action if cause is None else cause
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=of)
    whole = action.part_of
    if whole is not None:
        permissions.check(actor, *permissions.CLERKS, moment=moment, record=whole)
    action.first_due = action.first_due or action.due
    problems = []
    if action.owner_role not in matrix.roles():
        problems.append(Problem(f"{action.owner_role} is no role.", field="owner_role"))
    problems += _of_a_part(whole)
    if problems:
        raise Problems(problems)
    return records.create(action, actor=actor, moment=moment, reason=reason)


def _of_a_part(
    whole: CommitteeAction | None, *, own: CommitteeAction | None = None
) -> list[Problem]:
    """A part is of a whole, which is neither itself nor a part; and what has parts is no part."""
    if whole is None:
        return []
    nested = whole.part_of_id is not None or (own is not None and own.parts.exists())
    if not nested and whole != own:
        return []
    message = "A part has no parts of its own."
    return [Problem(message, field="part_of", hint="Name the whole.")]


@transaction.atomic
def change(
    action: CommitteeAction,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> CommitteeAction:
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=action, values=values)
    whole = values.get("part_of")
    if whole is not None and whole != action.part_of:
        permissions.check(actor, *permissions.CLERKS, moment=moment, record=whole)
    if problems := _of_a_part(whole, own=action):
        raise Problems(problems)
    if "due" in values and values["due"] != action.due:
        raise CannotAct("Roll the action forward to move its day, so that it is counted.")
    return records.change(
        action,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def report(
    action: CommitteeAction, *, progress: str, actor: Actor, moment: datetime
) -> CommitteeAction:
    """The owner says what was done."""
    permissions.check(actor, action.owner_role, *permissions.CLERKS, moment=moment, record=action)
    _require(action, State.ASSIGNED, State.UNDER_WAY)
    if not progress.strip():
        raise Problems([Problem("Say what was done.", field="progress")])
    values = {"state": State.UNDER_WAY, "progress": progress.strip()}
    return records.change(action, values, actor=actor, moment=moment, verb="report")


@transaction.atomic
def heard(
    action: CommitteeAction, *, at: Meeting, actor: Actor, moment: datetime
) -> CommitteeAction:
    """The body it is reported to heard of it."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=action)
    _require(action, State.ASSIGNED, State.UNDER_WAY)
    if action.report_to_id is not None and at.body_id != action.report_to_id:
        raise CannotAct(f"It is to be reported to {action.report_to}. Choose a meeting of it.")
    if at.state != Meeting.State.HELD:
        raise CannotAct(f"{at} has not been held.")
    values = {"state": State.REPORTED, "reported_at": at}
    return records.change(action, values, actor=actor, moment=moment, verb="hear")


@transaction.atomic
def roll(
    action: CommitteeAction, *, to: date, reason: str = "", actor: Actor, moment: datetime
) -> CommitteeAction:
    """Give it more time. How often that happened is counted."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=action)
    _require(action, *CommitteeAction.UNFINISHED)
    problems = []
    if to <= action.due:
        problems.append(Problem("Choose a day after the one it is due.", field="to"))
    if not reason.strip():
        problems.append(Problem("Say why it takes longer.", field="reason"))
    if problems:
        raise Problems(problems)
    values = {"due": to, "rolled": action.rolled + 1}
    return records.change(action, values, actor=actor, moment=moment, reason=reason, verb="roll")


@transaction.atomic
def close(
    action: CommitteeAction, *, evidence: str, actor: Actor, moment: datetime
) -> CommitteeAction:
    """Close it with its evidence: after its body heard of it, and after all its parts."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=action)
    _require(action, *CommitteeAction.UNFINISHED)
    problems = []
    if not evidence.strip():
        problems.append(Problem("Say what shows that it is done.", field="evidence"))
    if action.report_to_id is not None and action.state != State.REPORTED:
        problems.append(Problem(f"{action.report_to} has not heard of it yet.", field="state"))
    waiting = action.parts.filter(state__in=CommitteeAction.UNFINISHED)
    problems += [Problem(f"Its part “{part}” is not closed.", field="parts") for part in waiting]
    if problems:
        raise Problems(problems)
    values = {"state": State.CLOSED, "evidence": evidence.strip(), "closed_on": today(moment)}
    return records.change(action, values, actor=actor, moment=moment, verb="close")


@transaction.atomic
def fall_away(
    action: CommitteeAction, *, why: str, actor: Actor, moment: datetime
) -> CommitteeAction:
    """Close an action whose cause is gone, such as a question withdrawn; nobody hears of it."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=action)
    _require(action, *CommitteeAction.UNFINISHED)
    values = {"state": State.CLOSED, "evidence": why, "closed_on": today(moment)}
    return records.change(action, values, actor=actor, moment=moment, reason=why, verb="close")


def _require(action: CommitteeAction, *states: str) -> None:
    if action.state not in states:
        raise CannotAct(
            f"{action.reference} is {action.get_state_display().lower()}, so this is not open."
        )
