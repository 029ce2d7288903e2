"""The audit log of records, as far as a reader may read the records themselves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.clock import LOCAL
from townclerk.platform.registers.declaration import Register, all_registers, rows_of


@dataclass(frozen=True)
class Act:
    """One act on one record."""

    when: str
    by: str
    verb: str
    register: str
    record: str
    reason: str
    address: str
    """Of the record, while it is there."""


def read_by(reader: Reader) -> dict[str, Register]:
    """The registers whose every record the reader may read, by how the log names their model.

    A model with a register that is closed to the reader is left out: its entries name records.
    """
    by_model: dict[str, list[Register]] = defaultdict(list)
    for register in all_registers():
        by_model[_named(register)].append(register)
    return {
        model: registers[0]
        for model, registers in by_model.items()
        if all(_reads(one, reader) for one in registers)
    }


def opens(register: Register, reader: Reader) -> bool:
    """Whether the reader finds the records of a register in the log."""
    if not reader.may(Verb.READ, Area.ADMINISTRATION, subject="log"):
        return False
    return _named(register) in read_by(reader)


def _named(register: Register) -> str:
    return register.model._meta.label_lower  # noqa: SLF001 (the documented way to a model's name)


def _reads(register: Register, reader: Reader) -> bool:
    clearance = register.clearance or None
    found = reader.may(Verb.READ, register.area, clearance=clearance, subject=register.subject)
    return found.allowed


def entries(
    registers: dict[str, Register], *, name: str = "", record: str = "", words: str = ""
) -> "QuerySet[AuditEntry]":
    """The newest first: of one register, of one record of it, or with these words."""
    models = [model for model, one in registers.items() if name in ("", one.name)]
    found = AuditEntry.objects.filter(record_type__in=models).select_related("user")
    if record:
        found = found.filter(record_id=record)
    for word in words.split()[:10]:
        found = found.filter(
            Q(record_label__icontains=word) | Q(reason__icontains=word) | Q(verb__iexact=word)
        )
    return found


def shown(found: Iterable[AuditEntry], registers: dict[str, Register]) -> list[Act]:
    """Entries with the way to their records; one query a register that they speak of."""
    rows = list(found)
    asked: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.record_id.isdecimal():
            asked[row.record_type].add(row.record_id)
    there = {
        (model, str(pk))
        for model, keys in asked.items()
        for pk in rows_of(registers[model].model).filter(pk__in=keys).values_list("pk", flat=True)
    }
    return [_act(row, registers[row.record_type], there) for row in rows]


def _act(row: AuditEntry, register: Register, there: set[tuple[str, str]]) -> Act:
    known = (row.record_type, row.record_id) in there
    return Act(
        when=row.moment.astimezone(LOCAL).strftime("%-d %B %Y, %H:%M"),
        by=str(row.user or row.os_user or "Townclerk"),
        verb=row.verb,
        register=register.title,
        record=row.record_label or f"{register.singular} {row.record_id}",
        reason=row.reason,
        address=f"/r/{register.name}/{row.record_id}/" if known else "",
    )
