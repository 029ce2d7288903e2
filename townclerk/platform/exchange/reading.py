"""A file of a table read into rows: CSV, Excel or OpenDocument, with forgiving headings."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import python_calamine

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.exchange.core.footing import FIRST_ROW
from townclerk.platform.exchange.templates import Cells, ImportTemplate
from townclerk.platform.exchange.writing import rearmed

BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
HEADING_WITHIN = 20
"""How many rows of titles may stand above the headings."""
MOST_ROWS = 200_000
SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Sheet:
    """Rows with the number each has in the file, and headings nothing here has a use for."""

    rows: tuple[Cells, ...]
    numbers: tuple[int, ...]
    unused: tuple[str, ...]
    name: str = ""
    """The sheet of a workbook."""
    at_lines: bool = False
    """Whether whoever loads it speaks of lines of the file, not of the rows handed in."""

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Where the rows of the file stop following each other: row as handed in, row there."""
        found: list[tuple[int, int]] = []
        if self.at_lines:
            return found
        for handed, there in enumerate(self.numbers, start=FIRST_ROW):
            if not found or there - handed != found[-1][1] - found[-1][0]:
                found.append((handed, there))
        return found


def read(content: bytes, filename: str, template: ImportTemplate) -> Sheet:
    """Raises Problems when the file cannot be read or its headings do not fit."""
    if template.read is not None:
        lines = tuple(template.read(content, filename))
        read_rows, places = tuple(row for _, row in lines), tuple(place for place, _ in lines)
        return Sheet(read_rows, places, (), at_lines=True)
    name, table = _table(content, filename, template)
    place, heads = _headings(table, template, filename)
    rows: list[Cells] = []
    numbers: list[int] = []
    for number, cells in enumerate(table[place + 1 :], start=place + 2):
        if all(cell is None or cell == "" for cell in cells):
            continue
        rows.append({name: cells[at] if at < len(cells) else None for at, name in heads.items()})
        numbers.append(number)
    if not rows:
        raise _refused(filename, "There is no row under the headings.", "Fill in at least one row.")
    unused = tuple(
        str(cell).strip()
        for at, cell in enumerate(table[place])
        if at not in heads and str(cell or "").strip()
    )
    return Sheet(tuple(rows), tuple(numbers), unused, name)


def _refused(filename: str, message: str, hint: str) -> Problems:
    return Problems([Problem(message=message, file=filename, hint=hint)])


def _table(content: bytes, filename: str, template: ImportTemplate) -> tuple[str, list[list[Any]]]:
    if not content:
        raise _refused(filename, "The file is empty.", "Choose the file that holds the table.")
    ending = PurePath(filename).suffix.lower()
    if ending in BOOKS:
        name, table = _book(content, filename)
    elif ending in (".csv", ".txt", ".tsv"):
        name, table = "", _text(content, filename, _known(template))
    else:
        raise _refused(
            filename,
            f"“{ending or filename}” is not a kind of table that can be read.",
            "Save it as CSV, XLSX or ODS.",
        )
    if len(table) > MOST_ROWS:
        raise _refused(
            filename,
            f"The table has {len(table)} rows, and {MOST_ROWS} is the most.",
            "Split it into several files.",
        )
    return name, table


class Shared:
    """Gives one object for equal values: most columns of a long sheet hold few different ones."""

    MOST = 20_000

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def __call__(self, value: Any) -> Any:
        if len(self._known) < self.MOST:
            return self._known.setdefault(value, value)
        return self._known.get(value, value)


def _text(content: bytes, filename: str, known: Mapping[str, str]) -> list[list[Any]]:
    """UTF-8 with or without its mark, else the encoding Excel writes on Windows."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise _refused(filename, "This is not a text file.", "Save it as CSV, XLSX or ODS.")
    separator = _separator(text, known)
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
        share = Shared()
        return [[share(rearmed(cell.strip())) for cell in row] for row in found]
    except csv.Error as error:
        raise _refused(filename, f"The file breaks off: {error}.", "Save it again.") from error


def _separator(text: str, known: Mapping[str, str]) -> str:
    """The separator by which some line near the top falls into most known headings."""
    lines = text.split("\n", HEADING_WITHIN)[:HEADING_WITHIN]

    def headings(separator: str) -> int:
        return max(
            sum(plain_heading(cell) in known for cell in line.split(separator)) for line in lines
        )

    return max(SEPARATORS, key=headings)


def _book(content: bytes, filename: str) -> tuple[str, list[list[Any]]]:
    """The first sheet that holds anything."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(cell not in (None, "") for row in rows for cell in row):
                return name, [[_cell(cell) for cell in row] for row in rows]
    except python_calamine.CalamineError as error:
        raise _refused(
            filename, f"The workbook cannot be read: {error}.", "Save it again."
        ) from error
    raise _refused(filename, "The workbook is empty.", "Fill in its first sheet.")


def _cell(cell: Any) -> Any:
    """Numbers leave the float a workbook keeps them in, at the digits it would show."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float | int):
        return Decimal(int(cell)) if cell == int(cell) else Decimal(repr(cell))
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, time | timedelta):
        return str(cell)
    return rearmed(cell.strip()) if isinstance(cell, str) else cell


def plain_heading(text: Any) -> str:
    """What is left of a heading when case, spaces and marks do not count."""
    return re.sub(r"[^a-z0-9]", "", str(text or "").casefold())


def _known(template: ImportTemplate) -> dict[str, str]:
    """Headings a column answers to, without case and marks."""
    known = {plain_heading(c.label): c.name for c in template.columns if c.label}
    return known | {plain_heading(column.name): column.name for column in template.columns}


def _headings(
    table: Sequence[Sequence[Any]], template: ImportTemplate, filename: str
) -> tuple[int, dict[int, str]]:
    """The row that names most columns, and which of them stands where."""
    known = _known(template)
    best: tuple[int, dict[int, str]] = (0, {})
    twice: list[Problem] = []
    for place, row in enumerate(table[:HEADING_WITHIN]):
        heads = {
            at: known[key] for at, cell in enumerate(row) if (key := plain_heading(cell)) in known
        }
        if len(heads) > len(best[1]):
            best = (place, heads)
    place, heads = best
    names = list(heads.values())
    if not heads:
        listed = ", ".join(column.name for column in template.columns)
        raise _refused(filename, "No heading fits.", f"Head the columns: {listed}.")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            message = f"Two columns are headed {name}."
            twice.append(Problem(message=message, file=filename, row=place + 1, hint="Delete one."))
    missing = [c.name for c in template.columns if c.required and c.name not in names]
    twice += [
        Problem(
            message=f"The column {name} is missing.",
            file=filename,
            row=place + 1,
            column=name,
            hint="Add it, or start from the blank sheet.",
        )
        for name in missing
    ]
    if twice:
        raise Problems(twice)
    return best
