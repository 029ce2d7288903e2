"""The objects of OParl 1.1 as our records give them. Names of fields are those of the standard."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.urls import reverse

from townclerk.democracy.models import (
    AgendaItem,
    AgendaPack,
    Attendance,
    Body,
    Meeting,
    Member,
    Membership,
    Minutes,
)
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.democracy.queries import open_data as open_to_all
from townclerk.democracy.queries import open_data_gone as gone
from townclerk.democracy.queries.open_data import SHOWN, Files
from townclerk.democracy.queries.open_data_gone import Gone, Stamped
from townclerk.kernel.years import MunicipalYear
from townclerk.platform.clock import LOCAL
from townclerk.platform.files.holders import type_of
from townclerk.platform.files.models import Attachment
from townclerk.platform.organisation.models import Council
from townclerk.platform.organisation.queries import council

SCHEMA = "https://schema.oparl.org/1.1/"
TYPES = {"outside": "externes Gremium", "joint": "externes Gremium"}
HIGHEST = "Parlament"
"""The standard wants the highest body of a council called so, whatever its name."""
PLANNED, INVITED, HELD = "terminiert", "eingeladen", "durchgeführt"
INTERNAL = {
    "AgendaItem": ("auxiliaryFile",),
    "Meeting": ("auxiliaryFile", "agendaItem"),
    "Paper": ("auxiliaryFile", "location"),
    "Person": ("membership",),
    "Body": ("legislativeTerm",),
}
"""Lists within an object that a program may ask to be left out."""
Shape = dict[str, Any]


def _site(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def list_address(kind: str) -> str:
    return _site(reverse("democracy:oparl_list", args=[kind]))


def address(kind: str, key: object) -> str:
    return _site(reverse("democracy:oparl_one", args=[kind, str(key)]))


def _said(moment: datetime) -> str:
    return moment.astimezone(LOCAL).isoformat(timespec="seconds")


def _head(kind: str, name: str, key: object, row: Any = None) -> Shape:
    head: Shape = {"id": address(kind, key), "type": f"{SCHEMA}{name}"}
    for stamp in ("created", "modified"):
        moment = getattr(row, stamp, None)
        if isinstance(moment, datetime):
            head[stamp] = _said(moment)
    return head


def _full(values: Shape) -> Shape:
    """Without what is empty: the standard wants no nulls and no empty texts."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _last_day(end: date | None) -> str | None:
    """We keep the first day that no longer counts; the standard gives the last that does."""
    return (end - timedelta(days=1)).isoformat() if end else None


@dataclass(frozen=True, kw_only=True)
class Stamps:
    """When something that has no row of its own was made and last changed."""

    created: datetime | None = None
    modified: datetime | None = None


def _of_council() -> Stamps:
    """The interface and the council are as old as what the council says of itself."""
    moments = Council.history.order_by("history_date").values_list("history_date", flat=True)
    first, last = moments.first(), moments.last()
    return Stamps(created=first, modified=last)


def system() -> Shape:
    return {
        **_head("system", "System", "oparl", _of_council()),
        "id": _site(reverse("democracy:oparl")),
        "oparlVersion": SCHEMA,
        "name": "Townclerk",
        "body": list_address("body"),
        "website": _site(reverse("democracy:calendar")),
    }


def body(name: str) -> Shape:
    lists = {
        "organization": "organization",
        "person": "person",
        "meeting": "meeting",
        "paper": "paper",
        "agendaItem": "agenda-item",
        "consultation": "consultation",
        "file": "file",
        "locationList": "location",
        "legislativeTermList": "legislative-term",
        "membership": "membership",
    }
    known = council()
    return {
        **_head("body", "Body", "council", _of_council()),
        "system": _site(reverse("democracy:oparl")),
        "name": name,
        **({"shortName": known.short_name} if known else {}),
        "website": _site("/"),
        "web": _site(reverse("democracy:bodies")),
        "legislativeTerm": [term(year, whole=False) for year in _years()],
        **{field: list_address(kind) for field, kind in lists.items()},
    }


