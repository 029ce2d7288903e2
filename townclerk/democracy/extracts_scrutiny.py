"""What scrutiny, member development, appeals and the civic office tell of a period."""

from datetime import date

from django.db.models import Q

from townclerk.democracy.models import Topic, TrainingSession
from townclerk.platform.extracts import Extract, between, extract


def _under_way(first: date, last: date) -> Q:
    """Scoped by the last day and not closed before the first."""
    closed = Q(closed_on__isnull=False, closed_on__lt=first)
    return Q(scoped_on__lte=last) & ~closed


extract(
    Extract(
        name="scrutiny-reviews",
        title="Scrutiny reviews",
        register="scrutiny-reviews",
        columns=("title", "body", "reported_on", "state"),
        window=_under_way,
        order=("scoped_on", "reference"),
    )
)

extract(
    Extract(
        name="scrutiny-topics",
        title="Topics of scrutiny",
        register="scrutiny-topics",
        columns=("title", "programme", "due", "state"),
        window=between("due", state__in=(*Topic.SETTLED, Topic.State.SCHEDULED)),
        order=("due", "reference"),
    )
)

extract(
    Extract(
        name="member-training",
        title="Training of members",
        register="training-sessions",
        columns=("title", "kind", "on", "attended"),
        window=between("on", state=TrainingSession.State.HELD),
        order=("on", "reference"),
    )
)


def _seasons(first: date, last: date) -> Q:
    return Q(start__lte=last, hear_by__gte=first)


extract(
    Extract(
        name="appeals-heard",
        title="Education appeals",
        register="appeal-seasons",
        columns=("title", "start", "hear_by", "heard_stated"),
        window=_seasons,
        order=("start",),
    )
)

extract(
    Extract(
        name="civic-events",
        title="Civic events",
        register="civic-engagements",
        columns=("title", "kind", "on", "state"),
        window=between("on"),
        order=("on", "reference"),
    )
)
