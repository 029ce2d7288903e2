"""An extract's rows for the readers of a report, and what is said of those that are left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform import extracts
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.extracts import Extract
from townclerk.platform.registers import Register
from townclerk.platform.registers.declaration import rows_of
from townclerk.platform.registers.listing import narrowed
from townclerk.platform.registers.values import shown
from townclerk.reports.core.passages import TableQuery

PART = "part"
"""Narrows an extract to the rows of one portfolio, beside the facets of its list."""
NOT_SAID = "Not said"
LEFT_OUT = "Records that are not open to every reader of this report are left out."


@dataclass(frozen=True)
class Windowed:
    """The rows every reader may read; a note on the others, and their number by some columns."""

    rows: "QuerySet[Any]"
    note: str = ""
    counted: Mapping[str, Any] | None = None


def of_window(
    register: Register, query: TableQuery, asked: Mapping[str, str], readers: Sequence[Reader]
) -> Windowed:
    """The rows of the period that every reader may read.

    Records that are not open to all of them are left out and the table says so. Their number is
    told where their area lets them be counted for everybody, and only there.

    Raises: Refused when the first reader, the author, has no way in and nothing may be counted.
    """
    wanted = named(query)
    period = parse_period(query.window).period
    if period.last is None:
        raise TownclerkError(f"The window {query.window} has no end.")
    condition = wanted.window(period.start, period.last) & _part(wanted, asked)

    def within(rows: "QuerySet[Any]") -> "QuerySet[Any]":
        return _narrowed(register, rows.filter(condition), asked)

    opened = [_opened(wanted, one, strict=not place) for place, one in enumerate(readers)]
    whole = rows_of(register.model) if wanted.counts else opened[0]
    rows = within(opened[0])
    for other in opened[1:]:
        rows = rows.filter(pk__in=other.values("pk"))
    found = Windowed(_ordered(register, wanted, rows, query.sort))
    if not wanted.counts and len(opened) == 1:
        return found
    every = within(whole)
    left = every.count() - rows.count()
    if not left:
        return found
    if not wanted.counts:
        return Windowed(found.rows, LEFT_OUT)
    return Windowed(found.rows, _said(left), _counted(register, wanted, every))


def named(query: TableQuery) -> Extract:
    """The extract a table asks for. Raises: TownclerkError for one of another register."""
    found = extracts.by_name(query.extract)
    if found.register != query.register:
        raise TownclerkError(f"{query.extract} is told by the register {found.register}.")
    return found


def may_narrow(register: Register, query: TableQuery) -> set[str]:
    """By what the rows of an extract can be narrowed besides the facets of its list."""
    own = {PART} if named(query).parts is not None else set()
    return own | set(register.key)


def _opened(wanted: Extract, reader: Reader, *, strict: bool) -> "QuerySet[Any]":
    try:
        return extracts.printable(wanted, reader)
    except Refused:
        if strict and not wanted.counts:
            raise
        from townclerk.platform.registers import by_name

        return rows_of(by_name(wanted.register).model).none()


def _part(wanted: Extract, asked: Mapping[str, str]) -> Q:
    return wanted.parts.of(asked.get(PART, "")) if wanted.parts is not None else Q()


def _narrowed(
    register: Register, rows: "QuerySet[Any]", asked: Mapping[str, str]
) -> "QuerySet[Any]":
    facets = {column.name for column in register.facets} | {"q"}
    for name, value in asked.items():
        try:
            if name in facets:
                rows = narrowed(register, rows, name, value)
            elif name != PART:
                rows = rows.filter(**{name: value})
        except (ValueError, ValidationError) as error:
            raise TownclerkError(f"“{value}” is no value of {name} in {register.title}.") from error
    return rows


def _ordered(
    register: Register, wanted: Extract, rows: "QuerySet[Any]", sort: str = ""
) -> "QuerySet[Any]":
    rows = rows.select_related(*register.followed()).prefetch_related(*register.prefetch)
    order = (sort,) if sort else wanted.order
    return rows.order_by(*order) if order else rows


def _said(left: int) -> str:
    if left == 1:
        return "One record is not open to every reader of this report and is only counted."
    return f"{left} records are not open to every reader of this report and are only counted."


def _counted(register: Register, wanted: Extract, every: "QuerySet[Any]") -> Mapping[str, Any]:
    """How many records there are by the columns their area lets anybody count them by, in the order
    of the extract."""
    columns = [column for name in wanted.counts if (column := register.column(name)) is not None]
    rows = _ordered(register, wanted, every)
    found = Counter(tuple(shown(register, one, row) or NOT_SAID for one in columns) for row in rows)
    return {
        "header": [*(one.label for one in columns), "Number"],
        "rows": [[*cells, str(number)] for cells, number in found.items()],
        "total": ["Total", *("" for _ in columns[1:]), str(sum(found.values()))],
    }