@dataclass(frozen=True, kw_only=True)
class Year:
    """A municipal year with when it was made known and last changed."""

    year: MunicipalYear
    created: datetime | None
    modified: datetime | None


def _years() -> list[Year]:
    """A year changes with the annual meeting that begins it and the one that ends it."""
    days = dict(gone.annual_days())
    found = []
    for year in meeting_queries.municipal_years():
        end = year.next_annual_meeting
        known = [days[day] for day in (year.annual_meeting, end) if day in days]
        found.append(
            Year(
                year=year,
                created=known[0].created if known else None,
                modified=max((one.modified for one in known), default=None),
            )
        )
    return found


def term(row: Year, *, whole: bool = True) -> Shape:
    first = row.year.annual_meeting
    return _full(
        {
            **_head("legislative-term", "LegislativeTerm", first.isoformat(), row),
            "body": address("body", "council") if whole else "",
            "name": f"Municipal year from {first:%Y}",
            "startDate": first.isoformat(),
            "endDate": _last_day(row.year.next_annual_meeting),
        }
    )


def organization(row: Body) -> Shape:
    highest = row.kind == Body.Kind.COUNCIL
    return _full(
        {
            **_head("organization", "Organization", row.code, row),
            "body": address("body", "council"),
            "name": row.name,
            "organizationType": TYPES.get(row.kind, "Gremium"),
            "classification": HIGHEST if highest else row.get_kind_display(),
            "membership": [address("membership", seat.pk) for seat in row.memberships.all()],
            "subOrganizationOf": (
                address("organization", row.parent.code) if row.parent and row.parent.public else ""
            ),
            "startDate": row.start.isoformat() if row.start else None,
            "endDate": _last_day(row.end),
            "web": _site(reverse("democracy:body", args=[row.code])),
        }
    )


def person(row: Member) -> Shape:
    return _full(
        {
            **_head("person", "Person", row.code, row),
            "body": address("body", "council"),
            "name": row.label,
            "membership": [membership(seat, whole=False) for seat in row.open_seats],  # type: ignore[attr-defined]
        }
    )


def membership(row: Membership, *, whole: bool = True) -> Shape:
    return _full(
        {
            **_head("membership", "Membership", row.pk, row),
            "person": address("person", row.member.code) if whole else "",
            "organization": address("organization", row.body.code),
            "role": row.seat or row.get_role_display(),
            "votingRight": row.voting,
            "startDate": row.start.isoformat(),
            "endDate": _last_day(row.end),
        }
    )


def _moment(on: date, starts: str) -> str:
    at = time.fromisoformat(starts) if starts else time(0)
    return datetime.combine(on, at, LOCAL).isoformat(timespec="seconds")


def _minuted(row: Meeting) -> bool:
    minutes = getattr(row, "minutes", None)
    return minutes is not None and minutes.state in Minutes.OPEN


def _meeting_state(row: Meeting) -> str:
    """Held, in the standard's words, once the minutes are open; invited until then."""
    if row.state == Meeting.State.HELD and _minuted(row):
        return HELD
    return INVITED if row.state in SHOWN else PLANNED


def meetings_shown(rows: Sequence[Meeting]) -> Callable[[Meeting], Shape]:
    places = {one.key: one for one in gone.places()}
    packs = [pack.pk for row in rows for pack in row.packs.all()]
    files = open_to_all.files_on(AgendaPack, packs)
    return lambda row: meeting(row, places, files)


