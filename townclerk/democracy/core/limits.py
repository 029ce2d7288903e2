"""What follows from a time limit in a council's own proceedings: call-in, replies, urgency."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.periods import ONE_DAY
from townclerk.platform.deadlines.core.limits import BadLimit, EffectiveBasis


def effective_days(*, last_call_in_day: date, calendar: WorkingCalendar) -> dict[str, date]:
    """The day a decision that was not called in takes effect, on either basis.

    Units: dates. Source: the council's own procedure rules say which basis holds.
    Applies: once the last day of call-in has passed.

    >>> from townclerk.kernel.calendars import Holidays
    >>> plain = WorkingCalendar("plain", Holidays(()), date(2026, 1, 1), date(2026, 12, 31))
    >>> days = effective_days(last_call_in_day=date(2026, 3, 13), calendar=plain)
    >>> str(days["calendar"]), str(days["working"])
    ('2026-03-14', '2026-03-16')
    """
    return {
        EffectiveBasis.CALENDAR.value: last_call_in_day + ONE_DAY,
        EffectiveBasis.WORKING.value: calendar.next_working_day(last_call_in_day),
    }


@dataclass(frozen=True, slots=True)
class DaysTaken:
    """How long a reply took, in working days."""

    taken: int
    both_ends: int
    late: int | None


def days_taken(
    *, received: date, answered: date, due: date | None, calendar: WorkingCalendar
) -> DaysTaken:
    """Working days from receipt to reply, and how many of them were late.

    Units: working days. Source: the counting convention of the request's own time limit.
    Applies: the day of receipt is day 0; some systems count both ends, so that is given beside it.
    Raises: `BadLimit` when the reply is before the receipt; correct the dates.
    """
    if answered < received:
        raise BadLimit(f"The reply of {answered} is before the receipt of {received}.")
    taken = calendar.working_days_between(received, answered)
    late = None if due is None else calendar.working_days_between(due, answered)
    return DaysTaken(taken, taken + 1, late)


class Route(StrEnum):
    """By which regulation a key decision may be taken on the notice given."""

    ORDINARY = "ordinary"
    GENERAL_EXCEPTION = "general exception"
    SPECIAL_URGENCY = "special urgency"


def exceptional_route(*, clear_working_days: int, exception: int) -> Route:
    """Which route a key decision must take when its full notice was not given.

    Units: clear working days between notice and decision.
    Source: SI 2012/2089, regulations 10 and 11.
    Applies: to key decisions of an executive in England with less than 28 clear days' notice.

    >>> exceptional_route(clear_working_days=5, exception=5).value
    'general exception'
    >>> exceptional_route(clear_working_days=4, exception=5).value
    'special urgency'
    """
    return Route.GENERAL_EXCEPTION if clear_working_days >= exception else Route.SPECIAL_URGENCY
