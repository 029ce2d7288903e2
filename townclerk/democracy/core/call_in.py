"""When a decision may be put into effect: call-in, its waiver, and decisions beyond it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from townclerk.democracy.core.limits import effective_days
from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.platform.deadlines.core.limits import EffectiveBasis, Limit, last_day


class PublishedTooEarly(TownclerkError):
    """A decision is published on or after the day it is made. Correct one of the dates."""


class Standing(StrEnum):
    """Whether a decision may be called in, and if not, why."""

    APPLIES = "applies"
    URGENT = "urgent"
    RECOMMENDATION = "recommendation"
    NOT_EXECUTIVE = "not-executive"


WHY = {
    Standing.URGENT: "Call-in is waived for urgency",
    Standing.RECOMMENDATION: "A recommendation to Council is not called in",
    Standing.NOT_EXECUTIVE: "Only executive decisions are called in",
}

DAY = {EffectiveBasis.CALENDAR: "day", EffectiveBasis.WORKING: "working day"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The last day to call in, when there is one, and the day the decision takes effect."""

    last_call_in_day: date | None
    effective_on: date


def window(
    *,
    decided: date,
    published: date,
    standing: Standing,
    limit: Limit,
    calendar: WorkingCalendar,
) -> Explained[Window]:
    """The day from which a decision may be put into effect if nobody calls it in.

    Units: dates.
    Source: the council's overview and scrutiny procedure rules, under the Local Government Act
        2000, section 9F; the provision of the limit.
    Applies: to executive decisions; any other decision takes effect on the day it is made.
    Rounding: the first day after call-in may be a Saturday on the calendar basis.
    Raises: `PublishedTooEarly`; `BeyondCalendar` outside the years of bank holidays held.
    Example: published on Friday 6 March 2026 with five working days to call in, a decision may
        take effect from Saturday 14 March 2026.
    """
    if published < decided:
        raise PublishedTooEarly(
            f"The decision of {decided} cannot be published on {published}. Correct one of them."
        )
    if standing is not Standing.APPLIES:
        step = Step(
            label="May be put into effect from",
            value=decided,
            unit="date",
            how=f"{WHY[standing]}, so it takes effect on the day it is made",
        )
        return Explained(Window(last_call_in_day=None, effective_on=decided), step)
    last = last_day(limit=limit, start=published, calendar=calendar)
    basis = limit.effective_basis or EffectiveBasis.CALENDAR
    effective = effective_days(last_call_in_day=last.value, calendar=calendar)[basis.value]
    step = Step(
        label="May be put into effect from",
        value=effective,
        unit="date",
        how=f"the first {DAY[basis]} after call-in ends",
        parts=(replace(last.step, label="Last day to call in"),),
    )
    return Explained(Window(last_call_in_day=last.value, effective_on=effective), step)
