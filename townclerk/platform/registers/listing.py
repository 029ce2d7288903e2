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
from townclerk.platform.registers.facets import facet_values
from townclerk.platform.registers.permission import visible
from townclerk.platform.registers.values import choices, key_field

PAGE = 50


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
    columns: tuple[Column, ...]
    """What is shown, in the order shown."""
    chosen: bool
    """Whether the address chose the columns."""

    @property
    def narrowed(self) -> bool:
        return bool(self.words) or any(facet.chosen for facet in self.facets)

    def sorts(self) -> Iterator[tuple[Column, str, str]]:
        """Each listed column with the order clicking it gives, and how it is sorted now."""
        for column in self.columns:
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
    columns = chosen_columns(register, query)
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
        columns=columns or register.listed,
        chosen=bool(columns),
    )


def chosen_columns(register: Register, query: Mapping[str, str]) -> tuple[Column, ...]:
    """Columns the address names, as in `columns=code,amount`; none when it names none."""
    names = dict.fromkeys(query.get("columns", "").split(","))
    return tuple(column for name in names if (column := register.column(name)))


def narrowed(register: Register, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
    """Rows narrowed by one facet, or by words under the name `q`, as a list's address says it."""
    if name == "q":
        return _found(register, rows, value)
    column = next(column for column in register.facets if column.name == name)
    return rows.filter(**{_lookup(register, column): value})


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
    """Values to narrow by. Of those that records bring, only what the reader's own rows hold, so
    that no facet tells of others; the values of a choice are the program's and tell nothing."""
    if column.kind is Kind.FLAG:
        return (("True", "Yes"), ("False", "No"))
    if column.kind is Kind.CHOICE and (known := choices(register, column)):
        return tuple(known)
    found = facet_values(register, column, seen)
    if column.kind is Kind.REFERENCE:
        target = _target(register, column)
        name = key_field(target)
        named = [
            (str(getattr(row, name)), str(row)) for row in rows_of(target).filter(pk__in=found)
        ]
        return tuple(sorted(named))
    if column.kind is Kind.YEAR:
        return tuple((str(value), FinancialYear(int(value)).label) for value in sorted(found))
    return tuple((value, value) for value in sorted(str(value) for value in found))


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
