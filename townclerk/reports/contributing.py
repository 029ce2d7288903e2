"""Sections asked of roles and people: asked, written, given, accepted or returned."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.duties import other_than
from townclerk.platform.access.matrix import cells, roles
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.operations import raise_task, settle
from townclerk.reports import asked_of, planning, sections, telling
from townclerk.reports.core.states import CannotMove
from townclerk.reports.models import Contribution, Report
from townclerk.reports.permissions import EXEMPT, asked, reader_of, require_writer
from townclerk.reports.sections import Part
from townclerk.reports.versions import template_of
from townclerk.reports.writing import require_open, take_over

CONTRIBUTION = task_kind("report-contribution", "Section of a report to write")
PURPOSE = "contribute"
State = Contribution.State

STEPS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "give": ((State.ASKED, State.DRAFTING, State.RETURNED), State.GIVEN),
    "accept": ((State.GIVEN,), State.ACCEPTED),
    "return": ((State.GIVEN, State.ACCEPTED), State.RETURNED),
}
"""From which states each step goes, and to which."""


def contributing_roles() -> dict[str, str]:
    """The roles that may write in reports, by code."""
    may = {
        cell.role
        for cell in cells()
        for granted in cell.grants
        if granted.area is Area.REPORTS and granted.verb is Verb.CONTRIBUTE and not granted.subject
    }
    return {code: title for code, title in roles().items() if code in may}


@transaction.atomic
def ask(
    report: Report,
    section: str,
    *,
    role: str = "",
    user: User | None = None,
    due: date,
    wanted: str = "",
    actor: Actor,
    moment: datetime,
) -> Contribution:
    """Ask a role or a person for a section by a day, and tell them by mail; asked again, the
    request is brought up."""
    by: dict[str, Any] = {"actor": actor, "moment": moment}
    found = enter(report, section, role=role, user=user, due=due, wanted=wanted, **by)
    return telling.tell([found], **by)[0]


@transaction.atomic
def enter(
    report: Report,
    section: str,
    *,
    role: str = "",
    user: User | None = None,
    due: date,
    wanted: str = "",
    actor: Actor,
    moment: datetime,
) -> Contribution:
    """Ask as `ask` does, and leave it to the caller to tell of all it asks in one mail."""
    require_open(report)
    require_writer(actor, moment)
    take_over(report, actor=actor, moment=moment)
    part = sections.part(report, section)
    if wrong := _wrong(report, part, role, user, due, moment):
        raise Problems(wrong)
    values = {"role": role, "user": user, "due": due, "wanted": wanted.strip()}
    found = sections.contribution(report, section)
    if found is None:
        made = Contribution(report=report, section=section, **values)
        found = records.create(made, actor=actor, moment=moment, reason="Asked")
    else:
        found = records.change(found, values, actor=actor, moment=moment, verb="ask")
    _owe(found, part, actor=actor, moment=moment)
    return found


def unasked(report: Report) -> list[tuple[str, str]]:
    """The sections the template names a role for and nobody was asked for yet: name and role."""
    named = template_of(report).contributors
    asked = set(report.contributions.values_list("section", flat=True))
    there = {one.name for one in sections.parts(report)}
    return [(name, role) for name, role in named.items() if name in there - asked]


@transaction.atomic
def ask_all(report: Report, *, actor: Actor, moment: datetime) -> list[Contribution]:
    """Ask each role the template names for its section, by the day the timetable has for it."""
    due = planning.due(report, planning.CONTRIBUTIONS)
    asked = [
        enter(report, section, role=role, due=due, actor=actor, moment=moment)
        for section, role in unasked(report)
    ]
    return telling.tell(asked, actor=actor, moment=moment)


def _wrong(
    report: Report, part: Part, role: str, user: User | None, due: date, moment: datetime
) -> list[Problem]:
    found = []
    if not role and user is None:
        found.append(Problem("Name a role or an account.", field="role"))
    if role and role not in contributing_roles():
        hint = f"These may: {', '.join(contributing_roles().values())}."
        found.append(Problem("This role does not write reports.", field="role", hint=hint))
    if user is not None:
        reader = Reader.of(user, moment.astimezone(LOCAL).date())
        if not reader.reach(Area.REPORTS, Verb.CONTRIBUTE):
            said = f"{user.username} holds no role that writes reports."
            found.append(Problem(said, field="user"))
        elif part.closed and EXEMPT not in reader.clearances:
            said = f"{user.username} does not hold the clearance for exempt papers."
            found.append(Problem(said, field="user"))
    if due > report.meeting_date:
        found.append(Problem("The day is after the meeting.", field="due"))
    return found


def _owe(found: Contribution, part: Part, *, actor: Actor, moment: datetime) -> None:
    raise_task(
        source=found,
        purpose=PURPOSE,
        title=f"Write “{part.title}” for {found.report.subject}",
        kind=CONTRIBUTION,
        area=Area.REPORTS,
        owner_user=found.user,
        owner_role=found.role,
        unit=asked_of.unit_of(found),
        clearance=EXEMPT if part.closed else "",
        due=found.due,
        address=asked_of.address(found),
        note=found.note or found.wanted,
        reopen=True,
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def give(
    found: Contribution, *, nothing: bool = False, actor: Actor, moment: datetime
) -> Contribution:
    """Hand the section in; `nothing` says that there is nothing to report."""
    reader = reader_of(actor, moment)
    if not asked(found, reader):
        raise Refused("This section was asked of somebody else. Only they hand it in.")
    require_open(found.report)
    part = sections.part(found.report, found.section)
    if not nothing and not part.text.strip():
        hint = "Write it, or say that there is nothing to report."
        raise Problems([Problem(f"“{part.title}” is blank.", field="text", hint=hint)])
    values = {"nothing": nothing, "given_by": actor.user, "given_at": moment, "note": ""}
    given = _step(found, "give", values, actor=actor, moment=moment)
    settled(given, actor=actor, moment=moment)
    return given


def settled(given: Contribution, *, actor: Actor, moment: datetime) -> None:
    """The task of a section that was handed in is done, however it came."""
    settle(source=given, purpose=PURPOSE, reason="Handed in", actor=actor, moment=moment)


@transaction.atomic
def accept(found: Contribution, *, actor: Actor, moment: datetime) -> Contribution:
    """Take a section as it was handed in; not by whoever handed it in."""
    require_writer(actor, moment)
    other_than(found, ("given_by",), actor, "accept it")
    return _step(found, "accept", {}, actor=actor, moment=moment)


@transaction.atomic
def send_back(found: Contribution, note: str, *, actor: Actor, moment: datetime) -> Contribution:
    """Return a section with what is missing; its task opens again."""
    require_writer(actor, moment)
    require_open(found.report)
    if not note.strip():
        raise Problems([Problem("Say what is missing.", field="note")])
    back = _step(found, "return", {"note": note.strip()}, actor=actor, moment=moment)
    _owe(back, sections.part(found.report, found.section), actor=actor, moment=moment)
    return telling.tell([back], actor=actor, moment=moment)[0]


@transaction.atomic
def withdraw(found: Contribution, *, actor: Actor, moment: datetime) -> None:
    """Take a request back; what was written stays in the section."""
    require_writer(actor, moment)
    require_open(found.report)
    settle(source=found, purpose=PURPOSE, reason="Taken back", actor=actor, moment=moment)
    records.remove(found, actor=actor, moment=moment, reason="Request taken back")


def _step(
    found: Contribution,
    step: str,
    values: Mapping[str, object],
    *,
    actor: Actor,
    moment: datetime,
) -> Contribution:
    sources, target = STEPS[step]
    if found.state not in sources:
        raise CannotMove(f"The section is {found.get_state_display().lower()}: nothing to {step}.")
    changed = {**values, "state": target}
    return records.change(found, changed, actor=actor, moment=moment, verb=step)


def late(found: Contribution, on: date) -> bool:
    """Whether it is still owed after its day."""
    return found.due < on and found.state in (State.ASKED, State.DRAFTING, State.RETURNED)
