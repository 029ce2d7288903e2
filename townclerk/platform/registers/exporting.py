"""A register's rows as a file: what the list shows, under the headings that read it back."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from townclerk.platform.access.reader import Reader
from townclerk.platform.exchange.writing import Heading, write
from townclerk.platform.registers.declaration import Column, Kind, Register
from townclerk.platform.registers.listing import Listing, listing
from townclerk.platform.registers.names import Names
from townclerk.platform.registers.values import exported, referred

AT_ONCE = 2_000
"""Records in memory at a time."""


def export(register: Register, reader: Reader, query: Mapping[str, str], form: str) -> bytes:
    """Every row of the list the reader would see under this query.

    With the columns the address chooses, or with every one, so that it can be read back.
    """
    found = listing(register, reader, query)
    columns = found.columns if found.chosen else register.columns
    headings = [
        Heading(column.name, column.label, money=column.kind is Kind.MONEY) for column in columns
    ]
    return write(form, register.title, headings, _rows(found, columns, Names(reader)))


def _rows(found: Listing, columns: Sequence[Column], names: Names) -> Iterator[list[Any]]:
    rows = found.rows.iterator(chunk_size=AT_ONCE)
    while several := list(islice(rows, AT_ONCE)):
        names.meet(referred(columns, several))
        for record in several:
            yield [exported(column, record, names.tells) for column in columns]
