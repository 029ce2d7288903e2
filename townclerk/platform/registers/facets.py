"""The different values of a column among the rows a reader sees, kept while no record changes."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Max, QuerySet

from townclerk.platform.registers.declaration import Column, Register

MOST_KEPT = 500
_kept: "OrderedDict[tuple[Any, ...], tuple[Any, ...]]" = OrderedDict()
_lock = Lock()


def facet_values(register: Register, column: Column, seen: "QuerySet[Any]") -> tuple[Any, ...]:
    """Finding them reads every row, so they are kept until the history of the records grows.

    Every write through `records` and every import adds to it, in whichever process. Inside a
    transaction nothing is kept, since what it sees may never come to be.
    """
    rows = seen.order_by().values_list(register.field(column).attname, flat=True).distinct()
    if connection.in_atomic_block:
        return _found(rows)
    history = register.model.history.model
    last = history.objects.aggregate(last=Max("pk"))["last"]
    try:
        key = (register.name, column.name, str(rows.query), last)
    except EmptyResultSet:
        return ()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    values = _found(rows)
    with _lock:
        _kept[key] = values
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return values


def _found(rows: "QuerySet[Any]") -> tuple[Any, ...]:
    return tuple(value for value in rows if value not in (None, ""))
