"""What was open to everybody and is no more, so that programs that keep a copy learn of it; and
places and municipal years, which no table of their own holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from townclerk.democracy.core.open_spans import Spans, merged, spans, within
from townclerk.democracy.models import AgendaItem, AgendaPack, Body, Meeting, Member, Membership
from townclerk.democracy.queries.open_data import SHOWN
from townclerk.platform.files.holders import type_of
from townclerk.platform.files.models import Attachment

Opens = Callable[[Any], bool]


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What is left to say of an object that is no longer open."""

    key: str
    created: datetime
    modified: datetime


@dataclass(frozen=True, kw_only=True)
class Life:
    """One record with when it was open; `row` is how its history last has it."""

    row: Any
    created: datetime
    open: Spans

    def while_open(self, outer: "Life | None") -> "Life":
        return replace(self, open=within(self.open, outer.open) if outer else ())


def _always(row: Any) -> bool:
    return True


def lives(model: Any, opens: Opens = _always, **wanted: Any) -> dict[int, Life]:
    """Each record the history has, with when it was open."""
    rows = model.history.filter(**wanted).order_by("id", "history_date", "history_id")
    found = {}
    for key, each in groupby(rows, key=lambda row: row.id):
        past = list(each)
        events = ((row.history_date, row.history_type != "-" and opens(row)) for row in past)
        found[key] = Life(row=past[-1], created=past[0].history_date, open=spans(events))
    return found


def _ended(found: Iterable[Life], key: str = "id") -> list[Gone]:
    return [
        Gone(key=str(getattr(one.row, key)), created=one.created, modified=one.open[-1].end)
        for one in found
        if one.open and one.open[-1].end is not None
    ]


def _public_bodies() -> dict[int, Life]:
    return lives(Body, lambda row: row.public)


def bodies() -> list[Gone]:
    return _ended(_public_bodies().values(), "code")


def _seats() -> list[Life]:
    outer = _public_bodies()
    return [one.while_open(outer.get(one.row.body_id)) for one in lives(Membership).values()]


def seats() -> list[Gone]:
    return _ended(_seats())


def people() -> list[Gone]:
    held: dict[int, list[Spans]] = {}
    for seat in _seats():
        held.setdefault(seat.row.member_id, []).append(seat.open)
    found = [
        replace(one, open=within(one.open, merged(held.get(key, ()))))
        for key, one in lives(Member).items()
    ]
    return _ended(found, "code")


def _meetings(states: Iterable[str]) -> dict[int, Life]:
    """Meetings while they were in those states and their body was public."""
    wanted, outer = tuple(states), _public_bodies()
    found = lives(Meeting, lambda row: row.state in wanted)
    return {key: one.while_open(outer.get(one.row.body_id)) for key, one in found.items()}


def meetings() -> list[Gone]:
    return _ended(_meetings(Meeting.OPEN).values(), "reference")


def _held_by(model: Any) -> dict[int, Life]:
    """Items or packs while the agenda of their meeting was open."""
    outer = _meetings(SHOWN)
    return {key: one.while_open(outer.get(one.row.meeting_id)) for key, one in lives(model).items()}


def items() -> list[Gone]:
    return _ended(_held_by(AgendaItem).values())


def _files(model: Any) -> dict[int, Life]:
    """Files while they hung on an item or pack that was open."""
    outer = _held_by(model)
    found = lives(Attachment, lambda row: row.detached_at is None, record_type=type_of(model))
    return {key: one.while_open(outer.get(int(one.row.record_id))) for key, one in found.items()}


def files() -> list[Gone]:
    return _ended([*_files(AgendaItem).values(), *_files(AgendaPack).values()])


def items_with_files() -> list[Gone]:
    """Items that had open papers and have none any more."""
    papers: dict[int, list[Spans]] = {}
    for one in _files(AgendaItem).values():
        papers.setdefault(int(one.row.record_id), []).append(one.open)
    found = [
        replace(one, open=within(one.open, merged(papers.get(key, ()))))
        for key, one in _held_by(AgendaItem).items()
    ]
    return _ended(found)


@dataclass(frozen=True, kw_only=True)
class Stamped:
    """A place or a day that meetings name, with when it came and when that last changed."""

    key: str
    created: datetime
    modified: datetime
    open: bool


def _named(key_of: Callable[[Any], str], opens: Opens) -> list[Stamped]:
    """What meetings of public bodies name or named, by key."""
    bodies_open = _public_bodies()
    found: dict[str, list[Spans]] = {}
    rows = Meeting.history.order_by("id", "history_date", "history_id")
    for _, each in groupby(rows, key=lambda row: row.id):
        past = list(each)
        outer = bodies_open.get(past[-1].body_id)
        for key in {key_of(row) for row in past} - {""}:
            events = (
                (row.history_date, row.history_type != "-" and key_of(row) == key and opens(row))
                for row in past
            )
            found.setdefault(key, []).append(within(spans(events), outer.open if outer else ()))
    return [_stamp(key, groups) for key, groups in sorted(found.items()) if merged(groups)]


def _stamp(key: str, groups: Iterable[Spans]) -> Stamped:
    kept = list(groups)
    whole = merged(kept)
    last = max(span.start for group in kept for span in group)
    ended = whole[-1].end
    return Stamped(key=key, created=whole[0].start, modified=ended or last, open=ended is None)


def places() -> list[Stamped]:
    return _named(lambda row: str(row.place), lambda row: row.state in Meeting.OPEN)


def annual_days() -> list[tuple[date, Stamped]]:
    """The days of annual meetings of the council, which begin and end municipal years."""
    councils = set(Body.objects.filter(kind=Body.Kind.COUNCIL).values_list("pk", flat=True))

    def opens(row: Any) -> bool:
        annual = row.kind == Meeting.Kind.ANNUAL and row.body_id in councils
        return bool(annual and row.state != Meeting.State.CANCELLED)

    found = _named(lambda row: row.on.isoformat() if opens(row) else "", opens)
    return [(date.fromisoformat(one.key), one) for one in found]
