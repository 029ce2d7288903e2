"""Finding what is to be disposed of: a record of a register, or a row an area keeps elsewhere."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from townclerk.platform.access.reader import Reader
from townclerk.platform.files.holders import NoSuchHolder, record_at, type_of
from townclerk.platform.registers.declaration import of_model
from townclerk.platform.retention import queries
from townclerk.platform.retention.hooks import Kind, Store, Subject, stores
from townclerk.platform.retention.removing import CannotDispose, remove


def of_record(record: Any) -> Subject:
    register = of_model(type(record))
    if register is None or not register.retention:
        raise CannotDispose("This kind of record has no retention class.")
    return Subject(
        record_type=type_of(record),
        record_id=str(record.pk),
        title=register.title,
        label=str(record),
        retention=register.retention,
        due_on=queries.due_date(register, record),
        may_propose=lambda reader: queries.may_propose(reader, register, record),
        take=lambda number, actor, moment: remove(record, number),
    )


def find(record_type: str, record_id: str) -> Subject:
    """Raises NoSuchHolder when it is not there any more."""
    kept = store_of(record_type)
    if kept is None:
        return of_record(record_at(record_type, record_id))
    found = kept.find(record_type, record_id)
    if found is None:
        raise NoSuchHolder("There is no such row.")
    return found


def store_of(record_type: str) -> Store | None:
    return next((one for one in stores if record_type.startswith(one.prefix)), None)


def kinds(reader: Reader) -> list[Kind]:
    """Kinds of rows kept elsewhere that the reader may propose from or decides about."""
    return [kind for one in stores for kind in one.kinds(reader)]


def due(name: str, on: date) -> Sequence[Subject]:
    kept = store_of(name)
    return kept.due(name, on, queries.SHOWN) if kept else ()
