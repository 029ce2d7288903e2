"""The states of what performance keeps and the steps between them, as tables."""

from townclerk.performance.operations.permission import CHIEF
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers.steps import Move, Moves

LEADER = "leader"
INTELLIGENCE = "information-officer"
"""Whose team grades data and checks the quality of plans."""
SIGN_PACK = "sign-pack"
"""What a Cabinet Member approves: the pack of a portfolio."""
FIGURES = "figures"
"""What the section 151 officer approves: figures that leave the council."""

REVIEW: Moves = {
    "begin-statement": Move(("commissioned",), "statement", "Begin the position statement"),
    "sign-as-chief": Move(
        ("statement",), "", "Sign as Chief Executive", verb=Verb.APPROVE, roles=(CHIEF,)
    ),
    "sign-as-leader": Move(
        ("statement",), "", "Sign as Leader", verb=Verb.APPROVE, roles=(LEADER,)
    ),
    "visit": Move(("statement",), "visit", "Record the visit"),
    "report": Move(("visit",), "report", "Record the report"),
    "plan": Move(("report",), "plan", "Agree the action plan", verb=Verb.APPROVE),
    "progress": Move(("plan",), "progress", "Publish the progress report", verb=Verb.APPROVE),
    "close": Move(("progress",), "closed", "Close", verb=Verb.APPROVE),
}

RECOMMENDATION: Moves = {
    "ask": Move(("received", "tracked"), "asked-for-review", "Ask for review"),
    "track": Move(("received", "asked-for-review"), "tracked", "Track"),
    "note": Move(("asked-for-review",), "noted", "Note, nothing to do", verb=Verb.APPROVE),
    "report": Move(("tracked",), "", "Report progress"),
    "done": Move(("tracked",), "done", "Record as done", verb=Verb.APPROVE),
}

RETURN: Moves = {
    "prepare": Move(("scheduled",), "preparing", "Prepare it"),
    "take-check": Move(("scheduled", "preparing"), "", "Take on the check"),
    "validate": Move(("preparing",), "validated", "Validate"),
    "send-back": Move(("validated",), "preparing", "Send back"),
    "submit": Move(("validated",), "submitted", "Sign and submit", verb=Verb.APPROVE),
    "accept": Move(("submitted", "resubmitted"), "accepted", "Record the receipt"),
    "correct": Move(("submitted", "resubmitted", "accepted"), "preparing", "Correct and resubmit"),
}

STRATEGY: Moves = {
    "consult": Move(("drafting",), "consulting", "Begin consultation"),
    "adopt": Move(("drafting", "consulting"), "adopted", "Record adoption", verb=Verb.APPROVE),
    "redraft": Move(("adopted",), "drafting", "Begin its review"),
    "replace": Move(("adopted",), "replaced", "Record as replaced", verb=Verb.APPROVE),
}

BOARD: Moves = {
    "reviewed": Move(("active",), "", "Record its review", verb=Verb.APPROVE),
    "end": Move(("active",), "ended", "End", verb=Verb.APPROVE),
}

SERVICE_PLAN: Moves = {
    "submit": Move(("draft", "returned"), "challenged", "Send to the director"),
    "check": Move(
        ("challenged",), "", "Record that its quality is checked", roles=(INTELLIGENCE, CHIEF)
    ),
    "return": Move(("challenged",), "returned", "Return", verb=Verb.APPROVE),
    "agree": Move(("challenged",), "agreed", "Agree", verb=Verb.APPROVE),
    "review": Move(("agreed",), "mid-year", "Record the mid-year review"),
    "close": Move(("mid-year",), "closed", "Close the year", verb=Verb.APPROVE),
}

QUARTER: Moves = {
    "collect": Move(("open", "collected"), "collected", "Collect the figures"),
    "moderate": Move(("collected",), "moderated", "Record that it is moderated"),
    "to-leadership": Move(("moderated",), "leadership", "Send to leadership"),
    "to-cabinet": Move(("leadership",), "cabinet", "Send to Cabinet", verb=Verb.APPROVE),
    "close": Move(("cabinet",), "closed", "Close the quarter", verb=Verb.APPROVE),
}

ISSUE: Moves = {
    "assign": Move(("raised",), "assigned", "Assign"),
    "done": Move(("assigned",), "done", "Record as done"),
}

REQUEST: Moves = {
    "scope": Move(("logged",), "scoped", "Record its scope"),
    "accept": Move(("scoped",), "accepted", "Accept"),
    "deliver": Move(("accepted",), "delivered", "Record delivery"),
    "rate": Move(("delivered",), "rated", "Record its rating"),
    "use-existing": Move(("logged", "scoped"), "answered", "Answer with what is there"),
    "decline": Move(("logged", "scoped"), "declined", "Decline"),
}

MATCHING: Moves = {
    "approve": Move(("proposed",), "approved", "Approve", verb=Verb.APPROVE),
    "refuse": Move(("proposed",), "refused", "Refuse", verb=Verb.APPROVE),
}
