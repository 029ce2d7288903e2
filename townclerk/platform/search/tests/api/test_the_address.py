"""The interface as a program reaches it, through every middleware."""

import pytest

from townclerk.platform.access.areas import Area
from townclerk.platform.access.http import undeclared_views
from townclerk.platform.access.testing import a_user
from townclerk.platform.search import Findable, index

pytestmark = pytest.mark.django_db


def test_it_is_described_and_reached_under_one_address(client):
    described = client.get("/api/openapi.json")
    assert described.status_code == 200
    assert {"/api/search", "/api/figures"} <= set(described.json()["paths"])
    assert client.get("/api/figures").status_code == 200
    assert client.get("/api/").status_code == 404


def test_it_reads_who_asks_from_the_session(client):
    index.put("things", [("1", Findable(title="Gap", url="/g/", area=Area.FINANCIAL_PLANNING))])
    assert client.get("/api/search", {"q": "gap"}).json()["total"] == 0
    client.force_login(a_user("s151-officer"))
    assert client.get("/api/search", {"q": "gap"}).json()["total"] == 1


def test_it_says_what_is_wrong_with_a_question(client):
    answer = client.get("/api/search", {"q": "gap", "page": "0"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "page"]


def test_it_leaves_no_address_without_a_declared_door():
    assert [a for a in undeclared_views() if a.startswith("/api/")] == []
