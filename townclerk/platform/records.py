"""What every record has: a version for conflict detection, full history, and audited writes.

Areas write records through `create`, `change` and `remove`, never through `save()` alone.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from simple_history.models import HistoricalRecords

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Provenance, recorded
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor


class Record(models.Model):
    """A dated, attributed fact with its history."""

    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True


R = TypeVar("R", bound=Record)
T = TypeVar("T")


class EditConflict(TownclerkError):
    """Someone else changed the record between its reading and this change."""

    def __init__(
        self, record: Record, *, expected: int, changed: Mapping[str, tuple[Any, Any]], by: str
    ):
        self.record, self.expected, self.changed, self.by = record, expected, changed, by
        names = ", ".join(changed) or "nothing you can see"
        super().__init__(
            f"{by or 'Someone'} changed {names} on {record} after you opened it. "
            "Compare the two and save again."
        )


def _stamp(record: Record, actor: Actor, moment: datetime, reason: str) -> None:
    """Say who, when and why where the history of the record looks for it."""
    vars(record).update(_history_user=actor.user, _history_date=moment, _change_reason=reason[:100])


def create(record: R, *, actor: Actor, moment: datetime, reason: str = "") -> R:
    """Save a new record with its first history row and its audit entry."""
    with transaction.atomic():
        _stamp(record, actor, moment, reason)
        record.full_clean()
        record.save(force_insert=True)
        log.record(actor=actor, verb="create", target=record, moment=moment, reason=reason)
    _forget()
    return record


def change(
    record: R,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
    verb: str = "change",
) -> R:
    """Change fields of a record; refuses when its version is no longer the one that was read."""
    with transaction.atomic():
        current = type(record)._base_manager.select_for_update().get(pk=record.pk)
        expected = record.version if expected_version is None else expected_version
        if current.version != expected:
            raise _conflict(current, expected)
        before = {name: getattr(current, name) for name in values}
        for name, value in values.items():
            setattr(current, name, value)
        current.version += 1
        _stamp(current, actor, moment, reason)
        current.full_clean()
        current.save()
        details = {
            name: [str(before[name]), str(value)]
            for name, value in values.items()
            if before[name] != value
        }
        log.record(
            actor=actor, verb=verb, target=current, moment=moment, reason=reason, details=details
        )
    _forget()
    return current


def remove(record: Record, *, actor: Actor, moment: datetime, reason: str) -> None:
    """Delete a record; its history keeps the last state and says who removed it and why."""
    with transaction.atomic():
        _stamp(record, actor, moment, reason)
        log.record(actor=actor, verb="remove", target=record, moment=moment, reason=reason)
        record.delete()
    _forget()


_look: ContextVar[dict[Hashable, Any] | None] = ContextVar("look", default=None)
"""What one look has read, by what was asked for; none outside of a look."""


@contextmanager
def one_look() -> Iterator[None]:
    """Within it, records that `as_known` is asked for again are those it read before: all that a
    look says rests on the same records. A write through this module forgets them."""
    if _look.get() is not None:
        yield
        return
    before = _look.set({})
    try:
        yield
    finally:
        _look.reset(before)


def once_a_look(asked: Hashable, read: Callable[[], T]) -> T:
    """What is read, or what the look at hand has read for the same question."""
    seen = _look.get()
    if seen is None:
        return read()
    if asked not in seen:
        seen[asked] = read()
    found: T = seen[asked]
    return found


def as_known(model: type[R], moment: datetime | None, **wanted: Any) -> list[R]:
    """The records as they stand, or as they stood at a moment; in one query, by key."""
    if not all(isinstance(value, Hashable) for value in wanted.values()):
        return _known(model, moment, **wanted)
    asked = (model, moment, *sorted(wanted.items()))
    return list(once_a_look(asked, lambda: _known(model, moment, **wanted)))


def _known(model: type[R], moment: datetime | None, **wanted: Any) -> list[R]:
    if moment is None:
        return list(model._base_manager.filter(**wanted).order_by("pk"))
    past = model.history.filter(history_date__lte=moment)
    same, then = models.OuterRef("id"), models.OuterRef("history_date")
    # Several entries of one moment are told apart by the order they were written in.
    later = models.Q(history_date__gt=then) | models.Q(
        history_date=then, history_id__gt=models.OuterRef("history_id")
    )
    last = past.filter(~models.Exists(past.filter(later, id=same))).exclude(history_type="-")
    return [row.instance for row in last.filter(**wanted).order_by("id")]


def source_of(record: Record) -> Provenance:
    """What an explanation names as the origin of a record: figures fill in file, row and who."""
    return recorded(record._meta.label_lower, record.pk)


def _forget() -> None:
    seen = _look.get()
    if seen is not None:
        seen.clear()


def _conflict(current: Record, expected: int) -> EditConflict:
    changed: dict[str, tuple[Any, Any]] = {}
    latest = current.history.order_by("-history_date", "-history_id").first()
    then = current.history.filter(version=expected).order_by("-history_id").first()
    if then is not None:
        for field in current._meta.concrete_fields:
            old, new = getattr(then, field.attname), getattr(current, field.attname)
            if field.name != "version" and old != new:
                changed[str(field.verbose_name)] = (old, new)
    by = str(latest.history_user) if latest and latest.history_user else ""
    return EditConflict(current, expected=expected, changed=changed, by=by)
