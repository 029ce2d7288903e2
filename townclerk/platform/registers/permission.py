"""Which rows of a register a reader may see and change: one answer for every path to them."""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from townclerk.platform.access.areas import Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import (
    COUNCIL,
    Decision,
    Place,
    Reader,
    Refused,
    scope,
    scope_code,
    scope_kind,
)
from townclerk.platform.registers.declaration import (
    Register,
    Transition,
    all_registers,
    rows_of,
)


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
    published = _published(register, reader)
    return _own(register, reader) + ([] if published is None else [published])


def lookups(register: Register) -> list[tuple[str, str]]:
    """What a role may be held for: the kind of it, none for a unit, and the lookup of its code."""
    unit = [("", f"{register.unit_path}__code")] if register.unit_path else []
    return [*unit, *register.scopes]


def kept_by(register: Register) -> list[str]:
    """The fields from which follows for whom a record is kept."""
    return list(dict.fromkeys(lookup.partition("__")[0] for _, lookup in lookups(register)))


def _held(register: Register, reader: Reader, verb: Verb) -> list[tuple[str, list[str]]]:
    """By lookup, the codes of what the reader's roles reach there."""
    reached = sorted(reader.units(register.area, verb, subject=register.subject) or ())
    held = []
    for kind, lookup in lookups(register):
        # Asked again one by one: a grant narrowed to a subject reaches no further than it.
        codes = [
            scope_code(own)
            for own in reached
            if own == scope(kind, scope_code(own)) and _may(register, reader, verb, unit=own)
        ]
        if codes:
            held.append((lookup, codes))
    return held


def _own(register: Register, reader: Reader) -> list[Q]:
    return [Q(**{f"{lookup}__in": codes}) for lookup, codes in _held(register, reader, Verb.READ)]


def _published(register: Register, reader: Reader) -> Q | None:
    if register.published_when is None:
        return None
    return register.published_when if _may(register, reader, Verb.READ, published=True) else None


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


def reads_whole(register: Register, reader: Reader) -> bool:
    """Whether the reader reads every record of the register."""
    return bool(_may(register, reader, Verb.READ))


def sees_behind(register: Register, reader: Reader, record: Any) -> bool:
    """Whether the reader sees the record itself, not only because it is published.

    Its history holds what was there before publication, so it takes this much.
    """
    return bool(_may_on(register, reader, Verb.READ, record))


def may_contribute(register: Register, reader: Reader, record: Any | None = None) -> Decision:
    """Whether the reader may add a record, or change this one."""
    if register.only and not _holds(register, reader, register.only, record):
        return _for_others(register.only)
    decision = _may_on(register, reader, Verb.CONTRIBUTE, record)
    if decision:
        return decision
    answers = bool(register.editors) and _holds(register, reader, register.editors, record)
    if answers and _may_on(register, reader, Verb.APPROVE, record):
        return Decision(True, "Your role answers for this register.")
    if record is None and _held(register, reader, Verb.CONTRIBUTE):
        # What the new record is for is not known yet; it is asked again on saving.
        return Decision(True, "You may contribute for what your role is held for.")
    if record is None and answers and _held(register, reader, Verb.APPROVE):
        return Decision(True, "Your role answers for this part of the register.")
    return decision


def _holds(register: Register, reader: Reader, roles: tuple[str, ...], record: Any | None) -> bool:
    """Whether one of the roles is held for what the record is of; for anything of a new one."""
    if record is None:
        return reader.held_somewhere(*roles)
    return reader.held(*roles, at=_place(register, record))


def may_take(register: Register, reader: Reader, record: Any, step: Transition) -> Decision:
    """Whether the reader may take the step: the verb, and not as the person it must differ from."""
    for name in step.other_than:
        if reader.user_id is not None and getattr(record, f"{name}_id", None) == reader.user_id:
            return Decision(
                False, f"You are the {name.replace('_', ' ')}, so somebody else does this."
            )
    if step.only and not _holds(register, reader, step.only, record):
        return _for_others(step.only)
    if step.verb is Verb.CONTRIBUTE:
        return may_contribute(register, reader, record)
    return _may_on(register, reader, step.verb, record, subject=step.subject)


def _for_others(only: tuple[str, ...]) -> Decision:
    titles = roles()
    who = " or ".join(titles[role] for role in only)
    return Decision(False, f"Your role may not do this. It is for: {who}.")


def place_of(record: Any | None) -> Place:
    """What a record is of, as its register says: there a role held for a part of it counts.

    No record, and one of no register, is the whole council's.
    """
    places = [_place(found, record) for found in all_registers() if found.model is type(record)]
    if not places:
        return COUNCIL
    scopes = frozenset[str]().union(*(one.scopes for one in places))
    return Place(scopes, of_units=any(one.of_units for one in places))


def _place(register: Register, record: Any) -> Place:
    return Place(frozenset(_kept_for(register, record)), of_units=bool(register.unit_path))


def becoming(record: Any, values: Mapping[str, Any]) -> Any:
    """The record as it will be with the values; nothing is kept."""
    stored = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}  # noqa: SLF001 (the documented way to a model's fields)
    draft = type(record)(**stored)
    for name, value in values.items():
        setattr(draft, name, value)
    return draft


def scopes_of(register: Register, record: Any) -> tuple[str, tuple[str, ...]]:
    """The code of the unit a record belongs to, and what else it is of: as search keeps them."""
    every = list(dict.fromkeys(_kept_for(register, record)))
    unit = next((one for one in every if not scope_kind(one)), "")
    return unit, tuple(one for one in every if scope_kind(one))


def _kept_for(register: Register, record: Any) -> Iterator[str]:
    for kind, lookup in lookups(register):
        found = record
        for name in lookup.split("__"):
            found = getattr(found, name, None)
            if found is None:
                break
        else:
            yield scope(kind, str(found))


def _may_on(
    register: Register, reader: Reader, verb: Verb, record: Any | None, *, subject: str = ""
) -> Decision:
    """Whether the verb reaches the record: for the whole council, its unit or another scope."""
    decision = _may(register, reader, verb, subject=subject)
    if record is None or decision:
        return decision
    asked = (
        _may(register, reader, verb, unit=own, subject=subject)
        for own in _kept_for(register, record)
    )
    return next((found for found in asked if found), decision)
