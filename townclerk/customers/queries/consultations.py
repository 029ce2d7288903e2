"""The register read: what is open to whom, clashes, earlier findings, the panel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from townclerk.customers.core.timetable import Room, overlap, panel_days, room
from townclerk.customers.models import Consultation, PanelMeeting
from townclerk.customers.parameters import number
from townclerk.kernel.explained import Explained
from townclerk.platform import clock, records

State = Consultation.State
PUBLIC = Q(state__in=Consultation.PUBLIC)
COMING = (Consultation.State.REVIEWED, Consultation.State.LIVE)
AHEAD = timedelta(days=400)


def open_to(inside: bool) -> "QuerySet[Consultation]":
    found = Consultation.objects.select_related("builds_on").prefetch_related("people__people")
    return found if inside else found.filter(PUBLIC)


def takes_answers(consultation: Consultation, on: date) -> bool:
    """Whether somebody may answer on a day: it is open, and its days are not over."""
    opens, closes = consultation.opens_on, consultation.closes_on
    live = consultation.state == Consultation.State.LIVE
    return live and (opens is None or opens <= on) and (closes is None or on <= closes)


def room_of(consultation: Consultation, today: date) -> Explained[Room] | None:
    """Whether its dates leave room; None while a date is missing."""
    opens, closes = consultation.opens_on, consultation.closes_on
    if opens is None or closes is None or consultation.decision_on is None:
        return None
    return room(
        today=min(today, opens) if consultation.state == Consultation.State.LIVE else today,
        opens=opens,
        closes=closes,
        decision=consultation.decision_on,
        least_days=number("least-days", opens),
        analysis_days=number("analysis-days", closes),
        why_short=consultation.why_short,
    )


@dataclass(frozen=True)
class Clash:
    """Another consultation that asks some of the same people on some of the same days."""

    other: Consultation
    people: tuple[str, ...]
    first: date
    last: date


def clashes(consultation: Consultation) -> list[Clash]:
    mine = {row.people_id for row in consultation.people.all()}
    opens, closes = consultation.opens_on, consultation.closes_on
    if opens is None or closes is None or not mine:
        return []
    others = Consultation.objects.filter(
        state__in=COMING,
        people__people__in=mine,
        opens_on__lte=closes,
        closes_on__gte=opens,
    ).exclude(pk=consultation.pk)
    found = []
    for other in others.distinct().prefetch_related("people__people").order_by("opens_on", "pk"):
        if other.opens_on is None or other.closes_on is None:
            continue
        shared = overlap((opens, closes), (other.opens_on, other.closes_on))
        if shared is not None:
            both = [row.people.name for row in other.people.all() if row.people_id in mine]
            found.append(Clash(other, tuple(both), *shared))
    return found


def earlier(consultation: Consultation) -> "QuerySet[Consultation]":
    """What the same people said before, newest first."""
    mine = [row.people_id for row in consultation.people.all()]
    found = Consultation.objects.filter(state__in=Consultation.FOUND).exclude(pk=consultation.pk)
    found = found.filter(people__people__in=mine) if mine else found.none()
    return found.distinct().order_by("-closes_on", "reference")


@dataclass(frozen=True)
class Agenda:
    """What the next panel looks at, and the days after it."""

    on: date | None
    proposals: tuple[Consultation, ...]
    running: tuple[Consultation, ...]
    to_hear_of: tuple[Consultation, ...]
    later: tuple[date, ...]


def agenda(today: date) -> Agenda:
    """Proposals that waited longest come first; then what is open, and what was found out since."""
    planned = PanelMeeting.objects.filter(on__gte=today).order_by("on").first()
    last = PanelMeeting.objects.filter(on__lt=today).order_by("-on").first()
    begin = planned or last
    days: tuple[date, ...] = (planned.on,) if planned is not None else ()
    if begin is not None:
        months = number("panel-interval-months", today)
        ahead = panel_days(last=begin.on, months=months, until=today + AHEAD)
        days += tuple(day for day in ahead if day >= today)
    rows = Consultation.objects.prefetch_related("people__people")
    return Agenda(
        on=days[0] if days else None,
        proposals=tuple(rows.filter(state=State.PROPOSED).order_by("proposed_on", "pk")),
        running=tuple(rows.filter(state__in=COMING).order_by("closes_on", "pk")),
        to_hear_of=tuple(
            rows.filter(state__in=(State.ANALYSED, State.REPORTED)).order_by("closes_on", "pk")
        ),
        later=days[1:5],
    )


def panel_before(day: date, today: date) -> date:
    """The last panel before a proposal opens; the day itself where there is none."""
    found = agenda(today)
    days = [one for one in (found.on, *found.later) if one is not None and today <= one < day]
    return days[-1] if days else max(today, day)


def published(known_at: datetime | None = None) -> list[Consultation]:
    """What everybody may know of, now or as it was known at a moment."""
    found = records.as_known(Consultation, known_at, state__in=Consultation.PUBLIC)
    return sorted(found, key=lambda row: row.reference)


def over_from(rows: Iterable[Consultation]) -> Mapping[int, date]:
    """The first day on which nobody could answer any more, by key; the day it was recorded where
    a consultation was held before and no day is known."""
    found: dict[int, date] = {}
    undated = []
    for row in rows:
        if row.closes_on is not None:
            found[row.pk] = row.closes_on + timedelta(days=1)
        elif row.analysed_on is not None:
            found[row.pk] = row.analysed_on
        elif row.state in Consultation.CLOSED:
            undated.append(row.pk)
    if undated:
        past = Consultation.history.filter(id__in=undated, history_type="+")
        for key, moment in past.values_list("id", "history_date"):
            found[key] = moment.astimezone(clock.LOCAL).date()
    return found


def names(found: Iterable[Clash]) -> str:
    return "; ".join(f"“{clash.other}” asks {', '.join(clash.people)}" for clash in found)
