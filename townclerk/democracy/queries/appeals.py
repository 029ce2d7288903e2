"""Education appeals read: their last days, the room of a season, who may hear what."""

from collections.abc import Sequence
from datetime import date

from townclerk.democracy.core.appeal_blocks import Case, Listing, Place, list_cases, places
from townclerk.democracy.core.appeal_days import Term, after_school_days
from townclerk.democracy.models import (
    Appeal,
    AppealSeason,
    HearingDay,
    PanelConnection,
    PanelMember,
    SchoolTerm,
)
from townclerk.kernel.calculation import ParameterSource

LETTER = "democracy/appeal-decision-letter"
HEARING = {
    Appeal.Kind.ON_TIME: "democracy/appeal-hearing-normal-round",
    Appeal.Kind.LATE: "democracy/appeal-hearing-late",
    Appeal.Kind.SIXTH_FORM: "democracy/appeal-hearing-sixth-form",
    Appeal.Kind.IN_YEAR: "democracy/appeal-hearing-in-year",
    Appeal.Kind.EXCLUSION: "democracy/appeal-hearing-exclusion",
}
FROM_LAST_DAY = (Appeal.Kind.ON_TIME, Appeal.Kind.SIXTH_FORM)
"""Counted from the published last day for lodging; the others from when they were lodged."""
LEAST, LAY, EDUCATION = 3, 1, 1
"""Who makes a panel: so many in all, and at least one of each kind."""


def terms() -> tuple[Term, ...]:
    return tuple(Term(row.start, row.end) for row in SchoolTerm.objects.all())


def last_day(rule: str, start: date, held: Sequence[Term], law: ParameterSource) -> date:
    """The last day by a rule in school days. Raises `NoTerm` where the terms do not reach."""
    number = int(law.parameter(rule).at(start).value)
    return after_school_days(start, number, held, law.calendar("england").is_working)


def hear_by(appeal: Appeal, held: Sequence[Term], law: ParameterSource) -> date | None:
    """The last day for its hearing; None while its start or the school terms are not held."""
    kind = Appeal.Kind(appeal.kind)
    start = appeal.last_day_to_lodge if kind in FROM_LAST_DAY else appeal.lodged_on
    if start is None or not held:
        return None
    return last_day(HEARING[kind], start, held, law)


def room(season: AppealSeason, law: ParameterSource) -> tuple[Place, ...]:
    """Every panel of every working day of a season, less what is listed there already."""
    working = law.calendar("england").is_working
    every = places(season.start, season.hear_by, season.panels, season.a_day, working)
    days = {(day.on, day.panel): day for day in HearingDay.objects.filter(season=season)}
    open_places = []
    for place in every:
        day = days.get((place.on, place.panel))
        if day is None:
            open_places.append(place)
        elif day.state == HearingDay.State.PLANNED:
            listed = day.appeals.filter(state__in=Appeal.WAITING).count()
            open_places.append(Place(place.on, place.panel, max(0, day.capacity - listed)))
    return tuple(open_places)


def plan(season: AppealSeason, law: ParameterSource) -> Listing:
    """How the appeals of a season that wait would be listed."""
    waiting = season.appeals.filter(state=Appeal.State.LODGED).select_related("school")
    cases = [
        Case(one.reference, one.school.code, min(one.hear_by or season.hear_by, season.hear_by))
        for one in waiting
    ]
    return list_cases(cases, room(season, law), season.panels, season.a_day)


def expected(season: AppealSeason, law: ParameterSource) -> Listing | None:
    """The same for as many appeals as are expected, before any is lodged."""
    if not season.expected:
        return None
    working = law.calendar("england").is_working
    every = places(season.start, season.hear_by, season.panels, season.a_day, working)
    cases = [Case(f"{n:05d}", "expected") for n in range(season.expected)]
    return list_cases(cases, every, season.panels, season.a_day)


def conflicts(day: HearingDay, panel_member: PanelMember) -> Sequence[PanelConnection]:
    """What ties a panel member to the schools of the appeals listed that day."""
    schools = day.appeals.exclude(state=Appeal.State.WITHDRAWN).values("school")
    rows = PanelConnection.objects.filter(panel_member=panel_member, school__in=schools)
    return [
        row
        for row in rows.select_related("school", "panel_member")
        if (row.start is None or row.start <= day.on) and (row.end is None or row.end > day.on)
    ]


def lapsed(panel_member: PanelMember, on: date) -> bool:
    """Whether their training is not good on a day."""
    return panel_member.trained_until is None or panel_member.trained_until < on


def lacking(day: HearingDay) -> Sequence[str]:
    """What a panel still needs before it may hear a case, each in a sentence."""
    seats = list(day.seats.select_related("panel_member"))
    kinds = [seat.panel_member.kind for seat in seats]
    found = []
    if len(seats) < LEAST:
        found.append(f"A panel has {LEAST} members; {len(seats)} are rostered.")
    if kinds.count(PanelMember.Kind.LAY) < LAY:
        found.append("No lay member is rostered.")
    if kinds.count(PanelMember.Kind.EDUCATION) < EDUCATION:
        found.append("Nobody with experience of education is rostered.")
    for seat in seats:
        if lapsed(seat.panel_member, day.on):
            found.append(f"The training of {seat.panel_member} has lapsed by then.")
        found += [
            f"{seat.panel_member} is tied to {row.school}."
            for row in conflicts(day, seat.panel_member)
        ]
    return found
