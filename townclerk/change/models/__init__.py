"""The records of change. Options come before the programme, which may lean on them."""

from townclerk.change.models.options import (
    OptionPackage,
    OptionSheet,
    OptionTableLine,
    OptionYear,
    PackageYear,
)
from townclerk.change.models.options_equality import EqualityAssessment, EqualityImpact
from townclerk.change.models.options_parts import (
    Claim,
    OptionAdvice,
    OptionDependency,
    OptionRisk,
    OptionScope,
    OptionStaffing,
)

__all__ = [
    "Claim",
    "EqualityAssessment",
    "EqualityImpact",
    "OptionAdvice",
    "OptionDependency",
    "OptionPackage",
    "OptionRisk",
    "OptionScope",
    "OptionSheet",
    "OptionStaffing",
    "OptionTableLine",
    "OptionYear",
    "PackageYear",
]
