"""Records of several kinds that one sheet brings: checked whole, then written in one stroke.

For sheets of an area whose rows are not each one record of a register: a line with its amounts, a
stream with what it gives each year. Rows put records by their keys; nothing is written before all
are checked, and what is written then is one statement a table, as for registers (ADR 16).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.rows import Row
from townclerk.platform.exchange.templates import Sample
from townclerk.platform.records import Record
from townclerk.platform.registers.declaration import of_model, rows_of
from townclerk.platform.registers.findable_in_bulk import make_findable
from townclerk.platform.registers.permission import kept_by
from townclerk.platform.registers.shapes import Shape, plain
from townclerk.platform.registers.staging import ChangedMeanwhile, Staged, broken_rules

SAMPLES = 5
ADDED, CHANGED, SAME = "added", "changed", "same"


class Draft:
    """One record on its way in, or as it is stored: its values by the names of attributes."""

    __slots__ = ("before", "number", "pk", "place", "row")

    def __init__(self, pk: Any, row: dict[str, Any], *, place: int = 0, number: int = 0) -> None:
        self.pk, self.row, self.place, self.number = pk, row, place, number
        self.before: dict[str, Any] | None = None

    @property
    def key(self) -> Any:
        """Its key; of a new one its place below nil, until the database has given it one."""
        return self.pk if self.pk is not None else -self.place

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def is_put(self) -> bool:
        return self.is_new or self.before is not None

    def __getitem__(self, attname: str) -> Any:
        return self.row[attname]


class Kind:
    """The drafts of one model by their key, stored ones read when the first is asked for."""

    def __init__(
        self, model: type[Record], key: tuple[str, ...], within: Mapping[str, Any]
    ) -> None:
        self.model, self.key = model, key
        self.shape, self.staged = Shape(model), Staged(model)
        self.parents: dict[str, type[models.Model]] = {
            field.name: field.related_model
            for field in self.shape.fields
            if isinstance(field, models.ForeignKey)
        }
        self._attnames = tuple(self.shape.by_name[name].attname for name in key)
        self.new = 0
        self.drafts: dict[tuple[Any, ...], Draft] = {}
        stored = rows_of(model).filter(**within).order_by()
        for pk, *values in stored.values_list("pk", *self.shape.attnames).iterator(2000):
            draft = Draft(pk, dict(zip(self.shape.attnames, values, strict=True)))
            self.drafts[tuple(draft.row[name] for name in self._attnames)] = draft

    def find(self, values: Mapping[str, Any]) -> Draft | None:
        return self.drafts.get(tuple(_key(values[name]) for name in self.key))

    def add(self, given: Mapping[str, Any], number: int) -> Draft:
        self.new += 1
        draft = Draft(None, self.shape.new(given), place=self.new, number=number)
        self.drafts[tuple(draft.row[name] for name in self._attnames)] = draft
        return draft

    def put(self) -> list[Draft]:
        return [draft for draft in self.drafts.values() if draft.is_put]


class Drafts:
    """A sheet on its way in. Answers what a prepared sheet answers once `check` has passed."""

    def __init__(self, *, actor: Actor, moment: datetime) -> None:
        self.actor, self.moment = actor, moment
        self.kinds: dict[type[Record], Kind] = {}
        self.problems: list[Problem] = []
        self.samples: dict[str, list[Sample]] = {ADDED: [], CHANGED: [], SAME: []}
        self.counts = {ADDED: 0, CHANGED: 0, SAME: 0}
        self.first: list[Callable[[], None]] = []
        """Asked again in the transaction, before anything is written; they refuse by raising."""
        self.then: list[Callable[[], None]] = []
        """Done in the transaction, after everything is written."""
        self._relied: dict[type[Record], int] = {}

    # Reading and putting ----------------------------------------------------------------------

    def know(self, model: type[Record], *key: str, **within: Any) -> Kind:
        """Read what is stored of a model, by its key; parents before what hangs on them."""
        if model not in self.kinds:
            self.kinds[model] = Kind(model, key, within)
        return self.kinds[model]

    def stored(self, model: type[Record], **key: Any) -> Draft | None:
        """The record of this key, as stored or as the sheet has left it so far."""
        return self.know(model, *key).find(key)

    def rely_on(self, model: type[Record]) -> None:
        """The check rests on all records of this model: when one is written since, it is stale."""
        self._relied.setdefault(model, _last_entry(model))

    def put(
        self,
        model: type[Record],
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        row: Row,
        stamp: Mapping[str, Any] | None = None,
        counts: bool = True,
        touch: bool = False,
    ) -> Draft | None:
        """Add the record of this key or change it; None when the row is wrong.

        `stamp` is written with a change and makes none itself; `touch` writes it at any rate.
        """
        if row.problems:
            return None
        kind = self.know(model, *key)
        stamp = {**({"batch_row": row.number} if "batch_row" in kind.shape.by_name else {})} | {
            **(stamp or {})
        }
        given = {name: _key(value) for name, value in values.items()}
        found = kind.find(key)
        if found is None:
            whole = {name: _key(value) for name, value in key.items()} | given | dict(stamp)
            draft = kind.add(whole, row.number)
            self._clean(kind, draft, row)
            self._count(kind, draft, ADDED, (), counts=counts)
            return draft
        moved = {
            name: value
            for name, value in kind.shape.given(given).items()
            if found.row[name] != value
        }
        if not moved and not touch:
            self._count(kind, found, SAME, (), counts=counts)
            return found
        differences = tuple(
            (name.removesuffix("_id").replace("_", " "), str(found.row[name]), str(value))
            for name, value in moved.items()
        )
        if found.pk is not None and found.before is None:
            found.before = dict(found.row)
        found.row |= moved | kind.shape.given(stamp)
        found.number = row.number
        self._clean(kind, found, row)
        self._count(kind, found, CHANGED, differences, counts=counts)
        return found

    def _clean(self, kind: Kind, draft: Draft, row: Row) -> None:
        for name, message in kind.shape.clean(draft.row, draft.before):
            row.wrong(name, message)
        for name in kind.parents:
            field = kind.shape.by_name[name]
            if draft.row[field.attname] is None and not field.null:
                row.wrong(name, "This cell is empty.")
        if not row.problems:
            for message in kind.shape.clean_whole(draft.row, draft.pk):
                row.wrong("", message)

    def _count(
        self, kind: Kind, draft: Draft, what: str, differences: Any, *, counts: bool
    ) -> None:
        if not counts:
            return
        self.counts[what] += 1
        if len(self.samples[what]) < SAMPLES:
            self.samples[what].append(Sample(_label(kind, draft), differences))

    # What a prepared sheet answers ------------------------------------------------------------

    @property
    def added(self) -> int:
        return self.counts[ADDED]

    @property
    def changed(self) -> int:
        return self.counts[CHANGED]

    @property
    def same(self) -> int:
        return self.counts[SAME]

    def check(self, problems: Sequence[Problem] = ()) -> None:
        """Lay everything out beside the database. Raises Problems with all that is wrong."""
        found = list(problems)
        if not found:
            for kind in self.kinds.values():
                kind.staged.lay_out(self._rows(kind))
                kind.staged.index_places()
            for kind in self.kinds.values():
                found += broken_rules(kind.staged, set(kind.key), _words)
        if found:
            self.saved()
            raise Problems(sorted(found, key=lambda problem: problem.row or 0))

    def _rows(self, kind: Kind) -> Iterator[Sequence[Any]]:
        for draft in kind.put():
            row = draft.row
            if draft.before is not None:
                row = {**row, "version": draft.before["version"] + 1}
            prepared = kind.shape.prepared(row, self.moment, adding=draft.is_new)
            yield [draft.place, draft.number, draft.pk, *prepared]

    def save(self, batch: str) -> None:
        """Inside the caller's transaction. Raises ChangedMeanwhile when the check is stale."""
        for again in self.first:
            again()
        for model, last in self._relied.items():
            if _last_entry(model) != last:
                raise ChangedMeanwhile(_title(model))
        for kind in self.kinds.values():
            self._write(kind, batch)
        for follow in self.then:
            follow()

    def _write(self, kind: Kind, batch: str) -> None:
        put = kind.put()
        if not put:
            return
        for name, parent in kind.parents.items():
            if parent in self.kinds and self.kinds[parent].new:
                kind.staged.point(name, self.kinds[parent].staged)
        try:
            added, changed = kind.staged.take_over(
                moment=self.moment,
                user_id=self.actor.user.pk if self.actor.user else None,
                reason=batch or "Import",
                batch=batch,
            )
        except IntegrityError as error:
            raise ChangedMeanwhile(_title(kind.model)) from error
        if (added, changed) != (kind.new, len(put) - kind.new):
            raise ChangedMeanwhile(_title(kind.model))
        register = of_model(kind.model)
        if register is not None:
            way = kept_by(register)[0] if kept_by(register) else ""
            attname = kind.shape.by_name[way].attname if way in kind.shape.by_name else ""
            moved = [
                str(draft.pk)
                for draft in put
                if attname and draft.before and draft.before[attname] != draft.row[attname]
            ]
            make_findable(register, kind.staged.keys(), moved, actor=self.actor, moment=self.moment)

    def saved(self) -> None:
        for kind in self.kinds.values():
            kind.staged.drop()


def _key(value: Any) -> Any:
    return value.key if isinstance(value, Draft) else plain(value)


def _label(kind: Kind, draft: Draft) -> str:
    try:
        return str(kind.shape.record(draft.row, draft.pk))
    except ObjectDoesNotExist:
        # It leads to a record that is new itself.
        return ", ".join(str(draft.row[name]) for name in kind.key if name not in kind.parents)


def _last_entry(model: type[Record]) -> int:
    return model.history.aggregate(last=models.Max("history_id"))["last"] or 0


def _title(model: type[Record]) -> str:
    return str(model._meta.verbose_name_plural).capitalize()  # noqa: SLF001


def _words(name: str) -> str:
    return name.replace("_", " ")
