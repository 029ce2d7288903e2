"""What projects and savings ask of people."""

from townclerk.platform.deadlines.kinds import task_kind

LATE_DEPENDENCY = task_kind("dependency-late", "Dependency that comes late")
ESCALATED_RISK = task_kind("risk-escalated", "Risk taken to the board")
SHORT_SAVING = task_kind("saving-short", "Saving that will not come this year")
BENEFIT = task_kind("benefit-due", "Benefit to be measured")
EQUALITY_REVIEW = task_kind("equality-review", "Equality assessment to be reviewed")
CASE_ADVICE = task_kind("case-advice", "Business case to say what you think of")
RETURNED_RISK = task_kind("risk-returned", "Risk the corporate register did not take")
