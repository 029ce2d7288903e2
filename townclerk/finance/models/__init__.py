"""The records of financial planning: plan, budget, tax, reserves, change, capital grants."""

from townclerk.finance.models.budget_decision import (
    AmendmentChange,
    BudgetAmendment,
    ConsultationEntry,
    FeeCharge,
    RobustnessStatement,
    TaxResolution,
)
from townclerk.finance.models.budget_round import (
    BudgetRound,
    BudgetStep,
    BudgetSubmission,
    ChallengeNote,
    CouncilItem,
    SubmissionDraft,
    SubmissionLine,
)
from townclerk.finance.models.capital import (
    CapitalGrant,
    CapitalGrantYear,
    CapitalScheme,
    FinancialStrategy,
    SchemeCost,
    SchemeFunding,
)
from townclerk.finance.models.change_fund import (
    ChangeFund,
    ChangeFundSource,
    ChangeRequest,
    PhasingEntry,
)
from townclerk.finance.models.drivers import (
    Correlation,
    Driver,
    DriverYear,
    Scenario,
    ScenarioOverride,
)
from townclerk.finance.models.grants import GrantAmount, GrantStream, SettlementEvent
from townclerk.finance.models.plan import LineAmount, PlanLine, PlanVersion
from townclerk.finance.models.printed import PrintedFigure
from townclerk.finance.models.reserves import (
    CodeStandard,
    ReplenishmentObligation,
    Reserve,
    ReserveMovement,
    ReserveRisk,
    ResilienceIndicator,
    RiskAssessment,
)
from townclerk.finance.models.simulation import SimulationRun
from townclerk.finance.models.tax import TaxAssumption, TaxCarry, TaxOption, TaxOptionYear
from townclerk.finance.models.tax_base import BaseLine, FundDemand, FundEstimate, TaxBaseReport
from townclerk.finance.models.tax_setting import (
    MajorPrecept,
    ParishArea,
    PrintedSplit,
    TaxSetting,
)
from townclerk.finance.models.virements import Virement, VirementRule

__all__ = [
    "AmendmentChange",
    "BaseLine",
    "BudgetAmendment",
    "BudgetRound",
    "BudgetStep",
    "BudgetSubmission",
    "CapitalGrant",
    "CapitalGrantYear",
    "CapitalScheme",
    "ChallengeNote",
    "ChangeFund",
    "ChangeFundSource",
    "ChangeRequest",
    "CodeStandard",
    "ConsultationEntry",
    "Correlation",
    "CouncilItem",
    "Driver",
    "DriverYear",
    "FeeCharge",
    "FinancialStrategy",
    "FundDemand",
    "FundEstimate",
    "GrantAmount",
    "GrantStream",
    "LineAmount",
    "MajorPrecept",
    "ParishArea",
    "PhasingEntry",
    "PlanLine",
    "PlanVersion",
    "PrintedFigure",
    "PrintedSplit",
    "ReplenishmentObligation",
    "Reserve",
    "ReserveMovement",
    "ReserveRisk",
    "ResilienceIndicator",
    "RiskAssessment",
    "RobustnessStatement",
    "Scenario",
    "ScenarioOverride",
    "SchemeCost",
    "SchemeFunding",
    "SettlementEvent",
    "SimulationRun",
    "SubmissionDraft",
    "SubmissionLine",
    "TaxAssumption",
    "TaxBaseReport",
    "TaxCarry",
    "TaxOption",
    "TaxOptionYear",
    "TaxResolution",
    "TaxSetting",
    "Virement",
    "VirementRule",
]
