"""When each item of a meeting is expected, from the time it starts and the minutes set aside."""

from collections.abc import Sequence

MINUTES_A_DAY = 24 * 60


def expected_times(starts: str, durations: Sequence[int | None]) -> tuple[str, ...]:
    """The time each item is expected to begin, like 18:30; empty where it cannot be known.

    Units: minutes; times of the day. Source: practice of running orders.
    Applies: to a meeting that ends on the day it began; after an item with no minutes set aside,
        or past midnight, nothing can be said.
    Rounding: none.
    Raises: nothing.
    Example:

    >>> expected_times("18:30", [5, 20, None, 10])
    ('18:30', '18:35', '18:55', '')
    """
    if not starts:
        return ("",) * len(durations)
    hours, minutes = (int(part) for part in starts.split(":"))
    at: int | None = hours * 60 + minutes
    found = []
    for duration in durations:
        found.append("" if at is None else f"{at // 60:02d}:{at % 60:02d}")
        at = None if at is None or duration is None else at + duration
        if at is not None and at >= MINUTES_A_DAY:
            at = None
    return tuple(found)
