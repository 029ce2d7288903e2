"""Filters of a list, with how many records each choice would leave."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from townclerk.finance.models import GrantStream
from townclerk.platform import clock, kept, records
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.organisation.models import Unit, UnitName
from townclerk.platform.registers import facets
from townclerk.platform.registers.declaration import all_registers, rows_of
from townclerk.platform.registers.listing import narrowed_to
from townclerk.platform.retention import operations as retention
from townclerk.platform.retention.models import Disposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def grants():
    own, other = Unit.objects.create(code="own"), Unit.objects.create(code="other")
    for unit, name in ((own, "Zebra crossings"), (other, "Adult care")):
        UnitName.objects.create(unit=unit, name=name, kind="service", start=date(2010, 4, 1))
    for code, kind, state, unit in (
        ("a", "core", "rumoured", own),
        ("b", "core", "final", own),
        ("c", "capital", "rumoured", other),
        ("d", "one-off", "final", None),
    ):
        GrantStream.objects.create(
            code=code, name=f"{code} grant", type=kind, state=state, unit=unit
        )


@pytest.fixture
def partner(client):
    client.force_login(a_user("finance-partner"))


def page(client, query=""):
    answer = client.get(f"/r/grants/{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib")


def offered(soup, name):
    return [one.get_text(strip=True) for one in soup.select(f"#filter-{name} option")][1:]


def test_it_counts_each_choice(client, partner, grants):
    soup = page(client)
    assert offered(soup, "type") == ["Core (2)", "Capital (1)", "One-off (1)"]
    assert offered(soup, "state") == ["Rumoured (2)", "Final (2)"]


def test_it_counts_what_the_other_filters_leave_and_offers_nothing_empty(client, partner, grants):
    soup = page(client, "?state=rumoured&type=core")
    assert offered(soup, "type") == ["Core (1)", "Capital (1)"]
    assert offered(soup, "state") == ["Rumoured (1)", "Final (1)"]
    soup = page(client, "?q=d+grant")
    assert offered(soup, "type") == ["One-off (1)"]
    assert "1 record." in soup.get_text()


def test_it_keeps_offering_the_choice_in_force(client, partner, grants):
    soup = page(client, "?q=d+grant&type=capital")
    assert offered(soup, "type") == ["One-off (1)", "Capital (0)"]
    assert soup.select_one("#filter-type option[selected]")["value"] == "capital"
    assert soup.select_one(".tc-empty")


def test_it_narrows_to_nothing_by_what_no_column_holds(client, partner, grants):
    assert page(client, "?type=perhaps").select_one(".tc-empty")
    answer = client.get("/r/bodies/?balanced=perhaps")
    assert answer.status_code == 200
    assert b"tc-empty" in answer.content


def test_it_counts_the_rows_of_the_reader_alone(client, grants):
    client.force_login(a_user("head-of-service", unit="own"))
    soup = page(client)
    assert offered(soup, "type") == ["Core (2)"]
    assert offered(soup, "unit") == ["Zebra crossings (2)"]


def test_it_names_units_in_the_order_of_their_names(client, partner, grants):
    assert offered(page(client), "unit") == ["Adult care (1)", "Zebra crossings (2)"]


@pytest.mark.parametrize("query", ["", "?type=core", "?q=grant&state=final"])
def test_it_counts_on_demand_where_there_are_too_many_combinations(
    client, partner, grants, query, monkeypatch
):
    whole = page(client, query)
    monkeypatch.setattr(facets, "MOST", 1)
    soup = page(client, query)
    assert not any("(" in one for one in offered(soup, "type"))
    link = soup.find("a", string="Count the records of each choice")
    asked = page(client, link["href"])
    for name in ("type", "state", "unit"):
        assert offered(asked, name) == offered(whole, name)


def test_it_costs_one_query_however_many_facets(
    client, partner, grants, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        page(client)


def test_it_keeps_the_counts_until_a_record_is_written(client, partner, grants, monkeypatch):
    # Inside the transaction of a test nothing would be kept.
    monkeypatch.setattr(kept, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(facets, "_combinations", kept.Kept(50))
    assert "Core (2)" in offered(page(client), "type")
    GrantStream.objects.bulk_create([GrantStream(code="past-history", name="P", type="core")])
    assert "Core (2)" in offered(page(client), "type")
    given = {"code": "e", "name": "E", "type": "core"}
    assert client.post("/r/grants/new/", given).status_code == 302
    assert "Core (4)" in offered(page(client), "type")


@pytest.fixture
def keeping(monkeypatch):
    # Inside the transaction of a test nothing would be kept.
    monkeypatch.setattr(kept, "connection", SimpleNamespace(in_atomic_block=False))
    found = kept.Kept(50)

    def codes(rows):
        listed = rows.order_by("code").values_list("code", flat=True)
        return facets._kept_while_unwritten(found, listed, lambda: list(listed))

    return codes


def test_it_keeps_nothing_of_a_question_that_asks_of_other_records_within(grants, keeping):
    rows = GrantStream.objects.filter(unit__in=Unit.objects.filter(code="own"))
    assert keeping(rows) == ["a", "b"]
    given = {"actor": an_actor(), "moment": clock.now()}
    records.change(Unit.objects.get(code="own"), {"code": "former"}, **given)
    assert keeping(rows) == []


def test_it_takes_two_codes_for_no_other_that_reads_like_both(grants, keeping):
    GrantStream.objects.create(code="a, b", name="Both")
    assert keeping(GrantStream.objects.filter(code__in=["a, b"])) == ["a, b"]
    assert keeping(GrantStream.objects.filter(code__in=["a", "b"])) == ["a", "b"]


def test_it_keeps_no_choice_of_a_record_that_was_disposed_of(client, partner, monkeypatch):
    monkeypatch.setattr(kept, "connection", SimpleNamespace(in_atomic_block=False))
    for name in ("_combinations", "_values"):
        monkeypatch.setattr(facets, name, kept.Kept(50))
    asking, agreeing = an_actor("finance-partner"), an_actor("monitoring-officer")
    long_ago = {"actor": asking, "moment": clock.now() - timedelta(days=12 * 365)}
    old = records.create(GrantStream(code="old", name="Old", type="capital"), **long_ago)
    records.create(GrantStream(code="new", name="New", type="core"), **long_ago)
    assert "Capital (1)" in offered(page(client), "type")
    asked = retention.propose(old, Disposal.Ground.PERIOD, actor=asking, moment=clock.now())
    retention.approve(asked, actor=agreeing, moment=clock.now())
    assert "Capital (1)" not in offered(page(client), "type")


@pytest.mark.parametrize("text", ["x yz", "9" * 30, "2017/18", "31 February 2018"])
def test_it_narrows_by_any_text_of_an_address(text):
    looked_at = 0
    for register in all_registers():
        for column in register.facets:
            rows = narrowed_to(register, rows_of(register.model), {column.name: text})
            assert not rows.exists(), (register.name, column.name)
            looked_at += 1
    assert looked_at > 100
