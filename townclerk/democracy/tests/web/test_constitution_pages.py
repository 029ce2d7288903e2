"""Pages of the constitution, of papers and private notes, of votes by name and of the notice."""

from datetime import date

import pytest

from townclerk.democracy.models import Annotation, Decision, Vote
from townclerk.democracy.operations import agendas, annotations, constitution, decisions, meetings
from townclerk.democracy.tests.builders import (
    a_body,
    a_decision,
    a_meeting,
    a_member,
    at,
    by,
    seat,
)
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_user, an_actor

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
AFTER = at(date(2026, 3, 6))


@pytest.fixture
def clerk():
    return an_actor("democratic-services")


@pytest.fixture
def held(clerk):
    """A meeting of three members that was held, with one item."""
    body = a_body(clerk, quorum=1)
    for code in ("a", "b", "c"):
        seat(clerk, body, a_member(clerk, code))
    meeting = a_meeting(clerk, body, on=DAY)
    agendas.add_item({"meeting": meeting, "title": "The sale"}, **by(clerk))
    meetings.publish_agenda(meeting, reason="Late", **by(clerk))
    meeting.refresh_from_db()
    return meetings.hold(meeting, **by(clerk, AFTER))


def page(client, address, status=200, **query):
    answer = client.get(f"/democracy/{address}", query)
    assert answer.status_code == status
    return answer.content.decode()


def test_anybody_asks_who_can_decide_and_reads_the_section(client, clerk):
    given = {"code": "cp", "number": "5", "title": "Contracts", "text": "By value."}
    section = constitution.create_section(given | {"in_force": DAY}, **by(clerk))
    given = {"subject": "Award of contracts", "maker": "officer", "section": section}
    for code, above, up_to in (("head", None, 100_000), ("director", 100_000, 500_000)):
        limits = {"above": above and Money.pounds(above), "up_to": Money.pounds(up_to)}
        line = given | {"code": code, "maker_role": code.capitalize(), **limits}
        constitution.delegate(line, **by(clerk))
    found = page(client, "constitution/who-decides/", q="contract", value="250,000")
    assert "above £100,000 and up to £500,000" in found
    assert "Director" in found
    assert "Head" not in found.split("<tbody")[1]
    assert "Write the value in pounds" in page(
        client, "constitution/who-decides/", q="contract", value="lots"
    )
    assert "No line of the scheme" in page(client, "constitution/who-decides/", q="dogs")
    assert "Edition 1" in page(client, "constitution/cp/")


def test_a_note_is_shown_to_who_wrote_it_alone(client, clerk, held):
    member = a_user("scrutiny-member")
    client.force_login(member)
    address = f"meetings/{held.reference}/items/1/note/"
    assert client.post(f"/democracy/{address}", {"text": "Ask who buys it"}).status_code == 302
    assert Annotation.objects.get().user == member
    assert "Ask who buys it" in page(client, f"meetings/{held.reference}/")
    assert "Ask who buys it" not in client.get("/search/", {"q": "buys"}).content.decode()
    client.force_login(clerk.user)
    annotations.note(held.items.get(), "Mine", **by(clerk))
    found = page(client, f"meetings/{held.reference}/")
    assert "Mine" in found
    assert "Ask who buys it" not in found
    client.logout()
    assert "Mine" not in page(client, f"meetings/{held.reference}/")
    page(client, address, status=302)


def test_the_tally_follows_the_names_and_is_recorded_when_all_have_voted(client, clerk, held):
    address = f"meetings/{held.reference}/items/1/vote/"
    keys = list(held.body.memberships.order_by("member__label").values_list("member", flat=True))
    votes = {f"member_{key}": choice for key, choice in zip(keys, ("for", "against"), strict=False)}
    client.force_login(clerk.user)
    assert "For 1, against 1, abstained 0. 1 still to vote." in page(client, address, **votes)
    refused = client.post(f"/democracy/{address}", votes | {"motion": "Sell"})
    assert (refused.status_code, Vote.objects.count()) == (422, 0)
    votes |= {f"member_{keys[2]}": "abstained", "motion": "Sell"}
    tied = client.post(f"/democracy/{address}", votes)
    assert "is a tie" in tied.content.decode()
    done = client.post(f"/democracy/{address}", votes | {"casting": "against"})
    vote = Vote.objects.get()
    assert (done.status_code, vote.carried, vote.recorded) == (302, False, True)
    client.force_login(a_user("leader"))
    page(client, address, status=403)


def test_the_notice_goes_out_whole_right_after_the_meeting(client, clerk, held):
    a_decision(clerk, held.body, reference="d1", meeting=held)
    lacking = a_decision(clerk, held.body, reference="d2", meeting=held, alternatives="")
    client.force_login(clerk.user)
    assert "how the notice will read" in page(client, f"meetings/{held.reference}/notice/")
    address = f"/democracy/meetings/{held.reference}/issue-notice/"
    refused = client.post(address)
    assert "d2: The record must give the alternatives" in refused.content.decode()
    assert not Decision.objects.exclude(state="proposed").exists()
    decisions.change(lacking, {"alternatives": "None"}, **by(clerk))
    assert client.post(address).status_code == 302
    assert set(Decision.objects.values_list("state", flat=True)) == {"published"}
    client.logout()
    assert "Highways" in page(client, f"meetings/{held.reference}/notice/")
    pdf = client.get(f"/democracy/meetings/{held.reference}/notice.pdf")
    assert pdf.content.startswith(b"%PDF")
