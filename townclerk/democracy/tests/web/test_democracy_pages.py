"""The pages of democracy as the public and as officers meet them."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.democracy.models import Body
from townclerk.democracy.operations import actions, bodies, decisions, meetings
from townclerk.democracy.tests.builders import (
    a_body,
    a_decision,
    a_meeting,
    a_published,
    at,
    by,
    member,
    seat,
)
from townclerk.platform import clock
from townclerk.platform.access.testing import a_user

pytestmark = pytest.mark.django_db


def text(client, name, *args, **query):
    answer = client.get(reverse(f"democracy:{name}", args=args), query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_it_shows_a_body_with_its_seats_and_the_arithmetic(client, clerk, council):
    told = {"terms": "Looks after the accounts.", "parent": council, "term_years": 1}
    audit = a_body(clerk, "audit", Body.Kind.COMMITTEE, size=11, quorum=4, balanced=True, **told)
    seat(clerk, audit, member("m01"), role="chair")
    page = text(client, "body", "audit", on="1 June 2025")
    assert "Looks after the accounts." in page
    assert "Reports to Council" in page
    assert "Quorum 4" in page
    assert "20 May 2025 19 May 2026" in page
    assert "51 × 11 ÷ 66 = 8.500" in page
    assert "11, 1 filled, 10 vacant" in page
    assert "8 fewer" in page
    assert "level for the last seat" in page
    assert "Member m01 Chair Red" in page


def test_it_tries_the_balance_of_another_size(client, clerk, council):
    a_body(clerk, "audit", Body.Kind.COMMITTEE, balanced=True)
    assert "The number of seats is not recorded" in text(client, "body", "audit")
    page = text(client, "body", "audit", seats="15")
    assert "Political balance of 15 seats" in page
    assert "51 × 15 ÷ 66 = 11.591" in page
    assert "The number of seats is not recorded" in text(client, "body", "audit", seats="many")


def test_it_shows_a_body_on_another_day_and_refuses_what_is_no_day(client, council):
    assert "Nobody is recorded" in text(client, "body", "council", on="1 May 2020")
    page = text(client, "body", "council", on="soon")
    assert "soon" in page


def test_it_lists_bodies_and_links_the_size_of_each_group_to_its_figure(client, council):
    page = client.get(reverse("democracy:bodies"))
    soup = BeautifulSoup(page.content, "html.parser")
    link = soup.find("th", string="Orange").parent.find("a")
    assert link.get_text() == "9"
    assert client.get(link["href"]).status_code == 200


def test_it_keeps_bodies_that_are_not_public_from_the_public(client, clerk):
    a_body(clerk, "informal", Body.Kind.PANEL, public=False)
    assert client.get(reverse("democracy:body", args=["informal"])).status_code == 404
    client.force_login(a_user("democratic-services"))
    assert "Informal" in text(client, "body", "informal")


def test_it_shows_the_public_meetings_made_known_only(client, clerk, cabinet):
    today = clock.today()
    calendar = meetings.source().calendar("england")
    day = calendar.add_working_days(today, 20)
    meeting = a_meeting(clerk, cabinet, day, place="Town hall")
    assert "No meeting to come" in text(client, "calendar")
    assert client.get(reverse("democracy:meeting", args=[meeting.reference])).status_code == 404
    meetings.notify(meeting, on=today, **by(clerk, clock.now()))
    assert "Town hall" in text(client, "calendar")
    assert "Town hall" in text(client, "calendar", body="cabinet")
    assert "Town hall" not in text(client, "calendar", when="past")


@pytest.mark.parametrize("role", ["", "democratic-services"])
def test_where_no_meeting_is_to_come_it_shows_the_latest(client, clerk, cabinet, role):
    england = meetings.source().calendar("england")
    for month in range(1, 12):
        on = england.add_working_days(date(2023, month, 9), 1)
        meeting = a_meeting(clerk, cabinet, on, place=f"Room {month}", starts="")
        meetings.notify(meeting, on=date(2022, 12, 1), **by(clerk))
    if role:
        client.force_login(a_user(role))
    page = text(client, "calendar")
    assert ("Add a meeting" in page) == bool(role)
    assert page.index("No meeting to come") < page.index("Room 11") < page.index("Room 2")
    assert "Room 1 " not in page, "ten are shown, the newest first"
    assert "Every meeting gone by" in page
    assert "Room 1 " in text(client, "calendar", when="past")
    day = england.add_working_days(clock.today(), 20)
    meetings.notify(a_meeting(clerk, cabinet, day), on=clock.today(), **by(clerk, clock.now()))
    assert "Room 11" not in text(client, "calendar")


def test_it_shows_each_notice_of_a_meeting_and_whether_it_was_late(client, clerk, cabinet):
    how = {"cycle": 3, "place": "Town hall", "attendance": "hybrid"}
    meeting = a_meeting(clerk, cabinet, date(2017, 1, 12), **how)
    day = date(2017, 1, 5)
    meetings.publish_agenda(meeting, on=day, reason="Printers failed", **by(clerk, at(day)))
    page = text(client, "meeting", meeting.reference)
    assert "Cycle 3" in page
    assert "Place Town hall" in page
    assert "In person, with others joining remotely" in page
    assert "by Wednesday 4 January 2017" in page
    assert "Published on 5 January 2017, late" in page
    assert "Printers failed" in page
    assert "(unconfirmed)" in page


def test_it_answers_what_was_decided_and_whether_it_has_happened(client, clerk, cabinet):
    found = a_published(clerk, cabinet)
    page = text(client, "decisions", q="resurfacing")
    assert "Highways resurfacing contract" in page
    assert "Decisions made 1" in page
    assert "No decision that is open to you has these words" in text(
        client, "decisions", q="libraries"
    )
    assert "Not recorded as done" in text(client, "decision", "d1")
    moment = at(date(2026, 3, 16))
    effective = decisions.take_effect(found, **by(clerk, moment))
    decisions.implement(effective, evidence="Contract signed", **by(clerk, moment))
    page = text(client, "decision", "d1")
    assert "Yes, on 16 March 2026. Contract signed" in page
    assert "until 13 March 2026" in page


def test_it_shows_key_decisions_alone_on_request(client, clerk, cabinet):
    a_published(clerk, cabinet)
    a_published(clerk, cabinet, reference="d2", title="Small matter", key_decision=False)
    assert "Small matter" in text(client, "decisions")
    assert "Small matter" not in text(client, "decisions", key="yes")


def test_it_keeps_proposed_and_exempt_decisions_from_the_public(client, clerk, cabinet):
    a_published(clerk, cabinet, exempt_paragraph="3")
    a_decision(clerk, cabinet, reference="d2")
    for reference in ("d1", "d2"):
        assert client.get(reverse("democracy:decision", args=[reference])).status_code == 404
    assert "No decision is published yet" in text(client, "decisions")
    client.force_login(a_user("member"))
    assert "Part is exempt" in text(client, "decision", "d1")
    assert "Proposed" in text(client, "decision", "d2")


def test_it_takes_a_decision_through_its_steps_on_the_register_page(client, clerk, cabinet):
    found = a_published(clerk, cabinet)
    client.force_login(clerk.user)
    address = f"/r/decisions/{found.pk}/"
    page = client.get(address).content.decode()
    assert "Record that it takes effect" in page
    links = [a["href"] for a in BeautifulSoup(page, "html.parser").find_all("a", href=True)]
    step = next(link for link in links if "take-effect" in link)
    client.post(step, {"version": found.version, "reason": "Nobody called it in"})
    found.refresh_from_db()
    assert found.state == "effective"


@pytest.mark.parametrize("name", ["calendar", "bodies", "decisions"])
def test_it_says_why_a_page_is_empty_and_what_to_do(client, db, name):
    page = text(client, name)
    assert "No " in page
    assert "emocratic services" in page


def test_it_takes_a_call_in_from_request_to_outcome_on_the_page(
    client, clerk, cabinet, monkeypatch
):
    found = a_published(clerk, cabinet)
    monkeypatch.setattr(clock, "now", lambda: at(date(2026, 3, 12)))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 12))
    address = reverse("democracy:act", args=["d1", "call-in"])
    assert client.get(address).status_code == 302
    client.force_login(a_user("scrutiny-member"))
    assert "Call in" in text(client, "decision", "d1")
    refused = client.post(address, {"signatories": "2", "why": "No costs"})
    assert refused.status_code == 422
    assert "needs 3 members" in refused.content.decode()
    client.post(address, {"signatories": "3", "why": "No costs"})
    found.refresh_from_db()
    assert found.state == "called-in"
    judging = reverse("democracy:act", args=["d1", "judge"])
    assert client.get(judging).status_code == 403
    client.force_login(a_user("monitoring-officer"))
    client.post(judging, {"valid": "yes", "why": "In the rules"})
    client.force_login(clerk.user)
    ending = reverse("democracy:act", args=["d1", "conclude"])
    client.post(ending, {"outcome": "upheld", "heard_on": "24/3/2026", "reason": "Sound"})
    found.refresh_from_db()
    assert (found.state, found.effective_on) == ("effective", date(2026, 3, 24))
    assert "Decision upheld" in text(client, "decision", "d1")


def test_an_agenda_has_its_sheet_of_actions(client, clerk, cabinet):
    meeting = a_meeting(clerk, cabinet)
    waits = {"owner_role": "chief-executive", "report_to": cabinet}
    for name, due in (("Resurface", meeting.on), ("Review parking", date(2026, 9, 1))):
        given = waits | {"reference": name.lower().split()[0], "title": name, "due": due}
        actions.raise_action(given, **by(clerk))
    client.force_login(clerk.user)
    page = text(client, "meeting", meeting.reference)
    assert "Resurface chief executive 5 March 2026 To this meeting Assigned" in page
    assert "Review parking chief executive 1 September 2026 Assigned" in page


def test_pages_name_no_body_and_no_meeting_that_is_closed_to_their_reader(client, clerk, cabinet):
    hidden = a_body(clerk, "hidden", "panel", public=False)
    bodies.change(cabinet, {"parent": hidden}, **by(clerk))
    meeting = a_meeting(clerk, hidden)
    given = {"reference": "d9", "meeting": meeting}
    a_published(clerk, hidden, **given)
    pages = (
        text(client, "bodies"),
        text(client, "body", "cabinet"),
        text(client, "decision", "d9"),
    )
    for page in pages:
        assert "Highways" in page or "Cabinet" in page
        assert "Reports to Hidden" not in page
        assert "reports to Hidden" not in page
        assert str(meeting) not in page
    client.force_login(clerk.user)
    assert "Reports to Hidden" in text(client, "body", "cabinet")
    assert str(meeting) in text(client, "decision", "d9")
