"""Which rows of a register a reader may see and change: one answer for every path to them."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from townclerk.platform.access.areas import Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Decision, Reader, Refused
from townclerk.platform.registers.declaration import Register, Transition, rows_of


def visible(register: Register, reader: Reader) -> "QuerySet[Any]":
    """The rows open to the reader, filtered in the query itself.

    A reader who reaches counts or totals only is refused: rows would tell more than that.
    """
    rows = rows_of(register.model)
    everything = _may(register, reader, Verb.READ)
    if everything:
        return rows
    ways = _ways_in(register, reader)
    if not ways:
        raise Refused(everything.reason)
    return rows.filter(reduce(or_, ways))


def _ways_in(register: Register, reader: Reader) -> list[Q]:
    """The conditions under which rows are open to who may not read them all."""
    return [q for q in (_own(register, reader), _published(register, reader)) if q is not None]


def _own(register: Register, reader: Reader) -> Q | None:
    if not register.unit_path:
        return None
    units = reader.units(register.area, subject=register.subject)
    if not units or not _cleared(register, reader):
        return None
    # Asked again unit by unit: a grant narrowed to a subject reaches no further than the subject.
    open_units = [unit for unit in sorted(units) if _may(register, reader, Verb.READ, unit=unit)]
    return Q(**{f"{register.unit_path}__code__in": open_units}) if open_units else None


def _published(register: Register, reader: Reader) -> Q | None:
    if register.published_when is None:
        return None
    return register.published_when if _may(register, reader, Verb.READ, published=True) else None


def _cleared(register: Register, reader: Reader) -> bool:
    return not register.clearance or register.clearance in reader.clearances


def _may(
    register: Register,
    reader: Reader,
    verb: Verb,
    *,
    unit: str | None = None,
    published: bool = False,
    subject: str = "",
) -> Decision:
    return reader.may(
        verb,
        register.area,
        unit=unit,
        published=published,
        clearance=register.clearance or None,
        subject=subject or register.subject,
    )


def opens(register: Register, reader: Reader) -> bool:
    """Whether the reader has any way into the register; no rows are asked for."""
    return bool(_may(register, reader, Verb.READ)) or bool(_ways_in(register, reader))


def sees_behind(register: Register, reader: Reader, record: Any) -> bool:
    """Whether the reader sees the record itself, not only because it is published.

    Its history holds what was there before publication, so it takes this much.
    """
    return bool(_may(register, reader, Verb.READ, unit=unit_of(register, record)))


def may_contribute(register: Register, reader: Reader, record: Any | None = None) -> Decision:
    """Whether the reader may add a record, or change this one."""
    if register.only and not reader.held(*register.only):
        return _for_others(register.only)
    unit = unit_of(register, record) if record is not None else None
    decision = _may(register, reader, Verb.CONTRIBUTE, unit=unit)
    if decision:
        return decision
    if reader.held(*register.editors) and _may(register, reader, Verb.APPROVE, unit=unit):
        return Decision(True, "Your role answers for this register.")
    units = reader.units(register.area, Verb.CONTRIBUTE, subject=register.subject)
    if record is None and register.unit_path and units:
        # Which unit the new record is for is not known yet; it is asked again on saving.
        return Decision(True, "You may contribute for your own units.")
    return decision


def may_take(register: Register, reader: Reader, record: Any, step: Transition) -> Decision:
    """Whether the reader may take the step: the verb, and not as the person it must differ from."""
    for name in step.other_than:
        if reader.user_id is not None and getattr(record, f"{name}_id", None) == reader.user_id:
            return Decision(
                False, f"You are the {name.replace('_', ' ')}, so somebody else does this."
            )
    if step.only and not reader.held(*step.only):
        return _for_others(step.only)
    if step.verb is Verb.CONTRIBUTE:
        return may_contribute(register, reader, record)
    unit = unit_of(register, record)
    return _may(register, reader, step.verb, unit=unit, subject=step.subject)


def _for_others(only: tuple[str, ...]) -> Decision:
    titles = roles()
    who = " or ".join(titles[role] for role in only)
    return Decision(False, f"Your role may not do this. It is for: {who}.")


def unit_of(register: Register, record: Any) -> str | None:
    """The code of the unit a record belongs to; None for the whole council."""
    if not register.unit_path:
        return None
    found = record
    for name in register.unit_path.split("__"):
        found = getattr(found, name, None)
        if found is None:
            return None
    return str(found.code)
