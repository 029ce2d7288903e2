"""A reorganisation loses nothing: the plan of a unit shows on the old structure and on the new."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.figures.permission import OPERATOR
from townclerk.finance import figures_units
from townclerk.finance.models import PlanLine
from townclerk.finance.tests.builders import MOMENT
from townclerk.kernel.money import Money
from townclerk.platform.organisation import affected, operations
from townclerk.platform.organisation.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]
KEY = "finance.plan.unit"
MADE, AFTER = date(2017, 4, 1), date(2018, 10, 1)
ORIGIN = "original-national-living-wage"


@pytest.fixture
def units(officer):
    """Two services under one directorate hold every line; one is split in two later."""
    who = {"actor": officer, "moment": MOMENT}
    for code, kind, parent in (
        ("people", "directorate", None),
        ("communities", "service", "people"),
        ("care", "service", "people"),
    ):
        operations.create_unit(
            code=code, name=code.title(), kind=kind, parent=parent, start=date(2016, 4, 1), **who
        )
    codes = {unit.code: unit for unit in Unit.objects.all()}
    PlanLine.objects.update(unit=codes["care"])
    PlanLine.objects.filter(code=ORIGIN).update(unit=codes["communities"])
    return who


def split(who):
    operations.split_unit(
        code="communities",
        into={"customers": ("Customers", 2), "places": ("Places", 1)},
        on=date(2018, 4, 1),
        **who,
    )


def ask(scope, on=None, period="2017/18"):
    return figures.ask(KEY, scope, period, on, reader=OPERATOR)


def test_it_shows_old_figures_on_either_structure(units):
    before = {code: ask(code).value for code in ("people", "communities", "care")}
    assert (
        before["communities"]
        == figures.ask("finance.plan.line", ORIGIN, "2017/18", reader=OPERATOR).value
    )
    split(units)
    assert {code: ask(code).value for code in before} == before
    new = {code: ask(code, AFTER).value for code in ("people", "customers", "places", "care")}
    assert new["people"] == before["people"]
    assert new["customers"] + new["places"] == before["communities"]
    assert new["care"] == before["care"]
    assert abs(new["customers"].pence - 2 * new["places"].pence) <= 2
    assert ask("people", MADE).value == before["people"]


def test_it_explains_a_restated_amount_down_to_the_lines_it_came_from(units):
    split(units)
    found = ask("places", AFTER)
    assert found.as_at == AFTER
    [unit] = found.explanation.parts
    [origin] = unit.parts
    assert (unit.label, origin.label) == ("Places", "From Communities")
    assert origin.how.startswith("A share of")
    assert [line.records.keys for line in origin.parts] == [(ORIGIN,)]


def test_it_says_when_a_unit_was_not_there(units):
    split(units)
    with pytest.raises(figures.NotAnswerable, match="communities was not a unit on 1 Oct"):
        ask("communities", AFTER)
    with pytest.raises(figures.NotAnswerable, match="customers was not a unit"):
        ask("customers")


def test_it_adds_the_units_up_to_the_whole_of_what_they_hold(units):
    split(units)
    asked = [figures.Ask(key=KEY, scope="people", as_at=day) for day in (MADE, AFTER)]
    old, new = figures.ask_many(asked, reader=OPERATOR)
    assert (
        old.value
        == new.value
        == Money.total(
            Money.total(line.amounts)
            for line in figures_units.queries.load(
                figures_units.queries.current_version()
            ).table.lines
        )
    )


def test_it_names_the_lines_that_hang_on_a_unit(units):
    held = frozenset(("communities",))
    assert affected.Hanging("plan lines", 1) in affected.what_hangs_on(held, AFTER)
