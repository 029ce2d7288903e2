"""By which route a key decision may be taken on the notice given, and who must know or agree."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from townclerk.democracy.core.limits import Route
from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.platform.deadlines.core.limits import Limit, last_day

WHO = {
    Route.ORDINARY: "Nobody's agreement is needed.",
    Route.GENERAL_EXCEPTION: (
        "Tell the chair of the relevant scrutiny committee in writing, or each of its members "
        "where there is no chair, and publish why the full notice was impracticable."
    ),
    Route.SPECIAL_URGENCY: (
        "The chair of the relevant scrutiny committee must agree that the decision is urgent and "
        "cannot reasonably be deferred; where there is none or they cannot act, the chair of the "
        "council, or in their absence the vice-chair. Publish the reasons."
    ),
}
"""Whom each route asks (SI 2012/2089, regulations 9 to 11)."""


class NoticeAfterDecision(TownclerkError):
    """The notice is on or after the day of the decision. Correct one of the dates."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """The route, the last day each would have allowed, and whom it asks."""

    route: Route
    last_days: Mapping[Route, date]
    who: str


def notice(
    *,
    published: date,
    decision: date,
    full: Limit,
    exception: Limit,
    calendars: Mapping[str, WorkingCalendar],
) -> Explained[Notice]:
    """The route a key decision takes when its notice is published on a day.

    Units: dates. Full notice counts clear calendar days and the exception clear working days, as
        their rules say.
    Source: SI 2012/2089, regulations 9, 10 and 11; the provisions of the limits.
    Applies: to key decisions of an executive in England.
    Rounding: none.
    Raises: `NoticeAfterDecision`; `BeyondCalendar` outside the years of bank holidays held.
    Example: for Thursday 12 January 2017, notice by 14 December 2016 is full; by 4 January 2017 it
        takes the general exception; after that, special urgency.
    """
    if published >= decision:
        raise NoticeAfterDecision(
            f"Notice on {published} does not come before the decision on {decision}."
        )
    days = {
        route: last_day(limit=limit, start=decision, calendar=calendars[limit.calendar])
        for route, limit in ((Route.ORDINARY, full), (Route.GENERAL_EXCEPTION, exception))
    }
    route = next(
        (route for route, found in days.items() if published <= found.value),
        Route.SPECIAL_URGENCY,
    )
    step = Step(
        label="Route",
        value=route.value,
        how=f"Notice on {published:%-d %B %Y} of a decision on {decision:%-d %B %Y}",
        parts=tuple(
            replace(found.step, label=f"Last day for the {name.value} route")
            for name, found in days.items()
        ),
    )
    last_days = {name: found.value for name, found in days.items()}
    return Explained(Notice(route=route, last_days=last_days, who=WHO[route]), step)
