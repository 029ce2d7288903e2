"""Reading which files hang on a record."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet

from townclerk.platform.access.reader import Reader
from townclerk.platform.files.holders import NoSuchHolder, holder_of, holds, record_at, type_of
from townclerk.platform.files.models import Attachment


def files_of(record: models.Model) -> "QuerySet[Attachment]":
    """The files on a record, oldest first. Whoever shows them has asked for the record already."""
    return Attachment.objects.filter(
        record_type=type_of(record), record_id=str(record.pk), detached_at=None
    ).select_related("added_by")


def every_file_of(records: Iterable[models.Model]) -> "QuerySet[Attachment]":
    """Those taken off as well: what a disposal has to remove."""
    found = Attachment.objects.none()
    for record in records:
        found |= Attachment.objects.filter(record_type=type_of(record), record_id=str(record.pk))
    return found


def may_open(reader: Reader, attachment: Attachment) -> bool:
    """Whether the reader may read the record the file hangs on, and so the file."""
    try:
        record = record_at(attachment.record_type, attachment.record_id)
    except NoSuchHolder:
        return False
    return attachment.detached_at is None and bool(holder_of(record).may_read(reader, record))


@dataclass(frozen=True)
class Panel:
    """What the part of a page about a record's files shows."""

    files: tuple[Attachment, ...]
    record_type: str
    record_id: str
    may_attach: bool


def panel(reader: Reader, record: models.Model) -> Panel | None:
    """For `{% include "files/_panel.html" %}` as `files_panel`; None when there is none to show."""
    if not holds(record) or not holder_of(record).may_read(reader, record):
        return None
    return Panel(
        files=tuple(files_of(record)),
        record_type=type_of(record),
        record_id=str(record.pk),
        may_attach=bool(holder_of(record).may_attach(reader, record)),
    )
