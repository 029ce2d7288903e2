"""A public register does not name a meeting or a body that is not open to its reader."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from townclerk.democracy.models import Body, Delegation, Programme, Topic
from townclerk.democracy.operations import meetings, scrutiny
from townclerk.democracy.tests.builders import a_body, a_meeting, at, by
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db
PLANNED, NAMED = b"corporate-2024-09-10", b"Corporate, 10 September 2024"
LIST = "/r/scrutiny-topics/?columns=title,meeting"


@pytest.fixture
def clerk():
    return an_actor("democratic-services")


@pytest.fixture
def topic(clerk):
    """One that everybody may read, for a meeting nobody was told of yet."""
    body = a_body(clerk, "corporate", Body.Kind.SCRUTINY, decides=False)
    year = {"year": "2024/25", "start": date(2024, 5, 14), "end": date(2025, 5, 20)}
    programme = Programme.objects.create(reference="corporate-2024", body=body, **year)
    for title in ("The quay", "The pier"):
        given = {"reference": title.lower().replace(" ", "-"), "title": title}
        meeting = a_meeting(clerk, body, date(2024, 9, 10 if title == "The quay" else 24))
        scrutiny.suggest(given | {"programme": programme, "meeting": meeting}, **by(clerk))
    Topic.objects.update(state=Topic.State.SCHEDULED)
    return Topic.objects.get(reference="the-quay")


def page(address, user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer) if answer.streaming else answer.content


def queries(address):
    page(address)
    with CaptureQueriesContext(connection) as seen:
        page(address)
    return len(seen)


def shown_at(topic):
    return [
        LIST,
        f"/r/scrutiny-topics/{topic.pk}/",
        "/r/scrutiny-topics/export/csv/",
        "/api/r/scrutiny-topics",
        f"/api/r/scrutiny-topics/{topic.pk}",
    ]


def test_a_meeting_nobody_was_told_of_is_named_to_its_clerk_alone(clerk, topic):
    for address in shown_at(topic):
        assert b"The quay" in page(address)
        assert PLANNED not in page(address), address
        assert NAMED not in page(address), address
    assert b"Not open to you" in page(LIST)
    assert NAMED in page(LIST, clerk.user)
    assert PLANNED in page("/api/r/scrutiny-topics", clerk.user)


def test_it_is_named_once_it_is_notified(clerk, topic):
    meetings.notify(topic.meeting, **by(clerk, at(date(2024, 8, 1))))
    assert NAMED in page(LIST)
    assert page(LIST).count(b"Not open to you") == 1


def test_a_page_asks_of_all_its_meetings_together(topic):
    both = queries(LIST)
    Topic.objects.exclude(pk=topic.pk).delete()
    assert both == queries(LIST)


def test_a_body_that_is_not_public_is_no_choice_of_a_filter(clerk):
    for code, is_public in (("cabinet", True), ("board", False)):
        body = a_body(clerk, code, name=f"The {code}", public=is_public)
        Delegation.objects.create(code=code, subject="Gates", maker="body", body=body)
    seen = page("/r/delegations/")
    assert b"The cabinet" in seen
    assert b"The board" not in seen
    assert b"The board" in page("/r/delegations/", clerk.user)
