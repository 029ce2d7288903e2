"""The list of a register as an address describes it: facets, words, order, page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict

from townclerk.platform.access.reader import Reader
from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import name_of_unit
from townclerk.platform.registers.declaration import Column, Kind, Register
from townclerk.platform.registers.names import told_of
from townclerk.platform.registers.permission import visible
from townclerk.platform.registers.values import key_field

PAGE = 50


class Pages(Paginator[Any]):
    """A list page by page, counted by a query unless its length is known already."""

    def __init__(self, rows: "QuerySet[Any]", known: int | None = None) -> None:
        super().__init__(rows, PAGE)
        self._rows, self._known = rows, known

    @cached_property
    def count(self) -> int:
        return self._rows.count() if self._known is None else self._known


@dataclass(frozen=True)
class Listing:
    register: Register
    seen: "QuerySet[Any]"
    """Every row open to the reader."""
    worded: "QuerySet[Any]"
    """Those with the words."""
    rows: "QuerySet[Any]"
    """Those narrowed by the filters too, in their order."""
    asked: Mapping[str, str]
    """What each facet is narrowed to, empty where it is not."""
    words: str
    sort: str
    columns: tuple[Column, ...]
    """What is shown, in the order shown."""
    chosen: bool
    """Whether the address chose the columns."""

    @property
    def narrowed(self) -> bool:
        return bool(self.words) or any(self.asked.values())

    def sorts(self) -> Iterator[tuple[Column, str, str]]:
        """Each listed column with the order clicking it gives, and how it is sorted now."""
        for column in self.columns:
            now = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "none")
            following = f"-{column.name}" if now == "ascending" else column.name
            yield column, following if column.stored else "", now


def listing(register: Register, reader: Reader, query: Mapping[str, str]) -> Listing:
    """Rows open to the reader, narrowed and ordered as asked. Refused where none could be."""
    seen = visible(register, reader)
    asked = {c.name: query.get(c.name, "").strip() for c in register.facets}
    words = query.get("q", "").strip()
    worded = _found(register, seen, words)
    columns = chosen_columns(register, query)
    sort = query.get("sort", "")
    rows = narrowed_to(register, worded, asked, reader=reader)
    rows = _sorted(register, rows, sort, reader.on)
    return Listing(
        register=register,
        seen=seen,
        worded=worded,
        rows=rows.select_related(*register.followed()).prefetch_related(*register.prefetch),
        asked=asked,
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
    return narrowed_to(register, rows, {name: value})


def narrowed_to(
    register: Register,
    rows: "QuerySet[Any]",
    asked: Mapping[str, str],
    *,
    but: str = "",
    reader: Reader | None = None,
) -> "QuerySet[Any]":
    """Rows that hold what is asked of each facet, without what is asked of the facet `but`.

    With the reader who asks, none by a record they may not be told of, whose code they may guess.
    """
    for column in register.facets:
        text = asked.get(column.name, "")
        if text and column.name != but:
            value = _value(register, column, text)
            rows = (
                rows.none() if value is None else rows.filter(**{_lookup(register, column): value})
            )
            if reader is not None and column.kind is Kind.REFERENCE:
                told = told_of(target_of(register, column), reader)
                rows = rows if told is None else rows.filter(**{f"{column.name}__in": told})
    return rows


def _value(register: Register, column: Column, text: str) -> Any:
    """What an address says, as the column holds it; None where no row could."""
    if column.kind is Kind.FLAG:
        return {"True": True, "False": False}.get(text)
    field: Any = register.field(column)
    if column.kind is Kind.REFERENCE:
        target = target_of(register, column)
        meta = target._meta  # noqa: SLF001 (the documented way to a model's fields)
        key = key_field(target)
        field = meta.pk if key == "pk" else meta.get_field(key)
    try:
        return field.to_python(text)
    except ValidationError:
        return None


def query_of(data: QueryDict) -> dict[str, str]:
    """The parts of an address a list reads; the last of a repeated one counts."""
    return {name: str(value) for name, value in data.items()}


def _lookup(register: Register, column: Column) -> str:
    if column.kind is not Kind.REFERENCE:
        return column.name
    return f"{column.name}__{key_field(target_of(register, column))}"


def target_of(register: Register, column: Column) -> type[models.Model]:
    model = register.field(column).related_model
    if model is None or isinstance(model, str):
        raise TypeError(f"{register.name}: {column.name} is no reference")
    return model


def _found(register: Register, rows: "QuerySet[Any]", words: str) -> "QuerySet[Any]":
    """Rows in which every word occurs somewhere."""
    if not words or not register.search:
        return rows
    each = [
        reduce(or_, (Q(**{f"{name}__icontains": word}) for name in register.search))
        for word in words.split()[:10]
    ]
    return rows.filter(reduce(and_, each))


def _sorted(register: Register, rows: "QuerySet[Any]", sort: str, on: date) -> "QuerySet[Any]":
    column = register.column(sort.removeprefix("-"))
    if column is None or not column.stored:
        return rows
    name: Any = _lookup(register, column)
    if column.kind is Kind.REFERENCE and target_of(register, column) is Unit:
        name = Coalesce(name_of_unit(f"{column.name}_id", on), F(name))
    else:
        name = F(name)
    return rows.order_by(name.desc() if sort.startswith("-") else name.asc(), "pk")
