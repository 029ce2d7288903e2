"""Recommendations followed up: what is done of what is due, and how late the rest is."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from townclerk.assurance.core.auditing import ImpossibleCount


@dataclass(frozen=True, kw_only=True)
class FollowedUp:
    """Shares of what is due; None where nothing is."""

    due: int
    implemented: Fraction | None
    part: Fraction | None
    overdue: Fraction | None


def followed_up(*, implemented: int, part: int, overdue: int) -> FollowedUp:
    """What became of agreed recommendations that are due by the day.

    Units: recommendations in, fractions of those due out. Source: practice of audit committees
    under the Accounts and Audit Regulations 2015, regulation 5. Applies: what is not yet due and
    what was superseded is left out. Rounding: none. Raises: `ImpossibleCount` below nil.

    >>> found = followed_up(implemented=37, part=6, overdue=5)
    >>> found.due, found.overdue
    (48, Fraction(5, 48))
    """
    if min(implemented, part, overdue) < 0:
        raise ImpossibleCount("There are fewer than no recommendations.")
    due = implemented + part + overdue
    if not due:
        return FollowedUp(due=0, implemented=None, part=None, overdue=None)
    return FollowedUp(
        due=due,
        implemented=Fraction(implemented, due),
        part=Fraction(part, due),
        overdue=Fraction(overdue, due),
    )


AGES = ("Not yet due", "Up to 30 days late", "31 to 90 days late", "Over 90 days late")


def age(*, due: date | None, on: date) -> str:
    """The column of the ageing table an open recommendation stands in.

    Units: days. Source: local practice. Applies: recommendations that are not verified; one
    without an agreed day is not yet due. Rounding: none.

    >>> age(due=date(2024, 5, 1), on=date(2024, 5, 31)), age(due=None, on=date(2024, 5, 31))
    ('Up to 30 days late', 'Not yet due')
    """
    late = (on - due).days if due is not None else 0
    if late <= 0:
        return AGES[0]
    if late <= 30:
        return AGES[1]
    return AGES[2] if late <= 90 else AGES[3]
