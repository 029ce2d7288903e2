"""When a record falls due for disposal."""

import calendar
from datetime import date
from enum import StrEnum

from townclerk.kernel.years import FinancialYear

MONTHS = 12


class FromEndOf(StrEnum):
    DAY = "day"
    FINANCIAL_YEAR = "financial-year"


def disposal_date(trigger: date, from_end_of: FromEndOf, months: int | None) -> date | None:
    """The first day on which a record may be disposed of; None for one that is kept for good.

    Units: whole months after the day, or after the end of the financial year, of the trigger.

    Source: the class of the record, which names its instrument.

    Applies: to every record with a class; a legal hold is asked about separately and wins.

    Rounding: a day that its month does not have becomes the last of that month; the record is kept
    through that day.

    Example:
        >>> disposal_date(date(2017, 5, 12), FromEndOf.FINANCIAL_YEAR, 72)
        datetime.date(2024, 4, 1)
        >>> disposal_date(date(2020, 2, 29), FromEndOf.DAY, 12)
        datetime.date(2021, 3, 1)
    """
    if months is None:
        return None
    whole_year = from_end_of is FromEndOf.FINANCIAL_YEAR
    last = FinancialYear.containing(trigger).last if whole_year else trigger
    month = last.month - 1 + months
    year, month = last.year + month // MONTHS, month % MONTHS + 1
    kept_to = date(year, month, min(last.day, calendar.monthrange(year, month)[1]))
    return date.fromordinal(kept_to.toordinal() + 1)
