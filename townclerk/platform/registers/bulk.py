"""One act on many records: what it would do and what it may not, then doing it, then undoing it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers import operations
from townclerk.platform.registers.declaration import Column, Register, Transition, Ways
from townclerk.platform.registers.models import BulkAct
from townclerk.platform.registers.names import Names
from townclerk.platform.registers.permission import may_contribute, may_take, visible
from townclerk.platform.registers.values import References, display, parse, raw, referred, typed

MOST = 500
"""Records one act may touch: all of them are shown before anything is done."""


class TooMany(TownclerkError):
    def __init__(self, count: int) -> None:
        super().__init__(f"{count} records are chosen, and {MOST} is the most. Narrow the list.")


class NotToUndo(TownclerkError):
    """The act was taken back already, or its steps lead nowhere back."""


@dataclass(frozen=True)
class Act:
    """What is to be done: a value for a column, or a step."""

    register: Register
    column: Column | None = None
    value: str = ""
    step: Transition | None = None

    @property
    def what(self) -> str:
        if self.step is not None:
            return self.step.label
        if self.column is None:
            raise TownclerkError("Choose what is to be done.")
        return f"{self.column.label}: {self.value or 'empty'}"


@dataclass(frozen=True)
class Prospect:
    """What the act would do to one record, or why it would not."""

    record: Any
    before: str
    after: str
    refused: str = ""

    @property
    def changes(self) -> bool:
        return not self.refused and self.before != self.after


def act_of(register: Register, named: str, value: str = "") -> Act:
    """`step:confirm` or `set:owner_role`, as the form names it."""
    kind, _, name = named.partition(":")
    if kind == "step" and register.states and (step := register.states.named(name)):
        return Act(register, step=step)
    column = register.column(name) if kind == "set" else None
    if column is None or column not in register.changeable:
        raise TownclerkError("Choose what is to be done with the records.")
    return Act(register, column=column, value=value)


def choose(register: Register, reader: Reader, keys: Iterable[int]) -> list[Any]:
    """The chosen records the reader sees, in the order chosen."""
    wanted = list(dict.fromkeys(keys))
    if len(wanted) > MOST:
        raise TooMany(len(wanted))
    rows = visible(register, reader).filter(pk__in=wanted).select_related(*register.followed())
    found = {row.pk: row for row in rows.prefetch_related(*register.prefetch)}
    return [found[key] for key in wanted if key in found]


def foresee(act: Act, reader: Reader, records: Sequence[Any]) -> list[Prospect]:
    """Raises an error when the value itself cannot be read."""
    if act.step is not None:
        return [_step(act.register, act.step, reader, record) for record in records]
    if act.column is None:
        raise TownclerkError("Choose what is to be done with the records.")
    value = parse(act.register, act.column, act.value, References(reader))
    names = Names(reader)
    names.meet([value, *referred([act.column], records)])
    return [_change(act.register, act.column, value, names, record) for record in records]


def _step(register: Register, step: Transition, reader: Reader, record: Any) -> Prospect:
    states = register.states
    if states is None:
        raise TownclerkError(f"{register.title} have no steps.")
    column = register.column(states.field)
    state = getattr(record, states.field)
    now, then = (display(register, column, s) if column else s for s in (state, step.target))
    decision = may_take(register, reader, record, step)
    refused = "" if decision else decision.reason
    if state not in step.sources:
        refused = f"It is {now.lower()}, from which this step does not start."
    return Prospect(record, now, then, refused)


def _change(register: Register, column: Column, value: Any, names: Names, record: Any) -> Prospect:
    now, then = (display(register, column, v, names) for v in (raw(column, record), value))
    decision = may_contribute(register, names.reader, record)
    refused = "" if decision else decision.reason
    if Ways.CHANGE not in register.ways:
        refused = f"{register.title} are not changed here."
    if not refused and register.validate:
        found = register.validate(operations.whole(register, {column.name: value}, record), record)
        refused = " ".join(problem.message for problem in found)
    return Prospect(record, now, then, refused)


def perform(
    act: Act,
    reader: Reader,
    records: Sequence[Any],
    versions: Mapping[int, int],
    *,
    user: User,
    moment: datetime,
    reason: str = "",
) -> BulkAct:
    """Do it to each record that allows it; the others are listed with the reason.

    A record somebody changed since it was shown is refused like any other.
    """
    actor = Actor(user)
    made = BulkAct(
        register=act.register.name,
        user=user,
        moment=moment,
        what=act.what[:200],
        column=act.column.name if act.column else "",
        step=act.step.name if act.step else "",
    )
    for prospect in foresee(act, reader, records):
        record, before = prospect.record, typed(act.column, prospect.record) if act.column else ""
        if prospect.refused:
            made.refused.append([str(record), prospect.refused])
            continue
        if not prospect.changes:
            continue
        expected = versions.get(record.pk, 0)
        error, done = _tried(_doing(act, reader, record, expected, actor, moment, reason))
        if error:
            made.refused.append([str(record), error])
        else:
            made.rows.append([record.pk, done.version, before])
    made.save()
    return made


def _doing(
    act: Act,
    reader: Reader,
    record: Any,
    expected: int,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> Callable[[], Any]:
    stamp: Any = {"actor": actor, "moment": moment, "reason": reason}
    step, column = act.step, act.column
    if step is not None:
        return lambda: operations.take(
            act.register, record, step.name, expected_version=expected, **stamp
        )
    if column is None:
        raise TownclerkError("Choose what is to be done with the records.")
    value = parse(act.register, column, act.value, References(reader))
    return lambda: operations.change(
        act.register, record, {column.name: value}, expected_version=expected, **stamp
    )


def done_by(register: Register, reader: Reader) -> "QuerySet[BulkAct]":
    """What a person did here to many records."""
    acts = BulkAct.objects.filter(register=register.name)
    return acts.filter(user_id=reader.user_id) if reader.user_id is not None else acts.none()


def _tried(work: Callable[[], Any]) -> tuple[str, Any]:
    """The sentence of what refused it, or nothing and what came of it."""
    try:
        with transaction.atomic():
            return "", work()
    except TownclerkError as error:
        return str(error), None


def way_back(register: Register, act: BulkAct) -> list[Transition]:
    """The steps that lead from where the act's step led back to where it may have started."""
    step = register.states.named(act.step) if register.states and act.step else None
    if register.states is None or step is None:
        return []
    return [
        back
        for back in register.states.transitions
        if step.target in back.sources and step.sources == (back.target,)
    ]


