"""What areas above the platform have to say when a record is removed for good."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db import models

from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor


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


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What may be disposed of: a record of a register, or a row that is kept elsewhere."""

    record_type: str
    record_id: str
    title: str
    """Its kind, in the plural."""
    label: str
    """What it is, for who may read it."""
    retention: str
    due_on: date | None
    may_propose: Callable[[Reader], bool]
    take: Callable[[int, Actor, datetime], Removal]
    """Take it away in the caller's transaction, for the certificate of that number."""


@dataclass(frozen=True)
class Kind:
    """A kind of rows in a store: its name in addresses, what it is called, its class."""

    name: str
    title: str
    retention: str


class Store(Protocol):
    """Where an area keeps rows that are not records of a register."""

    prefix: str
    """What the type of its rows begins with."""

    def kinds(self, reader: Reader) -> Sequence[Kind]:
        """Those of which the reader may propose rows, or decides about disposals."""

    def find(self, record_type: str, record_id: str) -> Subject | None: ...

    def due(self, name: str, on: date, most: int) -> Sequence[Subject]:
        """Rows whose period is over on a day."""

    def erase(self, entry: str, actor: Actor, moment: datetime) -> None:
        """Erase what a removal named under `erase` with the prefix; may be done again."""


stores: list[Store] = []


def store(kept: Store) -> Store:
    stores.append(kept)
    return kept


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
