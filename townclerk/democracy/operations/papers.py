"""Writes of papers that are not for publication, and asking for the pack of a meeting."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import ExemptPaper, Meeting
from townclerk.democracy.operations.agendas import CannotMinute
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.jobs import enqueue
from townclerk.platform.jobs.models import Job

PACK = "agenda-pack"


@transaction.atomic
def create_exempt(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ExemptPaper:
    """A paper kept from the public, under the paragraph its item names."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=ExemptPaper(**values))
    draft = ExemptPaper(**values)
    if draft.item.exempt_paragraph != draft.paragraph:
        named = draft.item.get_exempt_paragraph_display() or "none: it is open"
        raise Problems(
            [
                Problem(
                    f"The item's paragraph is {named}.",
                    field="paragraph",
                    hint="Give the item the same paragraph first, so that the public sees why.",
                )
            ]
        )
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def ask_for_pack(meeting: Meeting, *, actor: Actor, moment: datetime) -> Job:
    """Ask for the pack of an agenda, or for the supplement with the papers that came since."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=meeting)
    if meeting.state not in (*Meeting.TO_COME, Meeting.State.HELD):
        raise CannotMinute(f"{meeting} is cancelled, so it has no papers.")
    if not meeting.items.exists():
        raise CannotMinute(f"{meeting} has no items yet. Compose its agenda first.")
    key = f"{meeting.pk} at {moment.isoformat()}"
    return enqueue(PACK, key=key, actor=actor, meeting=meeting.pk)
