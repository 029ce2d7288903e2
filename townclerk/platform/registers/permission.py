"""Which rows of a register a reader may see and change: one answer for every path to them."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from townclerk.platform.access.areas import Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Decision, Reader, Refused, scope, scope_code
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


def sees_behind(register: Register, reader: Reader, record: Any) -> bool:
    """Whether the reader sees the record itself, not only because it is published.

    Its history holds what was there before publication, so it takes this much.
    """
    return bool(_may_on(register, reader, Verb.READ, record))


def may_contribute(register: Register, reader: Reader, record: Any | None = None) -> Decision:
    """Whether the reader may add a record, or change this one."""
    if register.only and not reader.held(*register.only):
        return _for_others(register.only)
    decision = _may_on(register, reader, Verb.CONTRIBUTE, record)
    if decision:
        return decision
    if reader.held(*register.editors) and _may_on(register, reader, Verb.APPROVE, record):
        return Decision(True, "Your role answers for this register.")
    if record is None and _held(register, reader, Verb.CONTRIBUTE):
        # What the new record is for is not known yet; it is asked again on saving.
        return Decision(True, "You may contribute for what your role is held for.")
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
    return _may_on(register, reader, step.verb, record, subject=step.subject)


def _for_others(only: tuple[str, ...]) -> Decision:
    titles = roles()
    who = " or ".join(titles[role] for role in only)
    return Decision(False, f"Your role may not do this. It is for: {who}.")


def unit_of(register: Register, record: Any) -> str | None:
    """The code of the unit a record belongs to, or else of its scope; None for the whole council.

    What search keeps of a record: a role held for a project finds it in its register.
    """
    return next(iter(_kept_for(register, record)), None)


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
