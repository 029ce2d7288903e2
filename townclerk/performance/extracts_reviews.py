"""What a statement to reviewers prints: earlier recommendations, its evidence, its questions."""

from datetime import date

from django.db.models import Q

from townclerk.performance.models import ReviewRecommendation
from townclerk.platform.extracts import Extract, extract

OPEN = ReviewRecommendation.OPEN


def _reported(first: date, last: date) -> Q:
    return Q(review__reported_on__lte=last)


def _idle(first: date, last: date) -> list[str]:
    """What reviewers found weak stands beside what is done about it, or the report waits."""
    rows = ReviewRecommendation.objects.filter(
        _reported(first, last), statement=False, action="", tracker="", state__in=OPEN
    )
    return [
        f"Recommendation {one.letter} of {one.review} says nothing of what is done about it."
        for one in rows.select_related("review")
    ]


def _any(first: date, last: date) -> Q:
    return Q()


extract(
    Extract(
        name="peer-recommendations",
        title="Recommended before, and what is done",
        register="review-recommendations",
        columns=("letter", "title", "action", "progress", "due", "state"),
        window=_reported,
        order=("review__reported_on", "letter"),
        counts=("state",),
        stops=_idle,
    )
)
extract(
    Extract(
        name="peer-questions",
        title="Questions to peers",
        register="review-questions",
        columns=("number", "theme", "question", "answer"),
        window=_any,
        order=("review", "number"),
        counts=("theme",),
    )
)
extract(
    Extract(
        name="evidence-library",
        title="Evidence",
        register="evidence-documents",
        columns=("number", "item", "title", "dated"),
        window=_any,
        order=("review", "number", "item"),
    )
)
