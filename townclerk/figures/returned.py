"""Answers from returned values: the latest revision known at the moment asked about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime

from django.db.models import Q

from townclerk.figures.core.terms import Status, Unit, Value
from townclerk.figures.declaration import Answer, Definition, Part, Question
from townclerk.figures.display import parse_value
from townclerk.figures.errors import NotAnswerable
from townclerk.figures.models import ReturnedValue
from townclerk.figures.permission import role_title
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import Records, Step
from townclerk.platform import records
from townclerk.platform.clock import LOCAL

Basis = ReturnedValue.Basis
Rows = dict[tuple[str, str, str], list[ReturnedValue]]


def rows_of(asked: Mapping[str, Set[str]]) -> Rows:
    """Every revision of the keys' values for the periods asked of each, by the day they speak of,
    oldest first. A key asked without a period wants all, since its periods may be added up."""
    whole = [key for key, labels in asked.items() if "" in labels]
    others = asked.keys() - set(whole)
    labels = set().union(*(asked[key] for key in others))
    wanted = Q(key__in=whole) | Q(key__in=others, period__in=labels)
    found: Rows = {}
    for row in ReturnedValue.objects.filter(wanted, basis=Basis.ACTUAL).order_by("revision"):
        # In memory, since the databases do not agree where no day comes.
        found.setdefault((row.key, row.scope, row.period), []).append(row)
    for stated in found.values():
        stated.sort(key=_day)
    return found


def _day(row: ReturnedValue) -> date:
    return row.as_at or date.min


def rows_beside(key: str, scope: str) -> dict[tuple[str, str], list[ReturnedValue]]:
    """Every revision of what is stated beside the actual values, by basis and period."""
    rows = ReturnedValue.objects.filter(key=key, scope=scope).exclude(basis=Basis.ACTUAL)
    found: dict[tuple[str, str], list[ReturnedValue]] = {}
    for row in sorted(rows.order_by("revision"), key=_day):
        found.setdefault((row.basis, row.period), []).append(row)
    return found


def beside(
    rows: Mapping[tuple[str, str], Sequence[ReturnedValue]],
    basis: str,
    label: str,
    as_at: date | None,
) -> list[ReturnedValue]:
    """What is stated on this basis of the same period, or of the same day where there is none."""
    found = rows.get((basis, label), ())
    return [row for row in found if label or row.as_at == as_at]


def known(
    rows: Sequence[ReturnedValue], moment: datetime | None, *, inside: bool
) -> list[ReturnedValue]:
    """The revisions there were by then; only published ones for who reads nothing else."""
    return [
        row
        for row in rows
        if (moment is None or row.stated_at <= moment) and (inside or by_then(row, moment))
    ]


def by_then(row: ReturnedValue, moment: datetime | None) -> bool:
    published = row.published_at
    return published is not None and (moment is None or published <= moment)


def answers_returned(asked: Sequence[tuple[Definition, Question, bool]]) -> list[Answer]:
    """The answers of returned figures, in one query. The last of each says whether values that
    are not published may be used."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for definition, question, _ in asked:
        wanted[definition.key].add(question.period.label if question.period else "")
    rows = rows_of(wanted)
    return [_answer(definition, question, rows, inside) for definition, question, inside in asked]


def _answer(definition: Definition, question: Question, rows: Rows, inside: bool) -> Answer:
    label = question.period.label if question.period else ""
    every = rows.get((definition.key, question.scope, label), ())
    found = known(every, question.known_at, inside=inside)
    if question.as_at is not None:
        found = [row for row in found if row.as_at is None or row.as_at <= question.as_at]
    if not found and not label and definition.additive:
        return _added(definition, question, rows, inside)
    if not found:
        raise NotAnswerable(
            f"{definition.label} has not been returned for {label or _when(question)}. "
            f"{role_title(definition.owner_role)} states it."
        )
    return _stated(definition, _latest_day(found), question.known_at)


def _when(question: Question) -> str:
    return f"a day up to {date_display(question.as_at)}" if question.as_at else "the whole"


def _latest_day(rows: Sequence[ReturnedValue]) -> list[ReturnedValue]:
    """The revisions of the value that speaks of the latest day."""
    return [row for row in rows if row.as_at == rows[-1].as_at]


def _added(definition: Definition, question: Question, rows: Rows, inside: bool) -> Answer:
    """The whole of what it covers: the returned periods added up."""
    parts = [
        _stated(definition, _latest_day(found), question.known_at)
        for (key, scope, label), all_rows in sorted(rows.items())
        if (key, scope) == (definition.key, question.scope)
        and label
        and (found := known(all_rows, question.known_at, inside=inside))
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
        signed_on=row.signed_at.astimezone(LOCAL).date() if row.signed_at else None,
        qualifier=str(row.get_qualifier_display()) if row.qualifier else "",
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
    evidence = Step(
        label="Evidence", value=row.evidence, access="records", source=records.source_of(row)
    )
    of = row.period or (f"as at {date_display(row.as_at)}" if row.as_at else "whole")
    return Step(
        label=f"{definition.label}, {of}",
        value=parse_value(row.value, definition.unit),
        how=stated,
        parts=(evidence,),
        records=Records(count=row.revision, kind="figures.ReturnedValue", label="statements"),
        held_by=definition.owner_role,
    )
