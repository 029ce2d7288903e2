"""Which earlier request a new one repeats."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from townclerk.performance.core.plans import Aim, likenesses

WINDOW_DAYS = 60
LIKE = Fraction(1, 2)


@dataclass(frozen=True)
class Asked:
    """A request: its code, what it asks for, and when."""

    code: str
    words: str
    on: date


def repeated(
    new: Asked,
    earlier: Iterable[Asked],
    *,
    days: int = WINDOW_DAYS,
    least: Fraction = LIKE,
) -> Asked | None:
    """The earlier request that a new one repeats: alike in words, within so many days before it.

    Units: days between the two; likeness from 0 to 1 of the words either has. Applies: the most
    alike, the latest of several; a request sixty days before still counts.

    >>> old = Asked("r1", "Attendance of pupils by ward", date(2024, 3, 1))
    >>> repeated(Asked("r2", "Pupil attendance by ward", date(2024, 4, 30)), [old]).code
    'r1'
    >>> repeated(Asked("r2", "Pupil attendance by ward", date(2024, 5, 1)), [old])
    """
    first = new.on - timedelta(days=days)
    near = sorted(
        (one for one in earlier if first <= one.on <= new.on and one.code != new.code),
        key=lambda one: one.on,
        reverse=True,
    )
    found = likenesses(
        [Aim(new.code, new.words)], [Aim(one.code, one.words) for one in near], least=least
    )
    return next((one for one in near if found and one.code == found[0].new), None)
