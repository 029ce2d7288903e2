"""The grammar of reporting periods: how a person or a program names the time a figure covers."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from townclerk.kernel.display import date_range
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.periods import NotAPeriod, Period
from townclerk.kernel.years import AccountingPeriod, FinancialYear, NotAYear

_QUARTER = re.compile(r"(?P<year>\d{4}[/-]\d{2})-Q(?P<number>[1-4])", re.IGNORECASE)
_ACCOUNTING = re.compile(r"(?P<year>\d{4}[/-]\d{2})-P(?P<number>\d{1,2})", re.IGNORECASE)
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])")


class PeriodKind(StrEnum):
    FINANCIAL_YEAR = "financial-year"
    QUARTER = "quarter"
    ACCOUNTING_PERIOD = "accounting-period"
    MONTH = "month"
    DATES = "dates"


class NotAReportingPeriod(TownclerkError):
    """The text names no period. Use one of the forms the message gives."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a period. Write a financial year (2017/18), a quarter (2024/25-Q2), "
            "an accounting period (2024/25-P05), a month (2024-08) or two dates "
            "(2024-04-01..2024-06-30)."
        )


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A named stretch of days."""

    label: str
    period: Period
    kind: PeriodKind

    @property
    def financial_year(self) -> FinancialYear | None:
        """The financial year it lies in whole, or None when it crosses a year's end."""
        year = FinancialYear.containing(self.period.start)
        return year if year.period.contains(self.period) else None

    @property
    def accounting_period(self) -> AccountingPeriod | None:
        """The accounting period it names, adjustment periods told apart by their number."""
        if self.kind is not PeriodKind.ACCOUNTING_PERIOD:
            return None
        year, _, number = self.label.rpartition("-P")
        return FinancialYear.parse(year).accounting_period(int(number))

    @property
    def title(self) -> str:
        """As it is said to a reader: 'August 2024', 'July to September 2024'."""
        start, last = self.period.start, self.period.last
        if self.kind is PeriodKind.MONTH:
            return f"{month_name[start.month]} {start.year}"
        if self.kind is PeriodKind.QUARTER and last is not None:
            return f"{month_name[start.month]} to {month_name[last.month]} {last.year}"
        if self.kind is PeriodKind.ACCOUNTING_PERIOD and self.accounting_period is not None:
            return self.accounting_period.title
        if self.kind is PeriodKind.DATES:
            return date_range(start, last)
        return self.label

    def __str__(self) -> str:
        return self.label


@lru_cache(maxsize=4096)
def parse_period(text: str) -> ReportingPeriod:
    """Read the name of a reporting period.

    Units: days, both ends of two dates counted. Quarter 2 is July to September.
    Source: the command line and addresses of figures; one grammar for all.
    Raises: `NotAReportingPeriod`; write one of the forms the message gives.

    >>> str(parse_period("2024/25-Q2").period), str(parse_period("2024/25-P05").period)
    ('2024-07-01..2024-09-30', '2024-08-01..2024-08-31')
    >>> parse_period("2024-08").kind.value, parse_period("2017/18").kind.value
    ('month', 'financial-year')
    """
    bare = text.strip()
    try:
        return _parse(bare)
    except (NotAYear, NotAPeriod):
        raise NotAReportingPeriod(text) from None


def _parse(bare: str) -> ReportingPeriod:
    if found := _QUARTER.fullmatch(bare):
        return quarter(FinancialYear.parse(found["year"]), int(found["number"]))
    if found := _ACCOUNTING.fullmatch(bare):
        numbered = FinancialYear.parse(found["year"]).accounting_period(int(found["number"]))
        return ReportingPeriod(numbered.label, numbered.period, PeriodKind.ACCOUNTING_PERIOD)
    if found := _MONTH.fullmatch(bare):
        return month(int(found["year"]), int(found["month"]))
    if ".." in bare:
        return dates(Period.parse_inclusive(bare))
    # A year alone needs its stroke: 2010-11 is November, so 2017-18 must not be a year.
    if "/" not in bare:
        raise NotAYear(bare)
    return financial_year(FinancialYear.parse(bare))


def financial_year(year: FinancialYear) -> ReportingPeriod:
    return ReportingPeriod(year.label, year.period, PeriodKind.FINANCIAL_YEAR)


def quarter(year: FinancialYear, number: int) -> ReportingPeriod:
    return ReportingPeriod(f"{year.label}-Q{number}", year.quarter(number), PeriodKind.QUARTER)


def month(year: int, number: int) -> ReportingPeriod:
    start = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    return ReportingPeriod(f"{year}-{number:02d}", Period(start, following), PeriodKind.MONTH)


def dates(period: Period) -> ReportingPeriod:
    if period.end is None:
        raise NotAPeriod(f"The period from {period.start} needs a last day.")
    return ReportingPeriod(str(period), period, PeriodKind.DATES)
