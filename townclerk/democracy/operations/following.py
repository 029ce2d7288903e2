"""What follows from a meeting by itself: actions of carried motions and of members' questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from townclerk.democracy import permissions
from townclerk.democracy.models import Body, CommitteeAction, Meeting, MeetingQuestion, Motion
from townclerk.democracy.operations import actions
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.access import matrix
from townclerk.platform.audit.log import Actor

Origin = CommitteeAction.Origin


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing a motion asks: of whom, by when, reported back to which body."""

    title: str
    owner_role: str
    due: date
    report_to: Body | None = None


def unfollowed(meeting: Meeting | None = None) -> "QuerySet[Motion]":
    """Motions that were carried, at one meeting or at any, and have no action yet."""
    found = Motion.objects.filter(state=Motion.State.CARRIED, amends=None, action=None)
    if meeting is not None:
        found = found.filter(item__meeting=meeting)
    return found.select_related("item__meeting__body").order_by("item__meeting__on", "pk")


@transaction.atomic
def follow(
    motion: Motion, parts: Sequence[Part], *, actor: Actor, moment: datetime
) -> CommitteeAction:
    """Make an action of a carried motion, with a part for each thing it asks when it asks several.

    Raises: Problems when it is not carried, amends another, is followed already, or asks nothing.
    """
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=motion)
    problems = []
    if motion.state != Motion.State.CARRIED or motion.amends is not None:
        problems.append(Problem(f"{motion} is no motion that was carried.", field="motion"))
    if CommitteeAction.objects.filter(motion=motion).exists():
        problems.append(Problem(f"{motion} has its action already.", field="motion"))
    if not parts:
        problems.append(Problem("Say what the motion asks for.", field="parts"))
    if problems:
        raise Problems(problems)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    shared = {"origin": Origin.MOTION, "meeting": motion.item.meeting, "item": motion.item}
    name = f"motion-{motion.reference}"[:90]
    whole = {"reference": name, "text": motion.text, "motion": motion, **shared}
    if len(parts) == 1:
        return actions.raise_action(whole | vars(parts[0]), **stamp)
    of_all = {
        "title": motion.text.strip().splitlines()[0][:300],
        "owner_role": permissions.CLERKS[0],
        "due": max(part.due for part in parts),
    }
    made = actions.raise_action(whole | of_all, **stamp)
    for number, part in enumerate(parts, start=1):
        values = {"reference": f"{name}-{number}", "part_of": made, **shared, **vars(part)}
        actions.raise_action(values, **stamp)
    return made


@transaction.atomic
def ask(question: MeetingQuestion, *, actor: Actor, moment: datetime) -> CommitteeAction | None:
    """Make an action of a member's question: to be answered by the day of its meeting."""
    if question.kind != MeetingQuestion.Kind.MEMBER:
        return None
    office = slugify(question.to_role)
    values = {
        "reference": f"question-{question.reference}"[:100],
        "title": f"Answer a question of {question.member}",
        "text": question.text,
        "origin": Origin.QUESTION,
        "meeting": question.meeting,
        "question": question,
        "owner_role": office if office in matrix.roles() else permissions.CLERKS[0],
        "due": question.meeting.on,
    }
    return actions.raise_action(values, actor=actor, moment=moment)


def answered(question: MeetingQuestion, *, actor: Actor, moment: datetime) -> None:
    """Close the action of a question with its answer."""
    found = CommitteeAction.objects.filter(question=question).first()
    if found is not None and found.state in CommitteeAction.UNFINISHED:
        actions.close(found, evidence=question.answer, actor=actor, moment=moment)


def withdrawn(question: MeetingQuestion, *, actor: Actor, moment: datetime) -> None:
    found = CommitteeAction.objects.filter(question=question).first()
    if found is not None and found.state in CommitteeAction.UNFINISHED:
        why = "The question was withdrawn"
        actions.fall_away(found, why=why, actor=actor, moment=moment)
