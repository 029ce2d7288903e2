"""The blank workbook of an import: headings with notes and lists, and a sheet of their meanings."""

import io
from typing import Any

import xlsxwriter

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.exchange.templates import ImportColumn, ImportTemplate
from townclerk.platform.exchange.writing import sheet_name

MEANINGS = "What the columns mean"
LISTS = "Allowed values"
LAST_ROW = 1_048_575


class NoTable(TownclerkError):
    """There is no workbook to fill in for a file that is no table."""

    def __init__(self, template: ImportTemplate) -> None:
        super().__init__(f"{template.title} come as {template.takes}, for which no sheet is blank.")


def blank(template: ImportTemplate) -> bytes:
    """Raises NoTable for what comes as a file of its own kind."""
    if template.read is not None:
        raise NoTable(template)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(sheet_name(template.title))
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(template.columns):
            sheet.write_string(0, place, column.name, head)
            sheet.set_column(place, place, max(12, len(column.name) + 2))
            sheet.write_comment(0, place, _note(column))
        _meanings(book.add_worksheet(MEANINGS), template, head)
        if any(column.allowed for column in template.columns):
            _lists(book.add_worksheet(LISTS), sheet, template, head)
    return out.getvalue()


def _note(column: ImportColumn) -> str:
    return f"{column.help or column.label or column.name}{' Needed.' if column.required else ''}"


def _meanings(sheet: Any, template: ImportTemplate, head: Any) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    for place, title in enumerate(("Column", "Meaning", "Needed")):
        sheet.write_string(0, place, title, head)
    for row, column in enumerate(template.columns, start=1):
        sheet.write_string(row, 0, column.name)
        sheet.write_string(row, 1, column.help or column.label)
        sheet.write_string(row, 2, "yes" if column.required else "")


def _lists(lists: Any, sheet: Any, template: ImportTemplate, head: Any) -> None:
    """Allowed values on a sheet of their own: a list inside a cell takes 255 letters at most."""
    at = 0
    for place, column in enumerate(template.columns):
        if not column.allowed:
            continue
        lists.write_string(0, at, column.name, head)
        lists.set_column(at, at, 24)
        for row, value in enumerate(column.allowed, start=1):
            lists.write_string(row, at, value)
        letter = xlsxwriter.utility.xl_col_to_name(at)
        rows = f"${letter}$2:${letter}${len(column.allowed) + 1}"
        source = f"='{LISTS}'!{rows}"
        # A warning, not a stop: the import itself is more forgiving and has the last word.
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, place, LAST_ROW, place, rule)
        at += 1
