"""A meeting's page from agenda to minutes, and the pages of actions, by role."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.democracy.models import (
    AgendaItem,
    Attendance,
    CommitteeAction,
    Minutes,
    Motion,
    Vote,
)
from townclerk.democracy.operations import actions, agendas, bodies, meetings, questions
from townclerk.democracy.tests.builders import a_body, a_meeting, a_member, at, by, seat
from townclerk.platform.access.testing import a_user, an_actor

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
AFTER = at(date(2026, 3, 6))


@pytest.fixture
def meeting():
    clerk = an_actor("democratic-services")
    body = a_body(clerk, quorum=1)
    seat(clerk, body, a_member(clerk, "m1"))
    return a_meeting(clerk, body, on=DAY)


def address(meeting, act=""):
    return f"/democracy/meetings/{meeting.reference}/{act}"


def an_item(meeting, title="The sale", **values):
    given = {"meeting": meeting, "title": title, **values}
    return agendas.add_item(given, **by(an_actor("democratic-services")))


def held(meeting):
    return meetings.hold(meeting, **by(an_actor("democratic-services"), AFTER))


def offered(client, clerk, meeting):
    client.force_login(clerk.user)
    page = client.get(address(meeting)).content.decode()
    own = address(meeting)
    return {part.split("/")[0] for part in page.split(f'href="{own}')[1:]}


def test_the_agenda_is_closed_until_it_is_published(client, meeting):
    an_item(meeting)
    meetings.notify(meeting, **by(an_actor("democratic-services")))
    page = client.get(address(meeting)).content.decode()
    assert "The agenda is not published yet" in page
    assert "The sale" not in page


def test_a_clerk_runs_a_meeting_from_agenda_to_minutes(client, meeting):
    client.force_login(a_user("democratic-services"))
    assert client.post(address(meeting, "compose/")).status_code == 302
    given = {"item_title": "The sale", "kind": "report", "exempt_paragraph": "3"}
    assert client.post(address(meeting, "add-item/"), given).status_code == 302
    item = AgendaItem.objects.get()
    held(meeting)
    member = meeting.body.memberships.get().member
    done = client.post(address(meeting, "attendance/"), {f"member_{member.pk}": "present"})
    assert (done.status_code, Attendance.objects.get().kind) == (302, "present")
    tie = {"item": item.pk, "motion": "Sell", "votes_for": 1, "votes_against": 1, "abstained": 0}
    assert client.post(address(meeting, "vote/"), tie).status_code == 422
    vote = tie | {"votes_against": 0}
    assert client.post(address(meeting, "vote/"), vote).status_code == 302
    assert Vote.objects.get().carried
    client.post(address(meeting, "begin-minutes/"))
    refused = client.post(address(meeting, "approve-minutes/"))
    assert "is not minuted" in refused.content.decode()
    words = {"item": item.pk, "outcome": "resolved", "text": "Agreed.", "private": "For a million"}
    assert client.post(address(meeting, "minute/"), words).status_code == 302
    assert client.post(address(meeting, "approve-minutes/")).status_code == 302
    assert Minutes.objects.get().state == "approved"
    raised = {
        "reference": "a1",
        "what": "Report back on the sale",
        "origin": "resolution",
        "owner_role": "head-of-service",
        "due": "1 June 2026",
        "due_0": "1",
        "due_1": "6",
        "due_2": "2026",
    }
    assert client.post(address(meeting, "raise-action/"), raised).status_code == 302
    assert CommitteeAction.objects.get().due == date(2026, 6, 1)


def test_the_public_reads_approved_minutes_and_never_the_exempt_part(client, meeting):
    clerk = an_actor("democratic-services")
    item = an_item(meeting, exempt_paragraph="3")
    meeting = held(meeting)
    item.refresh_from_db()
    agendas.minute(
        item, outcome="resolved", text="Agreed.", private="For a million", **by(clerk, AFTER)
    )
    minutes = agendas.draft_minutes(meeting, **by(clerk, AFTER))
    page = client.get(address(meeting)).content.decode()
    assert "The sale" in page
    assert 'href="/search/?q=The%20sale">Earlier' in page
    assert "Agreed." not in page
    agendas.approve_minutes(minutes, **by(clerk, AFTER))
    page = client.get(address(meeting)).content.decode()
    assert "Agreed." in page
    assert "Paragraph 3" in page
    assert "For a million" not in page
    assert "For a million" not in client.get("/r/minute-lines/").content.decode()
    assert client.get("/r/exempt-minutes/").status_code in (302, 403)


@pytest.mark.parametrize("role", ["leader", "head-of-service", "scrutiny-member"])
def test_nobody_but_a_clerk_is_offered_an_act_on_a_meeting(client, meeting, role):
    client.force_login(a_user(role))
    page = client.get(address(meeting)).content.decode()
    assert "/compose/" not in page
    assert client.get(address(meeting, "compose/")).status_code == 403


def test_an_action_is_worked_from_its_page(client, meeting):
    held(meeting)
    given = {
        "reference": "a1",
        "title": "Report back",
        "owner_role": "head-of-service",
        "due": date(2026, 6, 1),
        "meeting": meeting,
    }
    actions.raise_action(given, **by(an_actor("democratic-services"), AFTER))
    client.force_login(a_user("head-of-service"))
    assert "Report back" in client.get("/democracy/actions/").content.decode()
    page = client.get("/democracy/actions/a1/").content.decode()
    assert "/report/" in page
    assert "/close/" not in page
    assert client.post("/democracy/actions/a1/report/", {"progress": "Half"}).status_code == 302
    assert client.get("/democracy/actions/a1/close/").status_code == 403
    client.force_login(a_user("democratic-services"))
    empty = client.post("/democracy/actions/a1/close/", {"evidence": ""})
    assert empty.status_code == 422
    assert client.post("/democracy/actions/a1/close/", {"evidence": "Minute"}).status_code == 302
    assert "No action is waiting" in client.get("/democracy/actions/").content.decode()


def test_an_owner_for_a_unit_opens_what_is_theirs_and_nothing_else(client, meeting):
    held(meeting)
    given = {"meeting": meeting, "due": date(2026, 6, 1)}
    for reference, role in (("a1", "head-of-service"), ("a2", "s151-officer")):
        names = {"reference": reference, "title": f"Of {reference}", "owner_role": role}
        actions.raise_action(given | names, **by(an_actor("democratic-services"), AFTER))
    client.force_login(a_user("head-of-service", unit="libraries"))
    page = client.get("/democracy/actions/").content.decode()
    assert ("Of a1" in page, "Of a2" in page) == (True, False)
    assert "/a1/report/" in client.get("/democracy/actions/a1/").content.decode()
    assert client.post("/democracy/actions/a1/report/", {"progress": "Half"}).status_code == 302
    assert client.get("/democracy/actions/a2/").status_code == 403
    assert client.get("/democracy/actions/a2/report/").status_code == 403
    client.force_login(a_user("democratic-services", held_for=("body", meeting.body.code)))
    assert "Of a2" in client.get("/democracy/actions/").content.decode()
    assert client.get("/democracy/actions/a2/").status_code == 200


def test_a_part_names_the_others_and_its_meeting_to_who_may_open_them(client, meeting):
    clerk = an_actor("democratic-services")
    whole = {"reference": "a", "title": "Sell the quay", "owner_role": "democratic-services"}
    given = {"meeting": held(meeting), "due": date(2026, 6, 1)}
    made = actions.raise_action(whole | given, **by(clerk, AFTER))
    for reference, role in (("a1", "head-of-service"), ("a2", "s151-officer")):
        part = {"reference": reference, "title": f"Of {reference}", "owner_role": role}
        actions.raise_action(part | given | {"part_of": made}, **by(clerk, AFTER))
    bodies.change(meeting.body, {"public": False}, **by(clerk))
    client.force_login(a_user("head-of-service", unit="libraries"))
    for place in ("/democracy/actions/", "/democracy/actions/a1/"):
        page = client.get(place).content.decode()
        assert "Of a1" in page
        assert not [said for said in ("Sell the quay", "Of a2", str(meeting)) if said in page]
    client.force_login(clerk.user)
    assert "Part of “Sell the quay”" in client.get("/democracy/actions/").content.decode()
    page = client.get("/democracy/actions/a1/").content.decode()
    assert "Sell the quay" in page
    assert str(meeting) in page
    assert "Of a2" in client.get("/democracy/actions/a/").content.decode()


def test_actions_are_not_for_the_public(client):
    assert client.get("/democracy/actions/").status_code in (302, 403)


def test_a_clerk_makes_actions_of_a_carried_motion_that_waits(client, meeting):
    clerk = an_actor("democratic-services")
    item = an_item(meeting)
    motion = Motion.objects.create(reference="m", item=item, text="Plant trees.", state="carried")
    held(meeting)
    client.force_login(clerk.user)
    assert "nothing follows yet" in client.get("/democracy/actions/").content.decode()
    page = address(meeting, "follow-motion/")
    given = {"motion": motion.pk, "title_1": "A plan", "owner_role_1": "chief-executive"}
    given |= {"due_1": "1/9/2026", "title_2": "A budget", "report_to_2": meeting.body.pk}
    assert client.post(page, given).status_code == 422
    given |= {"owner_role_2": "s151-officer", "due_2": "1/10/2026"}
    half = client.post(page, given | {"owner_role_3": "chief-executive"})
    assert "Say what it asks" in half.content.decode()
    assert not CommitteeAction.objects.exists()
    assert client.post(page, given).status_code == 302
    whole = CommitteeAction.objects.get(motion=motion)
    assert [part.title for part in whole.parts.order_by("due")] == ["A plan", "A budget"]
    assert "nothing follows yet" not in client.get("/democracy/actions/").content.decode()


def test_a_motion_and_its_amendment_are_taken_on_the_page_of_their_meeting(client, meeting):
    clerk = an_actor("democratic-services")
    first, second = (a_member(clerk, code) for code in ("m2", "m3"))
    for member in (first, second):
        seat(clerk, meeting.body, member)
    assert "notice-of-motion" not in offered(client, clerk, meeting), "it has no item yet"
    item, elsewhere = an_item(meeting), a_meeting(clerk, meeting.body, on=date(2026, 4, 2))
    an_item(elsewhere, "Another sale")
    page = address(meeting, "notice-of-motion/")
    shown = client.get(page).content.decode()
    assert "1. The sale" in shown
    assert "Another sale" not in shown, "an item of another meeting is no place for it"
    given = {"item": item.pk, "reference": "sell", "text": "Sell it.", "mover": first.pk}
    assert client.post(page, given).status_code == 302
    motion = Motion.objects.get(reference="sell")
    more = {"reference": "let", "amends": motion.pk, "text": "Let it.", "mover": second.pk}
    assert client.post(page, given | more | {"seconder": first.pk}).status_code == 302
    assert "move-motion" not in offered(client, clerk, meeting), (
        "nothing is moved before it is held"
    )
    held(meeting)
    move = address(meeting, "move-motion/")
    refused = client.post(move, {"motion": motion.pk})
    assert "Say who seconds it." in refused.content.decode()
    assert client.post(move, {"motion": motion.pk, "seconder": second.pk}).status_code == 302
    amendment = Motion.objects.get(reference="let")
    assert client.post(move, {"motion": amendment.pk}).status_code == 302
    count = {"votes_for": 2, "votes_against": 1, "abstained": 0}
    decide = address(meeting, "decide-motion/")
    assert (
        "Take its vote first" in client.post(decide, count | {"motion": motion.pk}).content.decode()
    )
    for one in (amendment, motion):
        assert client.post(decide, count | {"motion": one.pk}).status_code == 302
    motion.refresh_from_db()
    assert (motion.state, motion.text, motion.first_text) == ("carried", "Let it.", "Sell it.")
    client.force_login(a_user("scrutiny-member"))
    assert client.get(page).status_code == 403


def test_an_item_is_named_by_its_meeting_and_its_number(client, meeting):
    """Every agenda has an item 1, so a number alone names none."""
    later = a_meeting(an_actor("democratic-services"), meeting.body, on=date(2026, 4, 2))
    items = [an_item(each, f"Item of {each.reference}") for each in (meeting, later)]
    client.force_login(a_user("democratic-services"))
    for each in items:
        key = f"{each.meeting.reference}/1"
        assert f'<option value="{key}">' in client.get("/r/motions/new/").content.decode()
        given = {"reference": f"m-{each.pk}", "text": "Sell it.", "item": key}
        assert client.post("/r/motions/new/", given).status_code == 302
        assert Motion.objects.get(reference=f"m-{each.pk}").item == each
    refused = client.post("/r/motions/new/", {"reference": "m", "text": "Sell.", "item": "1"})
    assert refused.status_code == 422
    rows = client.get("/r/motions/export/csv/").content.decode()
    assert all(f"{each.meeting.reference}/1" in rows for each in items)


def test_the_page_of_a_meeting_costs_no_query_for_each_of_its_items(
    client, meeting, django_assert_num_queries
):
    clerk = an_actor("democratic-services")
    an_item(meeting)
    client.force_login(clerk.user)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address(meeting)).status_code == 200
    for number in range(4):
        item = an_item(meeting, f"Item {number}")
        given = {"reference": f"m{number}", "item": item, "text": "Sell it."}
        questions.give_notice(given, **by(clerk))
    with django_assert_num_queries(len(few)):
        assert "Item 3" in client.get(address(meeting)).content.decode()
