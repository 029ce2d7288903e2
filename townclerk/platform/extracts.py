"""What a register tells of a period: the meetings held in it, the audits completed in it.

An area declares its extracts beside its registers, in `<area>/extracts.py`, imported from `ready`:

    extract(
        Extract(
            name="meetings-held",
            title="Meetings held",
            register="meetings",
            columns=("body", "on"),
            window=between("on", state="held"),
            order=("on",),
        )
    )

Reports ask for it with the window of their period. Which rows a reader gets is the register's own
answer, so an extract tells nobody more than its list does. Where an area lets its records be
counted for anybody (`counts`), a paper prints their number and leaves the records out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from townclerk.kernel.errors import TownclerkError

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

    from townclerk.platform.access.reader import Reader

Window = Callable[[date, date], "Q"]


class UnknownExtract(TownclerkError):
    def __init__(self, name: str) -> None:
        known = ", ".join(sorted(_extracts)) or "none"
        super().__init__(f"There is no extract {name}. There are: {known}.")


@dataclass(frozen=True)
class Parts:
    """How a table is cut by portfolio: whose rows are one's, and which portfolios it has."""

    of: Callable[[str], "Q"]
    """The rows of a portfolio by its code; those of the whole council without one."""
    codes: Callable[[date, date], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Extract:
    """A named table of a register for a period; both days of the period are counted."""

    name: str
    title: str
    register: str
    columns: tuple[str, ...]
    window: Window
    order: tuple[Any, ...] = ()
    grouped: bool = False
    """Printed in groups under the first column, which rows that follow each other share."""
    unit_path: str = ""
    """From a record to its unit, so that a part of the council can be cut out."""
    counts: tuple[str, ...] = ()
    """Columns by which records that are not open to everybody may be counted for everybody."""
    parts: Parts | None = None
    stops: Callable[[date, date], Sequence[str]] | None = None
    """What keeps a report with this table from being signed, in sentences."""
    asks: Callable[[date, date], Sequence[str]] | None = None
    """Where its rows speak of another day than the period's last, in sentences."""


_extracts: dict[str, Extract] = {}


def between(field: str, **more: Any) -> Window:
    """Records whose day lies in the period, and that are otherwise as said."""

    def window(first: date, last: date) -> "Q":
        from django.db.models import Q

        return Q(**{f"{field}__range": (first, last)}, **more)

    return window


def extract(declared: Extract) -> Extract:
    """Keep a declaration. Called once, on import from the area's `AppConfig.ready`."""
    if declared.name in _extracts:
        raise ValueError(f"the extract {declared.name} is declared twice")
    _extracts[declared.name] = declared
    return declared


def withdraw(name: str) -> None:
    """Forget a declaration: for tests that declare one of their own."""
    _extracts.pop(name, None)


def by_name(name: str) -> Extract:
    if name not in _extracts:
        raise UnknownExtract(name)
    return _extracts[name]


def all_extracts() -> tuple[Extract, ...]:
    return tuple(_extracts[name] for name in sorted(_extracts))


def printable(wanted: Extract, reader: "Reader") -> "QuerySet[Any]":
    """The records open to the reader, and those open to everybody.

    Raises: Refused when there are neither.
    """
    from townclerk.platform.access.reader import Reader, Refused
    from townclerk.platform.registers import by_name as register_named
    from townclerk.platform.registers.permission import opens, visible

    register = register_named(wanted.register)
    open_to = [one for one in (reader, Reader.anonymous(reader.on)) if opens(register, one)]
    if not open_to:
        raise Refused(f"{register.title} are open neither to you nor to everybody.")
    found = visible(register, open_to[0])
    return found | visible(register, open_to[1]) if len(open_to) > 1 else found


def rows(
    wanted: Extract,
    first: date,
    last: date,
    *,
    reader: "Reader",
    units: Sequence[str] | None = None,
) -> "QuerySet[Any]":
    """The records of the period that are open to the reader; of some units when they are named.

    Raises: Refused when the reader has no way into the register.
    """
    found = printable(wanted, reader).filter(wanted.window(first, last))
    if units is not None and wanted.unit_path:
        found = found.filter(**{f"{wanted.unit_path}__code__in": list(units)})
    return found.order_by(*wanted.order) if wanted.order else found
