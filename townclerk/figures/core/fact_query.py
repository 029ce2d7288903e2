"""A question to a table of facts, and the plain engine that answers it row by row.

The plain engine is slow and obvious; tests hold the fast one against it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from typing import Any

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


@dataclass(frozen=True)
class Condition:
    column: str
    comparison: str
    value: Any


@dataclass(frozen=True)
class FactQuery:
    """Rows that meet every condition, grouped, with sums; each group's rows are counted.

    `spans` answers the least and the greatest of a column, as `first_…` and `last_…`; nil where a
    group has no value of it.
    """

    where: tuple[Condition, ...] = ()
    group_by: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()


Answered = dict[tuple[Any, ...], dict[str, int]]


def run_plain(query: FactQuery, rows: Iterable[Mapping[str, Any]]) -> Answered:
    """The answer by walking the rows; a missing value meets no condition and adds nothing.

    Units: sums are in stored units, whole pence for money.

    >>> run_plain(FactQuery(group_by=("u",), sums=("p",)), [{"u": "a", "p": 2}, {"u": "a", "p": 3}])
    {('a',): {'rows': 2, 'p': 5}}
    """
    found: Answered = defaultdict(lambda: dict.fromkeys(("rows", *query.sums), 0))
    for row in rows:
        if all(_meets(row[c.column], c) for c in query.where):
            group = found[tuple(row[name] for name in query.group_by)]
            group["rows"] += 1
            for name in query.sums:
                group[name] += row[name] or 0
            for name in query.spans:
                _widen(group, name, row[name])
    for group in found.values():
        for name in query.spans:
            group.setdefault(f"first_{name}", 0)
            group.setdefault(f"last_{name}", 0)
    return dict(found)


def _widen(group: dict[str, int], name: str, value: int | None) -> None:
    if value is not None:
        first, last = f"first_{name}", f"last_{name}"
        group[first] = min(group.get(first, value), value)
        group[last] = max(group.get(last, value), value)


def _meets(value: Any, condition: Condition) -> bool:
    if value is None:
        return False
    return bool(COMPARISONS[condition.comparison](value, condition.value))
