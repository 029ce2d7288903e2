"""A register's rows as a file: what the list shows, under the headings that read it back."""

from collections.abc import Mapping

from townclerk.platform.access.reader import Reader
from townclerk.platform.exchange.writing import Heading, write
from townclerk.platform.registers.declaration import Kind, Register
from townclerk.platform.registers.listing import listing
from townclerk.platform.registers.values import exported


def export(register: Register, reader: Reader, query: Mapping[str, str], form: str) -> bytes:
    """Every row of the list the reader would see under this query.

    With the columns the address chooses, or with every one, so that it can be read back.
    """
    found = listing(register, reader, query)
    columns = found.columns if found.chosen else register.columns
    headings = [
        Heading(column.name, column.label, money=column.kind is Kind.MONEY) for column in columns
    ]
    rows = (
        [exported(column, record) for column in columns]
        for record in found.rows.iterator(chunk_size=2000)
    )
    return write(form, register.title, headings, rows)
