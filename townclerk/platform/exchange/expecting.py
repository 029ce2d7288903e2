"""What somebody types of the totals a file should have, as in “amount = 1,234.50”."""

from collections.abc import Iterable
from decimal import Decimal

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.printed import parse_number
from townclerk.platform.exchange.reading import plain_heading
from townclerk.platform.exchange.templates import ImportTemplate


class NoSuchTotal(TownclerkError):
    """The line names no column of the sheet, or gives no number."""


def read_totals(template: ImportTemplate, lines: Iterable[str]) -> dict[str, Decimal]:
    return dict(_total(template, line) for line in lines if line.strip())


def _total(template: ImportTemplate, line: str) -> tuple[str, Decimal]:
    named, _, text = line.partition("=")
    wanted = plain_heading(named)
    for column in template.columns:
        if wanted in (plain_heading(column.name), plain_heading(column.label or column.name)):
            break
    else:
        raise NoSuchTotal(f"“{named.strip()}” is no column of this sheet.")
    number = parse_number(text) if text.strip() else None
    if number is None:
        raise NoSuchTotal(f"“{line.strip()}” gives no number. Write it like amount = 1,234.50.")
    return column.name, number
