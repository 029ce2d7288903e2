"""Facts that are disposed of leave a certificate in the same chain as records."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from townclerk.figures.facts import rows, schema
from townclerk.figures.facts.batches import certificate_hook
from townclerk.figures.facts.schema import Table
from townclerk.figures.models import FactBatch
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.retention import hooks, operations, queries
from townclerk.platform.retention.classes import by_code
from townclerk.platform.retention.removing import forget_originals, guarded, numbers_of

FACTS = "facts:"


@certificate_hook
def certify(batch: FactBatch, actor: Actor, moment: datetime) -> None:
    """The batch's rows are gone from every version of its table."""
    operations.certify(
        {
            "record_type": f"{FACTS}{batch.table}",
            "record_id": batch.batch,
            "class": "",
            "approved_at": moment.isoformat(),
            "approved_by": actor.user.pk if actor.user else None,
            "counts": {"facts": batch.rows},
        },
        actor=actor,
        moment=moment,
    )


class FactRows:
    """Single rows of the facts store, each by its batch and its place in the sheet."""

    prefix = FACTS

    def kinds(self, reader: Reader) -> Sequence[hooks.Kind]:
        return [
            hooks.Kind(FACTS + table.name, table.title, table.retention)
            for table in schema.declared.values()
            if table.retention and (_may_propose(table)(reader) or queries.may_decide(reader))
        ]

    def find(self, record_type: str, record_id: str) -> hooks.Subject | None:
        table = schema.declared.get(record_type.removeprefix(FACTS))
        name, _, place = record_id.partition(":")
        if table is None or not place.isdecimal():
            return None
        held = FactBatch.objects.filter(table=table.name, batch=name, state__in=rows.COUNTED)
        batch = held.first()
        if batch is None or rows.row_at(table, batch, int(place)) is None:
            return None
        return _subject(table, batch, int(place))

    def due(self, name: str, on: date, most: int) -> Sequence[hooks.Subject]:
        table = schema.declared.get(name.removeprefix(FACTS))
        found: list[hooks.Subject] = []
        if table is None:
            return found
        held = FactBatch.objects.filter(table=table.name, state__in=rows.COUNTED)
        for batch in held.order_by("landed_at", "pk"):
            day = _due_on(table, batch)
            if day is not None and day <= on and len(found) < most:
                places = rows.places_of(table, batch, most - len(found))
                found += [_subject(table, batch, place) for place in places]
        return found

    def erase(self, entry: str, actor: Actor, moment: datetime) -> None:
        name, _, batch = entry.removeprefix(FACTS).partition(":")
        rows.erase(schema.declared[name], batch, actor=actor, moment=moment)


hooks.store(FactRows())


def _may_propose(table: Table) -> Callable[[Reader], bool]:
    area = table.area
    return lambda reader: area is not None and bool(reader.may(Verb.CONTRIBUTE, area))


def _due_on(table: Table, batch: FactBatch) -> date | None:
    if batch.landed_at is None:
        return None
    return by_code(table.retention).due(batch.landed_at.astimezone(LOCAL).date())


def _subject(table: Table, batch: FactBatch, place: int) -> hooks.Subject:
    def take(number: int, actor: Actor, moment: datetime) -> hooks.Removal:
        return _take(table, batch, place, hooks.Removal(record=batch, number=number), actor, moment)

    return hooks.Subject(
        record_type=FACTS + table.name,
        record_id=f"{batch.batch}:{place}",
        title=table.title,
        label=f"{batch.name}, row {place}",
        retention=table.retention,
        due_on=_due_on(table, batch),
        may_propose=_may_propose(table),
        take=take,
    )


def _take(
    table: Table,
    batch: FactBatch,
    place: int,
    removal: hooks.Removal,
    actor: Actor,
    moment: datetime,
) -> hooks.Removal:
    """The row goes from every delivery that held it, and with it the sheets they came in."""
    row = rows.row_at(table, batch, place) or {}
    key = {name: row[name] for name in table.key}
    with guarded(removal):
        taken = rows.take_out(table, batch.name, key, actor=actor, moment=moment)
        removal.count("facts", taken.rows)
        removal.erase += [f"{FACTS}{table.name}:{name}" for name in taken.batches]
        forget_originals(numbers_of(taken.files), removal)
    return removal
