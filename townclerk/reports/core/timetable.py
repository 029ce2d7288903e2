"""A report's way planned back from its meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from townclerk.kernel.calendars import WorkingCalendar


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage, and how many working days before the papers open it is to be reached."""

    name: str
    title: str
    days: int


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A stage with its last day."""

    name: str
    title: str
    due: date
    done: bool = False

    def late(self, on: date) -> bool:
        return not self.done and self.due < on


def timetable(
    stages: Sequence[Stage], *, papers: date, calendar: WorkingCalendar
) -> tuple[Planned, ...]:
    """The last day of each stage, counted back in working days from the day the papers open.

    Units: working days. Source: the council's own timetable, a part of the form; the day the
    papers open is the law's. Applies: to reports that go to a meeting. Rounding: none.
    Raises: `BeyondCalendar`, when the bank holidays of the year are not held.
    Example: with the papers open on Wednesday 4 January 2017, five working days before is
    Friday 23 December 2016, for the bank holidays between are left out.
    """
    return tuple(
        Planned(
            name=one.name,
            title=one.title,
            due=calendar.add_working_days(papers, -one.days),
        )
        for one in stages
    )
