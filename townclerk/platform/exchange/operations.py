"""Checking and loading a file: everything or nothing, and the same file once."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, QuerySet

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.clock import LOCAL
from townclerk.platform.exchange.core.footing import (
    FIRST_ROW,
    NOTHING_EXPECTED,
    Control,
    foot,
    is_total,
)
from townclerk.platform.exchange.models import ImportBatch
from townclerk.platform.exchange.reading import Sheet, read
from townclerk.platform.exchange.templates import (
    ImportTemplate,
    Prepared,
    Sample,
    Tell,
    silent,
)

SAMPLES = 5
MONEY_UNIT = "money_unit"
"""The column in which a row may name the unit of its money."""


@dataclass(frozen=True)
class Preview:
    """What loading the file would do."""

    rows: int
    added: int
    changed: int
    same: int
    unused: tuple[str, ...]
    loaded_before: ImportBatch | None
    samples: Mapping[str, Sequence[Sample]] = field(default_factory=dict)
    totals: int = 0
    """How many rows of totals the rest was held against."""


@dataclass(frozen=True)
class File:
    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class LoadedBefore(TownclerkError):
    """The same file went into the same register before."""

    def __init__(self, batch: ImportBatch) -> None:
        when = date_display(batch.moment.astimezone(LOCAL).date())
        super().__init__(
            f"This file was loaded into {batch.template} on {when} by "
            f"{batch.user or batch.os_user} as {batch.reference}. "
            "Load it again only if you mean to."
        )


def loaded_before(template: ImportTemplate, sha256: str) -> ImportBatch | None:
    return ImportBatch.objects.filter(template=template.name, sha256=sha256).first()


def check(
    template: ImportTemplate,
    file: File,
    *,
    actor: Actor,
    moment: datetime,
    expected: Control = NOTHING_EXPECTED,
    tell: Tell = silent,
) -> Preview:
    """Say what loading would do. Raises Problems with everything that is wrong."""
    tell(0, None, "Reading the file")
    whole = read(file.content, file.name, template)
    sheet, wrong = _footed(template, file, whole, expected)
    with _together(wrong, file, sheet):
        if template.prepare is not None:
            found = template.prepare(sheet.rows, actor=actor, moment=moment, tell=tell)
            counts, samples = found, found.samples
        else:
            counts, samples = _tried(template, sheet, actor=actor, moment=moment)
    return Preview(
        rows=len(sheet.rows),
        added=counts.added,
        changed=counts.changed,
        same=counts.same,
        unused=sheet.unused,
        loaded_before=loaded_before(template, file.sha256),
        samples=samples,
        totals=len(whole.rows) - len(sheet.rows),
    )


def load(
    template: ImportTemplate,
    file: File,
    *,
    actor: Actor,
    moment: datetime,
    again: bool = False,
    expected: Control = NOTHING_EXPECTED,
    tell: Tell = silent,
    within: Callable[[ImportBatch], None] = lambda batch: None,
) -> ImportBatch:
    """Save the whole file with its batch, or nothing. `within` joins in the transaction."""
    tell(0, None, "Reading the file")
    sheet, wrong = _footed(template, file, read(file.content, file.name, template), expected)
    earlier = loaded_before(template, file.sha256)
    if earlier is not None and not again:
        raise LoadedBefore(earlier)
    prepared: Prepared | None = None
    if template.prepare is not None or wrong:
        with _together(wrong, file, sheet):
            if template.prepare is not None:
                prepared = template.prepare(sheet.rows, actor=actor, moment=moment, tell=tell)
            else:
                _tried(template, sheet, actor=actor, moment=moment)
    tell(len(sheet.rows), len(sheet.rows), "Saving")
    with transaction.atomic():
        batch = _batch(template, file, sheet, actor=actor, moment=moment)
        with _together([], file, sheet):
            if prepared is not None:
                prepared.save(batch.reference)
                counts: Prepared = prepared
            else:
                with transaction.atomic():
                    counts = template.load(
                        sheet.rows, actor=actor, moment=moment, batch=batch.reference
                    )
        _conclude(batch, counts, actor=actor, moment=moment)
        within(batch)
        # Kept inside the transaction: a file that cannot be kept is not loaded either.
        keep(file)
    if prepared is not None:
        prepared.saved()
    return batch


def _batch(
    template: ImportTemplate, file: File, sheet: Sheet, *, actor: Actor, moment: datetime
) -> ImportBatch:
    return ImportBatch.objects.create(
        template=template.name,
        filename=PurePath(file.name).name[:200],
        sha256=file.sha256,
        size=len(file.content),
        stored=place_of(file),
        sheet=sheet.name[:100],
        rows_at=sheet.runs,
        user=actor.user,
        os_user=actor.os_user,
        moment=moment,
    )


def _conclude(batch: ImportBatch, counts: Prepared, *, actor: Actor, moment: datetime) -> None:
    batch.added, batch.changed, batch.same = counts.added, counts.changed, counts.same
    batch.save(update_fields=["added", "changed", "same"])
    details = {
        "sha256": batch.sha256,
        "added": batch.added,
        "changed": batch.changed,
        "same": batch.same,
    }
    log.record(actor=actor, verb="import", target=batch, moment=moment, details=details)


def original(batch: ImportBatch) -> bytes:
    """The file as it was brought."""
    return stored_at(batch.stored)


def stored_at(place: str) -> bytes:
    with default_storage.open(place) as found:
        return bytes(found.read())


def place_of(file: File) -> str:
    ending = PurePath(file.name).suffix.lower()[:10]
    return f"imports/{file.sha256[:2]}/{file.sha256}{ending}"


def keep(file: File) -> str:
    """Put the file among the installation's, once however often it is brought."""
    place = place_of(file)
    if not default_storage.exists(place):
        default_storage.save(place, ContentFile(file.content))
    return place


