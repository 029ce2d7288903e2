"""Whether the bank holidays that are held are still those the government publishes."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.errors import Problem
from townclerk.platform.parameters import BANK_HOLIDAYS

PUBLISHED_AT = "https://www.gov.uk/bank-holidays.json"
DIVISIONS = {
    "england": ("england-and-wales",),
    "uk": ("england-and-wales", "scotland", "northern-ireland"),
}
RUNWAY_DAYS = 366
"""Less than this left in the calendar is a problem: deadlines run into the following year."""


def runs_out(calendar: WorkingCalendar, today: date) -> tuple[Problem, ...]:
    """A problem when the calendar ends within the year."""
    left = (calendar.last - today).days
    if left >= RUNWAY_DAYS:
        return ()
    message = f"The {calendar.name} calendar of bank holidays ends on {calendar.last}."
    hint = f"Load the following year from {PUBLISHED_AT}."
    return (Problem(message, file=BANK_HOLIDAYS, hint=hint, code="calendar-ends"),)


def differences(calendar: WorkingCalendar, published: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Each day on which the published data and the calendar differ, in the years of both.

    `published` is the government's bank holiday document: divisions, each with its events.
    """
    days = {
        date.fromisoformat(event["date"]): str(event["title"])
        for division in DIVISIONS[calendar.name]
        for event in published[division]["events"]
    }
    if not days:
        return (Problem("The published document holds no bank holiday.", file=PUBLISHED_AT),)
    # The document gives whole years; the earliest are dropped from it as time goes on.
    first = date(min(days).year, 1, 1)
    last = date(max(days).year, 12, 31)
    return tuple(_differences(calendar, days, max(first, calendar.first), last))


def _differences(
    calendar: WorkingCalendar, published: Mapping[date, str], first: date, last: date
) -> Iterator[Problem]:
    held = {day for day in calendar.holidays.days if first <= day <= last}
    for day in sorted(held ^ {day for day in published if first <= day <= last}):
        if day in held:
            yield Problem(
                f"{day} {calendar.holidays.named(day)} is held, but not published.",
                file=BANK_HOLIDAYS,
                hint="Check the row.",
                code="holiday-not-published",
            )
        else:
            yield Problem(
                f"{day} {published[day]} is published, but not held.",
                file=BANK_HOLIDAYS,
                hint="Add the row, then work out open deadlines again.",
                code="holiday-not-held",
            )
