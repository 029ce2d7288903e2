"""The states of risks, audits and recommendations and the steps between them, as tables."""

from townclerk.assurance.permissions import AUDITORS, MODERATORS
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers.steps import Move, Moves, NotInThisState, step

__all__ = ["Move", "Moves", "NotInThisState", "step"]

STANDING = ("approved", "reviewed", "escalated", "de-escalated")

MATRIX: Moves = {
    "publish": Move(("draft",), "published", "Publish", verb=Verb.APPROVE),
}

RISK: Moves = {
    "accept": Move(("offered",), "proposed", "Accept", roles=MODERATORS),
    "return": Move(("offered",), "returned", "Return with a reason", roles=MODERATORS),
    "moderate": Move(("scored", *STANDING), "", "Moderate the score", roles=MODERATORS),
    "approve": Move(("scored",), "approved", "Approve", verb=Verb.APPROVE),
    "review": Move(STANDING, "reviewed", "Record a review"),
    "escalate": Move(("approved", "reviewed", "de-escalated"), "escalated", "Escalate"),
    "de-escalate": Move(("escalated",), "de-escalated", "De-escalate", verb=Verb.APPROVE),
    "close": Move(("proposed", "scored", *STANDING), "closed", "Close", verb=Verb.APPROVE),
}

PLAN: Moves = {"approve": Move(("draft",), "approved", "Record approval", verb=Verb.APPROVE)}

PLAN_CHANGE: Moves = {
    "approve": Move(("asked",), "approved", "Record approval", verb=Verb.APPROVE),
    "refuse": Move(("asked",), "refused", "Record refusal", verb=Verb.APPROVE),
}

ENGAGEMENT: Moves = {
    "scope": Move(("planned",), "scoped", "Agree the scope", roles=AUDITORS),
    "begin": Move(("scoped",), "fieldwork", "Begin fieldwork", roles=AUDITORS),
    "draft": Move(("fieldwork",), "draft", "Issue the draft report", roles=AUDITORS),
    "respond": Move(("draft",), "response", "Record that management answered", roles=AUDITORS),
    "finalise": Move(("response",), "final", "Issue the final report", roles=AUDITORS),
    "follow-up": Move(("final",), "followed-up", "Record the follow-up", roles=AUDITORS),
    "cancel": Move(("planned", "scoped"), "cancelled", "Cancel", roles=AUDITORS),
}

RECOMMENDATION: Moves = {
    "accept": Move(("raised",), "accepted", "Accept"),
    "report": Move(("accepted", "reopened"), "reported", "Report as done"),
    "verify": Move(("reported",), "verified", "Verify", verb=Verb.APPROVE, roles=AUDITORS),
    "reopen": Move(
        ("reported", "verified"), "reopened", "Reopen", verb=Verb.APPROVE, roles=AUDITORS
    ),
    "supersede": Move(
        ("raised", "accepted", "reopened", "reported"),
        "superseded",
        "Record as superseded",
        verb=Verb.APPROVE,
        roles=AUDITORS,
    ),
}
