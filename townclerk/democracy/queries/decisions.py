"""Decisions read: their window for call-in, who may open them, and how many there were."""

from datetime import datetime

from django.db.models import Q, QuerySet

from townclerk.democracy import permissions
from townclerk.democracy.core.call_in import Standing, Window, window
from townclerk.democracy.models import Body, Decision
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.explained import Explained
from townclerk.platform import records
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.limits import read_limit

CALL_IN = "platform/call-in"
SIGNATORIES = "democracy/call-in-signatories"
PUBLIC = Q(state__in=Decision.OPEN, exempt_paragraph="")
"""What everybody may open: published, and not exempt."""


def standing_of(decision: Decision) -> Standing:
    """Whether the decision may be called in: as recorded, else by who makes it."""
    if decision.call_in:
        return Standing(decision.call_in)
    if decision.maker != Decision.Maker.BODY:
        cabinet = decision.maker == Decision.Maker.CABINET_MEMBER
        return Standing.APPLIES if cabinet or decision.key_decision else Standing.NOT_EXECUTIVE
    executive = decision.body is not None and decision.body.kind == Body.Kind.EXECUTIVE
    return Standing.APPLIES if executive else Standing.NOT_EXECUTIVE


def window_of(decision: Decision, law: ParameterSource) -> Explained[Window] | None:
    """When it may be put into effect; nothing before it is made and published."""
    if decision.decided_on is None or decision.published_on is None:
        return None
    limit = read_limit(CALL_IN, law.parameter(CALL_IN).at(decision.published_on))
    if decision.call_in_days is not None:
        limit = limit.with_number(decision.call_in_days)
    return window(
        decided=decision.decided_on,
        published=decision.published_on,
        standing=standing_of(decision),
        limit=limit,
        calendar=law.calendar(limit.calendar),
    )


def open_to(reader: Reader | None) -> "QuerySet[Decision]":
    """Every decision for who reads the area, or its body; the published and open ones for the
    public and for others."""
    found = Decision.objects.select_related("body", "meeting__body")
    return found.filter(permissions.of_own_bodies(reader, PUBLIC))


def taken(known_at: datetime | None = None) -> list[Decision]:
    """Decisions made, now or as it was known at a moment, by day and reference."""
    found = records.as_known(Decision, known_at, state__in=Decision.TAKEN, decided_on__isnull=False)
    return sorted(found, key=lambda row: (row.decided_on, row.reference))


def is_public(decision: Decision) -> bool:
    """As `PUBLIC` says of the stored ones."""
    return decision.state in Decision.OPEN and not decision.exempt_paragraph
