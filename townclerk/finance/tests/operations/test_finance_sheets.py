"""The smaller sheets: what they bring in, and what they refuse."""

import pytest

from townclerk.finance.imports.tables import BY_NAME
from townclerk.finance.models import (
    CapitalGrant,
    CapitalGrantYear,
    ReserveMovement,
    RiskAssessment,
)
from townclerk.finance.tests.builders import MOMENT, rows
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db


def load(name, cells, actor):
    return BY_NAME[name].load(cells, actor=actor, moment=MOMENT)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_it_refuses_those_without_the_role(db, name):
    with pytest.raises(Refused):
        load(name, [{"code": "x"}], an_actor("resident"))


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_it_names_the_row_of_an_empty_line_and_saves_nothing(officer, name):
    with pytest.raises(Problems) as caught:
        load(name, [{}], officer)
    assert {problem.row for problem in caught.value.problems} == {2}


def test_it_refuses_a_movement_without_a_decision_by_row(officer):
    load("reserves", rows("reserves"), officer)
    cells = [*rows("reserve-movements"), {**rows("reserve-movements")[0], "reference": "b"}]
    cells[1]["decision"] = ""
    with pytest.raises(Problems, match="needs the reference of the decision"):
        load("reserve-movements", cells, officer)
    assert not ReserveMovement.objects.exists()


def test_it_refuses_a_tax_option_whose_years_miss_the_total(officer):
    load("plan-versions", rows("plan-versions"), officer)
    cells = rows("tax-options")
    cells[1]["printed_total"] = "14029"
    with pytest.raises(Problems) as caught:
        load("tax-options", cells, officer)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (3, "printed_total")


def test_it_reads_brackets_and_thousands_as_people_print_them(officer):
    cells = rows("capital-grants")
    cells[0]["receipts"] = "2,044.0"
    load("capital-grants", cells, officer)
    first = CapitalGrantYear.objects.get(grant__code="schools", year=2017)
    assert first.receipts == Money.thousands(2044)


def test_it_refuses_amounts_of_a_capital_grant_in_no_year(officer):
    """An award known as a whole needs no year; receipts and commitments would be dropped."""
    row = {"code": "deal", "name": "Deal", "awarded": "37.5", "money_unit": "£m", "year": ""}
    with pytest.raises(Problems) as caught:
        load("capital-grants", [row | {"receipts": "", "commitments": "2"}], officer)
    assert [problem.column for problem in caught.value.problems] == ["year"]
    load("capital-grants", [row | {"receipts": "", "commitments": ""}], officer)
    assert CapitalGrant.objects.get().awarded == Money.thousands(37_500)


def test_it_loads_the_risks_of_an_assessment(officer):
    load("reserves", rows("reserves"), officer)
    load("risk-assessments", rows("risk-assessments"), officer)
    risk = {
        "year": "2016/17",
        "code": "pay",
        "name": "Pay",
        "exposure": "180",
        "money_unit": "£m",
        "change": "1%",
        "likelihood": "50%",
    }
    load("reserve-risks", [risk], officer)
    (found,) = RiskAssessment.objects.get().risks.all()
    assert (found.exposure, found.change, found.likelihood) == (Money.pounds(180_000_000), 1, 50)
