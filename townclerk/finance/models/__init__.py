"""The records of financial planning: plan, funding, tax, reserves, change, capital grants."""

from townclerk.finance.models.capital import CapitalGrant, CapitalGrantYear
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

__all__ = [
    "CapitalGrant",
    "CapitalGrantYear",
    "ChangeFund",
    "ChangeFundSource",
    "ChangeRequest",
    "CodeStandard",
    "Correlation",
    "Driver",
    "DriverYear",
    "GrantAmount",
    "GrantStream",
    "LineAmount",
    "PhasingEntry",
    "PlanLine",
    "PlanVersion",
    "PrintedFigure",
    "ReplenishmentObligation",
    "Reserve",
    "ReserveMovement",
    "ReserveRisk",
    "ResilienceIndicator",
    "RiskAssessment",
    "Scenario",
    "ScenarioOverride",
    "SettlementEvent",
    "SimulationRun",
    "TaxAssumption",
    "TaxCarry",
    "TaxOption",
    "TaxOptionYear",
]
