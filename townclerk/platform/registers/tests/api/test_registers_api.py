"""Registers over the interface: what a page would show, change and refuse, to the same people."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from townclerk.finance.models import GrantStream
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor

pytestmark = pytest.mark.django_db
MOMENT = datetime(2017, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def partner(client):
    user = a_user("finance-partner")
    client.force_login(user)
    return user


@pytest.fixture
def grants(partner):
    made = []
    for code, kind, cost in (("homes", "core", 1_000_50), ("roads", "capital", -5_00)):
        stream = GrantStream(code=code, name=f"{code} grant", type=kind, yearly_cost=Money(cost))
        made.append(records.create(stream, actor=Actor(partner), moment=MOMENT))
    return made


def send(client, method, address, **document):
    call = getattr(client, method)
    return call(address, data=json.dumps(document), content_type="application/json")


def test_it_lists_registers_open_to_the_caller(client, partner):
    names = {one["name"] for one in client.get("/api/r").json()}
    assert {"grants", "plan-lines"} <= names
    client.logout()
    assert "grants" not in {one["name"] for one in client.get("/api/r").json()}


def test_it_lists_records_with_the_filters_and_order_of_the_page(client, grants):
    found = client.get("/api/r/grants?sort=-code").json()
    assert [one["values"]["code"] for one in found["records"]] == ["roads", "homes"]
    found = client.get("/api/r/grants?type=core&q=grant").json()
    assert (found["total"], found["filters"]) == (1, {"type": "core"})
    values = found["records"][0]["values"]
    assert (values["yearly_cost"], values["certified"], values["end_date"]) == (
        "1000.50",
        False,
        None,
    )
    kinds = {column["name"]: column for column in found["columns"]}
    assert "ring-fenced" in kinds["type"]["choices"]
    assert kinds["type"]["filter"]


def test_it_shows_a_record_with_the_steps_open_to_the_caller(client, grants):
    found = client.get(f"/api/r/grants/{grants[0].pk}").json()
    assert found["label"] == "homes grant"
    assert found["may_change"]
    client.force_login(a_user("internal-auditor"))
    found = client.get(f"/api/r/grants/{grants[0].pk}").json()
    assert (found["may_change"], found["steps"]) == (False, [])


def test_it_adds_a_record(client, partner):
    values = {"code": "bees", "name": "Bees", "type": "Core", "yearly_cost": "(1,000.50)"}
    made = send(client, "post", "/api/r/grants", values=values, reason="From the letter")
    assert made.status_code == 201, made.content
    bees = GrantStream.objects.get(code="bees")
    assert bees.yearly_cost == Money(-1_000_50)
    assert bees.history.get().history_change_reason == "From the letter"
    assert bees.history.get().history_user == partner


def test_it_tells_everything_that_is_wrong_at_once(client, partner):
    values = {"code": "bees", "type": "odd", "colour": "red"}
    told = send(client, "post", "/api/r/grants", values=values)
    assert told.status_code == 400
    assert {problem["field"] for problem in told.json()["problems"]} == {"name", "type", "colour"}
    assert not GrantStream.objects.exists()


def test_it_changes_what_is_given_and_tells_a_conflict(client, grants):
    address = f"/api/r/grants/{grants[0].pk}"
    done = send(client, "patch", address, version=1, values={"yearly_cost": "7"})
    assert done.status_code == 200, done.content
    assert (done.json()["version"], done.json()["values"]["name"]) == (2, "homes grant")
    late = send(client, "patch", address, version=1, values={"yearly_cost": "8"})
    assert (late.status_code, late.json()["code"]) == (409, "changed-by-another")
    assert GrantStream.objects.get(code="homes").yearly_cost == Money(7_00)
    fixed = send(client, "patch", address, version=2, values={"code": "other"})
    assert fixed.status_code == 400


def test_it_takes_a_step_and_refuses_one_that_is_not_open(client, partner):
    client.force_login(a_user("s151-officer"))
    stream = GrantStream.objects.create(code="homes", name="Homes", type="core", state="final")
    found = client.get(f"/api/r/grants/{stream.pk}").json()
    step = found["steps"][0]["name"]
    address = f"/api/r/grants/{stream.pk}"
    late = send(client, "post", f"{address}/{step}", version=7)
    assert late.status_code == 409
    done = send(client, "post", f"{address}/{step}", version=found["version"], reason="Seen")
    stream.refresh_from_db()
    assert (done.status_code == 200) == (stream.state != "final"), done.content
    assert send(client, "post", f"{address}/fly", version=1).status_code == 404


def test_it_refuses_who_may_not(client, grants):
    address = f"/api/r/grants/{grants[0].pk}"
    client.force_login(a_user("internal-auditor"))
    assert send(client, "patch", address, version=1, values={"name": "X"}).status_code == 403
    assert send(client, "post", "/api/r/grants", values={}).status_code == 403
    client.force_login(a_user("resident"))
    assert client.get("/api/r/grants").status_code == 403
    client.logout()
    assert client.get("/api/r/grants").status_code == 401
    assert send(client, "patch", address, version=1, values={"name": "X"}).status_code == 401
    assert GrantStream.objects.get(code="homes").name == "homes grant"


def test_it_refuses_a_write_without_the_token_against_forgery(grants, partner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(partner)
    address = f"/api/r/grants/{grants[0].pk}"
    refused = send(client, "patch", address, version=1, values={"name": "X"})
    assert refused.status_code == 403
    client.get("/r/grants/new/")
    token = client.cookies["csrftoken"].value
    done = client.patch(
        address,
        data=json.dumps({"version": 1, "values": {"name": "X"}}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert done.status_code == 200, done.content


@pytest.mark.parametrize(
    "address",
    ["/api/r/nothing", "/api/r/nothing/1", "/api/r/grants/999999", "/api/r/grants?page=0"],
)
def test_it_says_what_is_not_there(client, partner, address):
    assert client.get(address).status_code in (404, 422)
