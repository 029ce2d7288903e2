"""The example scheme of members' allowances, which says everywhere that it is one."""

import pytest

from townclerk import figures
from townclerk.democracy.models import AllowanceRate, AllowanceScheme
from townclerk.democracy.operations import allowances
from townclerk.democracy.tests.builders import by
from townclerk.democracy.tests.operations.test_democracy_sheets import MOMENT, load, rows
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.money import Money

pytestmark = pytest.mark.django_db
KEY = "democracy.allowances.owed"
SHEETS = ("members", "bodies", "bodies-below", "memberships")
EXAMPLES = ("allowance-schemes", "allowance-rates")


@pytest.fixture
def loaded(clerk):
    for name in (*SHEETS, *EXAMPLES):
        load(name, clerk)
    return AllowanceScheme.objects.get()


def page(client, **asked):
    return client.get("/democracy/allowances/", asked).content.decode()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_row_says_that_it_is_an_example(name):
    for row in rows(name):
        assert row["source"].startswith("An example")
        assert row.get("code", row.get("reference")).startswith("example-")
        assert row.get("example", "yes") == "yes"


def test_everybody_reads_its_rates_as_an_example(loaded, client):
    assert loaded.example
    told = page(client)
    assert "Example scheme of allowances" in told
    assert told.index(">\n  Example\n<") < told.index("What it pays for a whole year")
    for rate in AllowanceRate.objects.all():
        assert rate.title in told.replace("&#39;", "'")
    assert "£20,000.00" in told
    assert "Councillor 1" not in told, "nothing is published by an example"


def test_what_members_are_owed_by_it_says_so(loaded, clerk, client):
    whole = figures.ask(KEY, period="2024/25", reader=OPERATOR)
    assert whole.value == 66 * Money.pounds(10_000)
    assert any("an example" in said for said in whole.caveats)
    client.force_login(clerk.user)
    assert "It is not what this council pays." in page(client, year="2024/25")
    allowances.change(loaded, {"example": False}, **by(clerk, MOMENT))
    assert figures.ask(KEY, period="2024/25", reader=OPERATOR).caveats == ()
    assert "It is not what this council pays." not in page(client, year="2024/25")


def test_no_statement_of_what_it_pays_is_published(loaded, clerk):
    statement = allowances.begin_statement({"year": 2024}, **by(clerk, MOMENT))
    with pytest.raises(allowances.CannotState, match="an example"):
        allowances.publish(statement, **by(clerk, MOMENT))
    allowances.change(loaded, {"example": False}, **by(clerk, MOMENT))
    assert allowances.publish(statement, **by(clerk, MOMENT)).state == "published"
