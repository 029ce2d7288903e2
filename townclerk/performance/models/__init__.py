"""The records of performance."""

from townclerk.performance.models.measures import Measure, Redefinition
from townclerk.performance.models.plans import (
    Action,
    Aim,
    Contribution,
    CorporatePlan,
    Mapping,
)

__all__ = [
    "Action",
    "Aim",
    "Contribution",
    "CorporatePlan",
    "Mapping",
    "Measure",
    "Redefinition",
]
