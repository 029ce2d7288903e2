"""Removing one record for good: rows, history, files, search entries and import originals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import models, router
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines.models import Task
from townclerk.platform.exchange.models import ImportBatch, Upload
from townclerk.platform.exchange.origins import batch_of
from townclerk.platform.files.holders import type_of
from townclerk.platform.files.models import Attachment
from townclerk.platform.files.queries import every_file_of
from townclerk.platform.files.storage import FOLDER
from townclerk.platform.registers.declaration import of_model
from townclerk.platform.registers.models import BulkAct
from townclerk.platform.retention.hooks import Removal, guards, removers


class CannotDispose(TownclerkError):
    """Something stands against the disposal. Nothing was removed."""


def remove(record: Model, number: int) -> Removal:
    """Take the record and all that hangs on it away, inside the caller's transaction."""
    removal = Removal(record=record, number=number, rows=_with_dependants(record))
    with guarded(removal):
        # Before the rows: they still know which import brought them.
        forget_originals(_batches(removal.rows), removal)
        _attachments(removal)
        _tasks(removal)
        _bulk_acts(removal)
        _rows(removal.rows, removal)
    return removal


@contextmanager
def guarded(removal: Removal) -> Iterator[None]:
    """Around the taking away: what areas above want kept is kept, what else tells of it goes."""
    with ExitStack() as stack:
        for guard in guards:
            stack.enter_context(guard(removal))
        yield
        for hook in removers:
            hook(removal)


def _with_dependants(record: Model) -> list[Model]:
    """The record and the rows that go with it. Raises CannotDispose when others rest on it."""
    collector = Collector(using=router.db_for_write(type(record), instance=record))
    try:
        collector.collect([record])
    except (ProtectedError, RestrictedError) as error:
        objects = getattr(error, "protected_objects", None) or error.restricted_objects  # type: ignore[union-attr]
        kinds = sorted({str(type(row)._meta.verbose_name_plural) for row in objects})  # noqa: SLF001
        raise CannotDispose(
            f"{', '.join(kinds).capitalize()} rest on this record. Nothing was removed. "
            "Dispose of them first."
        ) from error
    rows = [row for found in collector.data.values() for row in found]
    for query in collector.fast_deletes:
        rows += list(query)
    return [row for row in rows if not _is_history(row)]


def _is_history(row: Model) -> bool:
    return hasattr(row, "history_type")


def _rows(rows: Iterable[Model], removal: Removal) -> None:
    """Delete rows, then the history of them: deleting writes one more row of it."""
    by_model: dict[type[Model], list[Any]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row.pk)
    # Children first, so that none is deleted by cascade before its own history is known.
    for model in reversed(list(by_model)):
        for row in _every(model).filter(pk__in=by_model[model]):
            row.delete()
    for model, keys in by_model.items():
        removal.count("rows", len(keys))
        history = getattr(model, "history", None)
        if history is not None:
            name = model._meta.pk.attname  # noqa: SLF001
            removal.count("history", history.filter(**{f"{name}__in": keys}).delete()[0])
        _silence(model, keys, removal)


def _silence(model: type[Model], keys: list[Any], removal: Removal) -> None:
    """The log keeps who did what when; what it said of the record goes."""
    entries = AuditEntry.objects.filter(
        record_type=model._meta.label_lower,  # noqa: SLF001
        record_id__in=[str(key) for key in keys],
    )
    removal.count("log entries", entries.update(record_label="", reason="", details={}))


def _attachments(removal: Removal) -> None:
    files = list(every_file_of(removal.rows))
    removal.count("files", len(files))
    _rows(files, removal)
    for sha256 in sorted({file.sha256 for file in files}):
        if not Attachment.objects.filter(sha256=sha256).exists():
            removal.erase.append(f"{FOLDER}/{sha256[:2]}/{sha256}")


def _tasks(removal: Removal) -> None:
    """What somebody owed on the record carries its name."""
    tasks = [
        task
        for row in removal.rows
        for task in Task.objects.filter(source_type=type_of(row), source_id=str(row.pk))
    ]
    removal.count("tasks", len(tasks))
    _rows(tasks, removal)


def _bulk_acts(removal: Removal) -> None:
    """Acts on many records keep what each held before, so that they can be taken back."""
    for row in removal.rows:
        register = of_model(type(row))
        if register is None:
            continue
        for act in BulkAct.objects.filter(register=register.name):
            kept = [entry for entry in act.rows if entry[0] != row.pk]
            if len(kept) < len(act.rows) or act.refused:
                # What was refused is told by the records' names of then, which may be any.
                act.rows, act.refused = kept, []
                act.save(update_fields=["rows", "refused"])


def forget_originals(numbers: set[int], removal: Removal) -> None:
    """The sheets that brought the record say what it said: they go, their checksums stay."""
    batches = ImportBatch.objects.filter(pk__in=numbers).exclude(stored="")
    for stored in sorted(set(batches.values_list("stored", flat=True))):
        ImportBatch.objects.filter(stored=stored).update(stored="")
        # What was told of the same file before it was saved may quote it.
        Upload.objects.filter(stored=stored).update(stored="", preview=None, problems=[])
        removal.erase.append(stored)
        removal.count("import originals", 1)


def _batches(rows: Iterable[Model]) -> set[int]:
    """Numbers of the imports that made or changed the rows, now or earlier."""
    found = set()
    for row in rows:
        told = {str(getattr(row, "batch", ""))}
        history = getattr(row, "history", None)
        if history is not None:
            told |= {past.history_change_reason or "" for past in history.all()}
            told |= {str(getattr(past, "batch", "")) for past in history.all()}
        found |= numbers_of(told)
    return found


def numbers_of(told: Iterable[str]) -> set[int]:
    """Numbers of the imports that reasons or references tell of."""
    names = {batch_of(text)[0] for text in told}
    return {int(name.removeprefix("import-")) for name in names if name}


def _every(model: type[Model]) -> "models.QuerySet[Any]":
    return model._base_manager.all()  # noqa: SLF001
