"""Reading the records of performance."""

from townclerk.performance.queries.plans import (
    Branch,
    Outlook,
    Rated,
    aims_to_rate,
    core_aims,
    outlook,
    plan_on,
    rated_against,
    ratings,
)

__all__ = [
    "Branch",
    "Outlook",
    "Rated",
    "aims_to_rate",
    "core_aims",
    "outlook",
    "plan_on",
    "rated_against",
    "ratings",
]
