"""The states of a report, in their order."""

from townclerk.kernel.errors import TownclerkError

STATES = ("commissioned", "drafting", "consultation", "cleared", "approved", "published")
BACK = {"consultation": "drafting", "cleared": "drafting", "approved": "drafting"}
"""A report may go back to drafting until it is published; then its clearances fall."""


class CannotMove(TownclerkError):
    """The report is not in the state this needs."""


def check_move(before: str, after: str) -> None:
    """Refuse a move that skips a state, or leaves publication.

    >>> check_move("drafting", "consultation")
    """
    if BACK.get(before) == after:
        return
    place = STATES.index(before)
    if place + 1 < len(STATES) and STATES[place + 1] == after:
        return
    next_state = STATES[place + 1] if place + 1 < len(STATES) else ""
    then = (
        f"Its next state is {next_state}." if next_state else "A published report stays as it is."
    )
    raise CannotMove(f"A report that is {before} cannot become {after}. {then}")
