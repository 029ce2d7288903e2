"""What of options the public sees: published sheets, with small numbers of staff hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

from townclerk.change.core import options_staffing as core
from townclerk.change.queries.options import Held
from townclerk.platform import clock
from townclerk.platform.parameters import source

THRESHOLD = "change/small-number-threshold"
MEASURES = {
    "in-scope": "Staff in scope",
    "vacancies": "Vacant posts deleted",
    "redundancies": "Redundancies",
}


def threshold() -> int:
    """The number of posts from which a number is published."""
    return int(source().parameter(THRESHOLD).at(clock.today()).value)


@dataclass(frozen=True)
class PublicStaffing:
    """One measure over all published options, small numbers hidden."""

    label: str
    range: core.PublicRange
    rows: Mapping[str, core.Shown]

    def words(self, reference: str) -> str:
        row = self.rows.get(reference)
        if row is None:
            return "not stated"
        if row.hidden:
            return f"fewer than {threshold()}, or hidden beside one that is"
        return core.words(row.low, row.high, row.known)


def staffing(held: Held) -> Mapping[str, PublicStaffing]:
    """Each measure of the sheets given, as everybody may see it."""
    found = {}
    for measure, label in MEASURES.items():
        shown = core.public(core.range_of(held.measure(measure)), threshold())
        found[measure] = PublicStaffing(label, shown, {row.reference: row for row in shown.rows})
    return found
