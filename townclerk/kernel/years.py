"""Financial years with their accounting periods, and municipal years."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.periods import Period

MONTHS = 12
_LABEL = re.compile(r"(?P<first>\d{4})\s*[/-]\s*(?P<second>\d{2}|\d{4})")


class NotAYear(TownclerkError):
    """The text is not a financial year. Write it like 2017/18."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}” is not a financial year. Write it like 2017/18.")


def _year_label(start_year: int) -> str:
    return f"{start_year}/{(start_year + 1) % 100:02d}"


@dataclass(frozen=True, order=True, slots=True)
class FinancialYear:
    """The year from 1 April to 31 March.

    >>> FinancialYear(2017).label, str(FinancialYear.parse("2017/18").period)
    ('2017/18', '2017-04-01..2018-03-31')
    """

    start_year: int

    def __post_init__(self) -> None:
        if type(self.start_year) is not int:
            raise TypeError("a FinancialYear starts in a year given as an int")

    @classmethod
    def parse(cls, text: str) -> "FinancialYear":
        """Read "2017/18", "2017-18" or "2017/2018"; refuses years that do not follow."""
        found = _LABEL.fullmatch(text.strip())
        if found is None:
            raise NotAYear(text)
        first, second = int(found["first"]), found["second"]
        if int(second) != (first + 1 if len(second) == len(found["first"]) else (first + 1) % 100):
            raise NotAYear(text)
        return cls(first)

    @classmethod
    def containing(cls, day: date) -> "FinancialYear":
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def label(self) -> str:
        return _year_label(self.start_year)

    @property
    def period(self) -> Period:
        return Period(self.start, date(self.start_year + 1, 4, 1))

    @property
    def start(self) -> date:
        return date(self.start_year, 4, 1)

    @property
    def last(self) -> date:
        return date(self.start_year + 1, 3, 31)

    @property
    def days(self) -> int:
        """365, or 366 when its February has 29 days."""
        return self.period.days

    def accounting_period(self, number: int) -> "AccountingPeriod":
        return AccountingPeriod(self, number)

    @property
    def periods(self) -> tuple["AccountingPeriod", ...]:
        """The twelve monthly periods, April first."""
        return tuple(AccountingPeriod(self, number) for number in range(1, MONTHS + 1))

    def adjustment_periods(self, count: int = 3) -> tuple["AccountingPeriod", ...]:
        """Periods after the twelfth, for entries made while the year is being closed."""
        return tuple(AccountingPeriod(self, MONTHS + number) for number in range(1, count + 1))

    @property
    def quarters(self) -> tuple[Period, ...]:
        """Four quarters: April to June first, January to March last."""
        return tuple(self.quarter(number) for number in range(1, 5))

    def quarter(self, number: int) -> Period:
        if number not in range(1, 5):
            raise NotAYear(f"{self.label}-Q{number}")
        first, last = self.periods[3 * number - 3], self.periods[3 * number - 1]
        return Period(first.period.start, last.period.end)

    def __add__(self, years: int) -> "FinancialYear":
        if type(years) is not int:
            return NotImplemented
        return FinancialYear(self.start_year + years)

    def __sub__(self, years: int) -> "FinancialYear":
        if type(years) is not int:
            return NotImplemented
        return FinancialYear(self.start_year - years)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True, slots=True)
class AccountingPeriod:
    """P01 is April; P12 is March; P13 and later are adjustments made at the year's end."""

    year: FinancialYear
    number: int

    def __post_init__(self) -> None:
        if type(self.number) is not int or not 1 <= self.number <= 99:
            raise NotAYear(f"{self.year.label}-P{self.number}")

    @property
    def is_adjustment(self) -> bool:
        return self.number > MONTHS

    @property
    def label(self) -> str:
        return f"{self.year.label}-P{self.number:02d}"

    @property
    def title(self) -> str:
        if self.is_adjustment:
            return f"Adjustment period {self.number - MONTHS}, {self.year.label}"
        return f"{month_name[self.period.start.month]} {self.period.start.year}"

    @property
    def period(self) -> Period:
        """The calendar month; an adjustment period bears the year's last day."""
        if self.is_adjustment:
            return Period.inclusive(self.year.last, self.year.last)
        month = (self.number + 2) % MONTHS + 1
        start = date(self.year.start_year + (1 if month < 4 else 0), month, 1)
        following = date(start.year + month // MONTHS, month % MONTHS + 1, 1)
        return Period(start, following)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True, slots=True)
class MunicipalYear:
    """The year between two annual meetings of the council; the second may not be fixed yet.

    The annual meeting is held in March, April or May (Local Government Act 1972, Schedule 12,
    paragraph 1), or after the election in a year of election.
    """

    annual_meeting: date
    next_annual_meeting: date | None = None

    def __post_init__(self) -> None:
        if self.next_annual_meeting and self.next_annual_meeting.year != self.start_year + 1:
            raise NotAYear(f"{self.annual_meeting} to {self.next_annual_meeting}")

    @property
    def start_year(self) -> int:
        return self.annual_meeting.year

    @property
    def label(self) -> str:
        return _year_label(self.start_year)

    @property
    def period(self) -> Period:
        return Period(self.annual_meeting, self.next_annual_meeting)

    def __str__(self) -> str:
        return self.label
