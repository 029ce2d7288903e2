"""What meetings leave to be done: a decision to come, an agenda to compose, minutes, an action."""

from datetime import timedelta
from typing import Any

from townclerk.democracy.models import Body, Meeting
from townclerk.democracy.operations import actions, agendas, forward_plan
from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor


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


def _by(username: str) -> dict[str, Any]:
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": clock.now()}
