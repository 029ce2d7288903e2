"""What is long to work out, kept in this process while the records it rests on do not change.

Every write through `records` and every import adds to the history of its records, in whichever
process; so the last entries of each history say whether anything has changed. What is disposed of
takes its history along, and is told by the history of disposals. Inside a transaction nothing is
kept, since what it sees may never come to be.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Max, Sum

from townclerk.platform.records import once_a_look
from townclerk.platform.retention.models import Disposal

T = TypeVar("T")
Written = tuple[int | None, int | None]
LATE = 1_000
"""How many of the last entries are looked at."""


def last_written(*models: Any) -> tuple[Written, ...]:
    """The last entries in the history of each kind of record and of disposals, asked once a look.

    Two who write at once are given their places in a history when they write, and are seen when
    they are done: an entry may come to stand before one that was seen already. So it is not the
    last entry alone that tells, but also the sum of the last ones, which any of these adds to.
    """
    kinds = (*models, Disposal)
    return tuple(once_a_look((last_written, one), partial(_last, one)) for one in kinds)


def _last(model: Any) -> Written:
    entries = model.history.model.objects.order_by("-pk").values("pk")[:LATE]
    found = entries.aggregate(last=Max("pk"), together=Sum("pk"))
    return found["last"], found["together"]


class Kept(Generic[T]):
    """The latest answers, at most so many, each found again by its key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, work: Callable[[], T]) -> T:
        if connection.in_atomic_block:
            return work()
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        answer = work()
        with self._lock:
            self._found[key] = answer
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return answer
