"""The calendar: days that are refused, clashes, notices and agendas by their last day."""

from datetime import date

import pytest

from townclerk.democracy.core.meeting_days import NotAMeetingDay, check_day
from townclerk.democracy.models import Body, Meeting
from townclerk.democracy.operations import meetings
from townclerk.democracy.operations.meetings import CannotMeet
from townclerk.democracy.policies import MEETING, NotInThisState
from townclerk.democracy.queries import meetings as queries
from townclerk.democracy.tests.builders import a_body, a_meeting, at, by, member, seat
from townclerk.kernel.errors import Problems
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.parameters import source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 5, 4), "bank holiday"),
        (date(2022, 9, 19), "bank holiday"),
        (date(2026, 3, 7), "a Saturday"),
    ],
)
def test_it_refuses_a_meeting_on_a_bank_holiday_or_weekend(clerk, cabinet, day, why):
    with pytest.raises(Problems, match=why):
        a_meeting(clerk, cabinet, day)
    with pytest.raises(NotAMeetingDay, match="next working day"):
        check_day(day, source().calendar("england"))
    assert not Meeting.objects.exists()


def test_it_takes_the_dates_of_bodies_whose_calendar_others_keep(clerk):
    joint = a_body(clerk, "region", Body.Kind.JOINT)
    assert a_meeting(clerk, joint, date(2026, 3, 7)).pk


def test_it_refuses_two_meetings_in_one_room_at_one_time(clerk, cabinet):
    other = a_body(clerk, "audit", Body.Kind.COMMITTEE)
    a_meeting(clerk, cabinet, place="Town hall")
    with pytest.raises(Problems, match="Cabinet meets in Town hall at 10:00"):
        a_meeting(clerk, other, place="Town hall")
    assert a_meeting(clerk, other, place="Library").pk
    with pytest.raises(Problems, match="meets that day already"):
        a_meeting(clerk, cabinet, reference="again", place="Annexe")


def test_it_refuses_members_in_two_places_unless_told_why(clerk, council):
    one = a_body(clerk, "one", Body.Kind.COMMITTEE)
    two = a_body(clerk, "two", Body.Kind.COMMITTEE)
    for body in (one, two):
        seat(clerk, body, member("m01"))
    a_meeting(clerk, one)
    with pytest.raises(Problems, match="1 member sits on One too"):
        a_meeting(clerk, two)
    assert a_meeting(clerk, two, clash_reason="A substitute attends.").pk


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2017, 1, 12), date(2017, 1, 4)),
        (date(2026, 3, 5), date(2026, 2, 25)),
        (date(2022, 9, 22), date(2022, 9, 13)),
    ],
)
def test_it_works_out_the_last_day_for_the_agenda(clerk, cabinet, on, last):
    meeting = a_meeting(clerk, cabinet, on)
    assert queries.agenda_by(meeting, source()).last_day.value == last


def test_it_asks_the_notices_of_each_kind_of_body(clerk, cabinet, council):
    open_meeting = a_meeting(clerk, cabinet)
    private = a_meeting(clerk, cabinet, date(2026, 4, 9), private=True)
    summons = a_meeting(clerk, council)
    informal = a_meeting(clerk, cabinet, date(2026, 4, 16), kind="informal")
    rules = {m.pk: [n.rule for n in queries.notices_of(m, source())] for m in Meeting.objects.all()}
    assert rules[open_meeting.pk] == [queries.KEY_NOTICE, queries.AGENDA]
    assert queries.PRIVATE_NOTICE in rules[private.pk]
    assert queries.PRIVATE_SECOND in rules[private.pk]
    assert rules[summons.pk] == [queries.SUMMONS]
    assert rules[informal.pk] == []


def test_it_publishes_an_agenda_in_time_without_a_reason(clerk, cabinet):
    meeting = a_meeting(clerk, cabinet, date(2017, 1, 12))
    day = date(2017, 1, 4)
    done = meetings.publish_agenda(meeting, on=day, **by(clerk, at(day)))
    assert (done.state, done.agenda_on, done.late_reason) == ("agenda-published", day, "")


def test_it_takes_a_late_agenda_with_its_reason_only(clerk, cabinet):
    meeting = a_meeting(clerk, cabinet, date(2017, 1, 12))
    day = date(2017, 1, 5)
    with pytest.raises(CannotMeet, match="by 4 January 2017"):
        meetings.publish_agenda(meeting, on=day, **by(clerk, at(day)))
    done = meetings.publish_agenda(meeting, on=day, reason="Printers failed", **by(clerk, at(day)))
    assert done.late_reason == "Printers failed"


def test_it_goes_from_planned_to_held(clerk, cabinet):
    meeting = a_meeting(clerk, cabinet)
    meeting = meetings.notify(meeting, on=date(2026, 2, 20), **by(clerk))
    assert meeting.state == Meeting.State.NOTIFIED
    meeting = meetings.publish_agenda(meeting, on=date(2026, 2, 24), **by(clerk))
    with pytest.raises(CannotMeet, match="still to come"):
        meetings.hold(meeting, **by(clerk))
    held = meetings.hold(meeting, **by(clerk, at(date(2026, 3, 6))))
    assert held.state == Meeting.State.HELD
    with pytest.raises(CannotMeet, match="stays as it is"):
        meetings.change(held, {"place": "Elsewhere"}, **by(clerk))


def test_it_cancels_with_a_reason_only(clerk, cabinet):
    meeting = a_meeting(clerk, cabinet)
    with pytest.raises(CannotMeet, match="reason"):
        meetings.cancel(meeting, **by(clerk))
    assert meetings.cancel(meeting, reason="No business", **by(clerk)).state == "cancelled"


def test_it_asks_for_notices_afresh_when_a_meeting_moves(clerk, cabinet):
    meeting = meetings.notify(a_meeting(clerk, cabinet), on=date(2026, 2, 20), **by(clerk))
    moved = meetings.change(meeting, {"on": date(2026, 3, 12)}, **by(clerk))
    assert (moved.state, moved.notified_on) == (Meeting.State.PLANNED, None)
    with pytest.raises(Problems, match="Sunday"):
        meetings.change(moved, {"on": date(2026, 3, 15)}, **by(clerk))


@pytest.mark.parametrize("name", MEETING)
@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_it_takes_no_step_from_a_state_that_is_final(clerk, cabinet, name, state):
    meeting = a_meeting(clerk, cabinet)
    meeting.state = state
    act = {"notify": meetings.notify, "publish-agenda": meetings.publish_agenda}.get(
        name, getattr(meetings, name, None)
    )
    with pytest.raises(NotInThisState):
        act(meeting, reason="Because", **by(clerk, at(date(2026, 3, 6))))


@pytest.mark.parametrize("role", [role for role in roles() if role != "democratic-services"])
def test_it_leaves_the_calendar_to_democratic_services(clerk, cabinet, role):
    with pytest.raises(Refused):
        a_meeting(an_actor(role), cabinet)


def test_it_reads_municipal_years_between_annual_meetings(clerk, council):
    for year in (2024, 2025):
        a_meeting(clerk, council, date(year, 5, 21), kind="annual")
    first, second = queries.municipal_years()
    assert (first.label, first.next_annual_meeting) == ("2024/25", date(2025, 5, 21))
    assert queries.last_of(first, today=date(2026, 1, 1)) == date(2025, 5, 20)
    assert second.next_annual_meeting is None
    assert queries.last_of(second, today=date(2026, 1, 1)) == date(2026, 1, 1)
