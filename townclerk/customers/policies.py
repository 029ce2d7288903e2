"""The states of a consultation and the steps between them."""

from townclerk.platform.access.areas import Verb
from townclerk.platform.registers.steps import Move, Moves, NotInThisState, step

__all__ = ["CONSULTATION", "Move", "Moves", "NotInThisState", "step"]

CONSULTATION: Moves = {
    "review": Move(("proposed",), "panel-reviewed", "Record the panel's review", Verb.APPROVE),
    "open": Move(("panel-reviewed",), "live", "Open for answers"),
    "analyse": Move(("live",), "analysed", "Analyse the answers"),
    "report": Move(("analysed",), "reported", "Report the findings"),
    "feed-back": Move(("reported",), "feedback-given", "Give feedback"),
    "withdraw": Move(("proposed", "panel-reviewed", "live"), "withdrawn", "Withdraw"),
}
