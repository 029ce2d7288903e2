"""The public calculations of this area."""

from townclerk.assurance.core import cases
from townclerk.kernel.calculation import Calculation
from townclerk.kernel.provision import Provision

REGULATION_5 = Provision("Accounts and Audit Regulations 2015 (SI 2015/234)", "regulation 5")
PRACTICE = Provision("Local practice", "the council's matrix of risks and its appetite")

RISK_SCORE = Calculation(
    name="risk-score",
    title="The score of a risk and how far it is above appetite",
    description=(
        "Inherent, current and target scores on a matrix of likelihood and impact, their bands, "
        "what the controls take off, and the distances to target and appetite. The matrix is that "
        "of the case, else five steps by five."
    ),
    schema=cases.RISK_SCHEMA,
    run=cases.score_risk,
    example={
        "inherent": [5, 5],
        "current": [4, 5],
        "target": [3, 4],
        "appetite": 12,
        "printed": {"current": 20, "over_appetite": 8},
    },
    sources=(PRACTICE,),
)
FOLLOW_UP = Calculation(
    name="audit-follow-up",
    title="Recommendations implemented of those due",
    description=(
        "The shares of agreed recommendations that are due and done, done in part, or overdue. "
        "What is not yet due and what was superseded is left out."
    ),
    schema=cases.FOLLOW_UP_SCHEMA,
    run=cases.follow_up,
    example={"implemented": 37, "part": 6, "overdue": 5, "printed": {"implemented": "77.1%"}},
    sources=(REGULATION_5,),
)
PLAN_DELIVERY = Calculation(
    name="audit-plan-delivery",
    title="Audit plan delivered",
    description="The shares of a plan's audits at draft or final, and of its days that are used.",
    schema=cases.DELIVERY_SCHEMA,
    run=cases.plan_delivery,
    example={
        "planned": 54,
        "final": 44,
        "draft": 4,
        "days_planned": "1020",
        "days_used": "985.5",
        "printed": {"to_draft_or_final": "88.9%"},
    },
    sources=(REGULATION_5,),
)

CALCULATIONS = (RISK_SCORE, FOLLOW_UP, PLAN_DELIVERY)
