"""Rows of a sheet told as they are read, and drafts written in the transaction that is open."""

from collections.abc import Iterable, Iterator

from townclerk.platform.exchange.rows import Row
from townclerk.platform.exchange.templates import Tell
from townclerk.platform.registers.drafts import Drafts

EVERY = 2_000
"""Rows between two words about progress."""


def told(found: Iterable[Row], tell: Tell) -> Iterator[Row]:
    for place, row in enumerate(found):
        if place % EVERY == 0:
            tell(place, None, "Reading and checking rows")
        yield row


def saved(drafts: Drafts, batch: str) -> Drafts:
    drafts.save(batch)
    drafts.saved()
    return drafts
