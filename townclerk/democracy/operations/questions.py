"""Writes of questions put to meetings, and of motions with their amendments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.core import voting
from townclerk.democracy.models import Meeting, MeetingQuestion, Member, Motion
from townclerk.democracy.operations import agendas, following
from townclerk.democracy.policies_meetings import MOTION, QUESTION
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.records import Record
from townclerk.platform.registers.steps import step


class CannotPut(TownclerkError):
    """The step does not fit the question or motion as it stands. The message says what to do."""


@transaction.atomic
def receive(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> MeetingQuestion:
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=MeetingQuestion(**values))
    draft = MeetingQuestion(**values)
    if draft.received_on > draft.meeting.on:
        raise Problems(
            [
                Problem(
                    f"{draft.meeting} was before the question was received.",
                    field="received_on",
                    hint="Choose a later meeting.",
                )
            ]
        )
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change(
    record: Record,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Record:
    """Change a question or motion that is not finished."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=record, values=values)
    open_states = (MeetingQuestion.State.RECEIVED, MeetingQuestion.State.ACCEPTED)
    state = record.state  # type: ignore[attr-defined]
    if state not in (*open_states, Motion.State.GIVEN):
        raise CannotPut(f"{record} is {state}: it stays as it was put.")
    return records.change(
        record,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def accept(
    question: MeetingQuestion, *, actor: Actor, moment: datetime, reason: str = ""
) -> MeetingQuestion:
    """It will be put. A member's is an action until it is answered."""
    accepted = _step(question, "accept", {}, actor=actor, moment=moment, reason=reason)
    following.ask(accepted, actor=actor, moment=moment)
    return accepted


@transaction.atomic
def refuse(
    question: MeetingQuestion, *, actor: Actor, moment: datetime, reason: str = ""
) -> MeetingQuestion:
    """Say why a question may not be put; whoever asked is told the reason."""
    if not reason.strip():
        raise CannotPut("Give the reason why the question may not be put.")
    values = {"refusal": reason.strip()}
    return _step(question, "refuse", values, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def answer(
    question: MeetingQuestion,
    *,
    text: str,
    supplementary: str = "",
    supplementary_answer: str = "",
    written: bool = False,
    actor: Actor,
    moment: datetime,
) -> MeetingQuestion:
    """Record the answer at the meeting, or the one given in writing after it."""
    problems = []
    if not text.strip():
        problems.append(Problem("Write what was answered.", field="text"))
    if supplementary_answer.strip() and not supplementary.strip():
        problems.append(Problem("Write what was asked besides.", field="supplementary"))
    if not written and question.meeting.state != Meeting.State.HELD:
        problems.append(
            Problem(
                f"{question.meeting} has not been held.",
                field="written",
                hint="Say that it is answered in writing, or wait for the meeting.",
            )
        )
    if problems:
        raise Problems(problems)
    values = {
        "answer": text.strip(),
        "supplementary": supplementary.strip(),
        "supplementary_answer": supplementary_answer.strip(),
        "written": written,
    }
    done = _step(question, "answer", values, actor=actor, moment=moment, reason="")
    following.answered(done, actor=actor, moment=moment)
    return done


@transaction.atomic
def withdraw_question(
    question: MeetingQuestion, *, actor: Actor, moment: datetime, reason: str = ""
) -> MeetingQuestion:
    done = _step(question, "withdraw", {}, actor=actor, moment=moment, reason=reason)
    following.withdrawn(done, actor=actor, moment=moment)
    return done


def _step(
    question: MeetingQuestion,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> MeetingQuestion:
    move = step(QUESTION, name, question.state, question)
    permissions.check(actor, *move.roles, moment=moment, record=question)
    given = {"state": move.target, **values}
    return records.change(question, given, actor=actor, moment=moment, reason=reason, verb=name)


@transaction.atomic
def give_notice(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Motion:
    """A motion before an item, or an amendment to one that is not decided."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=Motion(**values))
    draft = Motion(**values)
    draft.first_text = draft.text
    if draft.item.meeting.state == Meeting.State.CANCELLED:
        raise CannotPut(f"{draft.item.meeting} was cancelled. Choose an item of another meeting.")
    amended = draft.amends
    if amended is not None and amended.state not in (Motion.State.GIVEN, Motion.State.MOVED):
        raise CannotPut(f"{amended} is {amended.get_state_display().lower()}; nothing amends it.")
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def move(
    motion: Motion,
    *,
    mover: Member | None = None,
    seconder: Member | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Motion:
    """The motion is moved and seconded at the meeting, by those its notice names or by others."""
    taken = step(MOTION, "move", motion.state, motion)
    permissions.check(actor, *taken.roles, moment=moment, record=motion)
    agendas.require_begun(motion.item.meeting, moment)
    problems = []
    first, second = mover or motion.mover, seconder or motion.seconder
    if first is None:
        problems.append(Problem("Say who moves it.", field="mover"))
    if second is None:
        problems.append(Problem("Say who seconds it.", field="seconder"))
    if motion.amends is not None and motion.amends.state != Motion.State.MOVED:
        problems.append(Problem(f"{motion.amends} is not moved yet.", field="amends"))
    if problems:
        raise Problems(problems)
    values = {"state": taken.target, "mover": first, "seconder": second}
    return records.change(motion, values, actor=actor, moment=moment, reason=reason, verb="move")


@transaction.atomic
def decide(
    motion: Motion,
    *,
    count: voting.Count | None = None,
    casts: Mapping[Member, str] | None = None,
    casting: str = "",
    actor: Actor,
    moment: datetime,
) -> Motion:
    """Take the vote. Amendments come first; one that is carried becomes the motion."""
    taken = step(MOTION, "decide", motion.state, motion)
    permissions.check(actor, *taken.roles, moment=moment, record=motion)
    waiting = motion.amendments.filter(state=Motion.State.MOVED).first()
    if waiting is not None:
        raise CannotPut(f"{waiting} is moved and not decided. Take its vote first.")
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    vote = agendas.vote(
        motion.item,
        motion=motion.text[:300],
        count=count,
        casts=casts,
        casting=casting,
        amendment=motion.amends is not None,
        **stamp,
    )
    state = Motion.State.CARRIED if vote.carried else Motion.State.LOST
    decided = records.change(motion, {"state": state, "vote": vote}, verb="decide", **stamp)
    if vote.carried and motion.amends is not None:
        amended = motion.amends
        amended.refresh_from_db()
        why = f"As amended by {motion.reference}"
        records.change(amended, {"text": motion.text}, reason=why, verb="amend", **stamp)
    return decided


@transaction.atomic
def withdraw_motion(motion: Motion, *, actor: Actor, moment: datetime, reason: str = "") -> Motion:
    taken = step(MOTION, "withdraw", motion.state, motion)
    permissions.check(actor, *taken.roles, moment=moment, record=motion)
    values = {"state": taken.target}
    return records.change(
        motion, values, actor=actor, moment=moment, reason=reason, verb="withdraw"
    )
