"""The open interface against the published schemas and rules of OParl 1.1.1."""

import io
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from townclerk.democracy.models import AgendaPack, Body, Meeting
from townclerk.democracy.operations import agendas, bodies, meetings
from townclerk.democracy.tests.builders import a_body, a_meeting, a_member, at, by, seat
from townclerk.democracy.tests.core.test_pack import a_pdf
from townclerk.platform.access.testing import an_actor
from townclerk.platform.files import operations as files
from townclerk.platform.home import Home
from townclerk.platform.organisation.operations import set_council

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
OPARL = "/democracy/oparl/"
NOW, LATER = at(date(2026, 3, 2)), at(date(2026, 3, 20))
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
EVERY = "id type created modified license keyword web deleted"
LISTS = "organization person meeting paper agendaItem consultation file membership"
REQUIRED = {
    "System": "oparlVersion body",
    "Body": f"name legislativeTerm locationList legislativeTermList {LISTS}",
    "AgendaItem": "order",
    "File": "accessUrl",
}
"""What the schemas require besides `id` and `type`; of the lists of a body, the words of 1.1 do."""
MAY = {
    "System": "otherOparlVersions name contactEmail contactName website vendor product",
    "Body": "system shortName website licenseValidSince oparlSince ags rgs equivalent contactEmail"
    " contactName classification location",
    "LegislativeTerm": "body name startDate endDate",
    "Organization": "body name membership meeting consultation shortName post subOrganizationOf"
    " organizationType classification startDate endDate website location externalBody",
    "Person": "body name familyName givenName formOfAddress affix title gender phone email location"
    " locationObject status membership life lifeSource",
    "Membership": "person organization role votingRight startDate endDate onBehalfOf",
    "Meeting": "name meetingState cancelled start end location organization participant invitation"
    " resultsProtocol verbatimProtocol auxiliaryFile agendaItem",
    "AgendaItem": "meeting number name public consultation result resolutionText resolutionFile"
    " auxiliaryFile start end",
    "Paper": "body name reference date paperType relatedPaper superordinatedPaper"
    " subordinatedPaper mainFile auxiliaryFile location originatorPerson underDirectionOf"
    " originatorOrganization consultation",
    "Consultation": "paper agendaItem meeting organization authoritative role",
    "File": "name fileName mimeType date size sha1Checksum sha512Checksum text downloadUrl"
    " externalServiceUrl masterFile derivativeFile fileLicense meeting agendaItem person paper",
    "Location": "description geojson streetAddress room postalCode subLocality locality bodies"
    " organizations persons meetings papers",
}
MOMENTS, DAYS = {"created", "modified", "start", "end"}, {"startDate", "endDate", "date"}
ARRAYS = {
    "Body": {"legislativeTerm"},
    "Organization": {"membership"},
    "Person": {"membership"},
    "Meeting": {"organization", "participant", "auxiliaryFile", "agendaItem"},
    "Paper": {"auxiliaryFile", "consultation"},
    "Consultation": {"organization"},
    "File": {"meeting", "agendaItem", "paper"},
    "Location": {"meetings"},
}
BACK = {
    "AgendaItem": {"meeting"},
    "LegislativeTerm": {"body"},
    "Membership": {"person"},
    "Consultation": {"paper"},
    "File": {"agendaItem", "paper", "meeting"},
    "Location": {"meetings"},
}
"""What leads back to the object around; it is left out within that object."""


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clerk():
    return an_actor("democratic-services")


@pytest.fixture
def cabinet(clerk):
    return a_body(clerk, name="Cabinet", start=date(2025, 5, 20), end=date(2027, 5, 1))


def fetched(client, address, status=200):
    answer = client.get(address.removeprefix(SITE))
    assert answer.status_code == status, address
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def listed(client, kind, **asked):
    return client.get(f"{OPARL}{kind}/", asked).json()["data"]


def kind_of(shown):
    return shown["type"].removeprefix("https://schema.oparl.org/1.1/")


