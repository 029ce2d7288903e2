"""What a public record refers to and its reader may not open narrows no list for them either."""

import pytest
from bs4 import BeautifulSoup

from townclerk.democracy.models import Delegation
from townclerk.democracy.tests.builders import a_body
from townclerk.platform.access.testing import an_actor
from townclerk.platform.registers import facets

pytestmark = pytest.mark.django_db
CLOSED = (
    "/r/delegations/?body=board",
    "/r/delegations/?body=board&q=gates",
    "/r/delegations/?body=board&counts=yes",
    "/r/delegations/export/csv/?body=board",
    "/api/r/delegations?body=board",
)


@pytest.fixture
def clerk():
    return an_actor("democratic-services")


@pytest.fixture
def delegations(clerk):
    """Two that everybody may read, of a body that is public and of one that is not."""
    for code, is_public in (("cabinet", True), ("board", False)):
        body = a_body(clerk, code, name=f"The {code}", public=is_public)
        Delegation.objects.create(code=code, subject=f"Gates {code}", maker="body", body=body)


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer) if answer.streaming else answer.content


@pytest.mark.parametrize("address", CLOSED)
def test_who_guesses_the_code_of_a_closed_body_learns_nothing(client, delegations, address):
    assert b"Gates board" in page(client, address.split("?")[0])
    assert b"Gates board" not in page(client, address)
    assert b"Gates cabinet" in page(client, address.replace("=board", "=cabinet"))


@pytest.mark.parametrize("address", CLOSED)
def test_who_may_open_the_body_narrows_by_it(client, clerk, delegations, address):
    client.force_login(clerk.user)
    assert b"Gates board" in page(client, address)
    assert b"Gates cabinet" not in page(client, address)


def test_the_choices_of_the_other_filters_count_nothing_of_it(client, delegations, monkeypatch):
    monkeypatch.setattr(facets, "MOST", 0)
    for code, offered in (("cabinet", 1), ("board", 0)):
        seen = page(client, f"/r/delegations/?body={code}&counts=yes")
        makers = BeautifulSoup(seen, "html5lib").select("#filter-maker option")[1:]
        assert len(makers) == offered, code
