"""The steps between the states of a record, as an area's `policies.py` keeps them in tables.

Operations ask the table whether a step is open; the register takes its steps from the same table
(`Move.transition`), so that what is offered is what is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers.declaration import Transition


@dataclass(frozen=True)
class Move:
    """One step from a state to the next, its label, the verb it needs, and who alone takes it."""

    sources: tuple[str, ...]
    target: str
    label: str
    verb: Verb = Verb.CONTRIBUTE
    roles: tuple[str, ...] = ()
    """Roles that alone take it; with none, whoever may by the verb."""

    def transition(self, name: str, **more: Any) -> Transition:
        """The step as a register declares it."""
        given = {"verb": self.verb, "label": self.label, "only": self.roles, **more}
        return Transition(name, self.sources, self.target, **given)


M = TypeVar("M", bound=Move)
Moves = Mapping[str, Move]


class NotInThisState(TownclerkError):
    """The record's state does not allow the step."""

    def __init__(self, what: object, state: str, move: Move) -> None:
        allowed = " or ".join(name.replace("-", " ") for name in move.sources)
        super().__init__(
            f"“{move.label}” is open to a record that is {allowed}; "
            f"{what} is {state.replace('-', ' ')}."
        )


def step(moves: Mapping[str, M], name: str, state: str, what: object) -> M:
    """The named step, when it is open from the state."""
    found = moves[name]
    if state not in found.sources:
        raise NotInThisState(what, state, found)
    return found


def open_moves(moves: Mapping[str, M], state: str) -> dict[str, M]:
    return {name: move for name, move in moves.items() if state in move.sources}
