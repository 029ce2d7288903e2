"""The states of meetings and decisions and the steps between them, as tables."""

from townclerk.democracy.permissions import CLERKS, IMPLEMENTERS, JUDGES, SCRUTINY
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers.steps import Move, Moves, NotInThisState, step

__all__ = ["Move", "Moves", "NotInThisState", "step"]

MEETING: Moves = {
    "notify": Move(("planned",), "notified", "Publish the notice", roles=CLERKS),
    "publish-agenda": Move(
        ("planned", "notified"), "agenda-published", "Publish the agenda", roles=CLERKS
    ),
    "hold": Move(
        ("planned", "notified", "agenda-published"), "held", "Record that it was held", roles=CLERKS
    ),
    "cancel": Move(
        ("planned", "notified", "agenda-published"), "cancelled", "Cancel", roles=CLERKS
    ),
}

DECISION: Moves = {
    "make": Move(("proposed",), "made", "Record that it is made", roles=CLERKS),
    "publish": Move(("made",), "published", "Publish", roles=CLERKS),
    "call-in": Move(("published",), "called-in", "Call in", roles=SCRUTINY),
    "judge": Move(("called-in",), "called-in", "Judge the call-in", roles=JUDGES),
    "conclude": Move(
        ("called-in",), "effective", "Record the outcome of the call-in", roles=CLERKS
    ),
    "take-effect": Move(("published",), "effective", "Record that it takes effect", roles=CLERKS),
    "implement": Move(("effective",), "implemented", "Record implementation", roles=IMPLEMENTERS),
    "withdraw": Move(("proposed",), "withdrawn", "Withdraw", roles=CLERKS),
    "revoke": Move(
        ("made", "published", "called-in", "effective"), "revoked", "Revoke", roles=CLERKS
    ),
}

FORWARD_PLAN: Moves = {
    "publish": Move(("draft",), "published", "Publish", roles=CLERKS),
    "defer": Move(("published", "deferred"), "deferred", "Defer", roles=CLERKS),
    "decided": Move(("published", "deferred"), "decided", "Record the decision", roles=CLERKS),
    "withdraw": Move(("draft", "published", "deferred"), "withdrawn", "Withdraw", roles=CLERKS),
    "rule": Move(("draft", "published", "deferred"), "", "Rule whether it is key", roles=JUDGES),
    "mark": Move(("published", "deferred"), "", "Mark as of interest", roles=SCRUTINY),
}

ALLOWANCES: Moves = {
    "publish": Move(("draft",), "published", "Publish", Verb.PUBLISH, CLERKS),
}
