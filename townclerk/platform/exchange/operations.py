"""Checking and loading a file: everything or nothing, and the same file once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.exchange.models import ImportBatch
from townclerk.platform.exchange.reading import Sheet, read
from townclerk.platform.exchange.templates import ImportTemplate

FIRST_ROW = 2


@dataclass(frozen=True)
class Preview:
    """What loading the file would do."""

    rows: int
    added: int
    changed: int
    same: int
    unused: tuple[str, ...]
    loaded_before: ImportBatch | None


@dataclass(frozen=True)
class File:
    name: str
    content: bytes

    @property
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


def check(template: ImportTemplate, file: File, *, actor: Actor, moment: datetime) -> Preview:
    """Load the file and take it all back. Raises Problems with everything that is wrong."""
    sheet = read(file.content, file.name, template)
    with transaction.atomic():
        done = _load(template, file, sheet, actor=actor, moment=moment, batch="check")
        transaction.set_rollback(True)
    return replace(done, loaded_before=loaded_before(template, file.sha256))


def load(
    template: ImportTemplate,
    file: File,
    *,
    actor: Actor,
    moment: datetime,
    again: bool = False,
) -> ImportBatch:
    """Save the whole file with its batch, or nothing."""
    sheet = read(file.content, file.name, template)
    earlier = loaded_before(template, file.sha256)
    if earlier is not None and not again:
        raise LoadedBefore(earlier)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            template=template.name,
            filename=PurePath(file.name).name[:200],
            sha256=file.sha256,
            size=len(file.content),
            stored=_place(file),
            user=actor.user,
            os_user=actor.os_user,
            moment=moment,
        )
        done = _load(template, file, sheet, actor=actor, moment=moment, batch=batch.reference)
        batch.added, batch.changed, batch.same = done.added, done.changed, done.same
        batch.save(update_fields=["added", "changed", "same"])
        log.record(
            actor=actor,
            verb="import",
            target=batch,
            moment=moment,
            details={"sha256": batch.sha256, "added": batch.added, "changed": batch.changed},
        )
        # Kept inside the transaction: a file that cannot be kept is not loaded either.
        _keep(file, batch.stored)
    return batch


def original(batch: ImportBatch) -> bytes:
    """The file as it was brought."""
    with default_storage.open(batch.stored) as found:
        return bytes(found.read())


def _place(file: File) -> str:
    ending = PurePath(file.name).suffix.lower()
    return f"imports/{file.sha256[:2]}/{file.sha256}{ending}"


def _keep(file: File, place: str) -> None:
    if not default_storage.exists(place):
        default_storage.save(place, ContentFile(file.content))


def _load(
    template: ImportTemplate,
    file: File,
    sheet: Sheet,
    *,
    actor: Actor,
    moment: datetime,
    batch: str,
) -> Preview:
    try:
        with transaction.atomic():
            done = template.load(sheet.rows, actor=actor, moment=moment, batch=batch)
    except Problems as found:
        raise Problems(_placed(found.problems, file, sheet)) from found
    except Refused:
        raise
    except TownclerkError as error:
        raise Problems([Problem(message=str(error), file=file.name)]) from error
    except ValidationError as error:
        found_here = [Problem(message=text, file=file.name) for text in error.messages]
        raise Problems(found_here) from error
    return Preview(len(sheet.rows), done.added, done.changed, done.same, sheet.unused, None)


def _placed(problems: Sequence[Problem], file: File, sheet: Sheet) -> list[Problem]:
    """Problems at the row of the file: blank rows and titles above the table count there."""
    placed = []
    for problem in problems:
        row = problem.row
        if row is not None and 0 <= row - FIRST_ROW < len(sheet.numbers):
            row = sheet.numbers[row - FIRST_ROW]
        placed.append(replace(problem, file=problem.file or file.name, row=row))
    return placed
