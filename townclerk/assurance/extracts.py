"""What the registers of assurance tell of a period."""

from datetime import date

from django.db.models import F, Q

from townclerk.assurance.models import Engagement
from townclerk.platform.extracts import Extract, between, extract

HIGHEST_FIRST = F("current").desc(nulls_last=True)


def _in_hand(first: date, last: date) -> Q:
    """Begun by the end of the period, and not final before it began."""
    open_then = Q(final_on=None) | Q(final_on__gt=last)
    return Q(begun_on__lte=last) & open_then & ~Q(state=Engagement.State.CANCELLED)


def _of_the_years(first: date, last: date) -> Q:
    """Of the plans of the years that the period touches."""
    years = {day.year if day.month > 3 else day.year - 1 for day in (first, last)}
    return Q(plan__year__range=(min(years), max(years)))


def _reported(first: date, last: date) -> Q:
    return Q(draft_on__range=(first, last)) | Q(final_on__range=(first, last))


extract(
    Extract(
        name="audits-in-hand",
        title="Audits in hand",
        register="audit-engagements",
        columns=("title", "kind", "state"),
        window=lambda first, last: _in_hand(first, last) & _of_the_years(first, last),
        order=("title",),
        unit_path="unit",
    )
)
extract(
    Extract(
        name="audits-completed",
        title="Audits reported",
        register="audit-engagements",
        columns=("title", "state", "opinion", "high_count", "medium_count", "low_count"),
        window=_reported,
        order=("title",),
        unit_path="unit",
    )
)
extract(
    Extract(
        name="audit-recommendations",
        title="Recommendations raised",
        register="recommendations",
        columns=("title", "origin", "priority", "due", "state"),
        window=between("raised_on"),
        order=("raised_on", "code"),
        unit_path="unit",
        counts=("origin", "priority", "state"),
    )
)
extract(
    Extract(
        name="risks-scored",
        title="Risks scored",
        register="risk-scores",
        columns=("risk", "on", "inherent", "current", "target"),
        window=between("on"),
        order=("on", "risk__title"),
        unit_path="risk__unit",
        counts=("rating",),
    )
)
extract(
    Extract(
        name="risks-moved",
        title="Movement of risks",
        register="risk-scores",
        columns=("risk", "on", "before", "current", "movement"),
        window=between("on"),
        order=(HIGHEST_FIRST, "on", "risk__title"),
        unit_path="risk__unit",
        counts=("movement",),
    )
)


def _open(first: date, last: date) -> Q:
    """Raised by the last day, and not closed before the first."""
    raised = Q(raised_on=None) | Q(raised_on__lte=last)
    return raised & (Q(closed_on=None) | Q(closed_on__gte=first))


extract(
    Extract(
        name="risks-open",
        title="Risks",
        register="risks",
        columns=("title", "level", "category", "state"),
        window=_open,
        order=(HIGHEST_FIRST, "code"),
        unit_path="unit",
        counts=("level", "rating"),
    )
)
