"""Reading the records of performance."""

from townclerk.performance.queries.plans import (
    Branch,
    Held,
    Outlook,
    Rated,
    aims_to_rate,
    core_aims,
    held,
    outlook,
    plan_on,
    rated_against,
    ratings,
)

__all__ = [
    "Branch",
    "Held",
    "Outlook",
    "Rated",
    "aims_to_rate",
    "core_aims",
    "held",
    "outlook",
    "plan_on",
    "rated_against",
    "ratings",
]
