"""School days, and the last day for the hearing of an education appeal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from townclerk.kernel.errors import TownclerkError


class NoTerm(TownclerkError):
    """The terms that are held do not reach far enough to count the school days."""


@dataclass(frozen=True)
class Term:
    """From its first to its last school day."""

    start: date
    end: date


def after_school_days(
    start: date, number: int, terms: Sequence[Term], is_working: Callable[[date], bool]
) -> date:
    """The last of so many school days after a day, that day not counted.

    Units: school days: working days within a term.
    Source: the School Admission Appeals Code counts its time limits in school days.
    Applies: while the terms held reach far enough.
    Rounding: none.
    Raises: `NoTerm` when they do not; add the next term.

    >>> term = Term(date(2024, 4, 15), date(2024, 7, 19))
    >>> after_school_days(date(2024, 5, 3), 2, [term], lambda day: day.weekday() < 5)
    datetime.date(2024, 5, 7)
    """
    ends = max((term.end for term in terms), default=None)
    day, left = start, number
    while left:
        day += timedelta(days=1)
        if ends is None or day > ends:
            raise NoTerm(
                f"The school terms held do not reach {number} school days after "
                f"{start.day} {start:%B %Y}. Add the terms that follow."
            )
        if is_working(day) and any(term.start <= day <= term.end for term in terms):
            left -= 1
    return day
