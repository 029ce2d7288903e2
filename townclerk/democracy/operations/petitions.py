"""Writes of petitions: what each is owed, its response, and its end."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import Body, CommitteeAction, Owed, Petition
from townclerk.democracy.operations import actions
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.policies_meetings import PETITION
from townclerk.democracy.queries.bodies import council_body
from townclerk.democracy.queries.petitions import threshold
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.steps import step

ANSWERABLE = (CommitteeAction.State.ASSIGNED, CommitteeAction.State.UNDER_WAY)


@transaction.atomic
def receive(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Petition:
    """A petition with its action: owed what its signatures reach on the day it came."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=Petition(**values))
    draft = Petition(**values)
    draft.owner_role = draft.owner_role or permissions.CLERKS[0]
    reached = threshold(draft.signatures, draft.received_on)
    if reached is not None:
        draft.owed = draft.owed or reached.owed
        draft.due = draft.due or draft.received_on + timedelta(days=reached.days)
    problems = []
    if draft.due is None:
        problems.append(
            Problem(
                "No threshold of petitions says by when it is owed an answer.",
                field="due",
                hint="Give the day, or enter the thresholds of the council's scheme first.",
            )
        )
    heard_by = _heard_by(draft)
    if draft.owed == Owed.DEBATE and heard_by is None:
        problems.append(Problem("The register of bodies has no Council.", field="owed"))
    if problems:
        raise Problems(problems)
    action = {
        "reference": f"petition-{draft.reference}",
        "title": f"Petition: {draft.title}"[:300],
        "text": draft.text,
        "origin": CommitteeAction.Origin.PETITION,
        "meeting": draft.meeting,
        "owner_role": draft.owner_role,
        "due": draft.due,
        "report_to": heard_by,
        "signatures": draft.signatures,
    }
    draft.action = actions.raise_action(action, cause=draft, actor=actor, moment=moment)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


def _heard_by(draft: Petition) -> Body | None:
    """Council debates it, its committee considers it, or it is answered without a meeting."""
    if draft.owed == Owed.DEBATE:
        return council_body()
    return draft.body if draft.owed == Owed.COMMITTEE else None


@transaction.atomic
def answer(petition: Petition, *, actor: Actor, moment: datetime, reason: str = "") -> Petition:
    """The council responds; the reason is the response."""
    said = reason.strip()
    if not said:
        raise Problems([Problem("Write the response.", field="reason")])
    done = _step(
        petition,
        "answer",
        {"response": said, "answered_on": today(moment)},
        actor=actor,
        moment=moment,
        reason=said,
    )
    if done.action is not None and done.action.state in ANSWERABLE:
        actions.report(done.action, progress=said, actor=actor, moment=moment)
    return done


@transaction.atomic
def close(petition: Petition, *, actor: Actor, moment: datetime, reason: str = "") -> Petition:
    """Answered, and heard by the body it was owed: its action closes with it."""
    done = _step(petition, "close", {}, actor=actor, moment=moment, reason=reason)
    if done.action is not None and done.action.state in CommitteeAction.UNFINISHED:
        actions.close(done.action, evidence=done.response, actor=actor, moment=moment)
    return done


@transaction.atomic
def refuse(petition: Petition, *, actor: Actor, moment: datetime, reason: str = "") -> Petition:
    """Say why it is not taken; whoever brought it is told the reason."""
    why = reason.strip()
    if not why:
        raise Problems([Problem("Say why it is not taken.", field="reason")])
    done = _step(petition, "refuse", {"refusal": why}, actor=actor, moment=moment, reason=why)
    if done.action is not None and done.action.state in CommitteeAction.UNFINISHED:
        actions.fall_away(done.action, why=why, actor=actor, moment=moment)
    return done


def _step(
    petition: Petition,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> Petition:
    move = step(PETITION, name, petition.state, petition)
    permissions.check(actor, *move.roles, moment=moment, record=petition)
    given = {"state": move.target, **values}
    return records.change(petition, given, actor=actor, moment=moment, reason=reason, verb=name)
