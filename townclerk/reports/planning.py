"""A report's stages planned back from its meeting, and which of them are late."""

from datetime import date

from townclerk.democracy.public import papers_by
from townclerk.kernel.calendars import BeyondCalendar
from townclerk.kernel.parameters import NoValue
from townclerk.platform import parameters
from townclerk.reports import versions
from townclerk.reports.core.states import STATES
from townclerk.reports.core.timetable import Planned, timetable
from townclerk.reports.models import Report

CALENDAR = "england"
CONTRIBUTIONS = "contributions"


def plan_of(report: Report) -> tuple[Planned, ...]:
    """Each stage of the report's form with its last day; none when the days cannot be counted."""
    try:
        papers = papers_by(report.body, report.meeting_date)
        if papers is None:
            return ()
        stages = timetable(
            versions.form_of(report).stages,
            papers=papers,
            calendar=parameters.source().calendar(CALENDAR),
        )
    except (BeyondCalendar, NoValue):
        return ()
    reached = STATES.index(report.state)
    return tuple(
        Planned(
            name=one.name,
            title=one.title,
            due=one.due,
            done=_done(one.name, reached),
        )
        for one in stages
    )


def _done(stage: str, reached: int) -> bool:
    # Contributions are in once the report goes out for clearance: it cannot go before.
    state = "consultation" if stage == CONTRIBUTIONS else stage
    return state in STATES and reached >= STATES.index(state)


def late(report: Report, on: date) -> Planned | None:
    """The first stage whose last day has passed."""
    return next((one for one in plan_of(report) if one.late(on)), None)


def due(report: Report, stage: str) -> date:
    """The last day of a stage; the day of the meeting when it cannot be counted."""
    found = next((one.due for one in plan_of(report) if one.name == stage), None)
    return found or report.meeting_date
