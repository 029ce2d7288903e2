"""The forward plan read: what is to come, and the notice each decision needs."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from townclerk.democracy import permissions
from townclerk.democracy.core.notice import Notice, notice
from townclerk.democracy.models import Entry
from townclerk.democracy.queries.meetings import KEY_NOTICE
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.explained import Explained
from townclerk.platform import records
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.limits import read_limit

EXCEPTION_NOTICE = "platform/general-exception-notice"
PUBLIC = Q(state__in=Entry.OPEN, published_on__isnull=False)
"""What everybody may open: notice of it was given, so a draft that was withdrawn stays closed. What
is exempt of a decision is not in its entry."""


def open_to(reader: Reader | None) -> "QuerySet[Entry]":
    """Every entry for who reads the area, or its body; the published ones for the public."""
    found = Entry.objects.select_related("body", "decision")
    return found.filter(permissions.of_own_bodies(reader, PUBLIC))


def notice_of(entry: Entry, published: date, law: ParameterSource) -> Explained[Notice] | None:
    """The route of a key decision whose notice comes out on a day; None where none is needed."""
    if not entry.is_key:
        return None
    full, exception = (
        read_limit(name, law.parameter(name).at(entry.decision_on))
        for name in (KEY_NOTICE, EXCEPTION_NOTICE)
    )
    return notice(
        published=published,
        decision=entry.decision_on,
        full=full,
        exception=exception,
        calendars={limit.calendar: law.calendar(limit.calendar) for limit in (full, exception)},
    )


def published(known_at: datetime | None = None) -> list[Entry]:
    """Entries that have been made public, now or as it was known at a moment."""
    found = records.as_known(Entry, known_at, published_on__isnull=False)
    return sorted(found, key=lambda row: (row.decision_on, row.reference))
