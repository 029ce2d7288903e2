"""The states of each record and the steps between them, as tables."""

from townclerk.platform.access.areas import Verb
from townclerk.platform.registers.steps import Move, Moves, NotInThisState, open_moves, step

__all__ = ["Move", "Moves", "NotInThisState", "open_moves", "step"]

PLAN: Moves = {
    "send-for-review": Move(("draft",), "officer-review", "Send for officer review"),
    "return-to-draft": Move(
        ("officer-review", "informal-cabinet"), "draft", "Return to draft", Verb.APPROVE
    ),
    "put-to-cabinet": Move(
        ("officer-review",), "informal-cabinet", "Put to informal Cabinet", Verb.APPROVE
    ),
    "publish": Move(("informal-cabinet",), "published", "Publish", Verb.APPROVE),
    "supersede": Move(("published",), "superseded", "Mark as superseded", Verb.APPROVE),
}

GRANT: Moves = {
    "indicate": Move(("rumoured",), "indicative", "Record an indicative amount"),
    "provide": Move(("rumoured", "indicative"), "provisional", "Record the provisional amount"),
    "finalise": Move(("indicative", "provisional"), "final", "Record the final amount"),
    "receive": Move(("final",), "received", "Record the receipt"),
    "end": Move(
        ("rumoured", "indicative", "provisional", "final", "received"),
        "ended",
        "Record that it has ended",
    ),
    "claw-back": Move(("received", "ended"), "clawed-back", "Record a clawback"),
}

TAX_OPTION: Moves = {
    "illustrate": Move(("draft",), "illustrated", "Illustrate"),
    "recommend": Move(("illustrated",), "recommended", "Recommend", Verb.APPROVE),
    "resolve": Move(("recommended",), "resolved", "Record the Council's resolution", Verb.APPROVE),
    "bill": Move(("resolved",), "billed", "Record that bills are issued"),
    "redraw": Move(("illustrated", "recommended"), "draft", "Return to draft"),
}

ASSESSMENT: Moves = {
    "score": Move(("draft",), "risk-scored", "Score the risks"),
    "agree": Move(("risk-scored",), "agreed", "Agree the level to hold", Verb.APPROVE),
    "review": Move(("agreed",), "reviewed-mid-year", "Record the mid-year review", Verb.APPROVE),
}

MOVEMENT: Moves = {
    "make": Move(("planned",), "made", "Record that the movement is made", Verb.APPROVE),
    "release": Move(("planned",), "released", "Release what was planned", Verb.APPROVE),
}

REQUEST: Moves = {
    "evaluate": Move(("bid",), "evaluated", "Evaluate", Verb.APPROVE),
    "refuse": Move(("bid", "evaluated"), "refused", "Refuse", Verb.APPROVE),
    "award": Move(("evaluated",), "awarded", "Award", Verb.APPROVE),
    "draw": Move(("awarded", "drawn"), "drawn", "Draw down"),
    "review": Move(("drawn",), "reviewed", "Review the benefits", Verb.APPROVE),
    "close": Move(("reviewed", "awarded"), "closed", "Close", Verb.APPROVE),
}

BUDGET_ROUND: Moves = {
    "submit": Move(("opened",), "submitted", "Record that all is submitted"),
    "challenge": Move(("submitted",), "challenged", "Record that all is agreed", Verb.APPROVE),
    "recommend": Move(("challenged",), "recommended", "Record the recommendation", Verb.APPROVE),
    "reopen": Move(
        ("submitted", "challenged", "recommended"), "opened", "Open it again", Verb.APPROVE
    ),
    "approve": Move(("recommended",), "approved", "Record the Council's resolution", Verb.APPROVE),
    "lock": Move(("approved",), "locked", "Lock the budget and issue it", Verb.APPROVE),
}

SUBMISSION: Moves = {
    "submit": Move(("draft",), "submitted", "Send it in"),
    "challenge": Move(("submitted",), "challenged", "Challenge it", Verb.APPROVE),
    "answer": Move(("challenged",), "draft", "Answer and draw it again"),
    "agree": Move(("submitted", "challenged"), "agreed", "Agree it", Verb.APPROVE),
    "return": Move(("submitted", "agreed"), "draft", "Return it to draft", Verb.APPROVE),
}

AMENDMENT: Moves = {
    "table": Move(("draft",), "tabled", "Table it"),
    "return": Move(("tabled",), "draft", "Return it to draft"),
    "withdraw": Move(("draft", "tabled"), "withdrawn", "Withdraw it"),
}

VIREMENT: Moves = {
    "approve": Move(("proposed",), "approved", "Agree it"),
    "refuse": Move(("proposed",), "refused", "Refuse it"),
    "post": Move(("approved",), "posted", "Record that the ledger has it"),
}

TAX_BASE: Moves = {
    "certify": Move(("draft",), "certified", "Certify it", Verb.APPROVE),
    "return": Move(("certified",), "draft", "Return it to draft", Verb.APPROVE),
    "adopt": Move(("certified",), "adopted", "Record that it is adopted"),
    "notify": Move(("adopted",), "notified", "Record the notice to precepting authorities"),
}

FUND_ESTIMATE: Moves = {
    "estimate": Move(("draft",), "estimated", "Make the estimate", Verb.APPROVE),
    "return": Move(("estimated",), "draft", "Return it to draft", Verb.APPROVE),
    "notify": Move(("estimated",), "notified", "Record the notice to precepting authorities"),
}

CAPITAL_SCHEME: Moves = {
    "study": Move(("pipeline",), "feasibility", "Begin the study of feasibility"),
    "make-case": Move(("pipeline", "feasibility"), "business-case", "Put up the business case"),
    "approve": Move(
        ("business-case", "variation"), "approved", "Record that it is approved", Verb.APPROVE
    ),
    "begin": Move(("approved",), "in-delivery", "Begin delivery"),
    "vary": Move(("approved", "in-delivery"), "variation", "Open it for variation", Verb.APPROVE),
    "complete": Move(("in-delivery",), "complete", "Record that it is complete"),
    "close": Move(("complete",), "closed", "Close its accounts", Verb.APPROVE),
    "withdraw": Move(
        ("pipeline", "feasibility", "business-case", "variation"),
        "withdrawn",
        "Withdraw it",
        Verb.APPROVE,
    ),
}

STRATEGY: Moves = {
    "approve": Move(("draft",), "approved", "Record that it is approved", Verb.APPROVE),
    "supersede": Move(("approved",), "superseded", "Mark as superseded", Verb.APPROVE),
}
