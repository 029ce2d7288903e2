"""Where records came from: the file behind each batch that an explanation names.

An area's step says only which batch brought its record, and at which row. The file, its checksum,
who brought it and when are filled in here, for all answers of one asking in one query a store.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from townclerk.figures.declaration import Answer
from townclerk.figures.models import FactBatch
from townclerk.kernel.explained import Provenance, Step
from townclerk.platform.exchange.models import ImportBatch

IMPORT = "import-"


def traced(answers: Sequence[Answer]) -> list[Answer]:
    """The answers, each source with its file."""
    named = {
        step.source.batch
        for answer in answers
        for step in answer.step.walk()
        if step.source is not None and not step.source.file and step.source.batch
    }
    if not named:
        return list(answers)
    known = origins(named)
    return [replace(answer, step=_traced(answer.step, known)) for answer in answers]


@dataclass(frozen=True)
class Origin:
    """A batch's file, and which of its rows a record's row stands for."""

    source: Provenance
    file_row: Callable[[int], int] = int

    def at(self, row: str) -> Provenance:
        return replace(self.source, row=str(self.file_row(int(row))) if row.isdecimal() else row)


def origins(references: Iterable[str]) -> dict[str, Origin]:
    """The file behind each batch reference; those without one are left out."""
    numbers: list[int] = []
    others: list[str] = []
    for reference in references:
        number = reference.removeprefix(IMPORT)
        if reference.startswith(IMPORT) and number.isdecimal():
            numbers.append(int(number))
        else:
            others.append(reference)
    found: dict[str, Origin] = {}
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
            found[batch.reference] = Origin(source, batch.file_row)
    if others:
        for fact in FactBatch.objects.filter(batch__in=others).select_related("brought_by"):
            source = Provenance(
                file=fact.file,
                checksum=fact.checksum,
                who=str(fact.brought_by or ""),
                when=fact.landed_at,
                batch=fact.batch,
            )
            found[fact.batch] = Origin(source)
    return found


def _traced(step: Step, known: Mapping[str, Origin]) -> Step:
    parts = tuple(_traced(part, known) for part in step.parts)
    if any(new is not old for new, old in zip(parts, step.parts, strict=True)):
        step = replace(step, parts=parts)
    source = step.source
    if source is None or source.file or source.batch not in known:
        return step
    return replace(step, source=known[source.batch].at(source.row))