def reversible(register: Register, act: BulkAct) -> bool:
    if act.taken_back_at is not None or not act.rows:
        return False
    return bool(act.column or way_back(register, act))


def take_back(
    register: Register, act: BulkAct, reader: Reader, *, user: User, moment: datetime
) -> Iterator[tuple[str, str]]:
    """Undo what nobody touched since; answers each record that stays, with the reason."""
    with transaction.atomic():
        current = BulkAct.objects.select_for_update().get(pk=act.pk)
        if not reversible(register, current) or current.user_id != user.pk:
            raise NotToUndo("This cannot be taken back, or it was already.")
        current.taken_back_at = moment
        current.save(update_fields=["taken_back_at"])
        found = {record.pk: record for record in choose(register, reader, [r[0] for r in act.rows])}
        left = []
        for key, version, before in current.rows:
            record = found.get(key)
            if record is None or record.version != version:
                left.append((str(record or key), "It was changed since."))
                continue
            back = _undoing(register, current, reader, record, before, Actor(user), moment)
            error, _ = _tried(back)
            if error:
                left.append((str(record), error))
    return iter(left)


def _undoing(
    register: Register,
    act: BulkAct,
    reader: Reader,
    record: Any,
    before: str,
    actor: Actor,
    moment: datetime,
) -> Callable[[], Any]:
    stamp: Any = {"actor": actor, "moment": moment, "reason": f"Taken back: {act.what}"[:100]}
    stamp["expected_version"] = record.version
    if act.column and (column := register.column(act.column)):
        value = parse(register, column, before, References(reader))
        return lambda: operations.change(register, record, {column.name: value}, **stamp)
    (step, *_) = way_back(register, act)
    return lambda: operations.take(register, record, step.name, **stamp)
