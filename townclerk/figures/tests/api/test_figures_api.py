import json

import pytest
from django.test import RequestFactory

from townclerk import figures
from townclerk.figures import register
from townclerk.figures.api import figures as api
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_reader, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def declared():
    def compute(question):
        return figures.Answer(value=Money(150), step=Step(label="Top", value=Money(150)))

    figures.figure(
        key="test.api",
        label="For the interface",
        unit=figures.Unit.MONEY,
        display="£ 2 dp",
        definition="A figure.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
    )(compute)
    yield
    register.discard("test.api")


def request_of(*roles):
    request = RequestFactory().get("/api/figures/test.api")
    request.reader = a_reader(*roles)
    return request


def asked(*roles, key="test.api", **kwargs):
    answer = api.show_figure(request_of(*roles), key, **kwargs)
    return answer.status_code, answer.value


def test_it_gives_the_document_with_its_explanation():
    status, found = asked("s151-officer", explain=True)
    assert (status, found["value"], found["explanation"]["value"]) == (200, "1.50", "1.50")
    assert json.dumps(found)


def test_it_refuses_who_may_not_read_it():
    status, found = asked()
    assert (status, "value" in found) == (403, False)
    assert api.list_figures(request_of(), q="test.api") == []


def test_it_does_not_know_other_keys():
    assert asked("s151-officer", key="test.other")[0] == 404


def test_it_answers_over_http(client):
    client.force_login(a_user("s151-officer"))
    assert client.get("/api/figures/test.api").json()["value"] == "1.50"
    assert client.get("/api/figures/test.api/all").json()[0]["value"] == "1.50"
    assert client.get("/api/figures/test.api/scopes").json()[0]["scope"] == "council"
    assert client.get("/api/figures/test.none/scopes").status_code == 404
    client.logout()
    assert client.get("/api/figures/test.api").status_code == 403
