"""The work of scrutiny read: what covers the same ground, and how full a meeting is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from townclerk.democracy.core.overlap import Overlap, Piece, overlaps
from townclerk.democracy.models import (
    AgendaItem,
    Entry,
    Meeting,
    Programme,
    Review,
    ScrutinySubject,
    Topic,
)
from townclerk.democracy.permissions import of_own_bodies
from townclerk.democracy.queries.bodies import on_day
from townclerk.platform.access.reader import Reader

LOOKED_BACK = timedelta(days=183)
"""What was considered longer ago may be looked at again."""


def piece_of(topic: Topic) -> Piece:
    return Piece(
        kind="topic",
        reference=topic.reference,
        title=topic.title,
        where=str(topic.programme.body),
        on=topic.meeting.on if topic.meeting else topic.due,
        text=topic.text,
    )


def overlapping(topic: Topic, today: date, reader: Reader | None = None) -> Sequence[Overlap]:
    """Other topics, decisions to come and reports to come on the same ground as a topic: all of
    them, or those that a reader may open."""
    named = subjects(topic.suggested_on or today)
    return overlaps(piece_of(topic), _others(topic, today, reader), named)


def subjects(on: date) -> dict[str, tuple[str, ...]]:
    """The council's subjects on a day, each with the names it goes by."""
    rows = ScrutinySubject.objects.filter(on_day(on))
    return {one.title: tuple(filter(str.strip, one.names.splitlines())) for one in rows}


def _told(reader: Reader | None, open_ones: Q, code: str) -> Q:
    return Q() if reader is None else of_own_bodies(reader, open_ones, code=code)


def _others(topic: Topic, today: date, reader: Reader | None) -> Iterator[Piece]:
    since = (topic.suggested_on or today) - LOOKED_BACK
    agreed = Q(programme__body__public=True) & ~Q(state=Topic.State.SUGGESTED)
    rows = Topic.objects.filter(_told(reader, agreed, "programme__body__code"))
    rows = rows.select_related("programme__body", "meeting").exclude(pk=topic.pk)
    for other in rows.exclude(state=Topic.State.DROPPED):
        piece = piece_of(other)
        if other.state in Topic.LIVE or (piece.on is not None and piece.on >= since):
            yield piece
    entries = Entry.objects.select_related("body").filter(state__in=Entry.TO_COME)
    if topic.entry_id is not None:
        entries = entries.exclude(pk=topic.entry_id)
    for entry in entries:
        yield Piece(
            "decision to come",
            entry.reference,
            entry.title,
            entry.made_by,
            entry.decision_on,
        )
    out = Q(meeting__state=Meeting.State.AGENDA, meeting__body__public=True)
    items = AgendaItem.objects.filter(_told(reader, out, "meeting__body__code"))
    items = items.select_related("meeting__body").filter(
        meeting__state__in=Meeting.TO_COME,
        meeting__on__gte=min(today, topic.suggested_on or today),
        exempt_paragraph="",
        kind=AgendaItem.Kind.REPORT,
    )
    # Under its own title a topic is on an agenda itself.
    for item in items.exclude(title__iexact=topic.title):
        yield Piece(
            "report",
            str(item.meeting.reference),
            item.title,
            str(item.meeting.body),
            item.meeting.on,
        )
    reported = _told(reader, Q(state__in=Review.REPORTED), "body__code")
    reviews = Review.objects.filter(reported).select_related("body")
    for review in reviews.exclude(state=Review.State.CLOSED):
        if topic.pk is None or review.topic_id != topic.pk:
            yield Piece("review", review.reference, review.title, str(review.body), None)


@dataclass(frozen=True)
class Load:
    """One meeting of a programme: what it is to look at, and how many topics it can take."""

    meeting: Meeting
    topics: tuple[Topic, ...]
    capacity: int

    @property
    def room(self) -> int:
        return max(0, self.capacity - len(self.topics))

    @property
    def full(self) -> bool:
        return not self.room


def loads(programme: Programme) -> tuple[Load, ...]:
    """Every meeting of the body in the programme's year, with its topics."""
    rows = Meeting.objects.filter(body=programme.body, on__range=(programme.start, programme.end))
    meetings = list(rows.exclude(state=Meeting.State.CANCELLED).select_related("body"))
    found: dict[int, list[Topic]] = {}
    for topic in programme.topics.exclude(state=Topic.State.DROPPED).exclude(meeting=None):
        found.setdefault(topic.meeting_id or 0, []).append(topic)
    return tuple(Load(one, tuple(found.get(one.pk, ())), programme.capacity) for one in meetings)
