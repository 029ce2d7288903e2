"""When a statutory return that nobody has taken on to check is taken further up."""

from datetime import date, timedelta


def check_by(due: date, days: int) -> date:
    """The day by which somebody has to have taken on the check.

    Units: calendar days before the day it is due. Applies: any return.

    >>> check_by(date(2024, 5, 31), 7)
    datetime.date(2024, 5, 24)
    """
    return due - timedelta(days=days)


def escalates(*, due: date, days: int, has_validator: bool, unsent: bool, on: date) -> bool:
    """Whether a return is taken further up on a day: not sent, and nobody to check it in time.

    >>> may = date(2024, 5, 31)
    >>> escalates(due=may, days=7, has_validator=False, unsent=True, on=date(2024, 5, 24))
    True
    >>> escalates(due=may, days=7, has_validator=False, unsent=True, on=date(2024, 5, 23))
    False
    """
    return unsent and not has_validator and on >= check_by(due, days)
