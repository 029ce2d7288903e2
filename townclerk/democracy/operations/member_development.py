"""Writes of member development: who is called to training, who came, who sits, what is met."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import (
    DevelopmentRecord,
    Meeting,
    Member,
    Membership,
    MemberTraining,
    Sitting,
    TrainingRequirement,
    TrainingSession,
)
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.policies_development import DEVELOPMENT, SESSION, TRAINING
from townclerk.democracy.queries.bodies import on_day
from townclerk.democracy.queries.member_development import barred, missing, pool_of
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.steps import step


@transaction.atomic
def ask(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> MemberTraining:
    """Ask one requirement of one member; given with the day it was attended, it goes on to that."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    row = MemberTraining(**values)
    row.state = MemberTraining.State.DUE
    if row.session is not None and row.attended_on is None:
        row.attended_on = row.session.on
    if row.attended_on is not None:
        if row.attended_on > today(moment):
            raise Problems([Problem("That day is still to come.", field="attended_on")])
        done = MemberTraining.State
        row.state = done.EVIDENCED if row.evidence else done.ATTENDED
    return records.create(row, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def call(
    requirement: TrainingRequirement, *, due: date, actor: Actor, moment: datetime
) -> tuple[MemberTraining, ...]:
    """Ask the requirement of everybody who could sit and lacks it by the day."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    if requirement.body is not None:
        seats = pool_of(requirement.body, due)
    else:
        rows = Membership.objects.filter(on_day(due), body__kind="council")
        seats = list(rows.select_related("member"))
    lacking = {bar.member for bar in missing([requirement], [s.member for s in seats], date.max)}
    asked = set(
        requirement.members.filter(state__in=("due", "barred")).values_list("member_id", flat=True)
    )
    made = []
    for member in sorted(lacking, key=lambda one: (one.label, one.pk)):
        if member.pk in asked:
            continue
        values = {
            "reference": f"{requirement.code}-{member.code}-{due:%Y%m%d}",
            "requirement": requirement,
            "member": member,
            "due": due,
        }
        made.append(ask(values, actor=actor, moment=moment))
    return tuple(made)


@transaction.atomic
def attend(
    row: MemberTraining,
    *,
    session: TrainingSession | None = None,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> MemberTraining:
    """The member came: to the session or to its mop-up. A bar ends with it."""
    move = step(TRAINING, "attend", row.state, row)
    permissions.check(actor, *move.roles, moment=moment)
    day = session.on if session else on or today(moment)
    problems = []
    if day > today(moment):
        problems.append(Problem(f"{date_display(day)} is still to come.", field="on"))
    if session is not None and session.requirement_id != row.requirement_id:
        problems.append(Problem(f"{session} is about something else.", field="session"))
    if problems:
        raise Problems(problems)
    values = {"state": move.target, "session": session, "attended_on": day}
    return records.change(row, values, actor=actor, moment=moment, reason=reason, verb="attend")


@transaction.atomic
def evidence(
    row: MemberTraining, *, actor: Actor, moment: datetime, reason: str = ""
) -> MemberTraining:
    """Keep what shows that the member completed it; the reason says what."""
    move = step(TRAINING, "evidence", row.state, row)
    permissions.check(actor, *move.roles, moment=moment)
    if not reason.strip():
        raise Problems([Problem("Say what shows it.", field="reason")])
    values = {"state": move.target, "evidence": reason.strip()[:300]}
    return records.change(row, values, actor=actor, moment=moment, reason=reason, verb="evidence")


@transaction.atomic
def hold(
    session: TrainingSession,
    *,
    present: Iterable[Member] = (),
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> TrainingSession:
    """Record who came. Whoever was asked by that day and did not come is barred until they do."""
    move = step(SESSION, "hold", session.state, session)
    permissions.check(actor, *move.roles, moment=moment)
    if session.on > today(moment):
        raise Problems([Problem(f"It is on {date_display(session.on)}.", field="on")])
    came = {member.pk for member in present}
    values: dict[str, Any] = {"state": move.target}
    if came:
        values["attended"] = len(came)
    made = records.change(session, values, actor=actor, moment=moment, reason=reason, verb="hold")
    if session.requirement is None:
        return made
    for row in session.requirement.members.filter(state__in=("due", "barred")):
        if row.member_id in came:
            attend(row, session=made, actor=actor, moment=moment)
        elif row.state == MemberTraining.State.DUE and row.due <= session.on:
            _bar(row, actor=actor, moment=moment)
    return made


def _bar(row: MemberTraining, *, actor: Actor, moment: datetime) -> None:
    if row.requirement.bars:
        values = {"state": TRAINING["bar"].target}
        records.change(row, values, actor=actor, moment=moment, verb="bar")


@transaction.atomic
def bar(row: MemberTraining, *, actor: Actor, moment: datetime, reason: str = "") -> MemberTraining:
    """Record that a member may not sit until the training is done."""
    move = step(TRAINING, "bar", row.state, row)
    permissions.check(actor, *move.roles, moment=moment)
    problems = []
    if not row.requirement.bars:
        problems.append(Problem(f"{row.requirement} bars nobody.", field="requirement"))
    if row.due >= today(moment):
        problems.append(Problem(f"It is not due before {date_display(row.due)}.", field="due"))
    if problems:
        raise Problems(problems)
    values = {"state": move.target}
    return records.change(row, values, actor=actor, moment=moment, reason=reason, verb="bar")


@transaction.atomic
def seat(values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = "") -> Sitting:
    """Choose a member to sit at a meeting. Refused while they lack training that sitting needs."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=Sitting(**values))
    draft = Sitting(**values)
    problems = _unfit(draft.meeting, [draft.member])
    if problems:
        raise Problems(problems)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def draw(
    meeting: Meeting, members: Iterable[Member], *, actor: Actor, moment: datetime
) -> tuple[Sitting, ...]:
    """Choose all who sit at a meeting, or none."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=meeting)
    chosen = list(members)
    problems = _unfit(meeting, chosen)
    if problems:
        raise Problems(problems)
    made = [Sitting(meeting=meeting, member=member) for member in chosen]
    return tuple(records.create(row, actor=actor, moment=moment) for row in made)


def _unfit(meeting: Meeting, chosen: list[Member]) -> list[Problem]:
    bars = {bar.member.pk: bar for bar in barred(meeting.body, meeting.on)}
    pool = {seat.member_id for seat in pool_of(meeting.body, meeting.on)}
    found = []
    for member in chosen:
        if member.pk not in pool:
            found.append(Problem(f"{member} may not be called to {meeting.body}.", field="member"))
        elif member.pk in bars:
            hint = "Choose another member, or record the training first."
            found.append(Problem(bars[member.pk].why, field="member", hint=hint))
    return found


@transaction.atomic
def record(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> DevelopmentRecord:
    """An entry of the programme; given with the day it was met, it goes on to that."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    row = DevelopmentRecord(**values)
    row.state = DEVELOPMENT["meet"].target if row.met_on else DevelopmentRecord.State.OPEN
    return records.create(row, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def meet(
    row: DevelopmentRecord, *, actor: Actor, moment: datetime, reason: str = ""
) -> DevelopmentRecord:
    """A need of the programme is met; the reason says how."""
    move = step(DEVELOPMENT, "meet", row.state, row)
    permissions.check(actor, *move.roles, moment=moment)
    values = {"state": move.target, "met_on": today(moment)}
    return records.change(row, values, actor=actor, moment=moment, reason=reason, verb="meet")
