"""What other areas may ask of performance and tell it."""

from collections.abc import Mapping
from datetime import date, datetime

from townclerk.performance import operations, queries
from townclerk.performance.models import EvidenceDocument
from townclerk.platform.audit.log import Actor

__all__ = ["evidence_marks", "purposes", "rate_report"]


def evidence_marks(review: str) -> frozenset[str]:
    """The numbers under which the evidence of a review is cited, as 6 and 6b."""
    rows = EvidenceDocument.objects.filter(review__code=review)
    return frozenset(
        f"{number}{item}".lower() for number, item in rows.values_list("number", "item")
    )


def purposes(on: date) -> tuple[tuple[str, str], ...]:
    """Code and title of each aim that a report of the day is rated for, in the plan's order."""
    plan = queries.plan_on(on)
    if plan is None:
        return ()
    return tuple((aim.code, aim.title) for aim in queries.aims_to_rate(plan))


def rate_report(
    reference: str,
    title: str,
    ratings: Mapping[str, str],
    *,
    on: date,
    actor: Actor,
    moment: datetime,
) -> None:
    """Keep a report's ratings with the plan in force; a blank rating refuses them all."""
    plan = queries.plan_on(on)
    if plan is not None:
        operations.keep_ratings(
            "report", reference, title, ratings, plan=plan, actor=actor, moment=moment
        )
