"""The objects of OParl 1.1 as our records give them. Names of fields are those of the standard."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
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
from townclerk.kernel.years import MunicipalYear
from townclerk.platform.clock import LOCAL
from townclerk.platform.files.holders import type_of
from townclerk.platform.files.models import Attachment
from townclerk.platform.organisation.queries import council

SCHEMA = "https://schema.oparl.org/1.1/"
SHOWN = (Meeting.State.AGENDA, Meeting.State.HELD)
TYPES = {"outside": "externes Gremium", "joint": "externes Gremium"}
STATES = {
    "planned": "terminiert",
    "notified": "terminiert",
    "agenda-published": "eingeladen",
    "held": "durchgeführt",
    "cancelled": "terminiert",
}


def _site(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def list_address(kind: str) -> str:
    return _site(reverse("democracy:oparl_list", args=[kind]))


def address(kind: str, key: object) -> str:
    return _site(reverse("democracy:oparl_one", args=[kind, str(key)]))


def _head(kind: str, name: str, key: object, row: Any = None) -> dict[str, Any]:
    head: dict[str, Any] = {"id": address(kind, key), "type": f"{SCHEMA}{name}"}
    for stamp in ("created", "modified"):
        moment = getattr(row, stamp, None)
        if isinstance(moment, datetime):
            head[stamp] = moment.astimezone(LOCAL).isoformat(timespec="seconds")
    return head


def _full(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: the standard wants no nulls and no empty texts."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def system() -> dict[str, Any]:
    return {
        "id": _site(reverse("democracy:oparl")),
        "type": f"{SCHEMA}System",
        "oparlVersion": SCHEMA,
        "name": "Townclerk",
        "body": list_address("body"),
        "website": _site(reverse("democracy:calendar")),
    }


def _council() -> list[str]:
    known = council()
    return [known.name if known else "The council"]


def body(name: str) -> dict[str, Any]:
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
    return {
        **_head("body", "Body", "council"),
        "system": _site(reverse("democracy:oparl")),
        "name": name,
        "website": _site("/"),
        "legislativeTerm": [term(year) for year in meeting_queries.municipal_years()],
        **{field: list_address(kind) for field, kind in lists.items()},
    }


def term(year: MunicipalYear) -> dict[str, Any]:
    end = year.next_annual_meeting
    return _full(
        {
            **_head("legislative-term", "LegislativeTerm", year.annual_meeting.isoformat()),
            "body": address("body", "council"),
            "name": f"Municipal year from {year.annual_meeting:%Y}",
            "startDate": year.annual_meeting.isoformat(),
            "endDate": end.isoformat() if end else None,
        }
    )


def organization(row: Body) -> dict[str, Any]:
    return _full(
        {
            **_head("organization", "Organization", row.code, row),
            "body": address("body", "council"),
            "name": row.name,
            "organizationType": TYPES.get(row.kind, "Gremium"),
            "classification": row.get_kind_display(),
            "membership": [address("membership", seat.pk) for seat in row.memberships.all()],
            "subOrganizationOf": (
                address("organization", row.parent.code) if row.parent and row.parent.public else ""
            ),
            "startDate": row.start.isoformat() if row.start else None,
            "endDate": row.end.isoformat() if row.end else None,
            "web": _site(reverse("democracy:body", args=[row.code])),
        }
    )


def person(row: Member) -> dict[str, Any]:
    seats = [seat for seat in row.memberships.all() if seat.body.public]
    return {
        **_head("person", "Person", row.code, row),
        "body": address("body", "council"),
        "name": row.label,
        "membership": [membership(seat) for seat in seats],
    }


def membership(row: Membership) -> dict[str, Any]:
    return _full(
        {
            **_head("membership", "Membership", row.pk, row),
            "person": address("person", row.member.code),
            "organization": address("organization", row.body.code),
            "role": row.seat or row.get_role_display(),
            "votingRight": row.voting,
            "startDate": row.start.isoformat(),
            "endDate": row.end.isoformat() if row.end else None,
        }
    )


def _moment(on: date, starts: str) -> str:
    at = time.fromisoformat(starts) if starts else time(0)
    return datetime.combine(on, at, LOCAL).isoformat(timespec="seconds")


def meeting(row: Meeting) -> dict[str, Any]:
    there = [one for one in row.attendances.all() if one.kind in Attendance.THERE]
    items = list(row.items.all()) if row.state in SHOWN else []
    packs = [one for pack in row.packs.all() for one in _files(pack)] if row.state in SHOWN else []
    return _full(
        {
            **_head("meeting", "Meeting", row.reference, row),
            "name": str(row),
            "meetingState": STATES[row.state],
            "cancelled": row.state == Meeting.State.CANCELLED,
            "start": _moment(row.on, row.starts),
            "location": location(row.place) if row.place else None,
            "organization": [address("organization", row.body.code)],
            "participant": [address("person", one.member.code) for one in there],
            "invitation": file(packs[0]) if packs else None,
            "auxiliaryFile": [file(one) for one in packs[1:]],
            "agendaItem": [agenda_item(item, whole=False) for item in items],
            "web": _site(reverse("democracy:meeting", args=[row.reference])),
        }
    )


def agenda_item(row: AgendaItem, *, whole: bool = True) -> dict[str, Any]:
    files = _files(row)
    minutes = getattr(row.meeting, "minutes", None)
    told = minutes is not None and minutes.state in Minutes.OPEN
    line = getattr(row, "minute", None) if told else None
    return _full(
        {
            **_head("agenda-item", "AgendaItem", row.pk, row),
            "meeting": address("meeting", row.meeting.reference) if whole else "",
            "number": str(row.number),
            "order": row.number - 1,
            "name": row.title,
            "public": not row.exempt_paragraph,
            "result": row.get_outcome_display() if told and row.outcome else "",
            "resolutionText": line.text if line is not None else "",
            "consultation": address("consultation", row.pk) if files else "",
        }
    )


def paper(row: AgendaItem) -> dict[str, Any]:
    """The papers of one item as the standard's one printed matter with its annexes."""
    files = _files(row)
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
            "consultation": [consultation(row)],
        }
    )


