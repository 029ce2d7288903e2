"""Changing the organisation. Nothing is overwritten: each change ends one state and opens the next.

Whoever calls these has asked whether the actor may administer; each writes history and audit.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation import queries
from townclerk.platform.organisation.models import Council, Kind, Succession, Unit, UnitName


def _problem(message: str, field: str = "", hint: str = "") -> Problems:
    return Problems((Problem(message=message, field=field, hint=hint),))


def set_council(values: Mapping[str, Any], *, actor: Actor, moment: datetime) -> Council:
    """Name and dress the one council of this installation."""
    existing = queries.council()
    if existing is None:
        return records.create(Council(**values), actor=actor, moment=moment)
    return records.change(existing, values, actor=actor, moment=moment)


@transaction.atomic
def create_unit(
    *,
    code: str,
    name: str,
    kind: str,
    start: date,
    parent: str | None = None,
    end: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Unit:
    """Open a unit from a day."""
    if Unit.objects.filter(code=code).exists():
        raise _problem(f"The code {code} is taken.", "code", "Codes are never used again.")
    if kind not in Kind.values:
        raise _problem(f"{kind} is not a kind of unit.", "kind", f"Use one of {Kind.values}.")
    unit = records.create(Unit(code=code), actor=actor, moment=moment, reason=reason)
    named = UnitName(
        unit=unit, name=name, kind=kind, parent=_parent(parent, start), start=start, end=end
    )
    records.create(named, actor=actor, moment=moment, reason=reason)
    return unit


def rename_unit(
    *, code: str, name: str, on: date, actor: Actor, moment: datetime, reason: str = ""
) -> UnitName:
    """Give a unit another name from a day."""
    return _next_state(code, on, {"name": name}, "rename", actor, moment, reason)


def move_unit(
    *, code: str, parent: str | None, on: date, actor: Actor, moment: datetime, reason: str = ""
) -> UnitName:
    """Put a unit, with all below it, under another from a day."""
    if parent is not None and parent in queries.descendants(code, on):
        raise _problem(f"{parent} lies below {code}, so {code} cannot move under it.", "parent")
    return _next_state(code, on, {"parent": _parent(parent, on)}, "move", actor, moment, reason)


@transaction.atomic
def split_unit(
    *,
    code: str,
    into: Mapping[str, tuple[str, int]],
    on: date,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> list[Succession]:
    """Replace a unit by several, each with its name and its share of the old figures.

    `into` maps each new code to its name and share. A code that exists already takes its share
    without being opened again. What lay below the old unit moves to the first of the new ones.
    """
    if not into:
        raise _problem("Name at least one unit to split into.", "into")
    old = _current(code, on)
    for new, (name, _) in into.items():
        if not Unit.objects.filter(code=new).exists():
            create_unit(
                code=new,
                name=name,
                kind=old.kind,
                parent=old.parent.code if old.parent else None,
                start=on,
                actor=actor,
                moment=moment,
                reason=reason,
            )
    shares = {new: share for new, (_, share) in into.items()}
    made = _succeed(code, shares, on, actor, moment, reason)
    _move_children(code, next(iter(into)), on, actor, moment, reason)
    _end(old, on, "split", actor, moment, reason)
    return made


@transaction.atomic
def merge_units(
    *,
    codes: tuple[str, ...],
    into: str,
    name: str,
    on: date,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> list[Succession]:
    """Close several units into one, new or already there."""
    if len(set(codes)) < 2 and into in codes:
        raise _problem("Name at least two units to merge.", "codes")
    olds = [_current(code, on) for code in codes if code != into]
    if not Unit.objects.filter(code=into).exists():
        create_unit(
            code=into,
            name=name,
            kind=olds[0].kind,
            parent=olds[0].parent.code if olds[0].parent else None,
            start=on,
            actor=actor,
            moment=moment,
            reason=reason,
        )
    made = []
    for old in olds:
        made += _succeed(old.unit.code, {into: 1}, on, actor, moment, reason)
        _move_children(old.unit.code, into, on, actor, moment, reason)
        _end(old, on, "merge", actor, moment, reason)
    return made


@transaction.atomic
def close_unit(
    *, code: str, on: date, successor: str, actor: Actor, moment: datetime, reason: str
) -> None:
    """End a unit. Its figures pass whole to a successor, so that no record is orphaned."""
    old = _current(code, on)
    if successor == code:
        raise _problem("A unit cannot succeed itself.", "successor")
    _current(successor, on)
    below = [child.code for child in queries.children(code, on)]
    if below:
        raise _problem(f"{', '.join(below)} still lie below {code}. Move or close them first.")
    _succeed(code, {successor: 1}, on, actor, moment, reason)
    _end(old, on, "close", actor, moment, reason)


def _parent(code: str | None, on: date) -> Unit | None:
    return None if code is None else _current(code, on).unit


def _current(code: str, on: date) -> UnitName:
    found = (
        UnitName.objects.filter(Q(end__isnull=True) | Q(end__gt=on), unit__code=code, start__lte=on)
        .select_related("unit", "parent")
        .first()
    )
    if found is None:
        raise _problem(f"There is no unit {code} on {on:%-d %B %Y}.", "code")
    return found


def _later(state: UnitName) -> bool:
    return UnitName.objects.filter(unit=state.unit, start__gt=state.start).exists()


@transaction.atomic
def _next_state(
    code: str,
    on: date,
    values: Mapping[str, Any],
    verb: str,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> UnitName:
    """End the state in force and open one with other values, or change the one that starts then."""
    state = _current(code, on)
    if state.start == on:
        return records.change(state, values, actor=actor, moment=moment, reason=reason, verb=verb)
    end = state.end
    records.change(state, {"end": on}, actor=actor, moment=moment, reason=reason, verb=verb)
    kept = {"name": state.name, "kind": state.kind, "parent": state.parent, **values}
    opened = UnitName(unit=state.unit, start=on, end=end, **kept)
    return records.create(opened, actor=actor, moment=moment, reason=reason)


def _succeed(
    code: str, shares: Mapping[str, int], on: date, actor: Actor, moment: datetime, reason: str
) -> list[Succession]:
    old = Unit.objects.get(code=code)
    return [
        records.create(
            Succession(old=old, new=Unit.objects.get(code=new), on=on, share=share),
            actor=actor,
            moment=moment,
            reason=reason,
        )
        for new, share in shares.items()
    ]


def _move_children(
    code: str, to: str, on: date, actor: Actor, moment: datetime, reason: str
) -> None:
    for child in queries.children(code, on):
        move_unit(code=child.code, parent=to, on=on, actor=actor, moment=moment, reason=reason)


def _end(state: UnitName, on: date, verb: str, actor: Actor, moment: datetime, reason: str) -> None:
    if state.start == on or _later(state):
        raise _problem(
            f"{state.unit.code} has another change on or after {on:%-d %B %Y}. Undo that first."
        )
    records.change(state, {"end": on}, actor=actor, moment=moment, reason=reason, verb=verb)
