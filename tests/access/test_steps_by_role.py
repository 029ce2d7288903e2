"""Every step of every register taken as every role; a refusal leaves nothing behind."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.access.conftest import ANONYMOUS, UNIT, People, grants, own_only
from tests.access.minimal import a_record
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Reach, Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.models import Clearance
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import LONG_AGO
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.registers import operations
from townclerk.platform.registers.declaration import (
    Register,
    Transition,
    Ways,
    all_registers,
    rows_of,
)
from townclerk.platform.registers.permission import may_contribute, may_take

STEPS = [
    (register, step)
    for register in all_registers()
    for step in (register.states.transitions if register.states else ())
]
WEIGHTY = [(r, s) for r, s in STEPS if s.verb in (Verb.APPROVE, Verb.PUBLISH)]


def named(value: object) -> str:
    return str(getattr(value, "name", value))


def granted(role: str, register: Register, step: Transition) -> bool:
    """What the words of the matrix say of a step on a record of the whole council."""
    subject = step.subject or register.subject
    return any(
        grant.verb is step.verb
        and grant.reach is Reach.ALL
        and grant.subject in ("", subject)
        and not grant.clearance
        for grant in grants(role, register.area)
    )


NOT_TRIED: frozenset[tuple[str, str]] = frozenset()
"""Steps nobody takes here, since neither the demonstration nor `a_record` has a record for them."""


WITHOUT: set[str] = set()
"""Registers met so far of which the demonstration has no record."""


def records_of(register: Register) -> list[Any]:
    """Some of the demonstration's, else the least that the model asks for."""
    there = list(rows_of(register.model)[:3])
    if there:
        return there
    WITHOUT.add(register.name)
    return [a_record(register.model)]


def in_a_source(register: Register, step: Transition) -> Any | None:
    """A record brought into a state from which the step leads on."""
    assert register.states is not None
    for record in records_of(register):
        for source in step.sources:
            try:
                with transaction.atomic():
                    found = rows_of(register.model).filter(pk=record.pk)
                    found.update(**{register.states.field: source})
            except IntegrityError:
                continue
            return found.get()
    return None


def taken(register: Register, record: Any, step: Transition, people: People, role: str) -> bool:
    """Whether the step is taken, or stopped by something else than who asks; then undone."""
    try:
        with transaction.atomic():
            operations.take(
                register,
                rows_of(register.model).get(pk=record.pk),
                step.name,
                actor=Actor(user=people.users[role]),
                moment=clock.now(),
                expected_version=record.version,
                reason="Tried as each role",
            )
            transaction.set_rollback(True)
    except Refused:
        return False
    except (TownclerkError, ValidationError):
        return True
    return True


def said(register: Register, record: Any, step: Transition, reader: Reader) -> bool:
    return bool(may_take(register, reader, record, step))


def tried(register: Register, record: Any, step: Transition, people: People) -> list[str]:
    """Every role on a record of the demonstration. On the least record one that may and one that
    may not: such a record is made where nothing else is known, and says no more of the others."""
    may = {role: said(register, record, step, people.reader(role)) for role in roles()}
    if register.name not in WITHOUT:
        return list(may)
    readers = [role for role in may if people.reader(role).may(Verb.READ, register.area, unit=UNIT)]
    allowed = [role for role in may if may[role]][:1]
    refused = [role for role in (*readers, *may) if not may[role]][:1]
    return allowed + refused


def clear_everybody(register: Register, people: People) -> None:
    """Everybody holds the clearance of a register, so that their roles alone tell them apart."""
    if register.clearance:
        since = {"name": register.clearance, "start": LONG_AGO}
        Clearance.objects.bulk_create(
            Clearance(user=user, **since) for user in people.users.values()
        )
        people.readers.clear()


