"""Columns that many registers have."""

from typing import Any

from townclerk.platform.registers.declaration import Column, Kind

SOURCE = Column("source", "Source", Kind.TEXT, listed=False, help="Document and place.")


def reference(**more: Any) -> Column:
    """What a record is called by; given when it is added, and kept."""
    return Column("reference", "Reference", Kind.TEXT, required=True, fixed=True, **more)
