"""The door of finance for other areas."""

from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.queries.plan import NoPlan, current_version, load, version_numbered

__all__ = ["NoPlan", "PlanFacts", "current_version", "load", "version_numbered"]
