from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from townclerk.platform.jobs.core.timing import LOCAL, Every, Rhythm, back_off, next_due, time_left

FIRST, LAST = datetime(2020, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001 (naive bounds)
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@given(moments, st.times(), st.sampled_from(Every))
def test_it_is_due_later_and_within_two_days(after, at, every):
    due = next_due(Rhythm(every, at), after)
    assert timedelta(0) < due - after <= timedelta(hours=49)


@given(moments)
def test_it_keeps_the_local_time_when_the_clocks_change(after):
    due = next_due(Rhythm(Every.DAY, time(6, 0)), after)
    assert due.astimezone(LOCAL).time() == time(6, 0)


def test_it_moves_a_skipped_time_and_takes_a_doubled_one_once():
    spring = next_due(Rhythm(Every.DAY, time(1, 30)), datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert spring == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    autumn = Rhythm(Every.DAY, time(1, 30))
    first = next_due(autumn, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_due(autumn, first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_it_is_hourly_at_its_minute():
    assert next_due(Rhythm(Every.HOUR, time(0, 15)), datetime(2026, 1, 1, 9, 15, tzinfo=UTC)) == (
        datetime(2026, 1, 1, 10, 15, tzinfo=UTC)
    )


def test_it_waits_longer_each_time_but_never_more_than_an_hour():
    waits = [back_off(n) for n in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=10)
    assert waits[-1] == timedelta(hours=1)


def test_it_says_no_time_left_before_anything_is_done():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert time_left(start, start + timedelta(seconds=5), 0, 10) is None
    assert time_left(start, start + timedelta(seconds=5), 5, None) is None
    assert time_left(start, start + timedelta(seconds=5), 10, 10) == timedelta(0)
