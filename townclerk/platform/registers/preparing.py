"""A long sheet of a register read, checked and compared whole, before anything is written.

For registers whose records are written by the usual operations. What those ask record by record
is asked here of all rows together: cells, the register's own checks, permission by unit, the
fields' validators, and the model's rules of uniqueness and range by the database itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import IntegrityError, models

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.reading import Shared
from townclerk.platform.exchange.templates import Cells, Sample, Tell, silent
from townclerk.platform.registers import operations
from townclerk.platform.registers.declaration import Column, Register, Ways, rows_of
from townclerk.platform.registers.findable_in_bulk import make_findable
from townclerk.platform.registers.permission import kept_by, may_contribute
from townclerk.platform.registers.shapes import Remembering, Shape, plain
from townclerk.platform.registers.staging import ChangedMeanwhile, Staged, broken_rules
from townclerk.platform.registers.values import References, display, parse

FIRST_ROW = 2
SAMPLES = 5
EVERY = 2_000
"""Rows between two words about progress."""


class Preparation:
    """One sheet on its way in. Counts, samples and the rows laid out are there after `read`."""

    def __init__(self, register: Register, *, actor: Actor, moment: datetime) -> None:
        self.register, self.actor, self.moment = register, actor, moment
        self.reader: Reader = operations.reader_of(actor, moment)
        decision = may_contribute(register, self.reader)
        if not decision:
            raise Refused(decision.reason)
        self.references = References(self.reader)
        self.shape, self.staged = Shape(register.model), Staged(register.model)
        self.problems: list[Problem] = []
        self.added = self.changed = self.same = 0
        self.samples: dict[str, list[Sample]] = {"added": [], "changed": [], "same": []}
        self.moved_unit: list[str] = []
        self.last_pk = 0
        self._seen: dict[tuple[Any, ...], int] = {}
        self._permitted: dict[Any, str] = {}

    # Reading ------------------------------------------------------------------------------

    def read(self, rows: Sequence[Cells], tell: Tell = silent) -> None:
        """Raises Problems with everything that is wrong in any row."""
        self.existing = self._existing(self._keys(rows))
        self.staged.lay_out(self._staging(rows, tell))
        tell(len(rows), len(rows), "Checking the rows against one another")
        if not self.problems:
            self.problems += self._rules()
        if self.problems:
            self.staged.drop()
            raise Problems(sorted(self.problems, key=lambda problem: problem.row or 0))

    def _staging(self, rows: Sequence[Cells], tell: Tell) -> Iterator[Sequence[Any]]:
        of = len(rows)
        for place, cells in enumerate(rows):
            if place % EVERY == 0:
                tell(place, of, "Reading and checking rows")
            staged = self._row(place + FIRST_ROW, cells)
            # Rows after the first wrong one are read for what else is wrong, not to be kept.
            if staged is not None and not self.problems:
                yield staged

    def _row(self, number: int, cells: Cells) -> Sequence[Any] | None:
        values = self._values(number, cells)
        if values is None:
            return None
        key = tuple(plain(values.get(name)) for name in self.register.key)
        if key in self._seen:
            name = ", ".join(str(part) for part in key)
            message = f"Row {self._seen[key]} is about {name} too."
            self._wrong(number, message, self.register.key[-1], "Keep one of the two.")
            return None
        self._seen[key] = number
        stored = self.existing.get(key)
        return self._new(number, values) if stored is None else self._old(number, values, stored)

    def _values(self, number: int, cells: Cells) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        wrong = False
        for name, required, read in self._readers:
            if name not in cells and not required:
                # A column the sheet leaves out says nothing; an empty cell: there is no value.
                continue
            try:
                values[name] = read(cells.get(name))
            except TownclerkError as error:
                self._wrong(number, str(error), name)
                wrong = True
        return None if wrong else values

    @cached_property
    def _readers(self) -> list[tuple[str, bool, Callable[[Any], Any]]]:
        def reader(column: Column) -> Callable[[Any], Any]:
            return Remembering(lambda given: parse(self.register, column, given, self.references))

        return [(c.name, c.required, reader(c)) for c in self.register.editable]

    def _wrong(self, row: int, message: str, column: str = "", hint: str = "") -> None:
        self.problems.append(Problem(message=message, row=row, column=column, hint=hint))

    # New and changed records ----------------------------------------------------------------

    def _new(self, number: int, values: dict[str, Any]) -> Sequence[Any] | None:
        states = self.register.states
        given = {**values, states.field: states.initial} if states else values
        row = self.shape.new(given)
        if not self._accepted(number, values, row, None):
            return None
        self.added += 1
        if len(self.samples["added"]) < SAMPLES:
            self.samples["added"].append(Sample(self._label(row)))
        return [self.added, number, None, *self._prepared(row, adding=True)]

    def _old(
        self, number: int, values: dict[str, Any], stored: Sequence[Any]
    ) -> Sequence[Any] | None:
        pk, before = stored[0], dict(zip(self.shape.attnames, stored[1:], strict=True))
        given = {
            self.shape.by_name[name].attname: plain(value)
            for name, value in values.items()
            if self.register.column(name) in self.register.changeable
        }
        moved = {name: value for name, value in given.items() if before[name] != value}
        what = "changed" if moved else "same"
        if moved and not self._accepted(number, values, before | moved, (pk, before)):
            return None
        if len(self.samples[what]) < SAMPLES:
            self.samples[what].append(Sample(self._label(before), self._differences(before, moved)))
        if not moved:
            self.same += 1
            return None
        self.changed += 1
        row = {**before, **moved, "version": before["version"] + 1}
        return [0, number, pk, *self._prepared(row, adding=False)]

    def _accepted(
        self,
        number: int,
        values: Mapping[str, Any],
        row: dict[str, Any],
        before: tuple[Any, dict[str, Any]] | None,
    ) -> bool:
        """The register's own checks, permission, then what the model's fields ask."""
        count = len(self.problems)
        existing = None
        if before is not None:
            if Ways.CHANGE not in self.register.ways:
                self._wrong(number, f"{self.register.title} are not changed here.")
            if self.register.validate:
                existing = self.shape.record(before[1], before[0])
        elif Ways.ADD not in self.register.ways:
            self._wrong(number, f"{self.register.title} are not added here.")
        if self.register.validate:
            whole = operations.whole(self.register, values, existing) if existing else values
            for problem in self.register.validate(whole, existing):
                self._wrong(number, problem.message, problem.field, problem.hint)
        self._permit(number, before, row)
        self._clean(number, row, before)
        return len(self.problems) == count

    def _permit(
        self, number: int, before: tuple[Any, dict[str, Any]] | None, row: dict[str, Any]
    ) -> None:
        """Asked once for each record that says for whom a row is kept, its unit or other scope."""
        if not self._kept_by:
            return
        given = [row]
        names = [field.attname for field in self._kept_by]
        if before is not None and any(before[1][name] != row[name] for name in names):
            given.append(before[1])
            self.moved_unit.append(str(before[0]))
        for values in given:
            key = tuple(values[name] for name in names)
            if key not in self._permitted:
                draft = self.shape.record({**row, **dict(zip(names, key, strict=True))}, None)
                for field in self._kept_by:
                    self._join(draft, field)
                decision = may_contribute(self.register, self.reader, draft)
                self._permitted[key] = "" if decision else decision.reason
            if self._permitted[key]:
                self._wrong(number, self._permitted[key], self._kept_by[0].name)

    @cached_property
    def _kept_by(self) -> list[Any]:
        """The fields from which follows for whom a row is kept."""
        return [self.shape.by_name[name] for name in kept_by(self.register)]

    def _join(self, record: Any, field: Any) -> None:
        """Give a draft the records it leads to, which were read already."""
        pk = getattr(record, field.attname)
        model = field.related_model
        if pk is None or not isinstance(model, type):
            return
        if model not in self._by_pk:
            self._by_pk[model] = {row.pk: row for row in rows_of(model)}
        if pk in self._by_pk[model]:
            setattr(record, field.name, self._by_pk[model][pk])

    @cached_property
    def _by_pk(self) -> dict[type[models.Model], dict[Any, Any]]:
        return {}

    def _clean(self, number: int, row: dict[str, Any], before: Any) -> None:
        for name, message in self.shape.clean(row, before[1] if before else None):
            self._wrong(number, f"{self._name(name)}: {message}", name)
        if not self.problems:
            for message in self.shape.clean_whole(row, before[0] if before else None):
                self._wrong(number, message)

    # Rows as the database takes them ----------------------------------------------------------

    def _prepared(self, row: dict[str, Any], *, adding: bool) -> Iterator[Any]:
        return self.shape.prepared(row, self.moment, adding=adding)

    def _keys(self, rows: Sequence[Cells]) -> set[tuple[Any, ...]]:
        """The keys the sheet is about, as far as they can be read."""
        readers = {name: read for name, _, read in self._readers if name in self.register.key}
        found = set()
        for cells in rows:
            with suppress(TownclerkError):
                read = {name: plain(reader(cells.get(name))) for name, reader in readers.items()}
                found.add(tuple(read.get(name) for name in self.register.key))
        return found

    def _existing(self, wanted: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], Sequence[Any]]:
        """Stored records of these keys, as rows of values: a tenth of the memory of objects."""
        stored = rows_of(self.register.model).order_by()
        self.last_pk = stored.aggregate(last=models.Max("pk"))["last"] or 0
        places = [
            1 + self.shape.attnames.index(self.shape.by_name[name].attname)
            for name in self.register.key
        ]
        share = Shared()
        found: dict[tuple[Any, ...], Sequence[Any]] = {}
        for row in stored.values_list("pk", *self.shape.attnames).iterator(chunk_size=2000):
            key = tuple(row[place] for place in places)
            if key in wanted:
                found[key] = tuple(share(v) if type(v) is str else v for v in row)
        return found

    def _label(self, row: Mapping[str, Any]) -> str:
        record = self.shape.record(row, None)
        return str(record) or ", ".join(str(getattr(record, name)) for name in self.register.key)

    def _differences(
        self, before: Mapping[str, Any], moved: Mapping[str, Any]
    ) -> tuple[tuple[str, str, str], ...]:
        found = []
        for column in self.register.changeable:
            name = self.shape.by_name[column.name].attname
            if name in moved:
                then, now = (
                    display(self.register, column, self._shown(column, value))
                    for value in (before[name], moved[name])
                )
                found.append((column.label, then, now))
        return tuple(found)

    def _shown(self, column: Column, value: Any) -> Any:
        field = self.shape.by_name[column.name]
        if isinstance(field, models.ForeignKey) and value is not None:
            return rows_of(field.related_model).filter(pk=value).first()
        return value

    # Rules of the model -------------------------------------------------------------------------

    def _rules(self) -> Iterator[Problem]:
        yield from broken_rules(self.staged, set(self.register.key), self._name)

    def _name(self, name: str) -> str:
        column = self.register.column(name)
        return column.label if column else name.replace("_", " ").capitalize()

    # Saving --------------------------------------------------------------------------------------

    def save(self, batch: str) -> None:
        """Inside the caller's transaction. Raises ChangedMeanwhile when the comparison is stale."""
        self._require_unchanged()
        try:
            added, changed = self.staged.take_over(
                moment=self.moment,
                user_id=self.actor.user.pk if self.actor.user else None,
                reason=batch,
                batch=batch,
            )
        except IntegrityError as error:
            raise ChangedMeanwhile(self.register.title) from error
        if (added, changed) != (self.added, self.changed):
            raise ChangedMeanwhile(self.register.title)
        make_findable(
            self.register, self.staged.keys(), self.moved_unit, actor=self.actor, moment=self.moment
        )

    def _require_unchanged(self) -> None:
        """No record of a key of the sheet has come since; versions tell of changed ones."""
        attnames = [self.shape.by_name[name].attname for name in self.register.key]
        fresh = rows_of(self.register.model).filter(pk__gt=self.last_pk).order_by()
        if any(tuple(key) in self._seen for key in fresh.values_list(*attnames)):
            raise ChangedMeanwhile(self.register.title)

    def saved(self) -> None:
        self.staged.drop()


def prepare(
    register: Register,
    rows: Sequence[Cells],
    *,
    actor: Actor,
    moment: datetime,
    tell: Tell = silent,
) -> Preparation:
    made = Preparation(register, actor=actor, moment=moment)
    made.read(rows, tell)
    return made
