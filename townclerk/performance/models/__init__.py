"""The records of performance."""

from townclerk.performance.models.intelligence import (
    Authorisation,
    Dashboard,
    DataMatching,
    DataSource,
    Drill,
    IntelligenceRequest,
)
from townclerk.performance.models.measures import (
    Measure,
    Redefinition,
)
from townclerk.performance.models.packs import (
    PackFigure,
    PackIssue,
    PackItem,
    PackSign,
    Quarter,
)
from townclerk.performance.models.partnerships import (
    BoardMeeting,
    BoardMember,
    BoardReview,
    PartnershipBoard,
    Strategy,
    StrategyAction,
)
from townclerk.performance.models.plans import (
    Action,
    Aim,
    Contribution,
    CorporatePlan,
    Mapping,
)
from townclerk.performance.models.returns import (
    ReturnKind,
    StatutoryReturn,
    Submission,
)
from townclerk.performance.models.reviews import (
    EvidenceDocument,
    EvidenceLink,
    Review,
    ReviewQuestion,
    ReviewRecommendation,
)
from townclerk.performance.models.service_plans import (
    PlanTemplate,
    ServicePlan,
    ServicePlanAim,
    ServicePlanText,
    TemplatePart,
)

__all__ = [
    "Action",
    "Aim",
    "Authorisation",
    "BoardMeeting",
    "BoardMember",
    "BoardReview",
    "Contribution",
    "CorporatePlan",
    "Dashboard",
    "DataMatching",
    "DataSource",
    "Drill",
    "EvidenceDocument",
    "EvidenceLink",
    "IntelligenceRequest",
    "Mapping",
    "Measure",
    "PackFigure",
    "PackIssue",
    "PackItem",
    "PackSign",
    "PartnershipBoard",
    "PlanTemplate",
    "Quarter",
    "Redefinition",
    "ReturnKind",
    "Review",
    "ReviewQuestion",
    "ReviewRecommendation",
    "ServicePlan",
    "ServicePlanAim",
    "ServicePlanText",
    "StatutoryReturn",
    "Strategy",
    "StrategyAction",
    "Submission",
    "TemplatePart",
]
