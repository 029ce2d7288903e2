"""Taking single rows out of a table of facts, from every delivery that ever held them.

A row goes by what it is about (the table's key), so that no earlier delivery keeps it. Each batch
that held it is replaced by a copy without it, which counts from when the batch did: what stood at
any moment stands still, less that row. The batches themselves are erased afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from townclerk.figures.facts import storage
from townclerk.figures.facts.batches import root
from townclerk.figures.facts.schema import BATCH, Table, totals
from townclerk.figures.models import FactBatch
from townclerk.platform import records
from townclerk.platform.audit.log import Actor

State = FactBatch.State
COUNTED = (State.LANDED, State.SUPERSEDED)


@dataclass(frozen=True)
class Taken:
    """What was taken out: how many rows, the batches to erase, and the files that brought them."""

    rows: int
    batches: tuple[str, ...]
    files: frozenset[str]


def columns_of(table: Table, batch: FactBatch) -> dict[str, list[Any]]:
    """The rows of one batch, by column."""
    import ibis

    files = storage.files(root(), table) if storage.exists(root(), table) else []
    names = [column.name for column in table.columns]
    if not files:
        return {name: [] for name in names}
    rows = ibis.duckdb.connect().read_parquet(files, union_by_name=True)
    mine = rows.filter(rows[BATCH] == batch.batch)
    found: dict[str, list[Any]] = mine.to_pyarrow().to_pydict()
    count = len(found[BATCH])
    return {name: found.get(name, [None] * count) for name in names}


def row_at(table: Table, batch: FactBatch, place: int) -> dict[str, Any] | None:
    """The row of a batch at its place in the sheet."""
    columns = columns_of(table, batch)
    for at, found in enumerate(columns[table.row]):
        if found == place:
            return {name: cells[at] for name, cells in columns.items()}
    return None


def places_of(table: Table, batch: FactBatch, most: int) -> list[int]:
    """Where the rows of a batch stand in its sheet, the first of them."""
    columns = columns_of(table, batch)
    return sorted(place for place in columns[table.row] if place is not None)[:most]


def take_out(
    table: Table, name: str, key: Mapping[str, Any], *, actor: Actor, moment: datetime
) -> Taken:
    """Replace every batch of a name that holds rows of the key by one without them.

    Inside the caller's transaction. Copies are written to the table first: when the transaction
    is given up they are rows of no batch, which nobody reads.
    """
    held = FactBatch.objects.select_for_update().filter(table=table.name, name=name)
    gone, files = 0, set()
    copies: dict[int, FactBatch] = {}
    for batch in held.filter(state__in=COUNTED).order_by("landed_at", "pk"):
        columns = columns_of(table, batch)
        kept = list(_others(columns, key))
        count = len(columns[table.row])
        if len(kept) == count:
            continue
        gone += count - len(kept)
        files.add(batch.file)
        left = {column: [cells[at] for at in kept] for column, cells in columns.items()}
        copies[batch.pk] = _copy(table, batch, left, copies, actor, moment)
        records.change(
            batch,
            {"state": State.DISPOSING, "ended_at": moment},
            actor=actor,
            moment=moment,
            verb="dispose",
        )
    _lead_to_copies(copies, actor, moment)
    taken = FactBatch.objects.filter(pk__in=copies).values_list("batch", flat=True)
    return Taken(gone, tuple(sorted(taken)), frozenset(files))


def _others(columns: Mapping[str, Sequence[Any]], key: Mapping[str, Any]) -> Iterator[int]:
    count = len(next(iter(columns.values()), ()))
    for at in range(count):
        if any(columns[name][at] != value for name, value in key.items()):
            yield at


def _copy(
    table: Table,
    batch: FactBatch,
    columns: Mapping[str, list[Any]],
    copies: Mapping[int, FactBatch],
    actor: Actor,
    moment: datetime,
) -> FactBatch:
    """The batch again without the rows. It keeps the checksum, so that its file is known still."""
    name = uuid4().hex
    found = totals(table, columns)
    version = storage.append(root(), table, name, columns) if found["rows"] else None
    replaced = batch.replaces_id
    return records.create(
        FactBatch(
            table=table.name,
            batch=name,
            name=batch.name,
            state=batch.state,
            file=batch.file,
            checksum=batch.checksum,
            rows=found["rows"],
            totals=dict(found),
            delta_version=version if version is not None else batch.delta_version,
            landed_at=batch.landed_at,
            ended_at=batch.ended_at,
            replaces=copies.get(replaced, batch.replaces) if replaced else None,
            brought_by=batch.brought_by,
        ),
        actor=actor,
        moment=moment,
        reason="Without a row that was disposed of",
    )


def _lead_to_copies(copies: Mapping[int, FactBatch], actor: Actor, moment: datetime) -> None:
    """A later delivery that held the row no more replaces the copy now."""
    later = FactBatch.objects.filter(replaces__in=copies, state__in=COUNTED)
    for batch in later:
        if batch.replaces_id is not None:
            values = {"replaces": copies[batch.replaces_id]}
            records.change(batch, values, actor=actor, moment=moment, verb="dispose")


def erase(table: Table, name: str, *, actor: Actor, moment: datetime) -> None:
    """Erase a batch whose copy stands; doing this twice after a crash does no harm."""
    batch = FactBatch.objects.get(batch=name)
    if storage.exists(root(), table):
        storage.erase(root(), table, f"{BATCH} = '{batch.batch}'")
    if batch.state == State.DISPOSING:
        gone = {"state": State.DISPOSED}
        records.change(batch, gone, actor=actor, moment=moment, verb="dispose")
