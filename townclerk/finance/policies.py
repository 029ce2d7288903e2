"""The states of each record and the steps between them, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.areas import Verb


@dataclass(frozen=True)
class Move:
    """One step from a state to the next, and the verb a role needs for it."""

    sources: tuple[str, ...]
    target: str
    verb: Verb
    label: str


Moves = Mapping[str, Move]


class NotInThisState(TownclerkError):
    """The record's state does not allow the step."""

    def __init__(self, what: object, state: str, move: Move) -> None:
        allowed = " or ".join(name.replace("-", " ") for name in move.sources)
        super().__init__(
            f"“{move.label}” is open to a record that is {allowed}; "
            f"{what} is {state.replace('-', ' ')}."
        )


def target_of(moves: Moves, name: str, state: str, what: object) -> Move:
    move = moves[name]
    if state not in move.sources:
        raise NotInThisState(what, state, move)
    return move


def open_moves(moves: Moves, state: str) -> dict[str, Move]:
    return {name: move for name, move in moves.items() if state in move.sources}


PLAN: Moves = {
    "send-for-review": Move(
        ("draft",), "officer-review", Verb.CONTRIBUTE, "Send for officer review"
    ),
    "return-to-draft": Move(
        ("officer-review", "informal-cabinet"), "draft", Verb.APPROVE, "Return to draft"
    ),
    "put-to-cabinet": Move(
        ("officer-review",), "informal-cabinet", Verb.APPROVE, "Put to informal Cabinet"
    ),
    "publish": Move(("informal-cabinet",), "published", Verb.APPROVE, "Publish"),
    "supersede": Move(("published",), "superseded", Verb.APPROVE, "Mark as superseded"),
}

GRANT: Moves = {
    "indicate": Move(("rumoured",), "indicative", Verb.CONTRIBUTE, "Record an indicative amount"),
    "provide": Move(
        ("rumoured", "indicative"), "provisional", Verb.CONTRIBUTE, "Record the provisional amount"
    ),
    "finalise": Move(
        ("indicative", "provisional"), "final", Verb.CONTRIBUTE, "Record the final amount"
    ),
    "receive": Move(("final",), "received", Verb.CONTRIBUTE, "Record the receipt"),
    "end": Move(
        ("rumoured", "indicative", "provisional", "final", "received"),
        "ended",
        Verb.CONTRIBUTE,
        "Record that it has ended",
    ),
    "claw-back": Move(("received", "ended"), "clawed-back", Verb.CONTRIBUTE, "Record a clawback"),
}

TAX_OPTION: Moves = {
    "illustrate": Move(("draft",), "illustrated", Verb.CONTRIBUTE, "Illustrate"),
    "recommend": Move(("illustrated",), "recommended", Verb.APPROVE, "Recommend"),
    "resolve": Move(("recommended",), "resolved", Verb.APPROVE, "Record the Council's resolution"),
    "bill": Move(("resolved",), "billed", Verb.CONTRIBUTE, "Record that bills are issued"),
    "redraw": Move(("illustrated", "recommended"), "draft", Verb.CONTRIBUTE, "Return to draft"),
}

ASSESSMENT: Moves = {
    "score": Move(("draft",), "risk-scored", Verb.CONTRIBUTE, "Score the risks"),
    "agree": Move(("risk-scored",), "agreed", Verb.APPROVE, "Agree the level to hold"),
    "review": Move(("agreed",), "reviewed-mid-year", Verb.APPROVE, "Record the mid-year review"),
}

MOVEMENT: Moves = {
    "make": Move(("planned",), "made", Verb.APPROVE, "Record that the movement is made"),
    "release": Move(("planned",), "released", Verb.APPROVE, "Release what was planned"),
}

REQUEST: Moves = {
    "evaluate": Move(("bid",), "evaluated", Verb.APPROVE, "Evaluate"),
    "refuse": Move(("bid", "evaluated"), "refused", Verb.APPROVE, "Refuse"),
    "award": Move(("evaluated",), "awarded", Verb.APPROVE, "Award"),
    "draw": Move(("awarded", "drawn"), "drawn", Verb.CONTRIBUTE, "Draw down"),
    "review": Move(("drawn",), "reviewed", Verb.APPROVE, "Review the benefits"),
    "close": Move(("reviewed", "awarded"), "closed", Verb.APPROVE, "Close"),
}

BUDGET_ROUND: Moves = {
    "submit": Move(("opened",), "submitted", Verb.CONTRIBUTE, "Record that all is submitted"),
    "challenge": Move(("submitted",), "challenged", Verb.APPROVE, "Record that all is agreed"),
    "recommend": Move(("challenged",), "recommended", Verb.APPROVE, "Record the recommendation"),
    "reopen": Move(
        ("submitted", "challenged", "recommended"), "opened", Verb.APPROVE, "Open it again"
    ),
    "approve": Move(("recommended",), "approved", Verb.APPROVE, "Record the Council's resolution"),
    "lock": Move(("approved",), "locked", Verb.APPROVE, "Lock the budget and issue it"),
}

SUBMISSION: Moves = {
    "submit": Move(("draft",), "submitted", Verb.CONTRIBUTE, "Send it in"),
    "challenge": Move(("submitted",), "challenged", Verb.APPROVE, "Challenge it"),
    "answer": Move(("challenged",), "draft", Verb.CONTRIBUTE, "Answer and draw it again"),
    "agree": Move(("submitted", "challenged"), "agreed", Verb.APPROVE, "Agree it"),
    "return": Move(("submitted", "agreed"), "draft", Verb.APPROVE, "Return it to draft"),
}

AMENDMENT: Moves = {
    "table": Move(("draft",), "tabled", Verb.CONTRIBUTE, "Table it"),
    "return": Move(("tabled",), "draft", Verb.CONTRIBUTE, "Return it to draft"),
    "withdraw": Move(("draft", "tabled"), "withdrawn", Verb.CONTRIBUTE, "Withdraw it"),
}
