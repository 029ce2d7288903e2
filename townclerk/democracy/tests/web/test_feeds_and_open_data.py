"""Calendars, news and the open interface, read by other programs than the one that wrote them."""

import io
from datetime import date

import icalendar
import pytest
import time_machine
from django.test import override_settings
from lxml import etree

from townclerk.democracy.operations import agendas, forward_plan, meetings
from townclerk.democracy.tests.builders import (
    a_body,
    a_decision,
    a_meeting,
    a_member,
    a_published,
    at,
    by,
    seat,
)
from townclerk.democracy.tests.core.test_pack import a_pdf
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.feeds import close_feed, open_feed
from townclerk.platform.files import operations as files
from townclerk.platform.home import Home

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
NOW = at(date(2026, 3, 2))
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clerk():
    return an_actor("democratic-services")


@pytest.fixture
def cabinet(clerk):
    return a_body(clerk, name="Cabinet")


def events(answer):
    assert answer["Content-Type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_calendar_shows_public_meetings_and_the_secret_one_those_planned(client, clerk, cabinet):
    known = meetings.notify(a_meeting(clerk, cabinet, on=DAY), **by(clerk))
    meetings.cancel(known, reason="No business", **by(clerk))
    a_meeting(clerk, cabinet, on=date(2026, 4, 9))
    a_meeting(clerk, a_body(clerk, "secret", public=False), on=date(2026, 4, 10))
    (event,) = events(client.get("/democracy/feeds/meetings.ics"))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 2)
    assert len(events(client.get("/democracy/feeds/bodies/cabinet.ics"))) == 1
    assert client.get("/democracy/feeds/bodies/secret.ics").status_code == 404
    secret = open_feed(**by(clerk))
    own = f"/democracy/feeds/own/{secret}.ics"
    assert len(events(client.get(own))) == 3
    close_feed(**by(clerk))
    assert client.get(own).status_code == 404


def test_the_news_tells_what_is_published_and_nothing_else(client, clerk, cabinet):
    a_published(clerk, cabinet, on=date(2026, 2, 26), published=date(2026, 2, 27), reference="open")
    a_published(
        clerk,
        cabinet,
        on=date(2026, 2, 26),
        published=date(2026, 2, 27),
        reference="kept",
        title="The kept price",
        exempt_paragraph="3",
    )
    a_decision(clerk, cabinet, reference="still", title="Still to come")
    given = {
        "reference": "e1",
        "title": "Pier repair",
        "text": "Award.",
        "body": cabinet,
        "lead_role": "Head of service",
        "decision_on": date(2026, 5, 7),
    }
    forward_plan.publish(forward_plan.create(given, **by(clerk)), **by(clerk))
    rss = etree.fromstring(client.get("/democracy/feeds/decisions.rss").content)
    assert [item.findtext("link").rsplit("/", 2)[1] for item in rss.iter("item")] == ["open"]
    assert rss.find(".//item/pubDate").text.startswith("Fri, 27 Feb 2026")
    atom = etree.fromstring(client.get("/democracy/feeds/forward-plan.atom").content)
    (entry,) = atom.iter(f"{ATOM}entry")
    assert "7 May 2026" in entry.findtext(f"{ATOM}summary")
    assert client.get("/democracy/feeds/votes.rss").status_code == 404


REQUIRED = {
    "System": {"id", "type", "oparlVersion", "body"},
    "Body": {"id", "type", "name", "organization", "person", "meeting", "paper", "agendaItem"}
    | {"consultation", "file", "legislativeTerm", "legislativeTermList", "locationList"}
    | {"membership"},
    "Organization": {"id", "type", "name", "body"},
    "Person": {"id", "type", "name", "body"},
    "Membership": {"id", "type", "person", "organization"},
    "Meeting": {"id", "type", "name", "start", "organization", "cancelled"},
    "AgendaItem": {"id", "type", "meeting", "name", "public"},
    "Paper": {"id", "type", "body", "name", "mainFile"},
    "Consultation": {"id", "type", "paper", "organization", "agendaItem"},
    "File": {"id", "type", "fileName", "accessUrl", "date", "size"},
    "LegislativeTerm": {"id", "type", "body"},
    "Location": {"id", "type"},
}
"""What the specification of OParl requires of each object, and what we give besides; ours."""


def fetched(client, address):
    answer = client.get(address.removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 200, address
    return answer.json()


def checked(shown):
    kind = shown["type"].removeprefix("https://schema.oparl.org/1.1/")
    assert REQUIRED[kind] <= set(shown), (kind, REQUIRED[kind] - set(shown))
    assert None not in shown.values()
    return kind


def test_every_object_of_the_open_interface_has_what_the_standard_requires(
    client, clerk, cabinet, tmp_path
):
    a_body(clerk, "hidden", public=False)
    seat(clerk, cabinet, a_member(clerk, "a"))
    council = a_body(clerk, "council", "council")
    a_meeting(clerk, council, on=date(2025, 5, 20), kind="annual")
    meeting = a_meeting(clerk, cabinet, on=date(2026, 3, 12), place="Town Hall")
    item = agendas.add_item({"meeting": meeting, "title": "Accounts"}, **by(clerk))
    with override_settings(HOME=Home(tmp_path)):
        content = io.BytesIO(a_pdf(1))
        content.name, content.size = "accounts.pdf", len(content.getvalue())
        files.attach(item, content, **by(clerk), note="The accounts")
        assert fetched(client, "/democracy/oparl/file/")["data"] == [], "the agenda is not open"
        meetings.publish_agenda(meeting, **by(clerk))
        system = fetched(client, "/democracy/oparl/")
        assert checked(system) == "System"
        (body,) = fetched(client, system["body"])["data"]
        seen = {checked(body)} | {checked(term) for term in body["legislativeTerm"]}
        lists = [value for name, value in body.items() if name != "id" and "/oparl/" in str(value)]
        for address in [each for each in lists if isinstance(each, str) and each != system["id"]]:
            page = fetched(client, address)
            assert page["pagination"]["totalElements"] == len(page["data"]) > 0, address
            for shown in page["data"]:
                seen.add(checked(shown))
                assert fetched(client, shown["id"])["id"] == shown["id"]
        assert seen | {"System"} == set(REQUIRED)
        (file,) = fetched(client, "/democracy/oparl/file/")["data"]
        address = file["accessUrl"].removeprefix("http://127.0.0.1:8000")
        assert b"".join(client.get(address).streaming_content) == content.getvalue()


def test_the_open_interface_gives_what_changed_and_refuses_what_it_cannot_read(
    client, clerk, cabinet
):
    assert cabinet.public
    lists = "/democracy/oparl/organization/"
    assert len(fetched(client, f"{lists}?modified_since=2026-03-01T00:00:00Z")["data"]) == 1
    assert fetched(client, f"{lists}?modified_since=2026-03-03T00:00:00Z")["data"] == []
    assert client.get(f"{lists}?modified_since=Monday").status_code == 400
    assert client.get(f"{lists}?page=2").status_code == 404
    assert client.get("/democracy/oparl/person/no-one/").status_code == 404
    assert client.get("/democracy/oparl/dogs/").status_code == 404
