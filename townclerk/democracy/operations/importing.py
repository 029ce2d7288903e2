"""Meetings, items and decisions from an XML file: everything or nothing, all errors told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.core.committee_xml import DecisionRow, ItemRow, MeetingRow, read_meetings
from townclerk.democracy.models import AgendaItem, Body, Decision, Meeting
from townclerk.democracy.operations import agendas, decisions, meetings
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.audit.log import Actor

LATE = "Its agenda came out after the last day, as the file says"


@dataclass
class Brought:
    """What a file brought, and what was there already."""

    meetings: int = 0
    items: int = 0
    decisions: int = 0
    same: int = 0


@dataclass
class _Landing:
    """One file on its way in: who brings it, and what is wrong so far."""

    name: str
    actor: Actor
    moment: datetime
    counts: Brought
    problems: list[Problem]

    @property
    def stamp(self) -> dict[str, Any]:
        return {"actor": self.actor, "moment": self.moment}

    def reason(self, line: int) -> str:
        return f"Import of {self.name}, line {line}"[:100]

    def tried(self, line: int, act: Callable[[], Any]) -> Any:
        """What the act gives; None, with the problems told at the line, when it is refused."""
        try:
            with transaction.atomic():
                return act()
        except Problems as error:
            self.problems += [replace(one, row=line, file=self.name) for one in error.problems]
        except ValidationError as error:
            said = [Problem(message, row=line, file=self.name) for message in error.messages]
            self.problems += said
        except TownclerkError as error:
            self.problems.append(Problem(str(error), row=line, file=self.name))
        return None


def bring(
    content: bytes, *, name: str, actor: Actor, moment: datetime, keep: bool = True
) -> Brought:
    """Load a file by the same operations as a clerk at the pages. With anything wrong nothing
    lands; without `keep` nothing lands either, and what would is counted."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    try:
        rows = read_meetings(content)
    except Problems as error:
        raise Problems(replace(one, file=name) for one in error.problems) from None
    landing = _Landing(name, actor, moment, Brought(), [])
    with transaction.atomic():
        for row in rows:
            _land(landing, row)
        if landing.problems:
            raise Problems(landing.problems)
        if not keep:
            transaction.set_rollback(True)
    return landing.counts


def _land(landing: _Landing, row: MeetingRow) -> None:
    body = Body.objects.filter(code=row.body).first()
    if body is None:
        hint = "Add it to the register of bodies first."
        problem = Problem(
            f"There is no body {row.body}.", row=row.line, file=landing.name, hint=hint
        )
        landing.problems.append(problem)
        return
    meeting = Meeting.objects.filter(reference=row.reference).first()
    if meeting is not None:
        landing.counts.same += 1
        if (meeting.body_id, meeting.on) != (body.pk, row.on):
            said = f"{row.reference} is there already, as {meeting}."
            landing.problems.append(Problem(said, row=row.line, file=landing.name))
            return
    else:
        meeting = _planned(landing, row, body)
        if meeting is None:
            return
        landing.counts.meetings += 1
    for item in row.items:
        _land_item(landing, meeting, item)
    meeting = _moved(landing, row, meeting)
    for decision in row.decisions:
        _land_decision(landing, meeting, decision)


def _planned(landing: _Landing, row: MeetingRow, body: Body) -> Meeting | None:
    values = {
        "reference": row.reference,
        "body": body,
        "on": row.on,
        "starts": row.starts,
        "place": row.place,
        "kind": row.kind,
        "source": landing.name,
    }
    found: Meeting | None = landing.tried(
        row.line,
        lambda: meetings.plan(values, reason=landing.reason(row.line), **landing.stamp),
    )
    return found


def _land_item(landing: _Landing, meeting: Meeting, row: ItemRow) -> None:
    there = AgendaItem.objects.filter(meeting=meeting, number=row.number).first()
    if there is not None:
        landing.counts.same += 1
        if there.title != row.title:
            said = f"Item {row.number} of {meeting} is “{there.title}” here."
            landing.problems.append(Problem(said, row=row.line, file=landing.name))
        return
    values = {
        "meeting": meeting,
        "number": row.number,
        "title": row.title,
        "kind": row.kind,
        "exempt_paragraph": row.exempt,
        "source": landing.name,
    }
    made = landing.tried(row.line, lambda: agendas.add_item(values, **landing.stamp))
    landing.counts.items += made is not None


def _moved(landing: _Landing, row: MeetingRow, meeting: Meeting) -> Meeting:
    """On to the state the file gives, by the steps a clerk would take."""
    steps: list[Callable[[Meeting], Meeting]] = []
    to_come = meeting.state in Meeting.TO_COME
    if row.agenda_on is not None and to_come and meeting.state != Meeting.State.AGENDA:
        steps.append(lambda one: _publish(landing, one, row.agenda_on))
    if row.status == "held" and to_come:
        steps.append(lambda one: meetings.hold(one, **landing.stamp))
    if row.status == "cancelled" and to_come:
        steps = [lambda one: meetings.cancel(one, reason=landing.reason(row.line), **landing.stamp)]
    for step in steps:
        current = meeting
        done = landing.tried(row.line, lambda: step(current))  # noqa: B023 (called at once)
        if done is None:
            return meeting
        meeting = done
    return meeting


def _publish(landing: _Landing, meeting: Meeting, on: date | None) -> Meeting:
    return meetings.publish_agenda(meeting, on=on, reason=LATE, **landing.stamp)


def _land_decision(landing: _Landing, meeting: Meeting, row: DecisionRow) -> None:
    there = Decision.objects.filter(reference=row.reference).first()
    if there is not None:
        landing.counts.same += 1
        if there.text != row.text:
            said = f"The decision {row.reference} is there already, in other words."
            landing.problems.append(Problem(said, row=row.line, file=landing.name))
        return
    values = {
        "reference": row.reference,
        "title": row.title,
        "body": meeting.body,
        "meeting": meeting,
        "text": row.text,
        "reasons": row.reasons,
        "alternatives": row.alternatives,
        "interests": row.interests,
        "key_decision": row.key,
        "decided_on": row.decided,
        "published_on": row.published,
        "source": landing.name,
    }
    reason = landing.reason(row.line)
    made = landing.tried(row.line, lambda: decisions.create(values, reason=reason, **landing.stamp))
    landing.counts.decisions += made is not None
