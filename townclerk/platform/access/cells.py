"""Every cell of the matrix as two questions: one act it allows and one it refuses."""

from collections.abc import Iterator
from dataclasses import dataclass

from townclerk.platform.access.areas import Area, Reach, Verb
from townclerk.platform.access.matrix import Cell, Granted, cells

ORDER = (Verb.READ, Verb.CONTRIBUTE, Verb.APPROVE, Verb.PUBLISH)


@dataclass(frozen=True)
class Act:
    """A verb in an area on content of one kind."""

    verb: Verb
    area: Area
    subject: str = ""
    clearance: str = ""
    published: bool = False
    aggregate: bool = False
    own: bool = False
    """On a record of the holder's own unit."""


@dataclass(frozen=True)
class Case:
    cell: Cell
    allowed: Act | None
    """None where the cell allows nothing."""
    refused: Act | None
    """None where the cell allows everything."""

    @property
    def name(self) -> str:
        return f"{self.cell.role}-{self.cell.area.name.lower()}"


def cases() -> Iterator[Case]:
    for cell in cells():
        yield Case(cell, _allowed(cell), _refused(cell))


def _allowed(cell: Cell) -> Act | None:
    if not cell.grants:
        return None
    strongest = max(cell.grants, key=lambda g: (ORDER.index(g.verb), g.reach))
    return _act(strongest)


def _act(granted: Granted) -> Act:
    return Act(
        verb=granted.verb,
        area=granted.area,
        subject=granted.subject,
        clearance=granted.clearance,
        published=granted.reach is Reach.PUBLISHED,
        aggregate=granted.reach is Reach.TOTALS,
        own=granted.reach is Reach.OWN,
    )


def _refused(cell: Cell) -> Act | None:
    """The gentlest act beyond the cell: any record of the weakest verb it does not fully hold."""
    for verb in ORDER:
        full = any(
            g.verb is verb and g.reach is Reach.ALL and not g.subject and not g.clearance
            for g in cell.grants
        )
        if not full:
            return Act(verb=verb, area=cell.area)
    return None
