"""A long sheet of a register read, checked and compared whole, before anything is written.

For registers whose records are written by the usual operations. What those ask record by record
is asked here of all rows together: cells, the register's own checks, permission by unit, the
fields' validators, and the model's rules of uniqueness and range by the database itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.reading import Shared
from townclerk.platform.exchange.templates import Cells, Sample, Tell, silent
from townclerk.platform.registers import operations
from townclerk.platform.registers.declaration import Column, Register, rows_of
from townclerk.platform.registers.findable_in_bulk import make_findable
from townclerk.platform.registers.permission import may_contribute
from townclerk.platform.registers.staging import Staged, checks, unique_sets
from townclerk.platform.registers.values import References, display, parse

FIRST_ROW = 2
SAMPLES = 5
REMEMBERED = 20_000
"""Different cells of a column whose reading is kept: most columns hold few."""
EVERY = 2_000
"""Rows between two words about progress."""


class ChangedMeanwhile(TownclerkError):
    """Records of the register were written while the sheet was checked. Bring the file again."""

    def __init__(self, register: Register) -> None:
        super().__init__(
            f"{register.title} were changed while the sheet was checked, and nothing of it is "
            "saved. Bring the file again."
        )


class Remembering:
    """A function of a cell that is worked out once for each different cell."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work
        self.known: dict[Any, Any] = {}

    def __call__(self, given: Any) -> Any:
        # Kinds are told apart, since 1, True and 1.0 are one key.
        key = (given.__class__, given)
        try:
            return self.known[key]
        except KeyError:
            found = self.work(given)
        if len(self.known) < REMEMBERED:
            self.known[key] = found
        return found


