"""What records that others refer to are called, as far as a reader may be told.

A unit is known by a code that never changes; people know it by the name it has on a day. A record
that is published one day is named before that only to who may open it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import labels
from townclerk.platform.registers.declaration import of_model, rows_of
from townclerk.platform.registers.permission import reads_whole, visible

NOT_OPEN = "Not open to you"


def told_of(model: type[Model], reader: Reader) -> "QuerySet[Any] | None":
    """The records of a kind that a reader may be told of; None where it is every one."""
    register = of_model(model)
    if register is None or register.published_when is None or reads_whole(register, reader):
        return None
    try:
        return visible(register, reader)
    except Refused:
        return rows_of(model).none()


class Names:
    """Names to a reader, on their day. All units' are read together when the first is asked for."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._rows: dict[type[Model], QuerySet[Any] | None] = {}
        self._open: defaultdict[type[Model], dict[Any, bool]] = defaultdict(dict)

    def __call__(self, record: Any) -> str:
        if isinstance(record, Unit):
            return self._units.get(record.code, record.code)
        return str(record) if self.tells(record) else NOT_OPEN

    def code(self, record: Any) -> str:
        """The code beside the name, where the name is not the code itself."""
        if isinstance(record, Unit) and self(record) != record.code:
            return record.code
        return ""

    def tells(self, record: Any) -> bool:
        """Whether the reader may know which record it is."""
        if not isinstance(record, Model) or self._told_of(type(record)) is None:
            return True
        if record.pk not in self._open[type(record)]:
            self.meet([record])
        return self._open[type(record)][record.pk]

    def meet(self, records: Iterable[Any]) -> None:
        """Find out which of them are open, with one question a register."""
        asked: defaultdict[type[Model], set[Any]] = defaultdict(set)
        for record in records:
            if isinstance(record, Model):
                asked[type(record)].add(record.pk)
        for model, keys in asked.items():
            rows = self._told_of(model)
            if rows is not None:
                found = set(rows.filter(pk__in=keys).values_list("pk", flat=True))
                self._open[model].update({key: key in found for key in keys})

    def _told_of(self, model: type[Model]) -> "QuerySet[Any] | None":
        if model not in self._rows:
            self._rows[model] = told_of(model, self.reader)
        return self._rows[model]

    @cached_property
    def _units(self) -> Mapping[str, str]:
        return labels(self.reader.on)
