"""What areas above the platform have to say when a record is removed for good."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass
class Removal:
    """What one disposal takes away, as counts, and the files to erase once it is certain."""

    record: models.Model
    number: int
    """Of the certificate that will be written."""
    rows: Sequence[models.Model] = ()
    counts: dict[str, int] = field(default_factory=dict)
    erase: list[str] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    """Figures that keep their value: key, scope and period, never the value."""

    def count(self, what: str, number: int) -> None:
        if number:
            self.counts[what] = self.counts.get(what, 0) + number


Remover = Callable[[Removal], None]
Guard = Callable[[Removal], AbstractContextManager[None]]
removers: list[Remover] = []
guards: list[Guard] = []


def remover(hook: Remover) -> Remover:
    """Called in the transaction, after the record is gone, to take away what else tells of it."""
    removers.append(hook)
    return hook


def guard(hook: Guard) -> Guard:
    """Entered before anything is removed and left after it, in the same transaction. Raise
    CannotDispose to leave everything as it was."""
    guards.append(hook)
    return hook