def meeting(row: Meeting, places: Mapping[str, Stamped], files: Files) -> Shape:
    there = [one for one in row.attendances.all() if one.kind in Attendance.THERE]
    shown = row.state in SHOWN
    items = row.open_items if shown else []  # type: ignore[attr-defined]
    packs = [one for pack in row.packs.all() for one in files.get(str(pack.pk), ()) if shown]
    place = places.get(row.place)
    return _full(
        {
            **_head("meeting", "Meeting", row.reference, row),
            "name": str(row),
            "meetingState": _meeting_state(row),
            "cancelled": row.state == Meeting.State.CANCELLED,
            "start": _moment(row.on, row.starts),
            "location": location(place) if place else None,
            "organization": [address("organization", row.body.code)],
            "participant": [address("person", one.member.code) for one in there],
            "invitation": file(packs[0]) if packs else None,
            "auxiliaryFile": [file(one) for one in packs[1:]],
            "agendaItem": [agenda_item(item, whole=False) for item in items],
            "web": _site(reverse("democracy:meeting", args=[row.reference])),
        }
    )


def agenda_item(row: AgendaItem, *, whole: bool = True) -> Shape:
    told = _minuted(row.meeting)
    line = getattr(row, "minute", None) if told else None
    return _full(
        {
            **_head("agenda-item", "AgendaItem", row.pk, row),
            "meeting": address("meeting", row.meeting.reference) if whole else "",
            "number": str(row.number),
            "order": row.place,  # type: ignore[attr-defined]
            "name": row.title,
            "public": not row.exempt_paragraph,
            "result": row.get_outcome_display() if told and row.outcome else "",
            "resolutionText": line.text if line is not None else "",
            "consultation": address("consultation", row.pk) if row.has_papers else "",  # type: ignore[attr-defined]
        }
    )


def papers_shown(rows: Sequence[AgendaItem]) -> Callable[[AgendaItem], Shape]:
    files = open_to_all.files_on(AgendaItem, [row.pk for row in rows])
    return lambda row: paper(row, files[str(row.pk)])


def paper(row: AgendaItem, files: Sequence[Attachment]) -> Shape:
    """The papers of one item as the standard's one printed matter with its annexes."""
    return _full(
        {
            **_head("paper", "Paper", row.pk, row),
            "body": address("body", "council"),
            "name": row.title,
            "reference": row.report,
            "date": min(one.added_at for one in files).astimezone(LOCAL).date().isoformat(),
            "paperType": row.get_kind_display(),
            "mainFile": file(files[0]),
            "auxiliaryFile": [file(one) for one in files[1:]],
            "consultation": [consultation(row, whole=False)],
        }
    )


def consultation(row: AgendaItem, *, whole: bool = True) -> Shape:
    return _full(
        {
            **_head("consultation", "Consultation", row.pk, row),
            "paper": address("paper", row.pk) if whole else "",
            "agendaItem": address("agenda-item", row.pk),
            "meeting": address("meeting", row.meeting.reference),
            "organization": [address("organization", row.meeting.body.code)],
            "authoritative": row.kind == AgendaItem.Kind.DECISION,
            "role": row.get_kind_display(),
        }
    )


def file(row: Attachment) -> Shape:
    """A file within another object."""
    place = _site(reverse("democracy:paper", args=[row.pk]))
    return {
        **_head("file", "File", row.pk, row),
        "name": row.note or PurePath(row.name).stem,
        "fileName": row.name,
        "mimeType": row.media_type,
        "date": row.added_at.astimezone(LOCAL).date().isoformat(),
        "size": row.size,
        "accessUrl": f"{place}?show=yes",
        "downloadUrl": place,
    }


def files_shown(rows: Sequence[Attachment]) -> Callable[[Attachment], Shape]:
    """A file by itself says besides to which item and paper, or to which meeting, it belongs."""
    of_packs = [row.record_id for row in rows if row.record_type == type_of(AgendaPack)]
    packs = AgendaPack.objects.filter(pk__in=of_packs).values_list("pk", "meeting__reference")
    meetings = {str(pk): reference for pk, reference in packs}

    def shown(row: Attachment) -> Shape:
        key = row.record_id
        if key in meetings and row.record_type == type_of(AgendaPack):
            return file(row) | {"meeting": [address("meeting", meetings[key])]}
        within = {"agendaItem": [address("agenda-item", key)], "paper": [address("paper", key)]}
        return file(row) | within

    return shown


