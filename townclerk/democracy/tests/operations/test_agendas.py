"""From the agenda to the confirmed minutes."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy.core.voting import BadCount, Count
from townclerk.democracy.models import AgendaItem, Attendance, ExemptMinute, Minutes, Vote
from townclerk.democracy.operations import (
    actions,
    agendas,
    bodies,
    interests,
    meetings,
    questions,
)
from townclerk.democracy.operations.agendas import CannotMinute
from townclerk.democracy.queries import agendas as queries
from townclerk.democracy.tests.builders import a_body, a_meeting, a_member, at, by, seat
from townclerk.democracy.tests.operations.test_forward_plan import an_entry, published
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2017, 1, 12), date(2017, 2, 16)
BEFORE, AFTER = at(date(2017, 1, 3)), at(date(2017, 1, 13))


@pytest.fixture
def cabinet(clerk):
    return a_body(clerk, quorum=2)


@pytest.fixture
def meeting(clerk, cabinet):
    return a_meeting(clerk, cabinet, on=DAY)


def a_standing_item(clerk, body, code, title, kind="opening", position=1):
    given = {"code": code, "body": body, "title": title, "kind": kind, "position": position}
    return agendas.create_standing_item(given, **by(clerk))


def an_item(clerk, meeting, title="A report", moment=BEFORE, **values):
    given = {"meeting": meeting, "title": title, **values}
    return agendas.add_item(given, **by(clerk, moment))


def held(clerk, meeting, moment=AFTER):
    return meetings.hold(meeting, **by(clerk, moment))


def test_the_agenda_composes_itself_from_what_belongs_on_it(clerk, cabinet, meeting):
    a_standing_item(clerk, cabinet, "apologies", "Apologies")
    a_standing_item(clerk, cabinet, "minutes", "Minutes", "minutes", 2)
    a_standing_item(clerk, cabinet, "actions", "Actions reported back", "actions", 3)
    published(an_entry(cabinet, decision_on=DAY), clerk)
    earlier = held(clerk, a_meeting(clerk, cabinet, on=date(2016, 12, 1)))
    assert earlier.state == "held"
    made = agendas.compose(meeting, **by(clerk, BEFORE))
    assert [str(item) for item in made] == [
        "1. Apologies",
        "2. Minutes of 1 December 2016",
        "3. Budget for the year",
    ]
    assert agendas.compose(meeting, **by(clerk, BEFORE)) == ()


def test_an_action_to_be_reported_back_comes_onto_the_agenda_of_its_body(clerk, cabinet, meeting):
    a_standing_item(clerk, cabinet, "actions", "Actions reported back", "actions", 3)
    earlier = held(clerk, a_meeting(clerk, cabinet, on=date(2016, 12, 1)))
    given = {
        "reference": "a1",
        "title": "Report on the duty",
        "owner_role": "chief-executive",
        "due": date(2017, 1, 10),
        "report_to": cabinet,
        "meeting": earlier,
    }
    actions.raise_action(given, **by(clerk))
    assert [item.title for item in agendas.compose(meeting, **by(clerk, BEFORE))] == [
        "Actions reported back"
    ]
    assert [action.reference for action in queries.to_report_back(meeting)] == ["a1"]


def test_nobody_has_to_remember_what_is_to_be_reported_back(clerk, cabinet, meeting):
    waits = {"title": "Report on the duty", "owner_role": "chief-executive", "report_to": cabinet}
    later = {**waits, "reference": "later", "due": NEXT}
    actions.raise_action(later, **by(clerk))
    assert agendas.compose(meeting, **by(clerk, BEFORE)) == ()
    actions.raise_action({**waits, "reference": "now", "due": DAY}, **by(clerk))
    # No standing item asks for it and nobody composes the agenda: it goes out with it.
    published_one = meetings.publish_agenda(meeting, on=BEFORE.date(), **by(clerk, BEFORE))
    item = AgendaItem.objects.get(meeting=published_one)
    assert (item.title, item.late) == (agendas.REPORT_BACK, False)
    following = a_meeting(clerk, cabinet, on=NEXT)
    assert [one.title for one in agendas.compose(following, **by(clerk, BEFORE))] == [
        agendas.REPORT_BACK
    ]
    assert agendas.compose(following, **by(clerk, BEFORE)) == ()


def test_a_late_item_needs_the_circumstances_the_chair_accepts(clerk, meeting):
    an_item(clerk, meeting)
    meeting = meetings.publish_agenda(meeting, on=date(2017, 1, 4), **by(clerk, BEFORE))
    with pytest.raises(Problems, match="late"):
        an_item(clerk, meeting, "The offer")
    item = an_item(clerk, meeting, "The offer", late_reason="It ends before the next meeting.")
    assert (item.number, item.late) == (2, True)


def test_nothing_comes_late_of_itself(clerk, cabinet, meeting):
    an_item(clerk, meeting)
    meeting = meetings.publish_agenda(meeting, on=date(2017, 1, 4), **by(clerk, BEFORE))
    a_standing_item(clerk, cabinet, "apologies", "Apologies")
    waits = {"title": "Report on the duty", "owner_role": "chief-executive", "report_to": cabinet}
    actions.raise_action({**waits, "reference": "now", "due": DAY}, **by(clerk))
    assert queries.to_report_back(meeting).exists()
    assert agendas.compose(meeting, **by(clerk, BEFORE)) == ()


def test_nobody_attends_votes_or_moves_before_a_meeting_or_at_a_cancelled_one(clerk, meeting):
    item, anne = an_item(clerk, meeting), a_member(clerk, "a")
    given = {"reference": "sell", "item": item, "text": "Sell it.", "mover": anne}
    motion = questions.give_notice(given | {"seconder": a_member(clerk, "b")}, **by(clerk, BEFORE))
    for act in (
        lambda: agendas.vote(item, motion="Agree", count=Count(2, 0), **by(clerk, BEFORE)),
        lambda: questions.move(motion, **by(clerk, BEFORE)),
    ):
        with pytest.raises(CannotMinute, match="still to come"):
            act()
    item.meeting = meetings.cancel(meeting, reason="Snow", **by(clerk, BEFORE))
    with pytest.raises(CannotMinute, match="was cancelled"):
        agendas.attend(item.meeting, anne, kind="present", **by(clerk, AFTER))
    with pytest.raises(questions.CannotPut, match="was cancelled"):
        questions.give_notice(given | {"reference": "again"}, **by(clerk, BEFORE))
    assert not Vote.objects.exists()


def test_an_agenda_published_on_the_fifth_is_a_breach_that_is_kept_and_counted(clerk, meeting):
    an_item(clerk, meeting)
    on = date(2017, 1, 5)
    with pytest.raises(meetings.CannotMeet, match="4 January 2017"):
        meetings.publish_agenda(meeting, on=on, **by(clerk, at(on)))
    meeting = meetings.publish_agenda(
        meeting, on=on, reason="Figures came late", **by(clerk, at(on))
    )
    held(clerk, meeting)
    late = figures.ask("democracy.meetings.late_agendas", period="2016/17", reader=OPERATOR)
    assert late.value == 1


def test_who_was_there_is_recorded_and_put_right(clerk, cabinet, meeting):
    anne, bert, carl = (a_member(clerk, code) for code in ("a", "b", "c"))
    for member in (anne, bert):
        seat(clerk, cabinet, member)
    with pytest.raises(CannotMinute, match="still to come"):
        agendas.attend(meeting, anne, kind="present", **by(clerk, BEFORE))
    meeting = held(clerk, meeting)
    agendas.attend(meeting, anne, kind="present", **by(clerk, AFTER))
    assert queries.is_quorate(meeting) is False
    agendas.attend(meeting, bert, kind="absent", **by(clerk, AFTER))
    agendas.attend(meeting, bert, kind="apologies", **by(clerk, AFTER))
    agendas.attend(meeting, carl, kind="substitute", instead_of=bert, **by(clerk, AFTER))
    assert Attendance.objects.count() == 3
    assert queries.is_quorate(meeting) is True


def test_a_vote_by_name_counts_itself_and_nobody_absent_or_gone_votes(clerk, cabinet, meeting):
    item = an_item(clerk, meeting)
    meeting = item.meeting = held(clerk, meeting)
    anne, bert, carl = (a_member(clerk, code) for code in ("a", "b", "c"))
    for member in (anne, bert):
        agendas.attend(meeting, member, kind="present", **by(clerk, AFTER))
    with pytest.raises(Problems, match="was not at the meeting"):
        agendas.vote(item, motion="Agree", casts={carl: "for"}, **by(clerk, AFTER))
    vote = agendas.vote(
        item, motion="Agree", casts={anne: "for", bert: "abstained"}, **by(clerk, AFTER)
    )
    assert (vote.votes_for, vote.abstained, vote.carried, vote.recorded) == (1, 1, True, True)
    declared = {
        "meeting": meeting,
        "item": item,
        "member": bert,
        "kind": "pecuniary",
        "text": "Owns the land",
        "left": True,
    }
    interests.declare(declared, **by(clerk, AFTER))
    with pytest.raises(Problems, match="left for this item"):
        agendas.vote(item, motion="Amend", casts={anne: "for", bert: "for"}, **by(clerk, AFTER))
    with pytest.raises(Problems, match="1 members were there"):
        agendas.vote(item, motion="Amend", count=Count(2, 0), **by(clerk, AFTER))


def test_a_tie_waits_for_the_casting_vote(clerk, meeting):
    item = an_item(clerk, meeting)
    item.meeting = held(clerk, meeting)
    with pytest.raises(BadCount):
        agendas.vote(item, motion="Agree", count=Count(2, 2), **by(clerk, AFTER))
    vote = agendas.vote(
        item, motion="Agree", count=Count(2, 2), casting="against", **by(clerk, AFTER)
    )
    assert vote.carried is False


def test_minutes_go_from_draft_to_the_chair_to_the_next_meeting(clerk, cabinet, meeting):
    item = an_item(clerk, meeting)
    with pytest.raises(CannotMinute, match="not held"):
        agendas.draft_minutes(meeting, **by(clerk, BEFORE))
    meeting = held(clerk, meeting)
    item.refresh_from_db()
    minutes = agendas.draft_minutes(meeting, **by(clerk, AFTER))
    with pytest.raises(Problems, match="not minuted"):
        agendas.approve_minutes(minutes, **by(clerk, AFTER))
    agendas.minute(item, outcome="resolved", text="Agreed.", **by(clerk, AFTER))
    minutes = agendas.approve_minutes(minutes, **by(clerk, AFTER))
    following = a_meeting(clerk, cabinet, on=NEXT)
    with pytest.raises(CannotMinute, match="not been held"):
        agendas.confirm_minutes(minutes, at=following, **by(clerk, AFTER))
    with pytest.raises(CannotMinute, match="later meeting"):
        agendas.confirm_minutes(minutes, at=meeting, **by(clerk, AFTER))
    following = held(clerk, following, at(NEXT))
    minutes = agendas.confirm_minutes(minutes, at=following, **by(clerk, at(NEXT)))
    assert minutes.state == Minutes.State.CONFIRMED
    item = AgendaItem.objects.get(pk=item.pk)
    with pytest.raises(CannotMinute, match="confirmed"):
        agendas.minute(item, outcome="noted", text="Otherwise.", **by(clerk, at(NEXT)))


def test_an_exempt_minute_is_kept_apart_and_only_of_an_exempt_item(clerk, meeting):
    open_item = an_item(clerk, meeting)
    private_item = an_item(clerk, meeting, "The sale", exempt_paragraph="3")
    held(clerk, meeting)
    for item in (open_item, private_item):
        item.refresh_from_db()
    with pytest.raises(Problems, match="no exempt minute"):
        agendas.minute(
            open_item, outcome="noted", text="Noted.", private="The price", **by(clerk, AFTER)
        )
    agendas.minute(
        private_item, outcome="resolved", text="Agreed.", private="The price", **by(clerk, AFTER)
    )
    assert ExemptMinute.objects.get().paragraph == "3"


def test_exempt_words_in_an_open_minute_stop_its_approval_unless_they_may_be_open(clerk, meeting):
    item = an_item(clerk, meeting, exempt_paragraph="3")
    item.meeting = held(clerk, meeting)
    given = {"outcome": "resolved", "private": "Sold to Harbour Estates for £1,250,000."}
    agendas.minute(item, text="Sold for £1,250,000.", **given, **by(clerk, AFTER))
    minutes = agendas.draft_minutes(item.meeting, **by(clerk, AFTER))
    with pytest.raises(Problems, match="1,250,000") as refused:
        agendas.approve_minutes(minutes, **by(clerk, AFTER))
    assert "Take it out" in refused.value.problems[0].hint
    why = "The buyer announced the price."
    done = agendas.approve_minutes(minutes, reason=why, **by(clerk, AFTER))
    assert done.history.first().history_change_reason == why


def test_only_clerks_keep_agendas(meeting):
    for role in ("leader", "head-of-service", "scrutiny-member", "monitoring-officer"):
        with pytest.raises(Refused):
            an_item(an_actor(role), meeting)


def test_the_figures_count_meetings_and_items_by_body(clerk, cabinet, meeting):
    an_item(clerk, meeting)
    put_off = an_item(clerk, meeting, "Another")
    held(clerk, meeting)
    put_off.refresh_from_db()
    agendas.minute(put_off, outcome="deferred", text="Put off.", **by(clerk, AFTER))

    def value(key, **asked):
        return figures.ask(f"democracy.meetings.{key}", reader=OPERATOR, **asked).value

    assert value("held", period="2016/17") == 1
    assert value("items", scope="cabinet", period="2016/17") == 1
    assert value("held", as_at=date(2017, 1, 11)) == 0
    bodies.change(cabinet, {"public": False}, **by(clerk, AFTER))
    assert value("held") == 0
