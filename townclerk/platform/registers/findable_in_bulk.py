"""Records written many at once are put into the search index: few at once, many behind the page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.platform.audit.log import Actor
from townclerk.platform.jobs import enqueue
from townclerk.platform.registers.declaration import Register, by_name, rows_of
from townclerk.platform.registers.finding import followed
from townclerk.platform.search import index

FEW = 1_000
CHUNK = 500


def make_findable(
    register: Register,
    keys: Sequence[Any],
    moved_unit: Sequence[str],
    *,
    actor: Actor,
    moment: datetime,
) -> None:
    """In the transaction that wrote the records. `moved_unit`: those another unit may now see.

    A few are indexed there and then. Many would keep everybody else from writing for seconds, so
    a job does it next; until then search shows changed records as they were, and those that moved
    between units not at all.
    """
    if not register.search:
        return
    if len(keys) <= FEW:
        _put(register, keys)
        return
    index.forget(register.name, moved_unit)
    enqueue(
        "index-records",
        key=f"{register.name} {moment.isoformat()}",
        actor=actor,
        register=register.name,
        moment=moment.isoformat(),
    )


def index_written(name: str, moment: datetime, after: int, checkpoint: Any, tell: Any) -> int:
    """Index every record of the register written at that moment; answers how many there were."""
    register = by_name(name)
    written = register.model.history.filter(history_date=moment).order_by()
    keys = sorted(set(written.filter(id__gt=after).values_list("id", flat=True)))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        tell(start, len(keys), "Making records findable")
        with transaction.atomic():
            _put(register, chunk)
            checkpoint(chunk[-1])
    return len(keys)


def _put(register: Register, keys: Sequence[Any]) -> None:
    rows = rows_of(register.model).select_related(*followed(register))
    for start in range(0, len(keys), CHUNK):
        index.put_records(rows.filter(pk__in=keys[start : start + CHUNK]))
