"""The states of changes of projects, of issues, and of savings, and the steps between them."""

from collections.abc import Mapping

from townclerk.change.permissions_programme import FINANCE
from townclerk.change.policies_options import Move, step

__all__ = ["CHANGE", "DEPENDENCY", "ISSUE", "RISK", "SAVING", "Move", "step"]

CHANGE: Mapping[str, Move] = {
    "assess": Move(
        sources=("raised",), target="assessed", label="Record the impact", asks="the impact"
    ),
    "approve": Move(sources=("assessed",), target="approved", label="Approve"),
    "reject": Move(sources=("assessed",), target="rejected", label="Reject", asks="why"),
    "apply": Move(sources=("approved",), target="applied", label="Apply"),
}

ISSUE: Mapping[str, Move] = {
    "resolve": Move(
        sources=("open",), target="resolved", label="Resolve", asks="how it was resolved"
    ),
    "reopen": Move(sources=("resolved",), target="open", label="Open again", asks="why"),
}

RISK: Mapping[str, Move] = {
    "escalate": Move(sources=("open",), target="escalated", label="Take to the board", asks="why"),
    "take-back": Move(
        sources=("escalated",), target="open", label="Take back from the board", asks="why"
    ),
    "close": Move(
        sources=("open", "escalated"), target="closed", label="Close", asks="why it is closed"
    ),
}

DEPENDENCY: Mapping[str, Move] = {
    "give": Move(sources=("waiting",), target="given", label="Record that it is given"),
    "drop": Move(sources=("waiting",), target="dropped", label="No longer needed"),
}

SAVING: Mapping[str, Move] = {
    "start": Move(sources=("approved",), target="in-delivery", label="Start delivery"),
    "verify": Move(
        sources=("in-delivery",),
        target="delivered",
        label="Record as delivered and verified",
        roles=FINANCE,
    ),
    "replace": Move(
        sources=("approved", "in-delivery"), target="replaced", label="Replace", roles=FINANCE
    ),
    "write-off": Move(
        sources=("approved", "in-delivery"),
        target="written-off",
        label="Write off",
        roles=FINANCE,
        asks="why it is written off",
    ),
}
