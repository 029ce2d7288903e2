"""The records of change. Options come before the programme, which may lean on them."""

from townclerk.change.models.benefits import Benefit
from townclerk.change.models.delivery import ChooserRun, Saving, SavingMonth, SavingYear
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
    OptionExclusion,
    OptionRisk,
    OptionScope,
    OptionStaffing,
)
from townclerk.change.models.programme import (
    Milestone,
    Pillar,
    Placement,
    Programme,
    Project,
    ProjectYear,
    Workstream,
)
from townclerk.change.models.programme_cases import BusinessCase, CaseAdvice, GatePassage
from townclerk.change.models.programme_control import (
    ProgrammeRisk,
    ProjectChange,
    ProjectDependency,
    ProjectIssue,
    RiskMatrix,
)

__all__ = [
    "Benefit",
    "BusinessCase",
    "CaseAdvice",
    "ChooserRun",
    "Claim",
    "EqualityAssessment",
    "EqualityImpact",
    "GatePassage",
    "Milestone",
    "OptionAdvice",
    "OptionDependency",
    "OptionExclusion",
    "OptionPackage",
    "OptionRisk",
    "OptionScope",
    "OptionSheet",
    "OptionStaffing",
    "OptionTableLine",
    "OptionYear",
    "PackageYear",
    "Pillar",
    "Placement",
    "Programme",
    "ProgrammeRisk",
    "Project",
    "ProjectChange",
    "ProjectDependency",
    "ProjectIssue",
    "ProjectYear",
    "RiskMatrix",
    "Saving",
    "SavingMonth",
    "SavingYear",
    "Workstream",
]
