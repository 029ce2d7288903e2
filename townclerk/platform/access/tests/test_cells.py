"""Every cell of the matrix: one act allowed, one refused."""

import pytest

from townclerk.platform.access.areas import Area
from townclerk.platform.access.cells import Act, cases
from townclerk.platform.access.matrix import cells, roles
from townclerk.platform.access.testing import a_reader

CASES = list(cases())


def asked(case, act: Act, clearances=()):
    reader = a_reader(case.cell.role, unit="own" if act.own else None, clearances=clearances)
    return reader.may(
        act.verb,
        act.area,
        unit="own" if act.own else None,
        subject=act.subject,
        published=act.published,
        aggregate=act.aggregate,
        clearance=act.clearance or None,
    )


def test_it_has_every_row_and_column():
    assert len(roles()) == 35
    assert len(cells()) == 35 * len(Area)
    assert all(bool(cell.grants) is not cell.text.startswith("-") for cell in cells())


@pytest.mark.parametrize("case", [c for c in CASES if c.allowed], ids=lambda c: c.name)
def test_it_allows_what_the_cell_says(case):
    act = case.allowed
    if (
        "counts" in case.cell.text
        and not act.aggregate
        and act.verb.value in ("read", "contribute")
    ):
        reader = a_reader(case.cell.role, clearances=(act.clearance,))
        assert reader.reach(act.area, act.verb, subject=act.subject) >= 1
        return
    assert asked(case, act, (act.clearance,) if act.clearance else ())


@pytest.mark.parametrize("case", [c for c in CASES if c.refused], ids=lambda c: c.name)
def test_it_refuses_what_the_cell_does_not_say(case):
    assert not asked(case, case.refused)
