"""The example constitution and scheme of delegation, which say that they are examples."""

import csv
from datetime import UTC, date, datetime

import pytest

from townclerk.democracy.models import ConstitutionSection, Delegation
from townclerk.democracy.operations import decisions
from townclerk.demonstration import loading
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor

pytestmark = pytest.mark.usefixtures("demonstration")
DAY = date(2026, 11, 26)
MOMENT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
FINDER = "/democracy/constitution/who-decides/"


def sheet(name):
    with (loading.DATA / "democracy" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["constitution-sections", "delegations"])
def test_every_row_says_that_it_is_an_example(name):
    rows = sheet(name)
    assert len(rows) >= 12
    for row in rows:
        assert row["example"] == "yes"
        assert row["source"].startswith("An example")


def test_they_are_loaded_as_users_load_them_and_marked():
    assert not ConstitutionSection.objects.filter(example=False).exists()
    assert not Delegation.objects.filter(example=False).exists()
    assert Delegation.objects.count() == len(sheet("delegations"))


def test_the_pages_say_example_to_everybody(client):
    page = client.get("/democracy/constitution/").content.decode()
    assert "It is not the constitution of this council." in page
    assert page.count(">\n  Example\n<") == len(sheet("constitution-sections"))
    section = client.get("/democracy/constitution/example-contracts/").content.decode()
    assert "It is not what this council has agreed." in section
    assert "Award of contracts" in section
    assert section.index("Head of service") < section.index("above £500,000"), "lowest first"


def test_the_finder_answers_and_the_scheme_has_no_hole(client):
    assert 'href="?q=Writing%20off%20a%20debt"' in client.get(FINDER).content.decode()
    found = client.get(FINDER, {"q": "procurement", "value": "250,000"}).content.decode()
    row = found.split("<tbody")[1]
    assert row.index("Chief Executive") < row.index("May decide")
    assert "Example" in row
    assert "Head of service" not in row
    client.force_login(User.objects.get(username="clerk"))
    assert "govuk-warning-text" not in client.get(FINDER).content.decode()


def test_a_decision_of_an_officer_is_checked_against_it(client):
    stamp = {"actor": Actor(user=User.objects.get(username="clerk")), "moment": MOMENT}
    given = {
        "reference": "salt",
        "title": "Salt for the winter",
        "text": "Buy the salt.",
        "reasons": "The stock is low.",
        "alternatives": "Wait: rejected.",
        "interests": "None.",
        "maker": "officer",
        "maker_role": "Head of service",
        "delegation": Delegation.objects.get(code="example-contract-head"),
        "value": Money.pounds(120_000),
    }
    proposed = decisions.create(given, **stamp)
    with pytest.raises(Problems) as refused:
        decisions.make(proposed, on=DAY, **stamp)
    assert "Chief Executive" in refused.value.problems[0].hint
    within = decisions.change(proposed, {"value": Money.pounds(90_000)}, **stamp)
    decisions.publish(decisions.make(within, on=DAY, **stamp), on=DAY, **stamp)
    page = client.get("/democracy/decisions/salt/").content.decode()
    assert "an example of a scheme of delegation" in page
