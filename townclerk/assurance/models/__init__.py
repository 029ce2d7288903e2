"""The records of assurance."""

from townclerk.assurance.models.audit import (
    AuditableArea,
    AuditPlan,
    Engagement,
    Opinion,
    OpinionScale,
    PlanChange,
)
from townclerk.assurance.models.matrices import (
    MatrixBand,
    MatrixStep,
    RiskAppetite,
    RiskCategory,
    RiskMatrix,
)
from townclerk.assurance.models.recommendations import Recommendation
from townclerk.assurance.models.risks import (
    Risk,
    RiskAction,
    RiskControl,
    RiskPaper,
    RiskScore,
)

__all__ = [
    "AuditPlan",
    "AuditableArea",
    "Engagement",
    "MatrixBand",
    "MatrixStep",
    "Opinion",
    "OpinionScale",
    "PlanChange",
    "Recommendation",
    "Risk",
    "RiskAction",
    "RiskAppetite",
    "RiskCategory",
    "RiskControl",
    "RiskMatrix",
    "RiskPaper",
    "RiskScore",
]
