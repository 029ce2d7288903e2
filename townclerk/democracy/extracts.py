"""What the registers of democracy tell of a period."""

from datetime import date

from django.db.models import Q

from townclerk.democracy.models import Meeting
from townclerk.platform.extracts import Extract, between, extract

HELD = Meeting.State.HELD

extract(
    Extract(
        name="meetings-held",
        title="Meetings held",
        register="meetings",
        columns=("body", "on", "kind"),
        window=between("on", state=HELD),
        order=("on", "body__name"),
    )
)

extract(
    Extract(
        name="items-considered",
        title="Items considered",
        register="agenda-items",
        columns=("meeting", "number", "title"),
        grouped=True,
        window=between("meeting__on", meeting__state=HELD),
        order=("meeting__on", "meeting__body__name", "number"),
    )
)

extract(
    Extract(
        name="decisions-made",
        title="Decisions made",
        register="decisions",
        columns=("reference", "title", "body", "decided_on"),
        window=between("decided_on"),
        order=("decided_on", "reference"),
    )
)


def _raised(first: date, last: date) -> Q:
    return Q(meeting__on__range=(first, last))


def _open(first: date, last: date) -> Q:
    """Raised by the last day and not closed by then."""
    closed = Q(closed_on__isnull=False, closed_on__lte=last)
    return (Q(meeting=None) | Q(meeting__on__lte=last)) & ~closed


ACTION = ("title", "owner_role", "due", "state")

extract(
    Extract(
        name="actions-raised",
        title="Actions raised",
        register="committee-actions",
        columns=ACTION,
        window=_raised,
        order=("meeting__on", "reference"),
    )
)

extract(
    Extract(
        name="actions-open",
        title="Actions not yet closed",
        register="committee-actions",
        columns=ACTION,
        window=_open,
        order=("due", "reference"),
    )
)

extract(
    Extract(
        name="actions-closed",
        title="Actions closed",
        register="committee-actions",
        columns=("title", "owner_role", "closed_on"),
        window=between("closed_on"),
        order=("closed_on", "reference"),
    )
)
