"""What meetings leave to be done: a decision to come, an agenda to compose, minutes, an action."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from townclerk.democracy.models import Body, Meeting, Member
from townclerk.democracy.operations import (
    actions,
    agendas,
    constitution,
    decisions,
    forward_plan,
    meetings,
    private_notices,
    questions,
)
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.files.operations import attach
from townclerk.platform.parameters import source


def leave_meetings() -> None:
    today = clock.today()
    cabinet = Body.objects.get(code="cabinet")
    entry = {
        "reference": "pier-repair",
        "title": "Repair of the pier",
        "text": "Award the contract.",
        "body": cabinet,
        "key": True,
        "key_reason": "It costs more than the threshold.",
        "lead_role": "Head of service",
        "decision_on": today + timedelta(days=60),
    }
    made = forward_plan.create(entry, **_by("clerk"))
    forward_plan.publish(made, **_by("clerk"))
    draft = entry | {"reference": "pier-lease", "title": "Lease of the pier"}
    forward_plan.create(draft, **_by("clerk"))
    held = Meeting.objects.filter(state=Meeting.State.HELD, items__isnull=False).first()
    if held is not None:
        agendas.draft_minutes(held, **_by("clerk"))
    action = {
        "reference": "pier-report",
        "title": "Report back on the pier",
        "owner_role": "head-of-service",
        "due": today + timedelta(days=30),
        "meeting": held,
        "report_to": cabinet,
    }
    actions.raise_action(action, **_by("clerk"))
    _papers(cabinet)
    _constitution(cabinet)


def _papers(cabinet: Body) -> None:
    """A meeting of today with a paper on an item, a decision, a question, a motion, a notice."""
    clerk = _by("clerk")
    given = {"reference": "pier-meeting", "body": cabinet, "on": _working_day(), "starts": "23:50"}
    meeting = meetings.plan(given, **clerk)
    item = agendas.add_item({"meeting": meeting, "title": "The pier", "duration": 9}, **clerk)
    paper = SimpleUploadedFile("pier.txt", b"The pier needs repair.")
    attach(item, paper, actor=clerk["actor"], moment=clerk["moment"], note="State of the pier")
    question = {
        "reference": "pier-question",
        "meeting": meeting,
        "text": "When does the pier open again?",
        "to_role": "Leader",
        "received_on": meeting.on,
    }
    questions.accept(questions.receive(question, **clerk), **clerk)
    first, second = Member.objects.order_by("pk")[:2]
    motion = {
        "reference": "pier-motion",
        "item": item,
        "text": "Repair the pier.",
        "mover": first,
        "seconder": second,
    }
    questions.move(questions.give_notice(motion, **clerk), **clerk)
    notice = {
        "reference": "pier-notice",
        "meeting": meeting,
        "matter": "The builder's price",
        "paragraph": "3",
        "reason": "It would weaken the tender.",
    }
    private_notices.create(notice, **clerk)
    decision = {
        "reference": "pier-decision",
        "title": "Repair of the pier",
        "body": cabinet,
        "meeting": meeting,
        "text": "Repair it.",
    }
    decisions.create(decision, **clerk)
    meetings.hold(meeting, **clerk)


def _working_day() -> date:
    """The last day on which the council could have met."""
    day = clock.today()
    while not source().calendar("england").is_working(day):
        day -= timedelta(days=1)
    return day


def _constitution(cabinet: Body) -> None:
    clerk = _by("clerk")
    given = {
        "code": "contracts",
        "number": "5.2",
        "title": "Contract procedure rules",
        "text": "Who awards a contract follows from its value.",
        "in_force": date(2025, 5, 20),
    }
    section = constitution.create_section(given, **clerk)
    proposed = {
        "reference": "contracts-urgent",
        "section": section,
        "text": "Who awards a contract follows from its value, unless it is urgent.",
        "reason": "The yearly review.",
    }
    constitution.propose(proposed, **clerk)
    line = {"code": "contracts-cabinet", "subject": "Award of contracts", "section": section}
    limit = Money.pounds(500_000)
    constitution.delegate(line | {"maker": "body", "body": cabinet, "above": limit}, **clerk)


def _by(username: str) -> dict[str, Any]:
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": clock.now()}