def _key_of_place(place: Stamped) -> str:
    return place.key.encode().hex()


def location(place: Stamped) -> Shape:
    key = _key_of_place(place)
    return {**_head("location", "Location", key, place), "description": place.key}


def locations_shown(of: Sequence[Stamped]) -> Callable[[Stamped], Shape]:
    """A place by itself names the meetings there."""
    rows = meeting_queries.open_to(None).filter(place__in={one.key for one in of}).order_by("pk")
    there: dict[str, list[str]] = {}
    for place, reference in rows.values_list("place", "reference"):
        there.setdefault(place, []).append(address("meeting", reference))
    return lambda place: location(place) | {"meetings": there.get(place.key, [])}


def deleted(kind: str, name: str, one: Gone) -> Shape:
    """What the standard keeps of an object that is no longer open."""
    return {**_head(kind, name, one.key, one), "deleted": True}


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the objects of one kind come from: those open, and those that no longer are."""

    name: str
    rows: Callable[[], Any]
    """A table of records with their stamps, or a list of what no table holds."""
    showing: Callable[[Sequence[Any]], Callable[[Any], Shape]]
    """Reads at once what the objects of a page need, and gives what shows one of them."""
    key: str = "pk"
    key_of: Callable[[Any], str] | None = None
    """For a list: what its objects are called by."""
    gone: Callable[[], Iterable[Gone]] = tuple


def _as_gone(places: Iterable[Stamped], key_of: Callable[[Stamped], str]) -> list[Gone]:
    return [
        Gone(key=key_of(one), created=one.created, modified=one.modified)
        for one in places
        if not one.open
    ]


def _council_names() -> list[str]:
    known = council()
    return [known.name if known else "The council"]


SOURCES: dict[str, Source] = {
    "body": Source(
        name="Body",
        rows=_council_names,
        showing=lambda rows: body,
        key_of=lambda name: "council",
    ),
    "organization": Source(
        name="Organization",
        rows=open_to_all.bodies,
        showing=lambda rows: organization,
        key="code",
        gone=gone.bodies,
    ),
    "person": Source(
        name="Person",
        rows=open_to_all.people,
        showing=lambda rows: person,
        key="code",
        gone=gone.people,
    ),
    "membership": Source(
        name="Membership", rows=open_to_all.seats, showing=lambda rows: membership, gone=gone.seats
    ),
    "meeting": Source(
        name="Meeting",
        rows=open_to_all.meetings,
        showing=meetings_shown,
        key="reference",
        gone=gone.meetings,
    ),
    "agenda-item": Source(
        name="AgendaItem", rows=open_to_all.items, showing=lambda rows: agenda_item, gone=gone.items
    ),
    "paper": Source(
        name="Paper",
        rows=open_to_all.items_with_files,
        showing=papers_shown,
        gone=gone.items_with_files,
    ),
    "consultation": Source(
        name="Consultation",
        rows=open_to_all.items_with_files,
        showing=lambda rows: consultation,
        gone=gone.items_with_files,
    ),
    "file": Source(name="File", rows=open_to_all.files, showing=files_shown, gone=gone.files),
    "legislative-term": Source(
        name="LegislativeTerm",
        rows=_years,
        showing=lambda rows: term,
        key_of=lambda row: row.year.annual_meeting.isoformat(),
        gone=lambda: _as_gone((one for _, one in gone.annual_days()), lambda one: one.key),
    ),
    "location": Source(
        name="Location",
        rows=lambda: [one for one in gone.places() if one.open],
        showing=locations_shown,
        key_of=_key_of_place,
        gone=lambda: _as_gone(gone.places(), _key_of_place),
    ),
}
