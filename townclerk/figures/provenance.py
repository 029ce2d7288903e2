"""Where records came from: the file behind each batch that an explanation names.

An area's step says only which record it rests on, or which batch brought it and at which row. The
file, its checksum, who brought it and when are filled in here, for all answers of one asking in
one query a store and a kind of record.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.apps import apps

from townclerk.figures.declaration import Answer
from townclerk.figures.models import FactBatch
from townclerk.kernel.explained import Provenance, Step
from townclerk.platform.access.models import User
from townclerk.platform.exchange.models import ImportBatch
from townclerk.platform.exchange.origins import Written, history_of, origin

IMPORT = "import-"
RETURNED = "figures.returnedvalue:"
AT_TERMINAL = "whoever runs the installation"


def traced(answers: Sequence[Answer], known_at: Sequence[datetime | None] = ()) -> list[Answer]:
    """The answers, each source with its file, or with who typed the record, as known by then."""
    moments = known_at or [None] * len(answers)
    histories = _histories(answers)
    found = [_recorded(answer, histories, at) for answer, at in zip(answers, moments, strict=True)]
    named = {
        source.batch for answer in found for source in _sources(answer) if _without_file(source)
    }
    if not named:
        return found
    known = origins(named)
    return [
        replace(one, step=_with_sources(one.step, lambda given: _filed(given, known)))
        for one in found
    ]


def _recorded(answer: Answer, histories: "Histories", known_at: datetime | None) -> Answer:
    if not any(source.record for source in _sources(answer)):
        return answer
    step = _with_sources(answer.step, lambda given: histories.of(given, known_at))
    return replace(answer, step=step)


def _sources(answer: Answer) -> Iterator[Provenance]:
    return (step.source for step in answer.step.walk() if step.source is not None)


def _without_file(source: Provenance) -> bool:
    return not source.file and bool(source.batch)


def _filed(source: Provenance, known: "Mapping[str, BroughtFile]") -> Provenance:
    if not _without_file(source) or source.batch not in known:
        return source
    found = known[source.batch].at(source.row)
    return replace(found, changed_by=source.changed_by, changed_on=source.changed_on)


@dataclass(frozen=True)
class Histories:
    """The history of the records that explanations rest on, and the names of who wrote them."""

    entries: Mapping[str, list[Written]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)

    def of(self, source: Provenance, known_at: datetime | None) -> Provenance:
        if not source.record:
            return source
        found = origin(self.entries.get(source.record, ()), known_at)
        if found is None:
            return replace(source, record="")
        brought = found.brought
        # A returned value is corrected by a new row; what comes to its own row is a signature.
        changed = None if source.record.startswith(RETURNED) else found.changed
        return replace(
            source,
            record="",
            batch=brought.batch,
            row=brought.row,
            who="" if brought.batch else self._who(brought),
            when=None if brought.batch else brought.moment,
            changed_by=self._who(changed) if changed else "",
            changed_on=changed.moment if changed else None,
        )

    def _who(self, written: Written) -> str:
        return self.names.get(written.user or 0, AT_TERMINAL)


def _histories(answers: Sequence[Answer]) -> Histories:
    keys: dict[str, set[int]] = defaultdict(set)
    for answer in answers:
        for source in _sources(answer):
            if source.record:
                kind, _, key = source.record.partition(":")
                keys[kind].add(int(key))
    entries = {
        f"{kind}:{key}": written
        for kind, wanted in keys.items()
        for key, written in history_of(_model(kind), wanted).items()
    }
    users = {one.user for written in entries.values() for one in written if one.user is not None}
    named = User.objects.in_bulk(users) if users else {}
    return Histories(entries, {key: str(user) for key, user in named.items()})


def _model(kind: str) -> Any:
    return apps.get_model(kind)


@dataclass(frozen=True)
class BroughtFile:
    """A batch's file, and which of its rows a record's row stands for."""

    source: Provenance
    file_row: Callable[[int], int] = int

    def at(self, row: str) -> Provenance:
        """Rows as the file counts them: one, as “7”, or the first and last, as “3–9”."""
        ends = [str(self.file_row(int(end))) if end.isdecimal() else end for end in row.split("–")]
        return replace(self.source, row="–".join(ends))


def origins(references: Iterable[str]) -> dict[str, BroughtFile]:
    """The file behind each batch reference; those without one are left out."""
    numbers: list[int] = []
    others: list[str] = []
    for reference in references:
        number = reference.removeprefix(IMPORT)
        if reference.startswith(IMPORT) and number.isdecimal():
            numbers.append(int(number))
        else:
            others.append(reference)
    found: dict[str, BroughtFile] = {}
    if numbers:
        for batch in ImportBatch.objects.filter(pk__in=numbers).select_related("user"):
            source = Provenance(
                file=batch.filename,
                checksum=batch.sha256,
                who=str(batch.user or batch.os_user),
                when=batch.moment,
                batch=batch.reference,
                sheet=batch.sheet,
            )
            found[batch.reference] = BroughtFile(source, batch.file_row)
    if others:
        for fact in FactBatch.objects.filter(batch__in=others).select_related("brought_by"):
            source = Provenance(
                file=fact.file,
                checksum=fact.checksum,
                who=str(fact.brought_by or ""),
                when=fact.landed_at,
                batch=fact.batch,
            )
            found[fact.batch] = BroughtFile(source)
    return found


def _with_sources(step: Step, fill: Callable[[Provenance], Provenance]) -> Step:
    """The tree with each source filled in; a level without one below it stays the same object."""
    parts = tuple(_with_sources(part, fill) for part in step.parts)
    if any(new is not old for new, old in zip(parts, step.parts, strict=True)):
        step = replace(step, parts=parts)
    if step.source is None:
        return step
    source = fill(step.source)
    return step if source is step.source else replace(step, source=source)
