"""Loading a sheet of a register: each row adds the record of its key, or changes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.origins import reason_of
from townclerk.platform.registers import operations
from townclerk.platform.registers.declaration import Register, rows_of
from townclerk.platform.registers.permission import may_contribute
from townclerk.platform.registers.values import References, parse_all

FIRST_ROW = 2


@dataclass
class Loaded:
    added: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True)
class _Row:
    number: int
    values: Mapping[str, Any]
    existing: Any | None


@transaction.atomic
def load_rows(
    register: Register,
    rows: Iterable[Mapping[str, Any]],
    *,
    actor: Actor,
    moment: datetime,
    batch: str = "",
) -> Loaded:
    """Save every row, or raise Problems with everything that is wrong in any of them."""
    reader = operations.reader_of(actor, moment)
    decision = may_contribute(register, reader)
    if not decision:
        raise Refused(decision.reason)
    found, problems = _read(register, list(rows), References(reader))
    done = Loaded()
    for row in found:
        try:
            with transaction.atomic():
                _save(register, row, done, actor=actor, moment=moment, batch=batch)
        except Problems as wrong:
            problems += [_at(row, problem.message, problem.field) for problem in wrong.problems]
        except TownclerkError as error:
            problems.append(_at(row, str(error), ""))
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.row or 0))
    return done


def _at(row: _Row, message: str, column: str) -> Problem:
    return Problem(message=message, row=row.number, column=column)


def _read(
    register: Register, rows: list[Mapping[str, Any]], references: References
) -> tuple[list[_Row], list[Problem]]:
    existing = _by_key(register)
    found: list[_Row] = []
    problems: list[Problem] = []
    seen: dict[tuple[Any, ...], int] = {}
    for number, cells in enumerate(rows, start=FIRST_ROW):
        # A column the sheet leaves out says nothing; an empty cell says there is no value.
        columns = tuple(c for c in register.editable if c.name in cells or c.required)
        values, wrong = parse_all(register, columns, cells, references, row=number)
        problems += wrong
        if wrong:
            continue
        key = _key(register, values)
        if key in seen:
            name = ", ".join(str(part) for part in key)
            problems.append(
                Problem(
                    message=f"Row {seen[key]} is about {name} too.",
                    row=number,
                    column=register.key[-1],
                    hint="Keep one of the two.",
                )
            )
            continue
        seen[key] = number
        found.append(_Row(number, values, existing.get(key)))
    return found, problems


def _key(register: Register, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(_plain(values.get(name)) for name in register.key)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _by_key(register: Register) -> dict[tuple[Any, ...], Any]:
    rows = rows_of(register.model).select_related(*register.followed())
    return {tuple(_plain(getattr(row, name)) for name in register.key): row for row in rows}


def _save(
    register: Register, row: _Row, done: Loaded, *, actor: Actor, moment: datetime, batch: str
) -> None:
    reason = reason_of(batch, row.number)
    if row.existing is None:
        operations.create(register, row.values, actor=actor, moment=moment, reason=reason)
        done.added += 1
        return
    before = row.existing.version
    changed = operations.change(
        register,
        row.existing,
        row.values,
        actor=actor,
        moment=moment,
        expected_version=before,
        reason=reason,
    )
    if changed.version == before:
        done.same += 1
    else:
        done.changed += 1
