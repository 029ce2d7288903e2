"""When a job runs again, how long it still takes, and when a scheduled one is next due."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


class Every(StrEnum):
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True)
class Rhythm:
    """Daily at a local time, or hourly at its minute."""

    every: Every
    at: time = time(0, 0)


def back_off(attempt: int) -> timedelta:
    """How long to wait before the attempt after this one; it doubles up to an hour.

    Units: attempts counted from 1.

    Example:
        >>> [back_off(n).seconds for n in (1, 3, 50)]
        [10, 40, 3600]
    """
    doublings = min(max(attempt, 1) - 1, 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def time_left(started: datetime, now: datetime, done: int, of: int | None) -> timedelta | None:
    """Time left when the rest goes as fast as what is done; None while that cannot be said.

    Rounding: to the whole second, up.

    Example:
        >>> start = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
        >>> time_left(start, start + timedelta(seconds=30), 3, 9)
        datetime.timedelta(seconds=60)
    """
    if not of or done <= 0 or now <= started:
        return None
    left = (now - started) * max(of - done, 0) / done
    return timedelta(seconds=-(-left // timedelta(seconds=1)))


def next_due(rhythm: Rhythm, after: datetime) -> datetime:
    """The first moment of the rhythm later than `after`, in universal time.

    A local time that the clocks skip falls on the moment the skipped hour would have had; one
    that comes twice is taken once, the first time.

    Example:
        >>> next_due(Rhythm(Every.DAY, time(2, 30)), datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
        datetime.datetime(2026, 7, 2, 1, 30, tzinfo=datetime.timezone.utc)
    """
    if rhythm.every is Every.HOUR:
        due = after.astimezone(UTC).replace(minute=rhythm.at.minute, second=0, microsecond=0)
        return due if due > after else due + timedelta(hours=1)
    day = after.astimezone(LOCAL).date()
    for ahead in range(3):
        due = datetime.combine(day + timedelta(days=ahead), rhythm.at, LOCAL).astimezone(UTC)
        if due > after:
            return due
    raise AssertionError("a daily time comes within two days")
