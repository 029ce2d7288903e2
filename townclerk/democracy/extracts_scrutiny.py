"""What scrutiny, member development, appeals and the civic office tell of a period."""

from datetime import date

from django.db.models import Q

from townclerk.democracy.models import Body, Meeting, Topic, TrainingSession
from townclerk.kernel.periods import ONE_DAY, years_from
from townclerk.platform.extracts import Extract, Window, between, extract


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


def _known(first: date, last: date) -> Q:
    """Under way in the period, or not known since when."""
    begun = Q(scoped_on=None) | Q(scoped_on__lte=last)
    return begun & ~Q(closed_on__isnull=False, closed_on__lt=first)


def _of_review_known(first: date, last: date) -> Q:
    """Of the reviews that were under way, whose report may not be final yet."""
    begun = Q(review__scoped_on=None) | Q(review__scoped_on__lte=last)
    return begun & ~Q(review__closed_on__isnull=False, review__closed_on__lt=first)


def _a_year_on(first: date, last: date) -> Q:
    """Recommendations whose report was final in the same stretch a year before."""
    after = years_from(last + ONE_DAY, -1)
    return Q(review__reported_on__gte=years_from(first, -1), review__reported_on__lt=after)


def _of_review(name: str, title: str, columns: tuple[str, ...]) -> None:
    """What the record of a review says of it; narrowed by its reference."""
    extract(
        Extract(
            name=name,
            title=title,
            register="scrutiny-reviews",
            columns=columns,
            window=_known,
            order=("scoped_on", "reference"),
        )
    )


def _of_recommendations(
    name: str, title: str, columns: tuple[str, ...], window: Window, *, grouped: bool = False
) -> None:
    extract(
        Extract(
            name=name,
            title=title,
            register="scrutiny-recommendations",
            columns=columns,
            grouped=grouped,
            window=window,
            order=("review__reported_on", "review__reference", "number"),
        )
    )


_of_review("review-members", "Who took part", ("body", "group", "lead", "members"))
_of_review("review-scope", "What was asked", ("scope", "scoped_on", "report_due"))
_of_review("review-findings", "What was found", ("findings",))
extract(
    Extract(
        name="review-evidence",
        title="Evidence",
        register="review-evidence",
        columns=("on", "kind", "title", "witness_role", "text"),
        window=_of_review_known,
        order=("on", "reference"),
        counts=("kind",),
    )
)
_of_recommendations(
    "review-recommendations",
    "Recommendations",
    ("number", "text", "to"),
    _of_review_known,
)
_of_recommendations(
    "review-responses",
    "Response and progress",
    ("number", "response", "response_reason", "owner_role", "due", "state", "progress"),
    _of_review_known,
)
extract(
    Extract(
        name="reviews-reported",
        title="Reviews reported",
        register="scrutiny-reviews",
        columns=("title", "body", "reported_on", "state"),
        window=between("reported_on"),
        order=("reported_on", "reference"),
    )
)
_of_recommendations(
    "scrutiny-recommendations",
    "Recommendations of reviews",
    ("review", "number", "text", "response", "state"),
    between("review__reported_on"),
    grouped=True,
)
_of_recommendations(
    "recommendations-a-year-on",
    "Recommendations of the year before, and how they stand",
    ("review", "number", "text", "response", "state", "progress"),
    _a_year_on,
    grouped=True,
)
extract(
    Extract(
        name="scrutiny-meetings",
        title="Meetings of scrutiny",
        register="meetings",
        columns=("body", "on", "kind"),
        grouped=True,
        window=between(
            "on",
            state=Meeting.State.HELD,
            body__kind__in=(Body.Kind.SCRUTINY, Body.Kind.BOARD),
        ),
        order=("body__name", "on"),
    )
)
extract(
    Extract(
        name="call-ins",
        title="Call-ins",
        register="call-ins",
        columns=("decision", "requested_on", "valid", "outcome"),
        window=between("requested_on"),
        order=("requested_on",),
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
        name="topics-considered",
        title="Topics considered",
        register="scrutiny-topics",
        columns=("programme", "title", "due", "state"),
        grouped=True,
        window=between("due", state__in=Topic.SETTLED),
        order=("programme", "due", "reference"),
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
