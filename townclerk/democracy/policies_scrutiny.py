"""The steps of topics, reviews and recommendations, as tables; and who may write them."""

from townclerk.democracy.permissions import CLERKS
from townclerk.platform.registers.steps import Move, Moves

SCRUTINEERS = (*CLERKS, "scrutiny-member")
"""Scrutiny members bring topics and agree scopes; the clerks keep both for them."""
TOPICS, SCOPING = "topics", "scoping"
"""What the permission matrix calls a scrutiny member's own business."""

TOPIC: Moves = {
    "accept": Move(("suggested",), "accepted", "Accept", roles=SCRUTINEERS),
    "schedule": Move(("accepted", "scheduled"), "scheduled", "Put on a meeting", roles=CLERKS),
    "consider": Move(("scheduled",), "considered", "Record that it was considered", roles=CLERKS),
    "follow-up": Move(("considered",), "followed-up", "Record what followed", roles=CLERKS),
    "defer": Move(("suggested", "accepted", "scheduled"), "accepted", "Defer", roles=CLERKS),
    "drop": Move(("suggested", "accepted", "scheduled"), "dropped", "Drop", roles=CLERKS),
    "go-ahead": Move(("suggested", "accepted"), "", "Go ahead all the same", roles=SCRUTINEERS),
}

REVIEW: Moves = {
    "gather": Move(("scoped",), "evidence", "Begin with evidence", roles=SCRUTINEERS),
    "draft": Move(("evidence",), "draft", "Begin the report", roles=CLERKS),
    "finish": Move(("draft",), "committee", "Send the report to its committee", roles=CLERKS),
    "agree-committee": Move(
        ("committee",), "cabinet", "Record that the committee agreed", roles=CLERKS
    ),
    "agree-cabinet": Move(("cabinet",), "council", "Record that Cabinet agreed", roles=CLERKS),
    "agree-council": Move(("council",), "monitored", "Record that Council agreed", roles=CLERKS),
    "close": Move(("monitored",), "closed", "Close", roles=CLERKS),
}

RECOMMENDATION: Moves = {
    "respond": Move(
        ("awaiting",), "", "Record the response", roles=(*CLERKS, "cabinet-member", "leader")
    ),
    "progress": Move(
        ("accepted", "in-part"), "", "Report progress", roles=(*CLERKS, "head-of-service")
    ),
    "close": Move(("accepted", "in-part"), "closed", "Close", roles=CLERKS),
}

LINK: Moves = {"feed-back": Move(("noted",), "fed-back", "Record who heard of it", roles=CLERKS)}
