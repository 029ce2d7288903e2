"""The days a meeting may be held on, and the last days to tell the public of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained
from townclerk.platform.deadlines.core.limits import Limit, last_day


class NotAMeetingDay(TownclerkError):
    """A meeting is not held on this day. Choose another."""


def check_day(day: date, calendar: WorkingCalendar) -> None:
    """Refuse a bank holiday or a weekend for a meeting.

    Units: a date. Source: practice; a meeting is called on a working day.
    Applies: to meetings of the council's own bodies in the years of the calendar.
    Raises: `NotAMeetingDay`, with the next working day; `BeyondCalendar`.

    >>> from townclerk.kernel.calendars import Holidays
    >>> plain = WorkingCalendar("plain", Holidays(()), date(2026, 1, 1), date(2026, 12, 31))
    >>> check_day(date(2026, 3, 5), plain)
    """
    if calendar.is_working(day):
        return
    name = calendar.holidays.named(day)
    kind = f"a bank holiday ({name})" if name else f"a {day:%A}"
    following = calendar.next_working_day(day)
    raise NotAMeetingDay(
        f"{day.day} {day:%B %Y} is {kind}. Choose another day; the next working day is "
        f"{following:%A} {following.day} {following:%B}."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Notices:
    """The last day for each notice of one meeting, by the name of its rule."""

    days: Mapping[str, Explained[date]]


def notices(
    *, on: date, limits: Mapping[str, Limit], calendars: Mapping[str, WorkingCalendar]
) -> Notices:
    """The last day to publish each notice of a meeting.

    Units: dates. Source: the provision of each limit.
    Applies: to meetings in the years of the calendar; which limits apply is the caller's to say.
    Raises: `BeyondCalendar`.
    Example: the agenda of Cabinet on Thursday 12 January 2017 by Wednesday 4 January 2017.
    """
    return Notices(
        days={
            name: last_day(limit=limit, start=on, calendar=calendars[limit.calendar])
            for name, limit in limits.items()
        }
    )
