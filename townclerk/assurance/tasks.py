"""What risks and recommendations ask of people."""

from townclerk.platform.deadlines.kinds import task_kind

RISK_ACTION = task_kind("risk-action", "Action on a risk")
RISK_REVIEW = task_kind("risk-review", "Risk to look at again")
RECOMMENDATION = task_kind("recommendation", "Recommendation to carry out")
RISK_OFFERED = task_kind("risk-offered", "Risk of the programme to accept or return")
