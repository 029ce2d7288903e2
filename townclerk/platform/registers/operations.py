"""Writing through a register: permission, the area's own checks, then its own operation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.registers.declaration import Register, Ways
from townclerk.platform.registers.permission import becoming, may_contribute, may_take


class NoSuchStep(TownclerkError):
    """The record's state does not allow the step, or the register has no step of this name."""


def reader_of(actor: Actor, moment: datetime) -> Reader:
    on = moment.astimezone(LOCAL).date()
    return Reader.of(actor.user, on) if actor.user is not None else Reader.anonymous(on)


@transaction.atomic
def create(
    register: Register,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Any:
    """A new record. Raises Problems with everything that is wrong, Refused without permission."""
    if Ways.ADD not in register.ways:
        raise Refused(f"{register.title} are not added here.")
    draft = register.model(**values)
    _require(may_contribute(register, reader_of(actor, moment)))
    with _told(register):
        _validate(register, values, None)
        # The unit is in the values, so only now is it known whose record this would be.
        _require(may_contribute(register, reader_of(actor, moment), draft))
        stamp: Any = {"actor": actor, "moment": moment, "reason": reason}
        if register.create is not None:
            return register.create(dict(values), **stamp)
        if register.states is not None:
            setattr(draft, register.states.field, register.states.initial)
        return records.create(draft, **stamp)


@transaction.atomic
def change(
    register: Register,
    record: Any,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int,
    reason: str = "",
) -> Any:
    """Change what differs. Raises EditConflict when somebody changed the record meanwhile."""
    if Ways.CHANGE not in register.ways:
        raise Refused(f"{register.title} are not changed here.")
    reader = reader_of(actor, moment)
    _require(may_contribute(register, reader, record))
    with _told(register):
        _validate(register, whole(register, values, record), record)
        moved = {name: value for name, value in values.items() if getattr(record, name) != value}
        if not moved and record.version == expected_version:
            return record
        # Nor may a record be handed to a unit for which the actor could not have added it.
        _require(may_contribute(register, reader, becoming(record, moved)))
        operation = register.change or records.change
        return operation(
            record,
            moved,
            actor=actor,
            moment=moment,
            expected_version=expected_version,
            reason=reason,
        )


@transaction.atomic
def take(
    register: Register,
    record: Any,
    name: str,
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int,
    reason: str = "",
) -> Any:
    """Take a declared step from the record's state."""
    step = register.states.named(name) if register.states else None
    if register.states is None or step is None:
        raise NoSuchStep(f"{register.title} have no step “{name}”.")
    state = getattr(record, register.states.field)
    if state not in step.sources:
        raise NoSuchStep(
            f"“{step.label}” is not open to {record}, which is {state}. Open it again."
        )
    _require(may_take(register, reader_of(actor, moment), record, step))
    _require_version(record, expected_version, actor=actor, moment=moment)
    with _told(register):
        stamp: Any = {"actor": actor, "moment": moment, "reason": reason}
        if step.act is not None:
            return step.act(record, **stamp)
        if register.states.move is not None:
            return register.states.move(record, name, **stamp)
        values = {register.states.field: step.target}
        return records.change(record, values, expected_version=expected_version, verb=name, **stamp)


def whole(register: Register, values: Mapping[str, Any], record: Any) -> dict[str, Any]:
    """The values beside those that stay, since an area checks a record as it will be."""
    missing = (column.name for column in register.editable if column.name not in values)
    return {**values, **{name: getattr(record, name) for name in missing}}


def _require_version(record: Any, expected: int, *, actor: Actor, moment: datetime) -> None:
    """A step is taken on what was read: `records.change` answers with the conflict otherwise."""
    if record.version != expected:
        records.change(record, {}, actor=actor, moment=moment, expected_version=expected)


def _require(decision: Any) -> None:
    if not decision:
        raise Refused(decision.reason)


def _validate(register: Register, values: Mapping[str, Any], existing: Any) -> None:
    found = register.validate(values, existing) if register.validate else []
    if found:
        raise Problems(found)


@contextmanager
def _told(register: Register) -> Iterator[None]:
    """What the model refuses becomes problems in the words of the register's columns."""
    try:
        with transaction.atomic():
            yield
    except ValidationError as error:
        raise Problems(list(_problems(register, error))) from error


def _problems(register: Register, error: ValidationError) -> Iterator[Problem]:
    for name, messages in error.message_dict.items():
        column = register.column(name)
        for message in messages:
            if column is not None:
                yield Problem(message=f"{column.label}: {message}", field=name)
            elif name == NON_FIELD_ERRORS:
                yield Problem(message=message)
            else:
                yield Problem(message=f"{name.replace('_', ' ').capitalize()}: {message}")
