"""The states of meetings and decisions and the steps between them, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from townclerk.democracy.permissions import (
    CALLERS,
    CLERKS,
    IMPLEMENTERS,
    JUDGES,
    SCRUTINY,
)
from townclerk.kernel.errors import TownclerkError


@dataclass(frozen=True)
class Move:
    """One step from a state to the next, its label, and the roles that take it."""

    sources: tuple[str, ...]
    target: str
    label: str
    roles: tuple[str, ...] = CLERKS


class NotInThisState(TownclerkError):
    """The record's state does not allow the step."""

    def __init__(self, what: object, state: str, move: Move) -> None:
        allowed = " or ".join(name.replace("-", " ") for name in move.sources)
        super().__init__(
            f"“{move.label}” is open to a record that is {allowed}; "
            f"{what} is {state.replace('-', ' ')}."
        )


def step(moves: Mapping[str, Move], name: str, state: str, what: object) -> Move:
    found = moves[name]
    if state not in found.sources:
        raise NotInThisState(what, state, found)
    return found


MEETING: Mapping[str, Move] = {
    "notify": Move(("planned",), "notified", "Publish the notice"),
    "publish-agenda": Move(("planned", "notified"), "agenda-published", "Publish the agenda"),
    "hold": Move(("planned", "notified", "agenda-published"), "held", "Record that it was held"),
    "cancel": Move(("planned", "notified", "agenda-published"), "cancelled", "Cancel"),
}

DECISION: Mapping[str, Move] = {
    "make": Move(("proposed",), "made", "Record that it is made"),
    "publish": Move(("made",), "published", "Publish"),
    "call-in": Move(("published",), "called-in", "Call in", CALLERS),
    "judge": Move(("called-in",), "called-in", "Judge the call-in", JUDGES),
    "conclude": Move(("called-in",), "effective", "Record the outcome of the call-in"),
    "take-effect": Move(("published",), "effective", "Record that it takes effect"),
    "implement": Move(("effective",), "implemented", "Record implementation", IMPLEMENTERS),
    "withdraw": Move(("proposed",), "withdrawn", "Withdraw"),
    "revoke": Move(("made", "published", "called-in", "effective"), "revoked", "Revoke"),
}

FORWARD_PLAN: Mapping[str, Move] = {
    "publish": Move(("draft",), "published", "Publish"),
    "defer": Move(("published", "deferred"), "deferred", "Defer"),
    "decided": Move(("published", "deferred"), "decided", "Record the decision"),
    "withdraw": Move(("draft", "published", "deferred"), "withdrawn", "Withdraw"),
    "rule": Move(("draft", "published", "deferred"), "", "Rule whether it is key", JUDGES),
    "mark": Move(("published", "deferred"), "", "Mark as of interest", SCRUTINY),
}
