"""The navigation shows what the reader may open now, worked out once while nothing changes."""

import pytest
from bs4 import BeautifulSoup

from townclerk.platform import clock
from townclerk.platform.access.models import Holding, Role
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import LONG_AGO, a_user
from townclerk.platform.web import navigation

pytestmark = pytest.mark.django_db


def led_to(client, address="/"):
    soup = BeautifulSoup(client.get(address).content, "html5lib")
    return {link["href"] for link in soup.select("nav a[href]")}


def open_now(user):
    sections = navigation.sections(Reader.of(user, clock.today()), "/")
    return {entry.address for section in sections for entry in section.entries}


def test_a_role_given_or_taken_shows_at_once():
    user = a_user("member")
    before = open_now(user)
    role = Role.objects.get(code="system-administrator")
    given = Holding.objects.create(user=user, role=role, start=LONG_AGO)
    assert open_now(user) - before >= {"/administration/people/"}
    given.delete()
    assert open_now(user) == before


def test_it_is_worked_out_once_for_what_a_reader_holds(monkeypatch):
    user = a_user("risk-officer")
    first, again = (Reader.of(user, clock.today()) for _ in range(2))
    found = navigation.sections(first, "/")
    monkeypatch.setattr(navigation, "decide", lambda *_: pytest.fail("asked again"))
    assert navigation.sections(again, "/") == found


def test_the_section_of_the_page_is_the_current_one():
    reader = Reader.of(a_user("risk-officer"), clock.today())
    for entry in navigation.open_to(reader):
        found = navigation.sections(reader, f"{entry.address}7/")
        assert [one.name for one in found if one.current] == [entry.section]


def test_a_page_that_is_not_there_leads_on_as_any_other(client):
    outside = led_to(client)
    client.force_login(a_user("system-administrator"))
    assert client.get("/nowhere-at-all/").status_code == 404
    assert led_to(client, "/nowhere-at-all/") == led_to(client) != outside
