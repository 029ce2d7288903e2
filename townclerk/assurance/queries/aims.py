"""The aim of the corporate plan that a risk threatens, by its code in the register of aims."""

from typing import Any

from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.registers import by_name
from townclerk.platform.registers.declaration import rows_of
from townclerk.platform.registers.permission import visible

AIMS = "aims"


def aim_of(code: str, reader: Reader | None = None) -> Any | None:
    """The aim with a code, or none; with a reader, only where it is open to them."""
    if not code:
        return None
    register = by_name(AIMS)
    try:
        rows = rows_of(register.model) if reader is None else visible(register, reader)
    except Refused:
        return None
    return rows.filter(code=code).first()
