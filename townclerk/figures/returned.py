"""Answers from returned values: the latest revision known at the moment asked about."""

from collections.abc import Sequence
from datetime import datetime

from townclerk.figures.declaration import Answer, Definition, Part, Question, Status, Unit, Value
from townclerk.figures.display import parse_value
from townclerk.figures.errors import NotAnswerable
from townclerk.figures.models import ReturnedValue
from townclerk.figures.permission import role_title
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import Records, Step

Basis = ReturnedValue.Basis
Rows = dict[tuple[str, str, str], list[ReturnedValue]]


def rows_of(keys: set[str], basis: str = Basis.ACTUAL) -> Rows:
    """Every revision of the keys' values, oldest first."""
    found: Rows = {}
    for row in ReturnedValue.objects.filter(key__in=keys, basis=basis).order_by("revision"):
        found.setdefault((row.key, row.scope, row.period), []).append(row)
    return found


def known(rows: Sequence[ReturnedValue], moment: datetime | None) -> list[ReturnedValue]:
    return [row for row in rows if moment is None or row.stated_at <= moment]


def answers_returned(exact: Sequence[tuple[Definition, Question]]) -> list[Answer]:
    """The answers of returned figures, in one query."""
    rows = rows_of({definition.key for definition, _ in exact})
    return [_answer(definition, question, rows) for definition, question in exact]


def _answer(definition: Definition, question: Question, rows: Rows) -> Answer:
    label = question.period.label if question.period else ""
    found = known(rows.get((definition.key, question.scope, label), ()), question.known_at)
    if question.as_at is not None:
        found = [row for row in found if row.as_at is None or row.as_at <= question.as_at]
    if not found and not label and definition.additive:
        return _added(definition, question, rows)
    if not found:
        raise NotAnswerable(
            f"{definition.label} has not been returned for {label or 'the whole'}. "
            f"{role_title(definition.owner_role)} states it."
        )
    return _stated(definition, found, question.known_at)


def _added(definition: Definition, question: Question, rows: Rows) -> Answer:
    """The whole of what it covers: the returned periods added up."""
    parts = [
        _stated(definition, found, question.known_at)
        for (key, scope, _), all_rows in sorted(rows.items())
        if (key, scope) == (definition.key, question.scope)
        and (found := known(all_rows, question.known_at))
    ]
    if not parts:
        raise NotAnswerable(f"{definition.label} has not been returned yet.")
    total: Value = parts[0].value
    for part in parts[1:]:
        total = total + part.value  # type: ignore[operator]
    worst = min((part.status for part in parts), key=_ORDER.index)
    step = Step(
        label=definition.label,
        value=total,
        how="The returned values added up",
        parts=tuple(part.step for part in parts),
    )
    return Answer(value=total, step=step, status=worst)


_ORDER = [Status.PROVISIONAL, Status.SIGNED_OFF, Status.REVISED, Status.PUBLISHED]


def _stated(
    definition: Definition, rows: Sequence[ReturnedValue], moment: datetime | None
) -> Answer:
    row = rows[-1]
    status = _status(row, rows, moment)
    caveats = () if status is not Status.PROVISIONAL else ("Stated, and not yet signed off.",)
    if row.revision > 1:
        caveats = (*caveats, f"Revised: {row.reason or 'no reason given'}.")
    return Answer(
        value=parse_value(row.value, definition.unit),
        step=_step(definition, row),
        as_at=row.as_at,
        status=status,
        caveats=caveats,
        numerator=_part(row.numerator, "Numerator", row),
        denominator=_part(row.denominator, "Denominator", row),
    )


def _status(row: ReturnedValue, rows: Sequence[ReturnedValue], moment: datetime | None) -> Status:
    def by_then(when: datetime | None) -> bool:
        return when is not None and (moment is None or when <= moment)

    if by_then(row.published_at):
        return (
            Status.REVISED if any(by_then(r.published_at) for r in rows[:-1]) else Status.PUBLISHED
        )
    return Status.SIGNED_OFF if by_then(row.signed_at) else Status.PROVISIONAL


def _part(text: str, label: str, row: ReturnedValue) -> Part | None:
    return Part(parse_value(text, Unit.NUMBER), label, row.as_at) if text else None


def _step(definition: Definition, row: ReturnedValue) -> Step:
    stated = f"Stated on {date_display(row.stated_at.date())}, revision {row.revision}"
    evidence = Step(label="Evidence", value=row.evidence, access="records")
    return Step(
        label=f"{definition.label}, {row.period or 'whole'}",
        value=parse_value(row.value, definition.unit),
        how=stated,
        parts=(evidence,),
        records=Records(count=row.revision, kind="figures.ReturnedValue", label="statements"),
        held_by=definition.owner_role,
    )
