"""Decisions of officers and Cabinet Members under a line of the scheme of delegation."""

from datetime import date

import pytest

from townclerk.democracy.models import Delegation
from townclerk.democracy.operations import constitution, decisions
from townclerk.democracy.operations.decisions import CannotDecide
from townclerk.democracy.tests.builders import a_decision, at, by
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.registers import by_name
from townclerk.platform.registers import operations as registers

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)


@pytest.fixture
def scheme(clerk):
    """Contracts up to £100,000 by the head of highways, above that by the Cabinet Member."""
    for code, maker, role, above, up_to in (
        ("head", "officer", "Head of highways", None, 100_000),
        ("member", "cabinet-member", "Cabinet Member for transport", 100_000, 500_000),
    ):
        given = {"code": code, "subject": "Award of contracts", "maker": maker}
        limits = {"above": above and Money.pounds(above), "up_to": Money.pounds(up_to)}
        line = given | limits | {"maker_role": role, "start": date(2026, 1, 1)}
        constitution.delegate(line, **by(clerk))
    return {line.code: line for line in Delegation.objects.all()}


def proposed(clerk, **values):
    given = {"maker": "officer", "maker_role": "Head of highways", "key_decision": False}
    return a_decision(clerk, None, **given | values)


def made(clerk, decision, on=DAY):
    return decisions.make(decision, on=on, **by(clerk, at(on)))


def test_it_is_not_made_without_the_line_it_is_taken_under(clerk, scheme):
    found = proposed(clerk)
    with pytest.raises(Problems, match="Name the line") as refused:
        made(clerk, found)
    assert "Award of contracts" in refused.value.problems[0].hint
    before = date(2025, 12, 1)
    assert made(clerk, found, on=before).state == "made", "no scheme was in force that day"


@pytest.mark.parametrize(
    ("line", "pounds", "field", "says"),
    [
        ("head", 100_001, "value", "Cabinet Member for transport may decide it"),
        ("head", None, "value", "say what the decision is worth"),
        ("member", 200_000, "delegation", "not to Head of highways"),
    ],
)
def test_a_line_that_does_not_cover_it_is_refused(clerk, scheme, line, pounds, field, says):
    worth = pounds and Money.pounds(pounds)
    found = proposed(clerk, delegation=scheme[line], value=worth)
    with pytest.raises(Problems) as refused:
        made(clerk, found)
    problem = refused.value.problems[0]
    assert problem.field == field
    assert says in f"{problem.message} {problem.hint}"


def test_it_is_made_within_the_limit_and_its_page_says_under_what(clerk, scheme, client):
    worth = {"delegation": scheme["head"], "value": Money.pounds(100_000)}
    done = decisions.publish(made(clerk, proposed(clerk, **worth)), on=DAY, **by(clerk, at(DAY)))
    with pytest.raises(CannotDecide, match="value"):
        decisions.change(done, {"value": Money.pounds(1)}, **by(clerk))
    page = client.get("/democracy/decisions/d1/").content.decode()
    assert "Award of contracts, up to £100,000" in page
    assert "£100,000</dd>" in "".join(page.split())
    given = {"reference": "d2", "title": "Resurfacing", "text": "Award it.", "maker": "officer"}
    told = {"maker_role": "Head of highways", "delegation": scheme["head"], "value": Money(1)}
    assert registers.create(by_name("decisions"), given | told, **by(clerk)).value == Money(1)
