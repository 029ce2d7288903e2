"""The blank workbook of an import: its headings, and a second sheet that says what they mean."""

import io

import xlsxwriter

from townclerk.platform.exchange.templates import ImportTemplate
from townclerk.platform.exchange.writing import sheet_name

MEANINGS = "What the columns mean"


def blank(template: ImportTemplate) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(sheet_name(template.title))
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(template.columns):
            sheet.write_string(0, place, column.name, head)
            sheet.set_column(place, place, max(12, len(column.name) + 2))
        meanings = book.add_worksheet(MEANINGS)
        meanings.set_column(0, 0, 24)
        meanings.set_column(1, 1, 80)
        for place, title in enumerate(("Column", "Meaning", "Needed")):
            meanings.write_string(0, place, title, head)
        for row, column in enumerate(template.columns, start=1):
            meanings.write_string(row, 0, column.name)
            meanings.write_string(row, 1, column.help or column.label)
            meanings.write_string(row, 2, "yes" if column.required else "")
    return out.getvalue()
