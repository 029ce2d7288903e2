"""Risks, audits and recommendations that the portfolio reports and the self-assessment tell of."""

from collections.abc import Callable
from datetime import datetime

from townclerk.assurance.models import RiskMatrix
from townclerk.assurance.operations.risks import publish_matrix
from townclerk.platform.audit.log import Actor

FOLDER = "assurance"
BEFORE = ("risk-categories", "risk-matrices", "risk-matrix-steps", "risk-matrix-bands")
SHEETS = (
    "risks",
    "risk-controls",
    "risk-actions",
    "opinion-scales",
    "audit-opinions",
    "audit-plans",
    "audit-engagements-2021-10",
    "audit-engagements-2024-08",
    "recommendations",
)
WHY = "An example to score on"


def load_assurance(
    sheet: Callable[[str, str, str, Actor, datetime], None],
    auditor: Actor,
    officer: Actor,
    moment: datetime,
) -> None:
    """Every sheet by the door users bring theirs through. Risks stay as proposed: the reports
    print no scores; the plans stay drafts: their approval is not printed."""
    for name in BEFORE:
        sheet(FOLDER, name, name, auditor, moment)
    for matrix in RiskMatrix.objects.order_by("start"):
        publish_matrix(matrix, reason=WHY, actor=officer, moment=moment)
    for name in SHEETS:
        into = "audit-engagements" if name.startswith("audit-engagements") else name
        sheet(FOLDER, name, into, auditor, moment)
