"""The log of what was done to records: searched by record, and no wider than its reader."""

from datetime import UTC, datetime

import pytest

from townclerk.democracy.operations import bodies
from townclerk.democracy.tests.builders import a_body, a_member
from townclerk.platform.access.testing import a_reader, a_user, an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.registers import log

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)


@pytest.fixture
def cabinet():
    clerk = an_actor("democratic-services")
    made = a_body(clerk)
    a_member(clerk, "a")
    bodies.change(made, {"quorum": 3}, actor=clerk, moment=AFTER, reason="Resolved in May")
    return made


def text(client, **asked):
    answer = client.get("/r/log/", asked)
    assert answer.status_code == 200
    return answer.content.decode().split("<h1")[1]


def test_it_is_searched_by_record_and_by_words_and_leads_to_the_record(client, cabinet):
    client.force_login(a_user("monitoring-officer"))
    whole = text(client)
    assert "3 March 2026, 08:15" in whole
    assert "Resolved in May" in whole
    assert f'href="/r/bodies/{cabinet.pk}/">Cabinet</a>' in whole
    assert "Member a" in whole
    of_one = text(client, register="bodies", record=cabinet.pk)
    assert "2 acts" in of_one
    assert "Member a" not in of_one
    assert "1 act," in text(client, q="resolved cabinet")
    assert "Nothing in the log fits" in text(client, q="unheard of")
    assert f"/r/log/?register=bodies&amp;record={cabinet.pk}" in (
        client.get(f"/r/bodies/{cabinet.pk}/").content.decode()
    )


def test_it_names_no_record_its_reader_may_not_open(cabinet):
    AuditEntry.objects.create(
        moment=AFTER, verb="create", record_type="democracy.exemptpaper", record_id="1",
        record_label="Advice of counsel",
    )  # fmt: skip
    for clearances, seen in (((), 0), (("exempt",), 1)):
        reader = a_reader("monitoring-officer", clearances=clearances)
        assert log.entries(log.read_by(reader), words="counsel").count() == seen
    assert log.read_by(a_reader("head-of-service", unit="care")) == {}


@pytest.mark.parametrize("role", ["leader", "head-of-service", "member"])
def test_it_is_for_those_who_read_the_log(client, role):
    client.force_login(a_user(role))
    assert client.get("/r/log/").status_code == 403
