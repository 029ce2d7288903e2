"""What other programs may read of democracy, with when each record was made and last changed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from townclerk.democracy.models import (
    AgendaItem,
    AgendaPack,
    Attendance,
    Body,
    Meeting,
    Member,
    Membership,
    MinuteLine,
    Minutes,
)
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.platform.files.holders import type_of
from townclerk.platform.files.models import Attachment

SHOWN = (Meeting.State.AGENDA, Meeting.State.HELD)
"""States of a meeting in which everybody reads its agenda."""

Trace = Callable[[], "QuerySet[Any]"]


def _of(model: Any, field: str, own: str = "pk") -> Trace:
    """The history of records that bear on a row: those whose field names it."""
    return lambda: model.history.filter(**{field: OuterRef(own)})


def _text_keys(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Their keys as text, as a file names its record."""
    found: QuerySet[Any] = rows.order_by().annotate(key_said=Cast("pk", CharField()))
    return found.values("key_said")


def _files_on(model: type[Model]) -> Trace:
    kind = type_of(model)
    own = Cast(OuterRef("pk"), CharField())
    return lambda: Attachment.history.filter(record_type=kind, record_id=own)


def _meeting_of_holder(model: Any) -> Trace:
    """The history of the meeting whose item or pack holds a file."""
    held = (
        model.objects.order_by()
        .annotate(key_said=Cast("pk", CharField()), kind_said=Value(type_of(model)))
        .filter(
            key_said=OuterRef(OuterRef("record_id")), kind_said=OuterRef(OuterRef("record_type"))
        )
        .values("meeting_id")
    )
    return lambda: Meeting.history.filter(id__in=held)


def _bodies_of_member() -> "QuerySet[Any]":
    sat = Membership.objects.filter(member_id=OuterRef(OuterRef("pk"))).order_by()
    found: QuerySet[Any] = Body.history.filter(id__in=sat.values("body_id"))
    return found


TRACES: dict[type[Model], tuple[Trace, ...]] = {
    Body: (_of(Body, "id"), _of(Membership, "body_id")),
    Member: (_of(Member, "id"), _of(Membership, "member_id"), _bodies_of_member),
    Membership: (_of(Membership, "id"), _of(Body, "id", "body_id")),
    Meeting: (
        _of(Meeting, "id"),
        _of(AgendaItem, "meeting_id"),
        _of(Minutes, "meeting_id"),
        _of(Attendance, "meeting_id"),
        _of(AgendaPack, "meeting_id"),
        _of(Body, "id", "body_id"),
    ),
    AgendaItem: (
        _of(AgendaItem, "id"),
        _of(Meeting, "id", "meeting_id"),
        _of(Minutes, "meeting_id", "meeting_id"),
        _of(MinuteLine, "item_id"),
        _of(Body, "id", "meeting__body_id"),
        _files_on(AgendaItem),
    ),
    Attachment: (
        _of(Attachment, "id"),
        _meeting_of_holder(AgendaItem),
        _meeting_of_holder(AgendaPack),
    ),
}
"""What changes an object as others read it: itself, what is shown within it, and what opened it."""


def stamped(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """When each record was made, and when it last changed as others read it."""
    own, *others = TRACES[rows.model]
    created = Subquery(own().order_by("history_date").values("history_date")[:1])
    last = [
        Subquery(trace().order_by("-history_date").values("history_date")[:1])
        for trace in (own, *others)
    ]
    # What has no history of one sort is as old as itself.
    found: QuerySet[Any] = rows.annotate(created=created).annotate(
        modified=Greatest(*(Coalesce(one, F("created")) for one in last))
    )
    return found


def bodies() -> "QuerySet[Body]":
    rows = Body.objects.filter(public=True).select_related("parent")
    return stamped(rows.prefetch_related("memberships").order_by("pk"))


def seats() -> "QuerySet[Membership]":
    found = Membership.objects.filter(body__public=True)
    return stamped(found.select_related("body", "member").order_by("pk"))


def people() -> "QuerySet[Member]":
    sitting = Membership.objects.filter(body__public=True).values("member_id")
    found = Member.objects.filter(pk__in=sitting).order_by("pk")
    return stamped(found).prefetch_related(Prefetch("memberships", seats(), to_attr="open_seats"))


def items() -> "QuerySet[Any]":
    """Items of published agendas, each with its place among those of its meeting and whether it
    has papers."""
    before = (
        AgendaItem.objects.filter(meeting=OuterRef("meeting"), number__lt=OuterRef("number"))
        .order_by()
        .values("meeting")
        .annotate(many=Count("pk"))
        .values("many")
    )
    found = AgendaItem.objects.filter(meeting__state__in=SHOWN, meeting__body__public=True)
    found = found.select_related("meeting__body", "meeting__minutes", "minute")
    place = Coalesce(Subquery(before, output_field=IntegerField()), 0)
    papers = Exists(_attached(AgendaItem).filter(record_id=Cast(OuterRef("pk"), CharField())))
    return stamped(found.annotate(place=place, has_papers=papers).order_by("pk"))


def items_with_files() -> "QuerySet[Any]":
    return items().filter(has_papers=True)


def _attached(model: type[Model]) -> "QuerySet[Attachment]":
    return Attachment.objects.filter(record_type=type_of(model), detached_at=None)


def meetings() -> "QuerySet[Meeting]":
    found = stamped(meeting_queries.open_to(None).select_related("minutes").order_by("pk"))
    return found.prefetch_related(
        Prefetch("items", items().order_by("number"), to_attr="open_items"),
        "attendances__member",
        "packs",
    )


def files() -> "QuerySet[Attachment]":
    """Files that everybody may open: on items and packs of agendas that are published."""
    packs = AgendaPack.objects.filter(meeting__state__in=SHOWN, meeting__body__public=True)
    shown = AgendaItem.objects.filter(meeting__state__in=SHOWN, meeting__body__public=True)
    on_items = _attached(AgendaItem).filter(record_id__in=_text_keys(shown))
    on_packs = _attached(AgendaPack).filter(record_id__in=_text_keys(packs))
    return stamped((on_items | on_packs).order_by("pk"))


Files = dict[str, list[Attachment]]
"""The files of records of one kind, by the key of the record as text."""


def files_on(model: type[Model], keys: Iterable[int]) -> Files:
    """The files of all of them, in one query."""
    found: Files = {}
    rows = _attached(model).filter(record_id__in=[str(key) for key in keys])
    for row in stamped(rows).order_by("added_at", "pk"):
        found.setdefault(row.record_id, []).append(row)
    return found
