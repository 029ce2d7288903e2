"""For what a role counts that is held for a part of the council, as a truth table."""

from dataclasses import replace

import pytest

from townclerk.platform.access.reader import COUNCIL, Place, scope
from townclerk.platform.access.testing import a_reader

BODY, OTHER_BODY = scope("body", "audit"), scope("body", "planning")
PROJECT, CASES = scope("project", "assets"), scope("case-type", "exclusion")

CARE = Place(frozenset({"care"}))
PARKS = Place(frozenset({"parks"}))
OF_NO_UNIT = Place(frozenset())
AUDIT = Place(frozenset({BODY}), of_units=False)
PLANNING = Place(frozenset({OTHER_BODY}), of_units=False)
ASSETS = Place(frozenset({"care", PROJECT}))
EXCLUSIONS = Place(frozenset({CASES}), of_units=False)
PLACES = {
    "care": CARE,
    "parks": PARKS,
    "no unit": OF_NO_UNIT,
    "council": COUNCIL,
    "audit": AUDIT,
    "planning": PLANNING,
    "assets": ASSETS,
    "exclusions": EXCLUSIONS,
}
EVERYWHERE = set(PLACES)
OF_NO_UNITS = {"audit", "planning", "exclusions"}
"""Records of these kinds are of no unit at all."""

HELD = {
    "an officer of the council": ("s151-officer", None, EVERYWHERE),
    "a deputy for a unit": ("s151-officer", ("unit", {"care"}), {"care", "assets"}),
    "a deputy for the unit above": (
        "s151-officer", ("unit", {"adults", "care"}), {"care", "assets"},
    ),
    "a deputy for another unit": ("s151-officer", ("unit", {"parks"}), {"parks"}),
    "a clerk of the council": ("democratic-services", None, EVERYWHERE),
    "a clerk of a body": ("democratic-services", ("body", {BODY}), {"audit"}),
    "a clerk of a unit called as the body": ("democratic-services", ("unit", {"audit"}), set()),
    "an office for a project": ("programme-office", ("project", {PROJECT}), {"assets"}),
    "a clerk of one kind of case": ("democratic-services", ("case-type", {CASES}), {"exclusions"}),
    "a head of a unit": ("head-of-service", ("unit", {"care"}), {"care", "assets"} | OF_NO_UNITS),
    "a head of another unit": ("head-of-service", ("unit", {"parks"}), {"parks"} | OF_NO_UNITS),
    "a head of one body's business": ("head-of-service", ("body", {BODY}), {"audit"}),
    "a member for a portfolio": (
        "cabinet-member", ("portfolio", {"care", "adults"}), {"care", "assets"} | OF_NO_UNITS,
    ),
}  # fmt: skip


def holding(role, held_for):
    """A reader who holds the role for the council, or for what is named."""
    whole = a_reader(role)
    if held_for is None:
        return whole
    kind, units = held_for
    held = replace(whole.roles[0], scope_kind=kind, scope_code="code", units=frozenset(units))
    return replace(whole, roles=(held,))


@pytest.mark.parametrize("case", HELD.values(), ids=HELD.keys())
def test_it_counts_where_it_is_held(case):
    role, held_for, counts = case
    reader = holding(role, held_for)
    assert {name for name, place in PLACES.items() if reader.held(role, at=place)} == counts
    assert reader.held(role) is (held_for is None), "without a record it is the whole council's"
    assert reader.held_somewhere(role)


def test_it_counts_no_other_role():
    reader = a_reader("finance-partner")
    assert not reader.held("s151-officer", at=CARE)
    assert not reader.held_somewhere("s151-officer")


def test_it_counts_the_role_that_reaches_and_not_the_one_that_is_asked_first():
    clerk, officer = holding("democratic-services", ("body", {BODY})), a_reader("s151-officer")
    both = replace(officer, roles=(*clerk.roles, *officer.roles))
    assert both.held("democratic-services", "s151-officer", at=PLANNING)
    assert not both.held("democratic-services", at=PLANNING)
