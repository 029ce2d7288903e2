"""The list of a register as an address describes it: facets, words, order, page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.http import QueryDict

from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.reader import Reader
from townclerk.platform.registers.declaration import Column, Kind, Register, rows_of
from townclerk.platform.registers.permission import visible
from townclerk.platform.registers.values import choices, key_field

PAGE = 50
RESERVED = frozenset({"q", "sort", "page"})


@dataclass(frozen=True)
class Facet:
    """A column to narrow the list by: the values there are, and the one chosen."""

    column: Column
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Listing:
    register: Register
    rows: "QuerySet[Any]"
    facets: tuple[Facet, ...]
    words: str
    sort: str

    @property
    def narrowed(self) -> bool:
        return bool(self.words) or any(facet.chosen for facet in self.facets)

    def sorts(self) -> Iterator[tuple[Column, str, str]]:
        """Each listed column with the order clicking it gives, and how it is sorted now."""
        for column in self.register.listed:
            now = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "none")
            following = f"-{column.name}" if now == "ascending" else column.name
            yield column, following if column.stored else "", now


def listing(register: Register, reader: Reader, query: Mapping[str, str]) -> Listing:
    """Rows open to the reader, narrowed and ordered as asked. Refused where none could be."""
    seen = visible(register, reader)
    chosen = {c.name: query.get(c.name, "").strip() for c in register.facets}
    rows = seen
    for column in register.facets:
        if chosen[column.name]:
            rows = rows.filter(**{_lookup(register, column): chosen[column.name]})
    words = query.get("q", "").strip()
    rows = _found(register, rows, words)
    sort = query.get("sort", "")
    rows = _sorted(register, rows, sort)
    return Listing(
        register=register,
        rows=rows.select_related(*register.followed()).prefetch_related(*register.prefetch),
        facets=tuple(
            Facet(column, _options(register, column, seen), chosen[column.name])
            for column in register.facets
        ),
        words=words,
        sort=sort,
    )


def query_of(data: QueryDict) -> dict[str, str]:
    """The parts of an address a list reads; the last of a repeated one counts."""
    return {name: str(value) for name, value in data.items()}


def _lookup(register: Register, column: Column) -> str:
    if column.kind is not Kind.REFERENCE:
        return column.name
    return f"{column.name}__{key_field(_target(register, column))}"


def _target(register: Register, column: Column) -> type[models.Model]:
    model = register.field(column).related_model
    if model is None or isinstance(model, str):
        raise TypeError(f"{register.name}: {column.name} is no reference")
    return model


def _options(
    register: Register, column: Column, seen: "QuerySet[Any]"
) -> tuple[tuple[str, str], ...]:
    """Values that occur among the rows the reader sees, so that no facet tells of others."""
    lookup = _lookup(register, column)
    found = seen.order_by().values_list(lookup, flat=True).distinct()
    values = sorted(str(value) for value in found if value not in (None, ""))
    if column.kind is Kind.REFERENCE:
        target = _target(register, column)
        name = key_field(target)
        labels = {
            str(getattr(row, name)): str(row)
            for row in rows_of(target).filter(**{f"{name}__in": values})
        }
        return tuple((value, labels.get(value, value)) for value in values)
    if column.kind is Kind.YEAR:
        return tuple((value, FinancialYear(int(value)).label) for value in values)
    if column.kind is Kind.FLAG:
        return tuple((value, "Yes" if value == "True" else "No") for value in values)
    labels = dict(choices(register, column))
    order = {value: place for place, value in enumerate(labels)}
    values.sort(key=lambda value: (order.get(value, len(order)), value))
    return tuple((value, labels.get(value, value)) for value in values)


def _found(register: Register, rows: "QuerySet[Any]", words: str) -> "QuerySet[Any]":
    """Rows in which every word occurs somewhere."""
    if not words or not register.search:
        return rows
    each = [
        reduce(or_, (Q(**{f"{name}__icontains": word}) for name in register.search))
        for word in words.split()[:10]
    ]
    return rows.filter(reduce(and_, each))


def _sorted(register: Register, rows: "QuerySet[Any]", sort: str) -> "QuerySet[Any]":
    column = register.column(sort.removeprefix("-"))
    if column is None or not column.stored:
        return rows
    name = _lookup(register, column)
    return rows.order_by(f"-{name}" if sort.startswith("-") else name, "pk")
