"""What happened to a record: who changed what, when and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from townclerk.kernel.display import date_display
from townclerk.platform.clock import LOCAL
from townclerk.platform.registers.declaration import Column, Register
from townclerk.platform.registers.names import Names
from townclerk.platform.registers.values import display

WORDS = {"+": "Added", "~": "Changed", "-": "Removed"}


@dataclass(frozen=True)
class Happening:
    moment: datetime
    by: str
    what: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]
    """Label of the column, before, after."""

    @property
    def when(self) -> str:
        local = self.moment.astimezone(LOCAL)
        return f"{date_display(local.date())} at {local:%H:%M}"


def history(register: Register, record: Any, names: Names) -> tuple[Happening, ...]:
    """Newest first. One query, and one a reference column to name what it pointed to."""
    rows = list(
        record.history.select_related("history_user", *_followed(register)).order_by(
            "-history_date", "-history_id"
        )
    )
    earlier = [*rows[1:], None]
    return tuple(
        Happening(
            moment=row.history_date,
            by=str(row.history_user) if row.history_user else "Townclerk",
            what=WORDS.get(row.history_type, row.history_type),
            reason=row.history_change_reason or "",
            changes=tuple(_changes(register, before, row, names)) if before is not None else (),
        )
        for row, before in zip(rows, earlier, strict=True)
    )


def _followed(register: Register) -> list[str]:
    return [c.name for c in register.columns if c.stored and c.kind.value == "reference"]


def _changes(
    register: Register, before: Any, after: Any, names: Names
) -> Iterator[tuple[str, str, str]]:
    for column in register.columns:
        if not column.stored:
            continue
        name = register.field(column).attname
        if getattr(before, name) != getattr(after, name):
            then, now = (_shown(register, column, row, names) for row in (before, after))
            yield column.label, then, now


def _shown(register: Register, column: Column, row: Any, names: Names) -> str:
    return display(register, column, getattr(row, column.name), names) or "empty"
