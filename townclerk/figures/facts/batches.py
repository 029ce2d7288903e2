"""Landing, replacing, reading and disposing of batches of facts.

The relational database says which batches count; rows of any other batch are never read. A crash
between the two stores therefore leaves rows nobody sees, not half a batch.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from townclerk.figures.facts import storage
from townclerk.figures.facts.schema import (
    BATCH,
    FactType,
    Table,
    check_totals,
    checked,
    totals,
)
from townclerk.figures.models import FactBatch
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Provenance
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.audit.log import Actor

State = FactBatch.State
Certificate = Callable[[FactBatch, Actor, datetime], None]
_certificates: list[Certificate] = []


class AlreadyLanded(TownclerkError):
    """The same file is in the table already."""


class NotInPlace(TownclerkError):
    """The batch to replace or dispose of is not a landed one."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What a batch is called and where it came from."""

    name: str
    file: str
    checksum: str
    control: Mapping[str, int | Money]


def root() -> Path:
    found: Path = settings.HOME.facts
    return found


def certificate_hook(hook: Certificate) -> Certificate:
    """Register who writes the certificate when facts are disposed of."""
    _certificates.append(hook)
    return hook


def land(
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    delivery: Delivery,
    *,
    actor: Actor,
    moment: datetime,
    replaces: FactBatch | None = None,
) -> FactBatch:
    """Check, write and count in one batch; with `replaces`, it takes that one's place."""
    columns = checked(table, rows, file=delivery.file)
    found = totals(table, columns)
    check_totals(table, found, delivery.control, file=delivery.file)
    batch = _announce(table, delivery, found, replaces, actor, moment)
    try:
        version = storage.append(root(), table, batch.batch, columns)
    except Exception:
        records.change(batch, {"state": State.FAILED}, actor=actor, moment=moment)
        raise
    return _count_in(batch, version, replaces, actor, moment)


def _announce(
    table: Table,
    delivery: Delivery,
    found: Mapping[str, int],
    replaces: FactBatch | None,
    actor: Actor,
    moment: datetime,
) -> FactBatch:
    """The batch as 'being written', known before its first row is."""
    same = FactBatch.objects.filter(
        table=table.name, checksum=delivery.checksum, state=State.LANDED
    ).first()
    if same is not None:
        raise AlreadyLanded(
            f"{delivery.file} is already in {table.name} as {same.name}. Nothing has changed."
        )
    if replaces is not None and (replaces.table, replaces.state) != (table.name, State.LANDED):
        raise NotInPlace(f"{replaces} is {replaces.get_state_display().lower()}; nothing replaced.")
    return records.create(
        FactBatch(
            table=table.name,
            batch=uuid4().hex,
            name=delivery.name,
            file=delivery.file,
            checksum=delivery.checksum,
            rows=found["rows"],
            totals=dict(found),
            replaces=replaces,
            brought_by=actor.user,
        ),
        actor=actor,
        moment=moment,
    )


def _count_in(
    batch: FactBatch, version: int, replaces: FactBatch | None, actor: Actor, moment: datetime
) -> FactBatch:
    with transaction.atomic():
        if replaces is not None:
            current = FactBatch.objects.select_for_update().get(pk=replaces.pk)
            if current.state != State.LANDED:
                raise NotInPlace(f"Someone else has replaced {current}. Compare the two files.")
            ended = {"state": State.SUPERSEDED, "ended_at": moment}
            records.change(current, ended, actor=actor, moment=moment, verb="supersede")
        landed = {"state": State.LANDED, "landed_at": moment, "delta_version": version}
        return records.change(batch, landed, actor=actor, moment=moment, verb="land")


def recover(*, actor: Actor, moment: datetime, before: datetime) -> int:
    """Give up batches whose writer died before it counted them in; how many there were."""
    stuck = [
        batch
        for batch in FactBatch.objects.filter(state=State.WRITING)
        if batch.history.earliest().history_date < before
    ]
    for batch in stuck:
        records.change(
            batch,
            {"state": State.FAILED},
            actor=actor,
            moment=moment,
            reason="The import was cut off. Bring the file again.",
        )
    return len(stuck)


def standing(table: Table, as_stood_at: datetime | None = None) -> list[FactBatch]:
    """The batches that count now, or that counted at a moment."""
    found = FactBatch.objects.filter(table=table.name).select_related("brought_by")
    if as_stood_at is None:
        return list(found.filter(state=State.LANDED))
    counted = found.filter(state__in=(State.LANDED, State.SUPERSEDED), landed_at__lte=as_stood_at)
    return list(counted.filter(Q(ended_at=None) | Q(ended_at__gt=as_stood_at)))


def read(table: Table, as_stood_at: datetime | None = None, *, version: int | None = None) -> Any:
    """The table's rows as an Ibis expression, as they stand or stood at a moment.

    `version` reads the files of an older Delta version, for as long as those are kept.
    """
    import ibis

    batches = [batch.batch for batch in standing(table, as_stood_at)]
    files = storage.files(root(), table, version) if storage.exists(root(), table) else []
    connection = ibis.duckdb.connect()
    if not files or not batches:
        return ibis.memtable([], schema=_schema(table))
    rows = connection.read_parquet(files, union_by_name=True)
    return rows.filter(rows[BATCH].isin(batches))


def _schema(table: Table) -> Any:
    import ibis

    types = {
        FactType.MONEY: "int64",
        FactType.INTEGER: "int64",
        FactType.TEXT: "string",
        FactType.DATE: "date",
    }
    return ibis.schema({**{c.name: types[c.type] for c in table.columns}, BATCH: "string"})


def provenance(batch: FactBatch) -> Provenance:
    """Where the rows of a batch came from, for an explanation."""
    return Provenance(
        file=batch.file,
        checksum=batch.checksum,
        who=str(batch.brought_by or ""),
        when=batch.landed_at,
        batch=batch.batch,
    )


def compact(table: Table) -> None:
    if storage.exists(root(), table):
        storage.compact(root(), table)


def dispose(
    table: Table, batch: FactBatch, *, actor: Actor, moment: datetime, reason: str
) -> FactBatch:
    """Remove a batch's rows from every version of the table, and have it certified.

    Cut off half-way it is asked for again: the batch stays 'being disposed of' until its rows
    are gone, and no certificate is written before.
    """
    if batch.table != table.name or batch.state in (State.WRITING, State.DISPOSED):
        raise NotInPlace(f"{batch} is {batch.get_state_display().lower()}; nothing is removed.")
    if batch.state != State.DISPOSING:
        going = {"state": State.DISPOSING, "ended_at": moment}
        batch = records.change(
            batch, going, actor=actor, moment=moment, reason=reason, verb="dispose"
        )
    return _erase(table, batch, actor, moment, reason)


def _erase(
    table: Table, batch: FactBatch, actor: Actor, moment: datetime, reason: str
) -> FactBatch:
    """Nothing reads the batch any more; doing this twice after a crash does no harm."""
    if storage.exists(root(), table):
        storage.erase(root(), table, f"{BATCH} = '{batch.batch}'")
    gone = {"state": State.DISPOSED}
    with transaction.atomic():
        batch = records.change(
            batch, gone, actor=actor, moment=moment, reason=reason, verb="dispose"
        )
        for certify in _certificates:
            certify(batch, actor, moment)
    return batch
