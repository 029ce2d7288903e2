"""What is due for disposal, what is held, and the chain of certificates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.clock import LOCAL
from townclerk.platform.files.holders import type_of
from townclerk.platform.registers.declaration import Register, all_registers, rows_of
from townclerk.platform.registers.permission import may_contribute, opens, visible
from townclerk.platform.retention.classes import by_code, classes
from townclerk.platform.retention.core import certificates
from townclerk.platform.retention.models import Certificate, Disposal, LegalHold

SHOWN = 200


@dataclass(frozen=True)
class Due:
    """One record whose period is over."""

    register: Register
    record: Any
    due_on: date
    held: bool


def may_decide(reader: Reader) -> bool:
    return bool(reader.may(Verb.APPROVE, Area.INFORMATION))


def may_hold(reader: Reader) -> bool:
    return may_decide(reader) or bool(reader.may(Verb.APPROVE, Area.LEGAL))


def may_propose(reader: Reader, register: Register, record: Any = None) -> bool:
    return bool(may_contribute(register, reader, record))


def with_class() -> list[Register]:
    """Registers whose class is known; `townclerk check` tells of one whose class is not."""
    return [register for register in all_registers() if register.retention in classes()]


def scheduled(reader: Reader) -> list[Register]:
    """Registers with a class that this reader opens and may propose from, or decides about."""
    return [
        register
        for register in with_class()
        if opens(register, reader) and (may_decide(reader) or may_propose(reader, register))
    ]


def trigger_dates(register: Register, rows: "QuerySet[Any]") -> Iterator[tuple[Any, date]]:
    """The key of each row with the local day of its last entry."""
    last = rows.model.history.filter(id__in=rows.values("pk")).order_by()
    for key, moment in last.values_list("id").annotate(Max("history_date")):
        yield key, moment.astimezone(LOCAL).date()


def due_date(register: Register, record: Any) -> date | None:
    """The day from which the record may be disposed of; None when it is kept for good."""
    rows = rows_of(register.model).filter(pk=record.pk)
    for _, trigger in trigger_dates(register, rows):
        return by_code(register.retention).due(trigger)
    return None


def due(reader: Reader, register: Register, on: date) -> list[Due]:
    """Records the reader sees whose period is over on a day, the longest over first."""
    kept = by_code(register.retention)
    dates = {
        key: day
        for key, trigger in trigger_dates(register, visible(register, reader))
        if (day := kept.due(trigger)) is not None and day <= on
    }
    soonest = sorted(dates, key=lambda key: (dates[key], key))[:SHOWN]
    records = rows_of(register.model).in_bulk(soonest)
    held = _held(register)
    return [
        Due(register, records[key], dates[key], held="" in held or str(key) in held)
        for key in soonest
        if key in records
    ]


def holds_on(record_type: str, record_id: str) -> "QuerySet[LegalHold]":
    return LegalHold.objects.filter(
        Q(record_id=record_id) | Q(record_id=""), record_type=record_type, lifted_at=None
    )


def _held(register: Register) -> set[str]:
    """Keys of held records of the register; one empty key when all of them are."""
    found = LegalHold.objects.filter(record_type=type_of(register.model), lifted_at=None)
    return set(found.values_list("record_id", flat=True))


def is_held(record: Any) -> bool:
    return holds_on(type_of(record), str(record.pk)).exists()


def waiting() -> "QuerySet[Disposal]":
    return Disposal.objects.filter(state=Disposal.State.PROPOSED).select_related("proposed_by")


def to_clear() -> list[Disposal]:
    return list(Disposal.objects.filter(state=Disposal.State.REMOVED).order_by("pk"))


def standing_holds() -> "QuerySet[LegalHold]":
    return LegalHold.objects.filter(lifted_at=None).select_related("placed_by")


def broken_certificates() -> list[str]:
    """What is wrong with the chain of certificates."""
    return certificates.broken(
        certificates.Link(one.number, one.content, one.previous, one.sha256)
        for one in Certificate.objects.order_by("number")
    )
