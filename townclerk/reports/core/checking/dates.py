"""Reading the dates and years of a text, possible or not."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DATE = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\b,?\s+(?:the\s+)?)?"
    rf"(?:\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?,?"
    rf"|\b(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|,\d|\.\d),?)"
    r"(?:\s+(?P<year>(?:19|20)\d{2})\b(?!/))?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\b,?\s+)?\b(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/"
    r"(?P<year>(?:19|20)?\d{2})\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_MONTH_YEAR = re.compile(
    rf"\b(?P<month>{_MONTH})\.?,?\s+(?P<year>(?:19|20)\d{{2}})\b(?!/)", re.IGNORECASE
)
_YEARS = re.compile(
    r"\b(?P<first>(?:19|20)\d{2})(?P<join>\s?[/–-]\s?)(?P<last>(?:19|20)\d{2}|\d{2})\b(?![/-]\d)"
)
_TWO_DIGIT = re.compile(r"(?<![\d/£.,])\b(?P<first>\d{2})/(?P<last>\d{2})\b(?![/\d])")
_YEAR = re.compile(
    r"(?<![\d£,./-])\b(?P<year>(?:19|20)\d{2})\b(?!,\d|\.\d|%|\s?(?:per cent|tonnes|people"
    r"|homes|days))"
)
_OTHER_AGE = r"(?:[03-9]\d{3}|1[0-6]\d\d|2[1-9]\d\d)"
_FAR = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH}|spring|summer|autumn|winter)\s+"
    rf"(?P<year>{_OTHER_AGE})\b(?!,\d)"
    rf"|\b(?:in|since|of|until|before|after|from|to|during)\s+(?P<bare>{_OTHER_AGE})"
    r"(?=[.;:)]|,\s|\s\(|\s(?:and|to|but)\b|$)",
    re.IGNORECASE,
)
_FAR_YEARS = re.compile(
    r"(?<![\d£,./-])\b(?P<year>[3-9]\d{3}|1[0-7]\d\d|2[1-9]\d\d)/(?P<last>\d{2})\b(?![/\d])"
)
"""A financial year of another age: 2923/24."""
_BROKEN = re.compile(
    r"\b(?:spring|summer|autumn|winter|" + _MONTH + r")\s+(?P<year>20\d)\b(?!\d)", re.IGNORECASE
)


@dataclass(frozen=True)
class When:
    """A date, a month or a year as printed. `wrong` says why no calendar has it."""

    kind: str
    """`day`, `month`, `year` (a calendar year) or `years` (2017/18)."""
    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    last_year: int | None = None
    wrong: str = ""

    @property
    def on(self) -> date | None:
        if self.wrong or self.kind != "day" or not (self.year and self.month and self.day):
            return None
        return date(self.year, self.month, self.day)

    def on_in(self, year: int) -> date | None:
        """The day in a year not printed; None for 29 February in a short one."""
        if not (self.month and self.day) or self.day > monthrange(year, self.month)[1]:
            return None
        return date(year, self.month, self.day)

    @property
    def first(self) -> date | None:
        """The first day it can mean."""
        if self.kind == "day":
            return self.on
        if self.kind == "month" and self.year and self.month:
            return date(self.year, self.month, 1)
        if self.kind == "year" and self.year:
            return date(self.year, 1, 1)
        return date(self.year, 4, 1) if self.kind == "years" and self.year else None

    @property
    def last(self) -> date | None:
        if self.kind == "day":
            return self.on
        if self.kind == "month" and self.year and self.month:
            return date(self.year, self.month, monthrange(self.year, self.month)[1])
        if self.kind == "year" and self.year:
            return date(self.year, 12, 31)
        return date(self.last_year, 3, 31) if self.kind == "years" and self.last_year else None

    @property
    def label(self) -> str:
        """One name for a financial year however it is written: 2017/18."""
        if self.kind == "years" and self.year and self.last_year:
            return f"{self.year}/{self.last_year % 100:02d}"
        return str(self.year) if self.kind == "year" else ""


def read_dates(text: str) -> list[When]:
    """The dates and years of a text in their order.

    Units: calendar days; a financial year by its first and last calendar year.
    Source: the calendar.
    Raises: nothing; a date that no calendar has says so in `wrong`.

    >>> [(one.text, one.wrong) for one in read_dates("on Friday 31 June 2022, in 2022-22")]
    [('Friday 31 June 2022', 'June has 30 days'), ('2022-22', 'its second year is not later')]
    """
    found: list[When] = []
    for pattern, reader in (
        (_FAR, _far),
        (_FAR_YEARS, _far_years),
        (_ISO, _day),
        (_NUMERIC, _day),
        (_DATE, _day),
        (_MONTH_YEAR, _month_year),
        (_BROKEN, _broken),
        (_YEARS, _years),
        (_TWO_DIGIT, _short_years),
        (_YEAR, _year),
    ):
        for match in pattern.finditer(text):
            free = all(match.end() <= one.start or match.start() >= one.end for one in found)
            when = reader(match) if free else None
            if when is not None:
                found.append(when)
    return sorted(found, key=lambda one: one.start)


def month_of(text: str) -> int:
    return next(place for place, name in enumerate(_MONTHS, 1) if name[:3] == text[:3].lower())


def weekday_name(day: date) -> str:
    return _DAYS[day.weekday()].capitalize()


def _day(match: re.Match[str]) -> When | None:
    parts = match.groupdict()
    named = parts.get("month") or parts.get("month2") or ""
    day = int(parts.get("day") or parts.get("day2") or 0)
    month = int(named) if named.isdigit() else month_of(named)
    year = int(parts["year"]) if parts.get("year") else None
    if year is not None and year < 100:
        year += 2000
    weekday = None
    if parts.get("weekday"):
        weekday = next(i for i, one in enumerate(_DAYS) if one[:3] == parts["weekday"][:3].lower())
    return When(
        "day",
        match[0].strip(" ,."),
        match.start(),
        match.end(),
        year,
        month if 1 <= month <= 12 else None,
        day,
        weekday,
        wrong=_impossible(day, month, year),
    )


def _impossible(day: int, month: int, year: int | None) -> str:
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    longest = monthrange(year or 2000, month)[1]
    if 1 <= day <= longest:
        return ""
    name = _MONTHS[month - 1].capitalize()
    return (
        f"{name} {year} has {longest} days" if month == 2 and year else f"{name} has {longest} days"
    )


def _month_year(match: re.Match[str]) -> When:
    return When(
        "month",
        match[0],
        match.start(),
        match.end(),
        int(match["year"]),
        month_of(match["month"]),
    )


def _broken(match: re.Match[str]) -> When:
    return When(
        "year", match[0], match.start(), match.end(), wrong=f"{match['year']} is no whole year"
    )


def _far(match: re.Match[str]) -> When:
    said = match.groupdict()
    bare = said.get("bare")
    start = match.start("bare") if bare else match.start()
    text = bare or match[0]
    return When(
        "year", text, start, match.end(), wrong=f"{bare or said['year']} is no year of ours"
    )


def _far_years(match: re.Match[str]) -> When | None:
    follows = (int(match["year"]) + 1) % 100 == int(match["last"])
    return _far(match) if follows else None


def _years(match: re.Match[str]) -> When | None:
    first, told = int(match["first"]), match["last"]
    last = int(told) if len(told) == 4 else first - first % 100 + int(told)
    if len(told) == 2 and int(told) == 0 and first % 100 == 99:
        last = first + 1
    wrong = "" if last > first else "its second year is not later"
    if len(told) == 2 and 1 <= int(told) <= 12 and match["join"] == "-" and last <= first:
        # 2010-09 may be a month.
        return When("month", match[0], match.start(), match.end(), first, int(told))
    return When("years", match[0], match.start(), match.end(), first, last_year=last, wrong=wrong)


def _short_years(match: re.Match[str]) -> When | None:
    first, last = int(match["first"]), int(match["last"])
    if last != first + 1 or not 5 <= first <= 60:
        return None
    return When("years", match[0], match.start(), match.end(), 2000 + first, last_year=2000 + last)


def _year(match: re.Match[str]) -> When:
    return When("year", match[0], match.start(), match.end(), int(match["year"]))
