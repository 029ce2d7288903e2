"""What performance asks of people."""

from townclerk.platform.deadlines.kinds import task_kind

RECOMMENDATION = task_kind("review-recommendation", "Recommendation of a review")
RETURN = task_kind("statutory-return", "Statutory return")
RETURN_CHECK = task_kind("return-check", "Check of a statutory return")
STRATEGY = task_kind("strategy-review", "Strategy to be reviewed")
SERVICE_PLAN = task_kind("service-plan", "Service plan")
QUARTER = task_kind("quarter", "Quarter to be reported")
PACK_ISSUE = task_kind("pack-issue", "Issue of a quarter")
REQUEST = task_kind("intelligence-request", "Request for intelligence")
