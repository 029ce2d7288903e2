"""Meetings read: their notices with the last day of each, clashes, and municipal years."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from townclerk.democracy import permissions
from townclerk.democracy.core.meeting_days import notices
from townclerk.democracy.models import Body, Meeting, Membership
from townclerk.democracy.queries.bodies import on_day
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.explained import Explained
from townclerk.kernel.parameters import NoValue
from townclerk.kernel.years import MunicipalYear
from townclerk.platform import records
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.limits import Limit, read_limit

AGENDA, SUMMONS = "platform/agenda-publication", "platform/council-summons"
KEY_NOTICE = "platform/key-decision-notice"
PRIVATE_NOTICE = "platform/private-meeting-notice"
PRIVATE_SECOND = "platform/private-meeting-second-notice"
LABELS = {
    AGENDA: "Publish the agenda and reports",
    SUMMONS: "Send the summons and publish time, place and agenda",
    KEY_NOTICE: "Publish notice of key decisions",
    PRIVATE_NOTICE: "Publish notice that the meeting is private",
    PRIVATE_SECOND: "Publish the second notice that it is private",
}


@dataclass(frozen=True)
class Notice:
    """One thing to be published before a meeting, and the last day for it."""

    rule: str
    label: str
    last_day: Explained[date]


def rules_of(meeting: Meeting) -> tuple[str, ...]:
    """The notices the law asks of a meeting, by its body and by whether it is private."""
    if meeting.kind == Meeting.Kind.INFORMAL or meeting.body.kind == Body.Kind.OUTSIDE:
        return ()
    if meeting.body.kind == Body.Kind.COUNCIL:
        return (SUMMONS,)
    executive = meeting.body.kind == Body.Kind.EXECUTIVE
    private = (PRIVATE_NOTICE, PRIVATE_SECOND) if executive and meeting.private else ()
    return (*((KEY_NOTICE,) if executive else ()), *private, AGENDA)


def notices_of(meeting: Meeting, law: ParameterSource) -> tuple[Notice, ...]:
    """Each notice with its last day, the first to be published first."""
    limits: dict[str, Limit] = {}
    for rule in rules_of(meeting):
        try:
            limits[rule] = read_limit(rule, law.parameter(rule).at(meeting.on))
        except NoValue:
            # The rule was not yet in force on the day of the meeting.
            continue
    calendars = {limit.calendar: law.calendar(limit.calendar) for limit in limits.values()}
    days = notices(on=meeting.on, limits=limits, calendars=calendars).days
    found = [Notice(rule, LABELS[rule], days[rule]) for rule in limits]
    return tuple(sorted(found, key=lambda notice: notice.last_day.value))


def last_day_of(rule: str, meeting: Meeting, law: ParameterSource) -> date:
    """The last day for one notice of a meeting, whether or not it needs that notice."""
    limit = read_limit(rule, law.parameter(rule).at(meeting.on))
    found = notices(
        on=meeting.on,
        limits={rule: limit},
        calendars={limit.calendar: law.calendar(limit.calendar)},
    )
    return found.days[rule].value


def agenda_by(meeting: Meeting, law: ParameterSource) -> Notice | None:
    """The notice that the agenda must meet; none for an informal meeting."""
    return next((n for n in notices_of(meeting, law) if n.rule in (AGENDA, SUMMONS)), None)


def clashes(meeting: Meeting) -> list[str]:
    """Other meetings that cannot stand beside this one, each said in a sentence."""
    same_day = Meeting.objects.filter(on=meeting.on).exclude(pk=meeting.pk)
    same_day = same_day.exclude(state=Meeting.State.CANCELLED).select_related("body")
    return [
        f"{other.body} meets in {other.place} at {other.starts} that day."
        for other in same_day
        if other.place
        and other.place == meeting.place
        and other.starts
        and other.starts == meeting.starts
    ] + [f"{other.body} meets that day already." for other in same_day if _twice(other, meeting)]


def _twice(other: Meeting, meeting: Meeting) -> bool:
    return other.body_id == meeting.body_id and other.starts == meeting.starts


def shared_members(meeting: Meeting) -> list[str]:
    """Meetings at the same time in which members of this body sit too, each in a sentence."""
    if not meeting.starts:
        return []
    beside = Meeting.objects.filter(on=meeting.on, starts=meeting.starts).exclude(pk=meeting.pk)
    beside = beside.exclude(body=meeting.body).exclude(state=Meeting.State.CANCELLED)
    seats = Membership.objects.filter(on_day(meeting.on))
    members = seats.filter(body=meeting.body).values("member")
    found = []
    for other in beside.select_related("body"):
        both = seats.filter(body=other.body, member__in=members).count()
        if both:
            said = "member sits" if both == 1 else "members sit"
            found.append(f"{both} {said} on {other.body} too, which meets at the same time.")
    return found


def open_to(reader: Reader | None) -> "QuerySet[Meeting]":
    """Every meeting for who reads the area, or its body; to the public, and to others, those of
    public bodies made known."""
    made_known = Q(state__in=Meeting.OPEN, body__public=True)
    found = Meeting.objects.select_related("body")
    return found.filter(permissions.of_own_bodies(reader, made_known))


def municipal_years(known_at: datetime | None = None) -> tuple[MunicipalYear, ...]:
    """The years between the annual meetings of the council that are, or were, recorded."""
    annual = records.as_known(
        Meeting, known_at, kind=Meeting.Kind.ANNUAL, body__kind=Body.Kind.COUNCIL
    )
    days = sorted(one.on for one in annual if one.state != Meeting.State.CANCELLED)
    found = []
    for place, day in enumerate(days):
        following = days[place + 1] if place + 1 < len(days) else None
        next_year = following if following and following.year == day.year + 1 else None
        found.append(MunicipalYear(day, next_year))
    return tuple(found)


def last_of(year: MunicipalYear, *, today: date) -> date:
    """The last day of a municipal year; today while the next annual meeting is not recorded."""
    end = year.next_annual_meeting
    return end - timedelta(days=1) if end else today
