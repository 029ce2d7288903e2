"""Meetings, items and decisions from an XML file: everything or nothing, all errors told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.core.committee_xml import DecisionRow, ItemRow, MeetingRow, read_meetings
from townclerk.democracy.models import AgendaItem, Body, Decision, Meeting
from townclerk.democracy.operations import agendas, decisions, meetings
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.reader import Decision as Access
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.origins import reason_of
from townclerk.platform.exchange.templates import ImportTemplate, register_template

NAME = "meetings-xml"
COLUMNS = {
    "committee code": "Code of the body in the register of bodies.",
    "meeting reference, date": "Needed; days are written 2024-06-04.",
    "meeting time, venue, kind, status": "When and where, what for, and how far it is.",
    "meeting agenda-published": "The day its agenda came out.",
    "meeting late-reason": "Why the agenda came out late, if it did.",
    "item number, kind, exempt": "An item of the agenda; its title stands within.",
    "decision reference, title, key, decided, published": "A decision of the meeting.",
    "text, reasons, alternatives, interests": "Within a decision, what its record must hold.",
}


@dataclass
class Brought:
    """What a file brought, and what was there already."""

    meetings: int = 0
    items: int = 0
    decisions: int = 0
    same: int = 0
    changed: int = 0

    @property
    def added(self) -> int:
        return self.meetings + self.items + self.decisions


@dataclass
class _Landing:
    """One file on its way in: who brings it, and what is wrong so far."""

    actor: Actor
    moment: datetime
    batch: str
    late_reason: str
    counts: Brought
    problems: list[Problem]

    @property
    def stamp(self) -> dict[str, Any]:
        return {"actor": self.actor, "moment": self.moment}

    def reason(self, line: int) -> str:
        return reason_of(self.batch, line)

    def tried(self, line: int, act: Callable[[], Any]) -> Any:
        """What the act gives; None, with the problems told at the line, when it is refused."""
        try:
            with transaction.atomic():
                return act()
        except Problems as error:
            self.problems += [replace(one, row=line) for one in error.problems]
        except ValidationError as error:
            self.problems += [Problem(message, row=line) for message in error.messages]
        except TownclerkError as error:
            self.problems.append(Problem(str(error), row=line))
        return None


def read(content: bytes, filename: str) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """The meetings of a file, each with the line it begins at."""
    return [(row.line, {"meeting": row}) for row in read_meetings(content)]


def load(
    rows: Iterable[Mapping[str, Any]],
    *,
    actor: Actor,
    moment: datetime,
    batch: str,
    late_reason: str = "",
) -> Brought:
    """Load meetings by the same operations as a clerk at the pages, all of them or none.

    `late_reason` is why agendas came out late where the file does not say so itself.
    """
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    landing = _Landing(actor, moment, batch, late_reason.strip(), Brought(), [])
    with transaction.atomic():
        for row in rows:
            _land(landing, row["meeting"])
        if landing.problems:
            raise Problems(landing.problems)
    return landing.counts


def may(reader: Reader) -> Access:
    held = reader.held(*permissions.CLERKS)
    return Access(held, "" if held else "Democratic services import meetings.")


MEETINGS_XML = register_template(
    NAME,
    title="Meetings as XML",
    columns=COLUMNS,
    load=load,
    may=may,
    own_totals=True,
    read=read,
    takes="XML up to 10 MB, in the form that “Import meetings as XML” describes",
)


def with_reason(late_reason: str) -> ImportTemplate:
    """The template, told why agendas came out late where the file does not say."""
    return replace(MEETINGS_XML, load=partial(load, late_reason=late_reason))


def _land(landing: _Landing, row: MeetingRow) -> None:
    body = Body.objects.filter(code=row.body).first()
    if body is None:
        hint = "Add it to the register of bodies first."
        problem = Problem(f"There is no body {row.body}.", row=row.line, hint=hint)
        landing.problems.append(problem)
        return
    meeting = Meeting.objects.filter(reference=row.reference).first()
    if meeting is not None:
        landing.counts.same += 1
        if (meeting.body_id, meeting.on) != (body.pk, row.on):
            said = f"{row.reference} is there already, as {meeting}."
            landing.problems.append(Problem(said, row=row.line))
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
        "source": row.source,
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
            landing.problems.append(Problem(said, row=row.line))
        return
    values = {
        "meeting": meeting,
        "number": row.number,
        "title": row.title,
        "kind": row.kind,
        "exempt_paragraph": row.exempt,
    }
    made = landing.tried(
        row.line,
        lambda: agendas.add_item(values, reason=landing.reason(row.line), **landing.stamp),
    )
    landing.counts.items += made is not None


def _moved(landing: _Landing, row: MeetingRow, meeting: Meeting) -> Meeting:
    """On to the state the file gives, by the steps a clerk would take."""
    steps: list[Callable[[Meeting], Meeting]] = []
    to_come = meeting.state in Meeting.TO_COME
    if row.agenda_on is not None and to_come and meeting.state != Meeting.State.AGENDA:
        steps.append(lambda one: _publish(landing, one, row))
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


def _publish(landing: _Landing, meeting: Meeting, row: MeetingRow) -> Meeting:
    """Late it needs the reason of the file, or of who brings it; none is made up."""
    why = row.late_reason or landing.late_reason
    return meetings.publish_agenda(meeting, on=row.agenda_on, reason=why, **landing.stamp)


def _land_decision(landing: _Landing, meeting: Meeting, row: DecisionRow) -> None:
    there = Decision.objects.filter(reference=row.reference).first()
    if there is not None:
        landing.counts.same += 1
        if there.text != row.text:
            said = f"The decision {row.reference} is there already, in other words."
            landing.problems.append(Problem(said, row=row.line))
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
    }
    reason = landing.reason(row.line)
    made = landing.tried(row.line, lambda: decisions.create(values, reason=reason, **landing.stamp))
    landing.counts.decisions += made is not None
