"""Tables of records in a report: rows its author and its audience may both read."""

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from django.urls import reverse

from townclerk.kernel.display import money_display, number_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.registers import by_name
from townclerk.platform.registers.declaration import Column, Kind, Register
from townclerk.platform.registers.listing import listing
from townclerk.platform.registers.permission import visible
from townclerk.platform.registers.values import raw, shown
from townclerk.reports import windows
from townclerk.reports.core.passages import TableQuery
from townclerk.reports.windows import Windowed

LIMIT = 500
"""A longer table belongs in an export, not in a report."""


def document(query: TableQuery, readers: Sequence[Reader]) -> dict[str, Any]:
    """The table as data, with a checksum by which it is known to have moved.

    Raises: Problems when the register or a column is not there, a total cannot be worked out, a
    reader among those named may not read the register, or it is too long to print.
    """
    try:
        register = by_name(query.register)
        told = _rows(register, query, readers)
    except Refused:
        said = "Its records are not open to the author and to every reader of the report."
        raise Problems([_wrong(query, said)]) from None
    except TownclerkError as error:
        raise Problems([_wrong(query, str(error))]) from None
    columns = _columns(register, query)
    found = list(told.rows[: LIMIT + 1])
    if len(found) > LIMIT:
        raise Problems([_wrong(query, f"It has more than {LIMIT} rows. Narrow it.")])
    cells = [[shown(register, column, record) for column in columns] for record in found]
    total, exact = _total(query, columns, found)
    content: dict[str, Any] = {
        "caption": query.caption or _titled(register, query),
        "header": [_heading(column) for column in columns],
        "rows": cells,
        "total": total,
        "numeric": [
            place
            for place, column in enumerate(columns)
            if column.kind.numeric and (not total or total[place])
        ],
    }
    if told.note:
        content["note"] = told.note
    if told.counted is not None:
        content["counted"] = told.counted
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    grouped = bool(
        query.extract and windows.named(query).grouped and len(columns) > 1 and not total
    )
    return {
        "key": query.register,
        "label": content["caption"],
        "value": hashlib.sha256(text.encode()).hexdigest(),
        "display": f"{len(cells)} row{'' if len(cells) == 1 else 's'}",
        "exact": exact,
        "table": content | ({"grouped": True} if grouped else {}),
        "url": reverse("registers:list", args=[query.register]),
    }


def _rows(register: Register, query: TableQuery, readers: Sequence[Reader]) -> Windowed:
    asked = dict(parse_qsl(query.where, keep_blank_values=True))
    known = {column.name for column in register.facets} | {"q"}
    if query.extract:
        known |= windows.may_narrow(register, query)
    if strange := sorted(set(asked) - known):
        raise TownclerkError(
            f"{', '.join(strange)} cannot narrow {register.title}. "
            f"There are: {', '.join(sorted(known))}."
        )
    if query.extract:
        return windows.of_window(register, query, asked, readers)
    first, *others = readers
    rows = listing(register, first, {**asked, "sort": query.sort}).rows
    for reader in others:
        rows = rows.filter(pk__in=visible(register, reader).values("pk"))
    return Windowed(rows)


def _columns(register: Register, query: TableQuery) -> list[Column]:
    names = query.columns or (windows.named(query).columns if query.extract else ())
    found = [register.column(name) for name in names] or list(register.listed)
    missing = [name for name, column in zip(names, found, strict=False) if column is None]
    if missing:
        known = ", ".join(column.name for column in register.columns)
        raise Problems(
            [_wrong(query, f"It has no column {', '.join(missing)}. There are: {known}.")]
        )
    return [column for column in found if column is not None]


def _titled(register: Register, query: TableQuery) -> str:
    return windows.named(query).title if query.extract else register.title


def _heading(column: Column) -> str:
    unit = (column.unit or "£") if column.kind is Kind.MONEY else column.unit
    return f"{column.label} ({unit})" if unit else column.label


def _total(
    query: TableQuery, columns: Sequence[Column], records: Sequence[Any]
) -> tuple[list[str], str]:
    """The total row from the exact values, and the first total exactly, to check it by."""
    wanted = [name.strip() for name in query.total.split(",") if name.strip()]
    if not wanted:
        return [], ""
    known = {column.name for column in columns if column.kind.numeric}
    if strange := [name for name in wanted if name not in known]:
        raise Problems(
            [_wrong(query, f"{', '.join(strange)} cannot be added up: it is no column of amounts.")]
        )
    row, exact = ["Total"], ""
    for column in columns[1:]:
        if column.name not in wanted:
            row.append("")
            continue
        text, value = _added(column, records)
        row.append(text)
        exact = exact or value
    return row, exact


def _added(column: Column, records: Sequence[Any]) -> tuple[str, str]:
    values = [value for record in records if (value := raw(column, record)) is not None]
    if column.kind is Kind.MONEY:
        money = sum(values, Money(0))
        return money_display(money, column.unit or "£"), f"{Decimal(money.pence) / 100:.2f}"
    number = sum((Decimal(value) for value in values), Decimal(0))
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return number_display(number, places), str(number)


def _wrong(query: TableQuery, message: str) -> Problem:
    return Problem(
        f"Table of {query.register or 'records'}: {message}",
        field="table",
        hint="Both the author and the readers of the report must be able to read its records.",
        code="table",
    )
