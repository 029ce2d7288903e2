"""How a record came to be, as its history tells: by which batch and row, or typed by whom."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from townclerk.platform.records import Record

_BROUGHT = re.compile(r"(?P<batch>import-\d+)(?:, row (?P<row>\d+))?")


def reason_of(batch: str, row: int) -> str:
    """What the history of a record says of the row that brought or changed it.

    >>> reason_of("import-12", 3)
    'import-12, row 3'
    """
    return f"{batch}, row {row}" if batch else f"Import, row {row}"


def batch_of(reason: str) -> tuple[str, str]:
    """Batch and row as a reason tells them, empty where it tells of none.

    >>> batch_of("import-12, row 3"), batch_of("import-12"), batch_of("Corrected")
    (('import-12', '3'), ('import-12', ''), ('', ''))
    """
    found = _BROUGHT.fullmatch(reason)
    return (found["batch"], found["row"] or "") if found else ("", "")


@dataclass(frozen=True)
class Written:
    """One entry of the history of a record."""

    moment: datetime
    user: int | None
    batch: str
    row: str


@dataclass(frozen=True)
class Origin:
    """What brought a record, and who changed it by hand after that."""

    brought: Written
    changed: Written | None = None


def history_of(model: type[Record], keys: Iterable[Any]) -> Mapping[Any, list[Written]]:
    """The entries of each record, oldest first, in one query."""
    found: dict[Any, list[Written]] = defaultdict(list)
    past = model.history.filter(id__in=list(keys)).exclude(history_type="-")
    rows = past.order_by("history_date", "history_id").values_list(
        "id", "history_date", "history_user_id", "history_change_reason"
    )
    for key, moment, user, reason in rows:
        found[key].append(Written(moment, user, *batch_of(reason or "")))
    return found


def origin(entries: Iterable[Written], known_at: datetime | None = None) -> Origin | None:
    """The last file the record was in by then, else who first typed it; and what came after."""
    known = [one for one in entries if known_at is None or one.moment <= known_at]
    if not known:
        return None
    brought = next((one for one in reversed(known) if one.batch), known[0])
    return Origin(brought, None if known[-1] is brought else known[-1])
