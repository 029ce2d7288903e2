"""Which sheets a reader may import, and what was imported."""

from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from townclerk.platform.access.reader import Reader
from townclerk.platform.exchange.models import ImportBatch, Upload
from townclerk.platform.exchange.templates import ImportTemplate, templates
from townclerk.platform.jobs.models import Job

RECENT = 50


def open_to(reader: Reader) -> tuple[ImportTemplate, ...]:
    return tuple(found for found in templates() if found.decide(reader))


def batches(
    sheets: Iterable[ImportTemplate], reader: Reader, most: int | None = RECENT
) -> "QuerySet[ImportBatch]":
    """What was imported of these sheets, newest first: by anybody, or by a reader who sees only a
    part of the records themselves."""
    asked = list(sheets)
    every = [found.name for found in asked if found.shows_others(reader)]
    theirs = Q(user_id=reader.user_id) if reader.user_id is not None else Q(pk__in=())
    rows = ImportBatch.objects.filter(template__in=[found.name for found in asked])
    rows = rows.filter(Q(template__in=every) | theirs).select_related("user")
    return rows[:most] if most is not None else rows


def uploads_of(user_id: int | None) -> "QuerySet[Upload]":
    found = Upload.objects.select_related("batch")
    return found.filter(user_id=user_id) if user_id is not None else found.none()


def waiting(user_id: int | None, name: str = "") -> "QuerySet[Upload]":
    """A person's files that are neither saved nor discarded."""
    done = (Upload.State.SAVED, Upload.State.DISCARDED)
    mine = uploads_of(user_id).exclude(state__in=done)
    return mine.filter(template=name) if name else mine


def job_of(upload: Upload, kind: str) -> Job | None:
    return Job.objects.filter(kind=kind, key=f"upload {upload.pk}").first()


def opened(batch: ImportBatch) -> Any:
    return default_storage.open(batch.stored)
