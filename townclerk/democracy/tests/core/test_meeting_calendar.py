"""The calendar as an independent library reads it."""

from datetime import UTC, date, datetime, timedelta

import icalendar

from townclerk.democracy.core.meeting_calendar import Sitting, cycles, meeting_calendar

MADE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRST = datetime(2026, 3, 5, 18, 30)  # noqa: DTZ001 (the calendar names the zone)


def a_sitting(weeks=0, **values):
    at = values.pop("at", FIRST + timedelta(weeks=weeks))
    given = {"key": f"m-{at:%Y%m%d}", "body": "cabinet", "title": "Cabinet", "timed": True}
    return Sitting(**given | {"at": at, **values})


def read(*sittings):
    text = meeting_calendar(name="Meetings; all", sittings=sittings, made=MADE)
    return icalendar.Calendar.from_ical(text)


def test_a_meeting_has_its_day_and_time_in_london():
    found = read(a_sitting(place="Room 1, Town Hall", minutes=90, address="https://x.example/m"))
    (event,) = found.walk("VEVENT")
    assert event["SUMMARY"] == "Cabinet"
    assert event["LOCATION"] == "Room 1, Town Hall"
    assert event.decoded("DTSTART").isoformat() == "2026-03-05T18:30:00+00:00"
    assert event.decoded("DURATION") == timedelta(minutes=90)
    summer = read(a_sitting(weeks=8)).walk("VEVENT")[0].decoded("DTSTART")
    assert summer.isoformat() == "2026-04-30T18:30:00+01:00"
    assert [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")] == ["Europe/London"]


def test_a_meeting_of_no_known_time_is_a_whole_day():
    (event,) = read(a_sitting(timed=False, at=datetime(2026, 3, 5))).walk("VEVENT")  # noqa: DTZ001
    assert event.decoded("DTSTART") == date(2026, 3, 5)


def test_a_change_raises_the_sequence_under_the_same_key():
    before, after = read(a_sitting()), read(a_sitting(key="m-20260305", weeks=1, sequence=1))
    old, new = before.walk("VEVENT")[0], after.walk("VEVENT")[0]
    assert old["UID"] == new["UID"]
    assert (old["SEQUENCE"], new["SEQUENCE"]) == (0, 1)


def test_a_cycle_is_a_rule_with_its_cancelled_meeting_as_an_exception():
    run = [a_sitting(weeks=n) for n in (0, 4, 12)]
    run.append(a_sitting(weeks=8, cancelled=True, sequence=2))
    events = read(*run, a_sitting(weeks=1, body="audit", title="Audit")).walk("VEVENT")
    rules = [event for event in events if "RRULE" in event]
    assert len(rules) == 1
    assert rules[0]["RRULE"] == {"FREQ": ["WEEKLY"], "INTERVAL": [4], "COUNT": [4]}
    assert rules[0]["STATUS"] == "CONFIRMED"
    exceptions = [event for event in events if "RECURRENCE-ID" in event]
    assert {event["UID"] for event in exceptions} == {rules[0]["UID"]}
    gone = [event for event in exceptions if event["STATUS"] == "CANCELLED"]
    assert [event.decoded("RECURRENCE-ID").date() for event in gone] == [date(2026, 4, 30)]
    assert gone[0]["SEQUENCE"] == 2
    assert sum("RRULE" not in e and "RECURRENCE-ID" not in e for e in events) == 1


def test_two_meetings_or_uneven_ones_are_no_cycle():
    assert [len(run) for run in cycles([a_sitting(), a_sitting(weeks=4)])] == [1, 1]
    uneven = [a_sitting(weeks=n) for n in (0, 4, 9, 13)]
    assert [len(run) for run in cycles(uneven)] == [1, 1, 1, 1]
    moved = [a_sitting(weeks=n) for n in (0, 4, 8)] + [a_sitting(weeks=12, place="Elsewhere")]
    assert sorted(len(run) for run in cycles(moved)) == [1, 3]