def consultation(row: AgendaItem) -> dict[str, Any]:
    return {
        **_head("consultation", "Consultation", row.pk, row),
        "paper": address("paper", row.pk),
        "agendaItem": address("agenda-item", row.pk),
        "meeting": address("meeting", row.meeting.reference),
        "organization": [address("organization", row.meeting.body.code)],
        "authoritative": row.kind == AgendaItem.Kind.DECISION,
    }


def file(row: Attachment) -> dict[str, Any]:
    place = _site(reverse("democracy:paper", args=[row.pk]))
    return {
        **_head("file", "File", row.pk, row),
        "name": row.note or row.name,
        "fileName": row.name,
        "mimeType": row.media_type,
        "date": row.added_at.astimezone(LOCAL).date().isoformat(),
        "size": row.size,
        "accessUrl": place,
        "downloadUrl": place,
    }


def location(place: str) -> dict[str, Any]:
    key = place.encode().hex()
    return {**_head("location", "Location", key), "description": place}


def _files(record: AgendaItem | AgendaPack) -> list[Attachment]:
    rows = Attachment.objects.filter(record_type=type_of(record), record_id=str(record.pk))
    return list(rows.filter(detached_at=None).order_by("added_at", "pk"))


def _bodies() -> "QuerySet[Body]":
    return Body.objects.filter(public=True).select_related("parent").prefetch_related("memberships")


def _people() -> "QuerySet[Member]":
    found = Member.objects.filter(memberships__body__public=True).distinct()
    return found.prefetch_related("memberships__body", "memberships__member").order_by("code")


def _seats() -> "QuerySet[Membership]":
    found = Membership.objects.filter(body__public=True)
    return found.select_related("body", "member").order_by("pk")


def _meetings() -> "QuerySet[Meeting]":
    return meeting_queries.open_to(False).prefetch_related(
        "items__minute", "attendances__member", "packs"
    )


def open_items() -> "QuerySet[AgendaItem]":
    found = AgendaItem.objects.filter(meeting__state__in=SHOWN, meeting__body__public=True)
    return found.select_related("meeting__body", "minute").order_by("pk")


def _with_files() -> "QuerySet[AgendaItem]":
    kind = type_of(AgendaItem)
    keys = Attachment.objects.filter(record_type=kind, detached_at=None).values_list(
        "record_id", flat=True
    )
    return open_items().filter(pk__in=[int(key) for key in keys])


def open_files() -> "QuerySet[Attachment]":
    """Files that everybody may open: on items and packs of agendas that are published."""
    packs = AgendaPack.objects.filter(meeting__state__in=SHOWN, meeting__body__public=True)
    found = Attachment.objects.filter(detached_at=None)
    items = found.filter(
        record_type=type_of(AgendaItem), record_id__in=_keys(open_items().order_by())
    )
    bound = found.filter(record_type=type_of(AgendaPack), record_id__in=_keys(packs))
    return (items | bound).order_by("pk")


def _keys(rows: "QuerySet[Any]") -> list[str]:
    return [str(key) for key in rows.values_list("pk", flat=True)]


def _places() -> list[str]:
    found = meeting_queries.open_to(False).exclude(place="").order_by()
    return sorted(set(found.values_list("place", flat=True)))


@dataclass(frozen=True)
class Table:
    """Objects that are rows of a table, found by a field."""

    rows: Callable[[], "QuerySet[Any]"]
    shown: Callable[[Any], dict[str, Any]]
    key: str = "pk"


@dataclass(frozen=True)
class Listing:
    """Objects that no table holds."""

    rows: Callable[[], Iterable[Any]]
    shown: Callable[[Any], dict[str, Any]]
    key_of: Callable[[Any], str]


SOURCES: dict[str, Table | Listing] = {
    "body": Listing(_council, body, lambda name: "council"),
    "organization": Table(_bodies, organization, "code"),
    "person": Table(_people, person, "code"),
    "membership": Table(_seats, membership),
    "meeting": Table(_meetings, meeting, "reference"),
    "agenda-item": Table(open_items, agenda_item),
    "paper": Table(_with_files, paper),
    "consultation": Table(_with_files, consultation),
    "file": Table(open_files, file),
    "legislative-term": Listing(
        meeting_queries.municipal_years, term, lambda year: year.annual_meeting.isoformat()
    ),
    "location": Listing(_places, location, lambda place: place.encode().hex()),
}
