"""Taking a step that a table allows, and telling of what it leaves to be done."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems
from townclerk.performance.operations.permission import CHIEF, PERFORMANCE, check
from townclerk.platform import records
from townclerk.platform.access import matrix
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.reader import COUNCIL, Place, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as deadlines
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record
from townclerk.platform.registers.permission import place_of
from townclerk.platform.registers.steps import Move, Moves, step


def day_of(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def unit_code(record: Any) -> str | None:
    unit = getattr(record, "unit", None)
    return unit.code if unit is not None else None


def check_move(
    actor: Actor,
    move: Move,
    *,
    moment: datetime,
    unit: str | None,
    at: Place = COUNCIL,
    subject: str = "",
) -> None:
    """Refuse whoever may not take a step: by the verb, and by the roles that alone take it."""
    if move.verb is Verb.CONTRIBUTE:
        check(actor, move.verb, moment=moment, unit=unit)
    reader = reader_of(actor, day_of(moment))
    if move.roles and not reader.held(*move.roles, at=at):
        titles = matrix.roles()
        who = " or ".join(titles[role] for role in move.roles)
        raise Refused(f"Your role may not do this. It is for: {who}.")
    if move.verb is not Verb.CONTRIBUTE:
        reader.require(move.verb, PERFORMANCE, unit=unit, subject=subject)


@transaction.atomic
def take(
    moves: Moves,
    name: str,
    record: Any,
    values: Mapping[str, Any] | None = None,
    *,
    actor: Actor,
    moment: datetime,
    reason: str = "",
    target: str = "",
    subject: str = "",
) -> Any:
    """Take the named step from the record's state; `target` where the table leaves it open."""
    move = step(moves, name, record.state, record)
    at = place_of(record)
    check_move(actor, move, moment=moment, unit=unit_code(record), at=at, subject=subject)
    given = {"state": target or move.target or record.state, **(values or {})}
    return records.change(record, given, actor=actor, moment=moment, verb=name, reason=reason)


def check_roles(values: Mapping[str, Any], *names: str) -> None:
    """Raise with every field that names a role there is not."""
    problems = [
        Problem(
            f"{values[name]} is no role.",
            field=name,
            hint="Write a role's code, as head-of-service.",
        )
        for name in names or ("owner_role",)
        if values.get(name) and values[name] not in matrix.roles()
    ]
    if problems:
        raise Problems(problems)


def said(reason: str, wanted: str) -> str:
    """What was given as the reason of a step, where the step needs it."""
    if not reason.strip():
        raise Problems([Problem(wanted, field="reason")])
    return reason.strip()


def tell(
    record: Record,
    purpose: str,
    kind: str,
    title: str,
    *,
    due: date | None,
    role: str = CHIEF,
    unit: Unit | None = None,
    actor: Actor,
    moment: datetime,
    address: str = "",
    note: str = "",
    reopen: bool = False,
) -> None:
    """Raise what a record leaves to be done, once a purpose; with `reopen`, also where it was done
    and asks for something else now."""
    deadlines.raise_task(
        source=record,
        purpose=purpose,
        title=title,
        kind=kind,
        area=PERFORMANCE,
        owner_role=role or CHIEF,
        unit=unit,
        due=due,
        address=address,
        note=note,
        reopen=reopen,
        actor=actor,
        moment=moment,
    )


def settle(record: Record, purpose: str, why: str, *, actor: Actor, moment: datetime) -> None:
    deadlines.settle(source=record, purpose=purpose, reason=why, actor=actor, moment=moment)
