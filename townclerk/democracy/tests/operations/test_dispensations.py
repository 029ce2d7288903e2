"""Dispensations from interests, and who may vote at a meeting."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from townclerk.democracy.operations import agendas, bodies, interests, meetings
from townclerk.democracy.queries.agendas import is_quorate
from townclerk.democracy.queries.interests import to_ask_about
from townclerk.democracy.tests.builders import a_body, a_meeting, a_member, at, by, seat
from townclerk.democracy.tests.operations.test_meeting_business import an_interest, declared
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible

pytestmark = pytest.mark.django_db
DAY = date(2017, 1, 12)
BEFORE, AFTER = at(date(2017, 1, 3)), at(date(2017, 1, 13))


@pytest.fixture
def meeting(clerk):
    return a_meeting(clerk, a_body(clerk), on=DAY)


@pytest.fixture
def item(clerk, meeting):
    given = {"meeting": meeting, "title": "Sale of the harbour warehouse"}
    return agendas.add_item(given, **by(clerk, BEFORE))


def a_dispensation(clerk, member, **values):
    given = {
        "reference": f"d-{member.code}",
        "member": member,
        "matter": "Shares in the dock",
        "ground": "impeded",
        "reason": "Most of the committee live by the harbour.",
        "granted_by": "Monitoring officer",
        "granted_on": date(2016, 12, 1),
        "start": date(2016, 12, 1),
        "end": date(2020, 12, 1),
        **values,
    }
    return interests.grant(given, **by(clerk))


def test_a_dispensation_is_granted_for_a_reason_and_four_years_at_the_most(clerk):
    member, other = a_member(clerk, "a"), a_member(clerk, "b")
    with pytest.raises(Problems, match="4 years at the most") as refused:
        a_dispensation(clerk, member, end=date(2020, 12, 2))
    assert "1 December 2020" in refused.value.problems[0].hint
    leap = {"granted_on": date(2016, 2, 29), "start": date(2016, 2, 29)}
    given = a_dispensation(clerk, member, **leap, end=date(2020, 2, 29))
    with pytest.raises(Problems, match="4 years"):
        interests.change_dispensation(given, {"end": date(2020, 3, 1)}, **by(clerk))
    with pytest.raises(ValidationError) as wrong:
        a_dispensation(
            clerk,
            other,
            speaks=False,
            interest=an_interest(clerk, member),
            granted_on=date(2017, 1, 1),
        )
    assert set(wrong.value.message_dict) == {"speaks", "interest", "start"}
    with pytest.raises(Refused):
        a_dispensation(an_actor("leader"), other)


def test_a_dispensation_shows_with_the_declaration_and_lets_the_member_vote(
    clerk, client, meeting, item
):
    anne, bert = a_member(clerk, "a"), a_member(clerk, "b")
    known = an_interest(clerk, anne)
    seat(clerk, meeting.body, anne, start=date(2016, 5, 10))
    leave = a_dispensation(clerk, anne, interest=known, votes=True)
    a_dispensation(clerk, bert)
    assert to_ask_about(meeting)[0].dispensations == (leave,)
    with pytest.raises(Problems, match="does not hold for Member b"):
        declared(clerk, meeting, bert, "Something", dispensation=leave)
    found = declared(clerk, meeting, anne, known.text, item=item)
    assert found.dispensation == leave
    assert (
        declared(clerk, meeting, bert, "shares in the dock", item=item).dispensation.votes is False
    )
    item.meeting = meetings.hold(meeting, **by(clerk, AFTER))
    for member in (anne, bert):
        agendas.attend(item.meeting, member, kind="present", **by(clerk, AFTER))
    with pytest.raises(Problems, match="Member b declared a pecuniary interest") as refused:
        agendas.vote(item, motion="Sell", casts={anne: "for", bert: "for"}, **by(clerk, AFTER))
    assert "Member a declared" not in str(refused.value)
    assert agendas.vote(item, motion="Sell", casts={anne: "for"}, **by(clerk, AFTER)).carried
    page = client.get(f"/democracy/meetings/{meeting.reference}/").content.decode()
    assert "may speak and vote, granted by Monitoring officer until 30 November 2020" in page
    interests.change(known, {"sensitive": True}, **by(clerk))
    shown = visible(by_name("dispensations"), Reader.anonymous(DAY))
    assert [row.reference for row in shown] == ["d-b"]


def test_who_is_kept_from_a_vote_is_kept_before_anybody_took_attendance(clerk, meeting, item):
    bert = a_member(clerk, "b")
    declared(clerk, meeting, bert, "Shares in the dock", item=item)
    item.meeting = meetings.hold(meeting, **by(clerk, AFTER))
    with pytest.raises(Problems, match="Member b declared a pecuniary interest"):
        agendas.vote(item, motion="Sell", casts={bert: "for"}, **by(clerk, AFTER))


def test_who_joins_remotely_counts_where_the_rule_of_the_body_says_so(clerk, meeting, item):
    anne = a_member(clerk, "a")
    item.meeting = meetings.hold(meeting, **by(clerk, AFTER))
    agendas.attend(item.meeting, a_member(clerk, "b"), kind="present", **by(clerk, AFTER))
    agendas.attend(item.meeting, anne, kind="remote", **by(clerk, AFTER))
    body = bodies.change(meeting.body, {"quorum": 2}, **by(clerk))
    item.meeting.body = body
    assert is_quorate(item.meeting) is False
    with pytest.raises(Problems, match="Member a was not at the meeting"):
        agendas.vote(item, motion="Sell", casts={anne: "for"}, **by(clerk, AFTER))
    item.meeting.body = bodies.change(body, {"remote_counts": True}, **by(clerk))
    assert is_quorate(item.meeting) is True
    assert agendas.vote(item, motion="Sell", casts={anne: "for"}, **by(clerk, AFTER)).carried
