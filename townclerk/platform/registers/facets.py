"""The different values of a column among the rows a reader sees, kept while no record changes."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from townclerk.platform.kept import Kept, last_written
from townclerk.platform.registers.declaration import Column, Register

_kept: Kept[tuple[Any, ...]] = Kept(500)


def facet_values(register: Register, column: Column, seen: "QuerySet[Any]") -> tuple[Any, ...]:
    """Finding them reads every row."""
    rows = seen.order_by().values_list(register.field(column).attname, flat=True).distinct()
    try:
        key = (register.name, column.name, str(rows.query), last_written(register.model))
    except EmptyResultSet:
        return ()
    return _kept.get(key, lambda: tuple(value for value in rows if value not in (None, "")))