@pytest.mark.parametrize(("register", "step"), STEPS, ids=named)
def test_it_lets_a_step_be_taken_exactly_by_whom_it_is_shown_to(people, register, step):
    clear_everybody(register, people)
    record = in_a_source(register, step)
    assert (record is None) is ((register.name, step.name) in NOT_TRIED)
    if record is None:
        return
    before = rows_of(register.model).filter(pk=record.pk).values().get()
    entries = AuditEntry.objects.count()
    told = {
        role: said(register, record, step, people.reader(role))
        for role in tried(register, record, step, people)
    }
    wrong = [
        role for role, may in told.items() if may is not taken(register, record, step, people, role)
    ]
    assert not wrong, ", ".join(wrong)
    assert set(told.values()) == {True, False}
    assert rows_of(register.model).filter(pk=record.pk).values().get() == before
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(("register", "step"), WEIGHTY, ids=named)
def test_it_gives_approval_and_publication_to_whom_the_matrix_gives_them(people, register, step):
    record = in_a_source(register, step) or register.model()
    for role in roles():
        if own_only(role):
            continue
        allowed = said(register, record, step, people.reader(role))
        assert granted(role, register, step) or not allowed, f"{role} may take {step.name}"
        if not (step.only or register.only):
            assert allowed is granted(role, register, step), f"{role} may not take {step.name}"


def one_of_each() -> Iterator[Any]:
    """Of each step that approves or publishes, one role that may take it and one that may not."""
    for register, step in WEIGHTY:
        whole = [role for role in roles() if not own_only(role)]
        may = [role for role in whole if granted(role, register, step)]
        may = [role for role in may if not step.only or role in step.only]
        may_not = [role for role in whole if not granted(role, register, step)]
        for role in (*may[:1], *may_not[:1], ANONYMOUS):
            yield pytest.param(register, step, role, id=f"{register.name}-{step.name}-{role}")


@pytest.mark.parametrize(("register", "step", "who"), list(one_of_each()))
def test_it_answers_the_step_at_its_address_as_the_matrix_says(people, register, step, who):
    record = in_a_source(register, step)
    if record is None:
        return
    before = rows_of(register.model).filter(pk=record.pk).values().get()
    entries = AuditEntry.objects.count()
    address = f"/r/{register.name}/{record.pk}/{step.name}/"
    sent = {"version": record.version, "reason": "Tried as this role"}
    answer = people.client(who).post(address, sent)
    if who != ANONYMOUS and granted(who, register, step):
        assert answer.status_code in (302, 422), answer.status_code
        return
    assert answer.status_code in ((302, 404) if who == ANONYMOUS else (403, 404))
    assert rows_of(register.model).filter(pk=record.pk).values().get() == before
    assert AuditEntry.objects.count() == entries


def refused(act: Callable[..., Any], *given: Any, **named: Any) -> bool:
    """Whether it is who asks that stops the act; whatever the act did is undone."""
    try:
        with transaction.atomic():
            act(*given, **named)
            transaction.set_rollback(True)
    except Refused:
        return True
    except (TownclerkError, ValidationError, IntegrityError):
        return False
    return False


@pytest.mark.parametrize("name", sorted(register.name for register in all_registers()))
def test_it_offers_add_and_edit_to_nobody_whom_saving_refuses(people, name):
    register = next(one for one in all_registers() if one.name == name)
    wrong = []
    for role in roles():
        rows = rows_of(register.model)
        if own_only(role) and register.unit_path:
            rows = rows.filter(**{f"{register.unit_path}__code__in": people.units})
        record, reader = rows.first(), people.reader(role)
        if record is None:
            continue
        values = {
            column.name: getattr(record, column.name)
            if column.required or column.name in register.unit_path.split("__")
            else register.field(column).get_default()
            for column in register.editable
        }
        stamp: Any = {"actor": Actor(user=people.users[role]), "moment": clock.now(), "reason": ""}
        # The area's own operations are asked, without the register before them.
        adds = register.create if may_contribute(register, reader) else None
        edits = register.change if may_contribute(register, reader, record) else None
        if Ways.ADD in register.ways and adds and refused(adds, dict(values), **stamp):
            wrong.append(f"{role}: Add")
        stamp["expected_version"] = record.version
        if Ways.CHANGE in register.ways and edits and refused(edits, record, {}, **stamp):
            wrong.append(f"{role}: Edit")
    assert not wrong, ", ".join(wrong)