def _footed(
    template: ImportTemplate, file: File, sheet: Sheet, expected: Control
) -> tuple[Sheet, list[Problem]]:
    """The sheet without its rows of totals, and the totals its rows do not add up to."""
    if template.own_totals and expected == NOTHING_EXPECTED:
        return sheet, []
    groups = frozenset(column.name for column in template.columns if column.groups)
    unit_column = MONEY_UNIT if template.column(MONEY_UNIT) else ""
    wrong = foot(() if template.own_totals else sheet.rows, groups=groups, unit_column=unit_column)
    lines = [n for n, cells in enumerate(sheet.rows) if not is_total(cells)]
    without = replace(
        sheet,
        rows=tuple(sheet.rows[n] for n in lines),
        numbers=tuple(sheet.numbers[n] for n in lines),
    )
    wrong += foot(without.rows, unit_column=unit_column, expected=expected)
    placed = list(_placed(wrong, file, sheet))
    return (sheet if template.own_totals else without), placed


def _tried(
    template: ImportTemplate, sheet: Sheet, *, actor: Actor, moment: datetime
) -> tuple[Prepared, Mapping[str, Sequence[Sample]]]:
    """Load the rows and take it all back."""
    with transaction.atomic():
        before = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        done = template.load(sheet.rows, actor=actor, moment=moment, batch="check")
        written = AuditEntry.objects.filter(pk__gt=before, moment=moment, user=actor.user)
        samples = {
            "added": _samples(written.filter(verb="create")),
            "changed": _samples(written.exclude(verb="create")),
        }
        transaction.set_rollback(True)
    return done, samples


def _samples(entries: "QuerySet[AuditEntry]") -> list[Sample]:
    return [
        Sample(
            entry.record_label,
            tuple(
                (name.replace("_", " "), str(pair[0]), str(pair[1]))
                for name, pair in entry.details.items()
                if isinstance(pair, list) and len(pair) == 2
            ),
        )
        for entry in entries.order_by("pk")[:SAMPLES]
    ]


@contextmanager
def _together(wrong: Sequence[Problem], file: File, sheet: Sheet) -> Iterator[None]:
    """Whatever the work finds wrong, at its row of the file, beside what was wrong already."""
    found = list(wrong)
    try:
        yield
    except Problems as problems:
        found += _placed(problems.problems, file, sheet)
    except Refused:
        raise
    except TownclerkError as error:
        found.append(Problem(message=str(error), file=file.name))
    except ValidationError as error:
        found += [Problem(message=text, file=file.name) for text in error.messages]
    if found:
        raise Problems(sorted(found, key=lambda problem: problem.row or 0))


def _placed(problems: Sequence[Problem], file: File, sheet: Sheet) -> list[Problem]:
    """Problems at the row of the file: blank rows and titles above the table count there."""
    placed = []
    for problem in problems:
        row = problem.row
        if row is not None and not sheet.at_lines and 0 <= row - FIRST_ROW < len(sheet.numbers):
            row = sheet.numbers[row - FIRST_ROW]
        placed.append(replace(problem, file=problem.file or file.name, row=row))
    return placed
