"""Columns in the address, saved views, and acts on many records with the way back."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.finance.models import GrantStream
from townclerk.platform import records
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.registers import bulk, by_name
from townclerk.platform.registers.models import BulkAct, SavedView

pytestmark = pytest.mark.django_db
MOMENT = datetime(2017, 2, 1, 9, 30, tzinfo=UTC)
MANY = "/r/grants/many/"


@pytest.fixture
def partner(client):
    user = a_user("finance-partner")
    client.force_login(user)
    return user


@pytest.fixture
def grants(partner):
    made = []
    for code, kind in (("bees", "one-off"), ("homes", "core"), ("roads", "capital")):
        stream = GrantStream(code=code, name=code.capitalize(), type=kind, department="Defra")
        made.append(records.create(stream, actor=Actor(partner), moment=MOMENT))
    return made


def page(response, status=200):
    assert response.status_code == status, response.content[:2000]
    return BeautifulSoup(response.content, "html5lib")


def heads(soup):
    return [head.get_text(strip=True) for head in soup.select("thead th[aria-sort]")]


def codes(soup):
    return [row.find_all("th")[0].get_text(strip=True) for row in soup.select("tbody tr")]


def test_it_shows_the_columns_of_the_address_in_their_order(client, grants):
    soup = page(client.get("/r/grants/?columns=name,certified,code,nothing&type=core"))
    assert heads(soup) == ["Name", "Needs certification", "Code"]
    sort = soup.select_one("thead th[aria-sort] a")["href"]
    assert "columns=name%2Ccertified%2Ccode" in sort
    export = next(a["href"] for a in soup.select("a[download]") if "/csv/" in a["href"])
    assert client.get(export).content.decode("utf-8-sig").splitlines() == [
        "name,certified,code",
        "Homes,no,homes",
    ]


def test_it_turns_places_into_the_address(client, grants):
    answer = client.get("/r/grants/columns/?place-code=2&place-name=1&place-state=&type=core")
    assert answer["Location"] == "/r/grants/?type=core&columns=name,code"


def test_it_keeps_a_view_and_opens_the_list_with_it(client, partner, grants):
    kept = client.post(
        "/r/grants/views/",
        {"name": " My  core ", "query": "type=core&columns=code&page=3", "default": "on"},
    )
    view = SavedView.objects.get()
    assert (view.name, view.query, view.default) == ("My core", "type=core&columns=code", True)
    assert kept["Location"] == f"/r/grants/?view={view.pk}"
    opened = client.get("/r/grants/")
    assert opened["Location"] == f"/r/grants/?type=core&columns=code&view={view.pk}"
    soup = page(client.get(opened["Location"]))
    assert codes(soup) == ["homes"]
    assert soup.select_one("a[aria-current=page][href^='?view=']").get_text() == "My core"
    assert codes(page(client.get("/r/grants/?view=0"))) == ["bees", "homes", "roads"]
    client.post(f"/r/grants/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()
    assert client.get("/r/grants/").status_code == 200


def test_it_shares_a_view_with_a_role_one_holds_and_no_other(client, partner, grants):
    client.post("/r/grants/views/", {"name": "Ours", "query": "type=core", "role": "s151-officer"})
    assert not SavedView.objects.exists()
    client.post(
        "/r/grants/views/",
        {"name": "Ours", "query": "type=core", "role": "finance-partner", "default": "on"},
    )
    view = SavedView.objects.get()
    client.force_login(a_user("finance-partner"))
    assert client.get("/r/grants/")["Location"].endswith(f"view={view.pk}")
    client.post(f"/r/grants/views/{view.pk}/delete/")
    assert SavedView.objects.exists()
    client.force_login(a_user("internal-auditor"))
    assert not page(client.get("/r/grants/")).select("nav[aria-label='Saved views']")
    assert client.post(f"/r/grants/views/{view.pk}/delete/").status_code == 404


def chosen(soup):
    form = soup.select_one("main form[method=post]")
    data = {}
    for field in form.select("input[name]"):
        data.setdefault(field["name"], []).append(field.get("value", ""))
    return data


def test_it_shows_what_would_change_then_changes_it_and_takes_it_back(client, partner, grants):
    keys = [grant.pk for grant in grants]
    offered = {option["value"] for option in page(client.get("/r/grants/")).select("#act option")}
    assert "set:department" in offered
    asked = {"act": "set:department", "value": "Treasury", "record": keys, "query": ""}
    soup = page(client.post(MANY, asked))
    assert not GrantStream.objects.filter(department="Treasury").exists()
    rows = [row.get_text(" ", strip=True) for row in soup.select("tbody tr")]
    assert rows == ["Bees Defra Treasury", "Homes Defra Treasury", "Roads Defra Treasury"]

    records.change(grants[1], {"name": "Homes 2"}, actor=Actor(partner), moment=MOMENT)
    done = client.post(MANY, chosen(soup) | {"reason": ["Moved"]})
    act = BulkAct.objects.get()
    assert done["Location"] == f"/r/grants/many/{act.pk}/"
    assert GrantStream.objects.filter(department="Treasury").count() == 2
    assert [label for label, _ in act.refused] == ["Homes 2"]
    assert grants[0].history.first().history_change_reason == "Moved"

    grants[2].refresh_from_db()
    records.change(grants[2], {"department": "Other"}, actor=Actor(partner), moment=MOMENT)
    soup = page(client.post(f"/r/grants/many/{act.pk}/"))
    assert "Roads: It was changed since." in soup.get_text()
    found = dict(GrantStream.objects.values_list("code", "department"))
    assert found == {"bees": "Defra", "homes": "Defra", "roads": "Other"}
    client.post(f"/r/grants/many/{act.pk}/")
    assert grants[0].history.count() == 3


def test_it_acts_on_all_of_the_list_as_narrowed(client, grants):
    asked = {"act": "set:department", "value": "X", "every": "yes", "query": "type=core"}
    soup = page(client.post(MANY, asked))
    assert chosen(soup)["record"] == [str(grants[1].pk)]


def test_it_says_why_a_step_is_not_open_to_a_record(client, partner):
    client.force_login(a_user("s151-officer", "finance-partner"))
    one = GrantStream.objects.create(code="a", name="A", type="core", state="ended")
    two = GrantStream.objects.create(code="b", name="B", type="core", state="rumoured")
    options = page(client.get("/r/grants/")).select("#act option")
    assert "step:indicate" in {option["value"] for option in options}
    asked = {"act": "step:indicate", "record": [one.pk, two.pk], "query": ""}
    text = page(client.post(MANY, asked)).get_text()
    assert "Stays: It is ended, from which this step does not start." in text
    assert "1 of 2 chosen records would change." in text


@pytest.mark.parametrize(
    ("act", "value", "said"),
    [
        ("", "", "Choose what is to be done"),
        ("set:code", "x", "Choose what is to be done"),
        ("set:type", "odd", "not one of the choices"),
        ("set:end_date", "soon", "not a date"),
    ],
)
def test_it_refuses_an_act_it_cannot_read(client, grants, act, value, said):
    asked = {"act": act, "value": value, "record": [grants[0].pk], "query": ""}
    answer = client.post(MANY, asked, follow=True)
    assert said in answer.content.decode()
    assert not BulkAct.objects.exists()


def test_it_offers_no_act_to_who_may_not_change_and_does_none(client, grants):
    client.force_login(a_user("internal-auditor"))
    assert not page(client.get("/r/grants/")).select("#act")
    asked = {"act": "set:department", "value": "X", "record": [grants[0].pk], "query": ""}
    soup = page(client.post(MANY, asked))
    assert "Stays: " in soup.select_one("tbody").get_text()
    client.post(MANY, {**asked, "confirmed": "yes", "version": f"{grants[0].pk}:1"})
    assert GrantStream.objects.get(code="bees").department == "Defra"
    act = BulkAct.objects.get()
    client.force_login(a_user("finance-partner"))
    assert client.get(f"/r/grants/many/{act.pk}/").status_code == 404


def test_an_act_on_many_records_asks_what_their_units_are_called_once(partner, grants):
    units = [Unit.objects.create(code=code) for code in ("parks", "care", "roads")]
    for grant, unit in zip(grants, units, strict=True):
        GrantStream.objects.filter(pk=grant.pk).update(unit=unit)
    reader = Reader.of(partner, MOMENT.date())
    register = by_name("grants")
    act = bulk.act_of(register, "set:unit", "parks")
    seen = [
        bulk.choose(register, reader, [one.pk for one in some]) for some in (grants[:1], grants)
    ]
    costs = []
    for chosen in seen:
        with CaptureQueriesContext(connection) as asked:
            assert len(bulk.foresee(act, reader, chosen)) == len(chosen)
        costs.append(len(asked))
    assert costs[0] == costs[1]
