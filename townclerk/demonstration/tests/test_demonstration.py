"""The demonstration council, loaded as `townclerk demo` loads it."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from django.db import transaction

from townclerk import figures
from townclerk.demonstration import loading
from townclerk.figures import commands
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import PlanVersion
from townclerk.finance.queries.plan import load
from townclerk.finance.queries.scenarios import each_driver
from townclerk.kernel.money import Money
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.exchange.models import ImportBatch

MOMENT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
GAP = "finance.plan.original_gap"


def leaves(explanation):
    if not explanation.get("parts"):
        yield explanation
    for part in explanation.get("parts", []):
        yield from leaves(part)


def test_it_gives_every_role_account_a_password_of_its_own(demonstration):
    assert len(set(demonstration.values())) == User.objects.count() == len(demonstration) > 5


@pytest.mark.django_db
def test_it_makes_other_passwords_at_each_load():
    def opened_and_undone():
        with transaction.atomic():
            found = loading._accounts(Actor.at_terminal(None), MOMENT, MOMENT.date())
            transaction.set_rollback(True)
        return found

    first, second = opened_and_undone(), opened_and_undone()
    assert set(first) == set(second)
    assert not set(first.values()) & set(second.values())
    assert all(len(password) > 14 for password in first.values())


def test_it_loads_the_published_plan(demonstration):
    found = figures.ask("finance.plan.remaining_gap", reader=OPERATOR)
    assert (str(found.value), found.status.value) == ("14028000.00", "published")


def test_it_dates_the_plan_when_it_was_published_and_the_loading_when_it_was_loaded(demonstration):
    plan = PlanVersion.objects.get(number=1)
    assert plan.published_on == date(2017, 1, 12)
    assert figures.ask(GAP, reader=OPERATOR).as_at == date(2017, 1, 12)
    assert set(AuditEntry.objects.values_list("moment", flat=True)) == {MOMENT}
    assert set(ImportBatch.objects.values_list("moment", flat=True)) == {MOMENT}


def test_it_leaves_a_draft_of_the_same_amounts_with_a_driver_to_move(demonstration):
    published, draft = (load(one) for one in PlanVersion.objects.order_by("number"))
    assert draft.row("remaining_gap").amounts == published.row("remaining_gap").amounts
    assert draft.state == PlanVersion.State.DRAFT
    (told,) = each_driver(draft)
    assert told.result.amounts[0] == Money.pounds(2_126_500)


def test_it_traces_every_line_of_the_gap_to_the_row_that_brought_it(demonstration):
    show = ["show", GAP, "--period", "2017/18", "--explain"]
    found = json.loads(CliRunner().invoke(commands.figure, [*show, "--json"]).output)
    path = loading.DATA / "finance" / "plan-lines.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    for leaf in leaves(found["explanation"]):
        source = leaf["source"]
        assert source["file"] == "plan-lines.csv"
        assert source["checksum"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert source["when"].startswith("2026-11-26")
        assert source["who"]
        assert leaf["label"] in rows[int(source["row"]) - 1]
    text = CliRunner().invoke(commands.figure, show).output
    assert "Source: plan-lines.csv, row 2, SHA-256" in text


def test_it_shows_the_file_on_the_page_and_in_the_interface(demonstration, client):
    page = client.get(f"/figures/{GAP}/?period=2017/18").content.decode()
    assert "The file it came from" in page
    assert "plan-lines.csv, SHA-256" in page
    assert "brought by" not in page
    seen = client.get(f"/api/figures/{GAP}?period=2017/18&explain=true").json()
    sources = [leaf["source"] for leaf in leaves(seen["explanation"])]
    assert {source["file"] for source in sources} == {"plan-lines.csv"}
    assert not any("who" in source or "row" in source for source in sources)
    client.force_login(User.objects.get(username="s151"))
    page = client.get(f"/figures/{GAP}/?period=2017/18").content.decode()
    assert "plan-lines.csv, row 2, SHA-256" in page
    assert "brought by Section 151 officer on 26 November 2026" in page


def test_it_refuses_an_installation_that_holds_a_council(demonstration):
    with pytest.raises(loading.NotEmpty, match="Sefton Council"):
        loading.check_empty(None)
    with pytest.raises(loading.WrongName):
        loading.check_empty("Another Council")
    assert loading.check_empty("Sefton Council")
