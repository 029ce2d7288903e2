"""Retention over the interface: due, proposed by one, confirmed by another, certified, gone."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from townclerk.finance.models import GrantStream
from townclerk.platform import records
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.home import Home
from townclerk.platform.retention.models import Certificate, Disposal

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2015, 6, 1, 9, tzinfo=UTC)
SECRET = "Xylophonequartz"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.prepare()


@pytest.fixture
def proposer():
    return a_user("finance-partner")


@pytest.fixture
def decider():
    return a_user("monitoring-officer")


def as_user(user):
    client = Client(enforce_csrf_checks=False)
    client.force_login(user)
    return client


def a_grant(user, code="homes", moment=LONG_AGO):
    made = GrantStream(code=code, name=f"{SECRET} {code}", type="core")
    return records.create(made, actor=Actor(user), moment=moment)


ADDRESSES = (
    "/api/r/grants",
    "/api/search?q=homes",
    "/r/grants/",
    "/r/grants/export/csv/",
    "/search/?q=homes",
    "/api/retention/due/grants",
)


def told(client, address):
    return client.get(address).content.decode()


def sent(client, address, **given):
    return client.post(address, given, content_type="application/json")


def test_it_disposes_of_a_record_by_two_persons_and_finds_it_nowhere(proposer, decider):
    record = a_grant(proposer)
    one, two = as_user(proposer), as_user(decider)
    assert "grants" in {kind["name"] for kind in one.get("/api/retention").json()}
    (due,) = one.get("/api/retention/due/grants").json()
    assert (due["id"], due["label"], due["held"]) == (str(record.pk), record.name, False)

    for address in ADDRESSES:
        assert SECRET in told(one, address), address

    made = sent(one, f"/api/retention/due/grants/{due['id']}", ground="period")
    assert made.status_code == 201
    number = made.json()["id"]
    assert sent(one, f"/api/retention/proposals/{number}/approve").status_code == 403
    (waiting,) = two.get("/api/retention/proposals").json()
    assert waiting["id"] == number
    assert SECRET not in str(waiting)
    certificate = sent(two, f"/api/retention/proposals/{number}/approve").json()
    assert certificate["content"]["counts"]["rows"] == 1

    chain = two.get("/api/retention/certificates").json()
    assert (chain["certificates"][0]["sha256"], chain["broken"]) == (certificate["sha256"], [])
    for address in (*ADDRESSES, "/api/retention/certificates"):
        for client in (one, two):
            assert SECRET not in told(client, address), address
    assert one.get(f"/api/r/grants/{record.pk}").status_code == 404
    assert not GrantStream.history.filter(id=record.pk).exists()


def test_it_keeps_what_the_second_person_rejects(proposer, decider):
    record = a_grant(proposer)
    made = sent(as_user(proposer), f"/api/retention/due/grants/{record.pk}", ground="erasure")
    number = made.json()["id"]
    rejected = sent(as_user(decider), f"/api/retention/proposals/{number}/reject")
    assert rejected.json()["state"] == Disposal.State.REJECTED
    assert GrantStream.objects.filter(pk=record.pk).exists()
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("address", "given", "status"),
    [
        ("/api/retention/due/grants/{fresh}", {"ground": "period"}, 400),
        ("/api/retention/due/grants/{fresh}", {"ground": "because"}, 422),
        ("/api/retention/due/grants/99999", {"ground": "period"}, 404),
        ("/api/retention/due/nowhere/1", {"ground": "period"}, 404),
        ("/api/retention/due/facts:finance.budget_lines/x:1", {"ground": "error"}, 404),
        ("/api/retention/proposals/99999/approve", {}, 403),
    ],
)
def test_it_refuses_what_may_not_be(proposer, address, given, status):
    fresh = a_grant(proposer, moment=datetime.now(UTC))
    found = sent(as_user(proposer), address.format(fresh=fresh.pk), **given)
    assert found.status_code == status, found.content


def test_it_shows_nothing_to_who_disposes_of_nothing(proposer):
    a_grant(proposer)
    resident = as_user(a_user("resident"))
    assert resident.get("/api/retention").json() == []
    assert resident.get("/api/retention/due/grants").status_code == 404
    assert resident.get("/api/retention/certificates").status_code == 403
    assert Client().get("/api/retention").status_code == 401