def check(shown, *, inside=False):
    """One object and each within it; answers the kinds seen."""
    kind = kind_of(shown)
    names = set(shown)
    required = {"id", "type", "created", "modified", *REQUIRED.get(kind, "").split()}
    assert required <= names, (kind, required - names)
    allowed = {*EVERY.split(), *REQUIRED.get(kind, "").split(), *MAY[kind].split()}
    assert names <= allowed, (kind, names - allowed)
    assert not (inside and names & BACK.get(kind, set())), (kind, names)
    seen = {kind}
    for name, value in shown.items():
        assert value not in (None, ""), (kind, name)
        if name in MOMENTS:
            assert MOMENT.fullmatch(value), (kind, name, value)
        if name in DAYS:
            assert DAY.fullmatch(value), (kind, name, value)
        assert isinstance(value, list) == (name in ARRAYS.get(kind, set())), (kind, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                seen |= check(each, inside=True)
    return seen


def attached(clerk, record, name="accounts.pdf", note="The accounts"):
    content = io.BytesIO(a_pdf(1))
    content.name, content.size = name, len(content.getvalue())
    return files.attach(record, content, **by(clerk), note=note)


@pytest.fixture
def published(clerk, cabinet, tmp_path):
    """A meeting with a paper on its item, its agenda published."""
    named = {"name": "Sefton Council", "short_name": "Sefton", "ons_code": "E08000014"}
    set_council(named, **by(an_actor("system-administrator")))
    seat(clerk, cabinet, a_member(clerk, "a"), end=date(2026, 5, 19))
    council = a_body(clerk, "council", "council")
    a_meeting(clerk, council, on=date(2025, 5, 20), kind="annual", place="Chamber")
    a_meeting(clerk, council, on=date(2026, 5, 19), kind="annual", place="Chamber")
    meeting = a_meeting(clerk, cabinet, on=date(2026, 3, 12), place="Town Hall")
    meetings.notify(meeting, **by(clerk))
    meeting = Meeting.objects.get(pk=meeting.pk)
    item = agendas.add_item({"meeting": meeting, "title": "Accounts"}, **by(clerk))
    with override_settings(HOME=Home(tmp_path)):
        attached(clerk, item)
        meetings.publish_agenda(meeting, **by(clerk, at(date(2026, 3, 3))))
        yield Meeting.objects.get(pk=meeting.pk)


def test_every_object_is_as_the_schemas_say(client, published):
    system = fetched(client, OPARL)
    seen = check(system)
    (body,) = fetched(client, system["body"])["data"]
    seen |= check(body)
    lists = [body[name] for name in (*LISTS.split(), "locationList", "legislativeTermList")]
    for address in lists:
        page = fetched(client, address)
        assert page["pagination"]["totalElements"] == len(page["data"]) > 0, address
        for shown in page["data"]:
            seen |= check(shown)
            assert fetched(client, shown["id"]) == shown
    assert seen == set(MAY)


def test_it_says_what_the_standard_means_by_its_words(client, clerk, published):
    by_name = {one["name"]: one for one in listed(client, "organization")}
    assert by_name["Council"]["classification"] == "Parlament"
    assert by_name["Cabinet"]["endDate"] == "2027-04-30", "the last day it exists"
    (member,) = listed(client, "membership")
    assert member["endDate"] == "2026-05-18"
    first, _ = listed(client, "legislative-term")
    assert (first["startDate"], first["endDate"]) == ("2025-05-20", "2026-05-18")
    address = f"meeting/{published.reference}/"
    assert fetched(client, OPARL + address)["meetingState"] == "eingeladen"
    held = meetings.hold(published, **by(clerk, at(date(2026, 3, 13))))
    assert fetched(client, OPARL + address)["meetingState"] == "eingeladen"
    minutes = agendas.draft_minutes(held, **by(clerk, LATER))
    agendas.minute(held.items.get(), outcome="noted", text="Agreed.", **by(clerk, LATER))
    agendas.approve_minutes(minutes, **by(clerk, LATER))
    shown = fetched(client, OPARL + address)
    assert shown["meetingState"] == "durchgeführt"
    assert shown["agendaItem"][0]["resolutionText"] == "Agreed."
    assert shown["agendaItem"][0]["order"] == 0


def test_a_file_is_looked_at_and_saved_by_addresses_of_its_own(client, published):
    (file,) = listed(client, "file")
    assert (file["name"], file["fileName"]) == ("The accounts", "accounts.pdf")
    (item,) = listed(client, "agenda-item")
    assert file["agendaItem"] == [item["id"]]
    seen = client.get(file["accessUrl"].removeprefix(SITE))
    assert "attachment" not in seen["Content-Disposition"]
    saved = client.get(file["downloadUrl"].removeprefix(SITE))
    assert saved["Content-Disposition"] == 'attachment; filename="accounts.pdf"'
    assert b"".join(seen.streaming_content) == b"".join(saved.streaming_content)


def test_nothing_is_open_before_its_agenda_and_then_it_counts_as_changed(client, clerk, cabinet):
    meeting = meetings.notify(a_meeting(clerk, cabinet, on=date(2026, 4, 9)), **by(clerk))
    agendas.add_item({"meeting": meeting, "title": "Accounts"}, **by(clerk))
    assert listed(client, "agenda-item") == []
    meetings.publish_agenda(meeting, **by(clerk, LATER))
    since = {"modified_since": "2026-03-15T00:00:00Z"}
    (item,) = listed(client, "agenda-item", **since)
    assert item["created"].startswith("2026-03-02")
    assert item["modified"].startswith("2026-03-20")
    assert len(listed(client, "meeting", **since)) == 1


def gone(client, kind, since="2026-03-15T00:00:00Z"):
    now = [one["id"] for one in listed(client, kind)]
    ended = [one for one in listed(client, kind, modified_since=since) if one.get("deleted")]
    for one in ended:
        assert set(one) == {"id", "type", "created", "modified", "deleted"}
        assert one["id"] not in now
        assert one["modified"].startswith("2026-03-20")
        assert fetched(client, one["id"]) == one
    return len(ended)


def test_what_is_no_longer_open_is_told_as_deleted(client, clerk, published):
    kinds = ("organization", "person", "membership", "meeting", "agenda-item", "paper", "file")
    assert [gone(client, kind) for kind in kinds] == [0] * 7
    bodies.change(Body.objects.get(code="cabinet"), {"public": False}, **by(clerk, LATER))
    assert [gone(client, kind) for kind in kinds] == [1] * 7
    assert gone(client, "consultation") == gone(client, "location") == 1


def test_a_cancelled_meeting_stays_and_its_agenda_goes(client, clerk, published):
    meetings.cancel(published, reason="Snow", **by(clerk, LATER))
    assert [gone(client, kind) for kind in ("meeting", "agenda-item", "file")] == [0, 1, 1]
    (shown,) = [one for one in listed(client, "meeting") if one["cancelled"]]
    assert "agendaItem" not in shown


def test_what_was_never_open_is_not_there(client, clerk, cabinet):
    a_meeting(clerk, cabinet, on=date(2026, 4, 9))
    hidden = a_body(clerk, "hidden", public=False)
    seat(clerk, hidden, a_member(clerk, "h"))
    for kind in ("meeting", "person", "membership"):
        assert listed(client, kind, modified_since="2026-01-01T00:00:00Z") == []
    for address in ("organization/hidden/", "person/h/", "person/no-one/", "dogs/", "dogs/1/"):
        error = fetched(client, OPARL + address, status=404)
        assert error["type"] == "https://schema.oparl.org/1.1/Error"
        assert {"message", "debug"} <= set(error)


def test_every_list_is_narrowed_by_when_its_objects_were_made_or_changed(client, published):
    kinds = ("body", "organization", "person", "membership", "meeting", "agenda-item", "paper")
    for kind in (*kinds, "consultation", "file", "location", "legislative-term"):
        every = len(listed(client, kind))
        assert every
        early, late = "2026-03-01T00:00:00Z", "2026-03-10T00:00:00Z"
        assert len(listed(client, kind, created_since=early, modified_until=late)) == every, kind
        assert listed(client, kind, modified_since=late) == [], kind
        assert listed(client, kind, created_until=early) == [], kind


def test_pages_keep_what_was_asked_and_what_cannot_be_read_is_refused(client, clerk, cabinet):
    for number in range(4):
        a_body(clerk, f"panel-{number}", "panel")
    asked = {"limit": 2, "modified_since": "2026-03-01T00:00:00+01:00", "omit_internal": "true"}
    page, found = client.get(f"{OPARL}organization/", asked).json(), []
    while True:
        found += page["data"]
        assert "prev" in page["links"] or len(found) == 2
        if "next" not in page["links"]:
            break
        page = fetched(client, page["links"]["next"])
    assert len({one["id"] for one in found}) == len(found) == 5
    assert page["pagination"]["totalPages"] == 3
    long = "9" * 5000
    for wrong in (
        "modified_since=Monday",
        "modified_since=0001-01-01T00:00:00%2B14:00",
        "created_until=9999-12-31T23:59:59-14:00",
        "limit=0",
        "page=x",
        f"page={long}",
    ):
        error = fetched(client, f"{OPARL}organization/?{wrong}", status=400)
        assert wrong.partition("=")[0] in error["message"]
    assert client.get(f"{OPARL}organization/?page=9").status_code == 404
    for address in (f"membership/{long}/", "membership/999999999999999999/", f"person/{long}/"):
        fetched(client, OPARL + address, status=404)


def test_lists_within_objects_are_left_out_when_asked(client, published):
    (meeting, *_) = [one for one in listed(client, "meeting") if "agendaItem" in one]
    assert meeting["agendaItem"]
    for kind in ("meeting", "person", "body"):
        for one in listed(client, kind, omit_internal="true"):
            assert not {"agendaItem", "auxiliaryFile", "legislativeTerm"} & set(one) or (
                kind == "body" and isinstance(one["agendaItem"], str)
            )
            assert kind != "person" or "membership" not in one


def packed(clerk, meeting):
    pages = {"number": 1, "first_page": 1, "last_page": 2}
    pack = AgendaPack.objects.create(meeting=meeting, made_on=meeting.on, **pages)
    attached(clerk, pack, name=f"{meeting.pk}.pdf")


@pytest.mark.parametrize("kind", ["meeting", "agenda-item", "paper", "consultation", "file"])
def test_a_page_of_many_costs_no_more_queries_than_one_of_few(
    client, clerk, published, kind, django_assert_num_queries
):
    packed(clerk, published)
    with CaptureQueriesContext(connection) as few:
        assert listed(client, kind)
    for number in range(3):
        meeting = a_meeting(clerk, published.body, on=date(2026, 4, 14 + number), place="Chamber")
        for title in ("Quay", "Mill"):
            item = agendas.add_item({"meeting": meeting, "title": title}, **by(clerk))
            attached(clerk, item, name=f"{meeting.pk}-{title}.pdf")
        packed(clerk, meeting)
        meetings.publish_agenda(meeting, **by(clerk, at(date(2026, 3, 4))))
    with django_assert_num_queries(len(few)):
        assert len(listed(client, kind)) > 3
