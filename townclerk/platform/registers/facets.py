"""What a list can be narrowed by: the values of a column, with how many records would be left.

Only of the reader's own rows, and within the words and the other filters in force. One query
counts every combination of the columns' values, so all facets come from it; where there are too
many combinations the values stand without a number until the reader asks for it, since that costs
a query a column.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db.models import Count, QuerySet

from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.reader import Reader
from townclerk.platform.kept import Kept, last_written
from townclerk.platform.registers.declaration import Column, Kind, Register, rows_of
from townclerk.platform.registers.listing import Listing, narrowed_to, target_of
from townclerk.platform.registers.names import Names
from townclerk.platform.registers.values import choices, display, key_field

MOST = 3_000
"""Combinations of values that are kept and gone through; past it each column is counted alone."""

Combination = tuple[Any, ...]
"""A value for each facet, in their order, and last the number of records."""

_combinations: Kept[tuple[Combination, ...]] = Kept(50)
_values: Kept[tuple[Any, ...]] = Kept(500)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int | None = None
    """Records left by choosing it; None where they are not counted."""

    @property
    def text(self) -> str:
        return self.label if self.count is None else f"{self.label} ({self.count:,})"


@dataclass(frozen=True)
class Facet:
    """A column to narrow the list by: the values there are, and the one chosen."""

    column: Column
    options: tuple[Option, ...]
    chosen: str


@dataclass(frozen=True)
class Faceted:
    facets: tuple[Facet, ...]
    total: int | None
    """The records of the list, where counting the facets has told it."""
    counted: bool


def faceted(found: Listing, reader: Reader, *, ask: bool = False) -> Faceted:
    """The facets of a list; `ask` counts them whatever it costs."""
    register = found.register
    if not register.facets:
        return Faceted((), None, counted=True)
    combinations = _combined(found)
    if len(combinations) > MOST:
        return _one_by_one(found, reader, counted=ask)
    named = {
        column.name: _named(register, column, {row[place] for row in combinations}, reader)
        for place, column in enumerate(register.facets)
    }
    counts, total = _counts(found, combinations, named)
    facets = tuple(
        _facet(found, column, named[column.name], counts[column.name]) for column in register.facets
    )
    # What is kept may miss a record written past its history, so only a fresh count is the list's.
    return Faceted(facets, total if found.words else None, counted=True)


def _combined(found: Listing) -> tuple[Combination, ...]:
    """How often each combination occurs among the rows with the words; one more than may be."""
    names = [found.register.field(column).attname for column in found.register.facets]
    counted = found.worded.order_by().values_list(*names).annotate(records=Count("pk"))

    def work() -> tuple[Combination, ...]:
        return tuple(counted[: MOST + 1])

    return work() if found.words else _kept_while_unwritten(_combinations, counted, work)


def _kept_while_unwritten(kept: Kept[Any], rows: "QuerySet[Any]", work: Any) -> Any:
    """The answer until a record changes of any kind that settles which rows there are: of the
    tables that the question joins. One that asks another within itself is asked each time."""
    try:
        asked, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return ()
    if asked.count("SELECT") > 1:
        return work()
    models = {model._meta.db_table: model for model in apps.get_models()}  # noqa: SLF001 (the documented way to a table's name)
    tables = {rows.model._meta.db_table}  # noqa: SLF001 (as above)
    tables |= {getattr(joined, "table_name", "") for joined in rows.query.alias_map.values()}
    read = [models[table] for table in sorted(tables) if table in models]
    if len(read) < len(tables) or not all(hasattr(model, "history") for model in read):
        return work()
    # Each value in quotes of its own, so that two codes are never taken for one with a comma.
    return kept.get((asked, repr(given), last_written(*read)), work)


def _counts(
    found: Listing,
    combinations: Iterable[Combination],
    named: Mapping[str, Mapping[Any, tuple[str, str]]],
) -> tuple[dict[str, Counter[str]], int]:
    """For each facet the records of each value that all other filters leave; and what all leave."""
    facets = found.register.facets
    counts: dict[str, Counter[str]] = {column.name: Counter() for column in facets}
    total = 0
    for *values, records in combinations:
        texts = [named[c.name].get(v, ("", ""))[0] for c, v in zip(facets, values, strict=True)]
        outside = [
            column.name
            for column, text in zip(facets, texts, strict=True)
            if found.asked[column.name] not in ("", text)
        ]
        total += 0 if outside else records
        for column, text in zip(facets, texts, strict=True):
            if text and (not outside or outside == [column.name]):
                counts[column.name][text] += records
    return counts, total


def _facet(
    found: Listing,
    column: Column,
    named: Mapping[Any, tuple[str, str]],
    counts: Mapping[str, int] | None,
) -> Facet:
    chosen = found.asked[column.name]
    options = [
        Option(value, label, None if counts is None else counts.get(value, 0))
        for value, label in named.values()
    ]
    if chosen and chosen not in [one.value for one in options]:
        known = dict(choices(found.register, column)) if column.kind is Kind.CHOICE else {}
        options.append(Option(chosen, known.get(chosen, chosen), 0))
    # A value that would leave nothing leads nowhere; the one in force is shown all the same.
    offered = tuple(one for one in options if one.count != 0 or one.value == chosen)
    return Facet(column, offered, chosen)


def _one_by_one(found: Listing, reader: Reader, *, counted: bool) -> Faceted:
    facets = []
    for column in found.register.facets:
        name = found.register.field(column).attname
        every = found.seen.order_by().values_list(name, flat=True).distinct()
        values = _kept_while_unwritten(_values, every, lambda every=every: tuple(every))
        named = _named(found.register, column, set(values), reader)
        counts: dict[str, int] | None = None
        if counted:
            rows = narrowed_to(
                found.register, found.worded, found.asked, but=column.name, reader=reader
            )
            per = rows.order_by().values_list(name).annotate(records=Count("pk"))
            counts = {named[value][0]: records for value, records in per if value in named}
        facets.append(_facet(found, column, named, counts))
    return Faceted(tuple(facets), None, counted=counted)


def _named(
    register: Register, column: Column, values: set[Any], reader: Reader
) -> dict[Any, tuple[str, str]]:
    """Each value as an address writes it and as people read it, in the order people look for it."""
    held = values - {None, ""}
    if column.kind is Kind.FLAG:
        words = {True: ("True", "Yes"), False: ("False", "No")}
        return {value: word for value, word in words.items() if value in held}
    if column.kind is Kind.CHOICE and (known := choices(register, column)):
        return {value: (value, label) for value, label in known if value in held}
    if column.kind is Kind.REFERENCE:
        target, names = target_of(register, column), Names(reader)
        key = key_field(target)
        rows = list(rows_of(target).filter(pk__in=held))
        names.meet(rows)
        told = [row for row in rows if names.tells(row)]
        pairs = {row.pk: (str(getattr(row, key)), names(row)) for row in told}
        return dict(sorted(pairs.items(), key=lambda pair: pair[1][1].casefold()))
    if column.kind is Kind.YEAR:
        return {value: (str(value), FinancialYear(int(value)).label) for value in sorted(held)}
    shown = {value: display(register, column, value) for value in held}
    return {value: (str(value), shown[value]) for value in sorted(held, key=shown.__getitem__)}
