"""Calendars and news, read by other programs than the one that wrote them."""

from datetime import date

import icalendar
import pytest
import time_machine
from lxml import etree

from townclerk.democracy.operations import forward_plan, meetings
from townclerk.democracy.tests.builders import (
    a_body,
    a_decision,
    a_meeting,
    a_published,
    at,
    by,
)
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.feeds import close_feed, open_feed

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
