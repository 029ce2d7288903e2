"""Tables as files. No cell of a file made here is run as a formula by the program that opens it."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from townclerk.kernel.money import Money
from townclerk.platform.exchange.cells import plain

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings a spreadsheet may take for a formula. Numbers are written by type, not as text."""


@dataclass(frozen=True)
class Heading:
    name: str
    label: str
    money: bool = False


@dataclass(frozen=True)
class Form:
    label: str
    content_type: str
    write: Callable[[str, Sequence[Heading], Iterable[Sequence[Any]]], bytes]


def disarmed(text: str) -> str:
    """Text that a spreadsheet shows and does not run; reading it back takes the mark off again."""
    return f"'{text}" if text.startswith(RISKY) else text


def rearmed(text: str) -> str:
    """What `disarmed` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RISKY) else text


def write(
    form: str, title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]]
) -> bytes:
    return FORMS[form].write(title, headings, rows)


def _csv_cell(value: Any) -> str:
    if isinstance(value, Money | Decimal | int) and not isinstance(value, bool):
        return str(value)
    return disarmed(plain(value))


def _csv(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading.name for heading in headings])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    # The mark tells a spreadsheet that the text is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def as_json(value: Any) -> Any:
    """Money, numbers and dates as exact text; text, whole numbers and yes or no as they are."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return plain(value)


def _json(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]]) -> bytes:
    names = [heading.name for heading in headings]
    found = [dict(zip(names, map(as_json, row), strict=True)) for row in rows]
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _xlsx(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(sheet_name(title))
        head = book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading.name, head)
            sheet.set_column(place, place, max(12, len(heading.name) + 2))
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write_cell(sheet, number, place, value, money=money, day=day)
    return out.getvalue()


def _write_cell(sheet: Any, row: int, place: int, value: Any, *, money: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Money):
        sheet.write_number(row, place, value.as_pounds(), money)
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.write_number(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    else:
        sheet.write_string(row, place, plain(value))


def sheet_name(title: str) -> str:
    """The title without what a sheet's name may not hold, at most 31 characters."""
    kept = "".join(" " if character in "[]:*?/\\" else character for character in title)
    return kept.strip("' ")[:31] or "Sheet"


FORMS: dict[str, Form] = {
    "csv": Form("CSV", "text/csv; charset=utf-8", _csv),
    "xlsx": Form(
        "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx
    ),
    "json": Form("JSON", "application/json", _json),
}