class Preparation:
    """One sheet on its way in. Counts, samples and the rows laid out are there after `read`."""

    def __init__(self, register: Register, *, actor: Actor, moment: datetime) -> None:
        self.register, self.actor, self.moment = register, actor, moment
        self.reader: Reader = operations.reader_of(actor, moment)
        decision = may_contribute(register, self.reader)
        if not decision:
            raise Refused(decision.reason)
        self.references = References(self.reader)
        self.staged = Staged(register.model)
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
        key = tuple(_plain(values.get(name)) for name in self.register.key)
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
        row = self._defaults | {f.attname: _plain(f.get_default()) for f in self._made_anew}
        row |= {self._fields[name].attname: _plain(value) for name, value in given.items()}
        if not self._accepted(number, values, row, None):
            return None
        self.added += 1
        if len(self.samples["added"]) < SAMPLES:
            self.samples["added"].append(Sample(self._label(row)))
        return [self.added, number, None, *self._prepared(row, adding=True)]

    def _old(
        self, number: int, values: dict[str, Any], stored: Sequence[Any]
    ) -> Sequence[Any] | None:
        pk, before = stored[0], dict(zip(self._attnames, stored[1:], strict=True))
        given = {
            self._fields[name].attname: _plain(value)
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
            if not self.register.can_change:
                self._wrong(number, f"{self.register.title} are not changed here.")
            if self.register.validate:
                existing = self._record(before[1], before[0])
        elif not self.register.can_create:
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
        """Asked once for each first record on the way to the unit, from which the unit follows."""
        if not self.register.unit_path:
            return
        way = self._fields[self.register.unit_path.split("__")[0]]
        ways = [row[way.attname]]
        if before is not None and before[1][way.attname] not in ways:
            ways.append(before[1][way.attname])
            self.moved_unit.append(str(before[0]))
        for pk in ways:
            if pk not in self._permitted:
                draft = self._record({**row, way.attname: pk}, None)
                self._join(draft)
                decision = may_contribute(self.register, self.reader, draft)
                self._permitted[pk] = "" if decision else decision.reason
            if self._permitted[pk]:
                self._wrong(number, self._permitted[pk], way.name)

    def _join(self, record: Any) -> None:
        """Give a draft the records it leads to, which were read already."""
        name = self.register.unit_path.split("__")[0]
        field = self._fields[name]
        pk = getattr(record, field.attname)
        model = field.related_model
        if pk is None or not isinstance(model, type):
            return
        if model not in self._by_pk:
            self._by_pk[model] = {row.pk: row for row in rows_of(model)}
        if pk in self._by_pk[model]:
            setattr(record, name, self._by_pk[model][pk])

    @cached_property
    def _by_pk(self) -> dict[type[models.Model], dict[Any, Any]]:
        return {}

    def _clean(self, number: int, row: dict[str, Any], before: Any) -> None:
        for name, attname, blank, empty, clean in self._cleaners:
            value = row[attname]
            if (blank and value in empty) or (before is not None and before[1][attname] == value):
                continue
            try:
                clean(value)
            except ValidationError as error:
                column = self.register.column(name)
                label = column.label if column else name.replace("_", " ").capitalize()
                for message in error.messages:
                    self._wrong(number, f"{label}: {message}", name)
        if self._cleans_whole and not self.problems:
            draft = self._record(row, before[0] if before else None)
            try:
                draft.clean()
            except ValidationError as error:
                for message in error.messages:
                    self._wrong(number, message)

    @cached_property
    def _cleaners(self) -> list[tuple[str, str, bool, Any, Callable[[Any], Any]]]:
        """Not of foreign keys, whose records were looked up: their own check asks once a row."""

        def cleaner(field: Any) -> Callable[[Any], Any]:
            return Remembering(lambda value: field.clean(value, None))

        return [
            (f.name, f.attname, f.blank, tuple(f.empty_values), cleaner(f))
            for f in self.staged.fields
            if not isinstance(f, models.ForeignKey)
        ]

    @cached_property
    def _cleans_whole(self) -> bool:
        return self.register.model.clean is not models.Model.clean

    # Rows as the database takes them ----------------------------------------------------------

    @cached_property
    def _fields(self) -> dict[str, Any]:
        return {field.name: field for field in self.staged.fields}

    @cached_property
    def _attnames(self) -> list[str]:
        return [field.attname for field in self.staged.fields]

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        blank = self.register.model()
        return {name: _plain(getattr(blank, name)) for name in self._attnames}

    @cached_property
    def _made_anew(self) -> list[Any]:
        """Fields whose default is worked out, and may differ from record to record."""
        return [field for field in self.staged.fields if callable(field.default)]

    def _prepared(self, row: dict[str, Any], *, adding: bool) -> Iterator[Any]:
        for attname, prepare, auto_now, auto_now_add in self._preparers:
            value = row[attname]
            if auto_now or (adding and auto_now_add):
                value = self.moment
            yield prepare(value)

    @cached_property
    def _preparers(self) -> list[tuple[str, Callable[[Any], Any], bool, bool]]:
        def preparer(field: Any) -> Callable[[Any], Any]:
            if type(field) in _AS_IT_IS:
                return _itself
            return Remembering(lambda value: field.get_db_prep_save(value, connection))

        return [
            (
                f.attname,
                preparer(f),
                getattr(f, "auto_now", False),
                getattr(f, "auto_now_add", False),
            )
            for f in self.staged.fields
        ]

    def _keys(self, rows: Sequence[Cells]) -> set[tuple[Any, ...]]:
        """The keys the sheet is about, as far as they can be read."""
        readers = {name: read for name, _, read in self._readers if name in self.register.key}
        found = set()
        for cells in rows:
            with suppress(TownclerkError):
                read = {name: _plain(reader(cells.get(name))) for name, reader in readers.items()}
                found.add(tuple(read.get(name) for name in self.register.key))
        return found

    def _existing(self, wanted: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], Sequence[Any]]:
        """Stored records of these keys, as rows of values: a tenth of the memory of objects."""
        stored = rows_of(self.register.model).order_by()
        self.last_pk = stored.aggregate(last=models.Max("pk"))["last"] or 0
        places = [
            1 + self._attnames.index(self._fields[name].attname) for name in self.register.key
        ]
        share = Shared()
        found: dict[tuple[Any, ...], Sequence[Any]] = {}
        for row in stored.values_list("pk", *self._attnames).iterator(chunk_size=2000):
            key = tuple(row[place] for place in places)
            if key in wanted:
                found[key] = tuple(share(v) if type(v) is str else v for v in row)
        return found

    def _record(self, row: Mapping[str, Any], pk: Any) -> Any:
        return self.register.model(**{"pk": pk, **row})

    def _label(self, row: Mapping[str, Any]) -> str:
        record = self._record(row, None)
        return str(record) or ", ".join(str(getattr(record, name)) for name in self.register.key)

    def _differences(
        self, before: Mapping[str, Any], moved: Mapping[str, Any]
    ) -> tuple[tuple[str, str, str], ...]:
        found = []
        for column in self.register.changeable:
            name = self._fields[column.name].attname
            if name in moved:
                then, now = (
                    display(self.register, column, self._shown(column, value))
                    for value in (before[name], moved[name])
                )
                found.append((column.label, then, now))
        return tuple(found)

    def _shown(self, column: Column, value: Any) -> Any:
        field = self._fields[column.name]
        if isinstance(field, models.ForeignKey) and value is not None:
            return rows_of(field.related_model).filter(pk=value).first()
        return value

    # Rules of the model -------------------------------------------------------------------------

    def _rules(self) -> Iterator[Problem]:
        key = set(self.register.key)
        for names in unique_sets(self.register.model):
            if set(names) == key:
                continue
            labels = " and ".join(self._name(name).lower() for name in names)
            for row in self.staged.breaking_unique(names):
                message = f"Another record has the same {labels}."
                yield Problem(message=message, row=row, column=names[-1])
        for constraint in checks(self.register.model):
            for row in self.staged.breaking_check(constraint):
                yield Problem(message=str(constraint.get_violation_error_message()), row=row)

    def _name(self, name: str) -> str:
        column = self.register.column(name)
        return column.label if column else name.replace("_", " ")

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
            raise ChangedMeanwhile(self.register) from error
        if (added, changed) != (self.added, self.changed):
            raise ChangedMeanwhile(self.register)
        make_findable(
            self.register, self.staged.keys(), self.moved_unit, actor=self.actor, moment=self.moment
        )

    def _require_unchanged(self) -> None:
        """No record of a key of the sheet has come since; versions tell of changed ones."""
        attnames = [self._fields[name].attname for name in self.register.key]
        fresh = rows_of(self.register.model).filter(pk__gt=self.last_pk).order_by()
        if any(tuple(key) in self._seen for key in fresh.values_list(*attnames)):
            raise ChangedMeanwhile(self.register)

    def saved(self) -> None:
        self.staged.drop()


_AS_IT_IS = {
    models.CharField,
    models.SlugField,
    models.TextField,
    models.BooleanField,
    models.PositiveIntegerField,
    models.IntegerField,
    models.ForeignKey,
}


def _itself(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    """The key of a record, the value of a choice; anything else as it is."""
    if isinstance(value, models.Model):
        return value.pk
    return value.value if isinstance(value, Enum) else value


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
