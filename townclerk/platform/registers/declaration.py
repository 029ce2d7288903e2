"""What an area says about one of its registers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, Flag, auto
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, QuerySet

from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.exchange.templates import ImportColumn, register_template
from townclerk.platform.exchange.templates import withdraw as withdraw_template
from townclerk.platform.files.holders import withdraw as withdraw_files

if TYPE_CHECKING:
    # The package is imported before the models are loaded: its app is named by it.
    from townclerk.platform.records import Record


class Kind(Enum):
    """What a column holds. It settles how a value is read, shown, sorted and exported."""

    TEXT = "text"
    LONG_TEXT = "long text"
    CHOICE = "choice"
    MONEY = "money"
    NUMBER = "number"
    INTEGER = "whole number"
    DATE = "date"
    YEAR = "financial year"
    FLAG = "yes or no"
    REFERENCE = "reference"

    @property
    def numeric(self) -> bool:
        return self in (Kind.MONEY, Kind.NUMBER, Kind.INTEGER)


class Ways(Flag):
    """How records come into a register and change there, apart from its steps."""

    NONE = 0
    """Records are shown only: an area's own pages make them."""
    ADD = auto()
    CHANGE = auto()
    IMPORT = auto()
    """By a sheet of the register's own columns; what it brings is added or changed."""
    FORMS = ADD | CHANGE
    ALL = ADD | CHANGE | IMPORT


class UnknownRegister(TownclerkError):
    def __init__(self, name: str) -> None:
        known = ", ".join(sorted(_registers)) or "none"
        super().__init__(f"There is no register {name}. There are: {known}.")


class WrongRegister(TownclerkError):
    """A declaration that does not fit its model: a fault of the program."""


def field_names(model: type[models.Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.get_fields())  # noqa: SLF001 (the documented way to a model's fields)


def rows_of(model: type[models.Model]) -> "QuerySet[Any]":
    """Every row of a model. `_default_manager` is how Django names it for code about any model."""
    return model._default_manager.all()  # noqa: SLF001


@dataclass(frozen=True)
class Column:
    """One column: a field of the model, or with `value` something worked out from a record."""

    name: str
    label: str
    kind: Kind
    required: bool = False
    help: str = ""
    facet: bool = False
    unit: str = ""
    to: str = ""
    """For a reference: the name of the register it leads to, when there is one."""
    listed: bool = True
    """Whether the list shows it; the record's own page shows every column."""
    editable: bool = True
    fixed: bool = False
    """Given when the record is added and not changed afterwards."""
    value: Callable[[Any], Any] | None = None
    """Works the value out from a record; such a column can be neither edited nor sorted."""

    @property
    def stored(self) -> bool:
        return self.value is None

    @property
    def holds_role(self) -> bool:
        """Whether it holds the code of a role, which people know by its title."""
        return self.kind is Kind.TEXT and self.name.endswith("_role")


@dataclass(frozen=True)
class Transition:
    """A named step between states, with the verb a role needs and who may not take it."""

    name: str
    sources: tuple[str, ...]
    target: str
    verb: Verb = Verb.CONTRIBUTE
    label: str = ""
    other_than: tuple[str, ...] = ()
    """Fields that name a user; whoever is named there leaves the step to somebody else."""
    subject: str = ""
    """What the verb is asked about, where a role reaches no further in the area than that."""
    act: Callable[..., Any] | None = None
    """Takes the record and `actor`, `moment`, `reason`; the move of the states without it."""
    only: tuple[str, ...] = ()
    """Roles that alone take the step, of all that hold the verb in the area."""


@dataclass(frozen=True)
class States:
    field: str
    initial: str
    transitions: tuple[Transition, ...] = ()
    move: Callable[..., Any] | None = None
    """Takes the record, the transition's name and `actor`, `moment`, `reason`."""

    def open_from(self, state: str) -> tuple[Transition, ...]:
        return tuple(step for step in self.transitions if state in step.sources)

    def named(self, name: str) -> Transition | None:
        return next((step for step in self.transitions if step.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Register:
    """A table of records with its permissions, its columns and its steps."""

    name: str
    title: str
    singular: str
    model: "type[Record]"
    area: Area
    section: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    states: States | None = None
    unit_path: str = ""
    scopes: tuple[tuple[str, str], ...] = ()
    """What else a role may be held for: its kind, and the lookup of its code on a record."""
    year_path: str = ""
    """Where the financial year of a record is, when it is of one."""
    published_when: Q | None = None
    clearance: str = ""
    subject: str = ""
    editors: tuple[str, ...] = ()
    """Roles that approve in the area and may contribute here too, because they answer for it."""
    only: tuple[str, ...] = ()
    """Roles that alone write here, of all that contribute in the area."""
    validate: Callable[[Mapping[str, Any], Any], list[Problem]] | None = None
    create: Callable[..., Any] | None = None
    change: Callable[..., Any] | None = None
    ways: Ways = Ways.ALL
    search: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()
    """Related rows that columns with a `value` read."""
    retention: str = ""
    description: str = ""
    empty: str = ""

    def __post_init__(self) -> None:
        names = field_names(self.model)
        wrong = [
            column.name for column in self.columns if column.stored and column.name not in names
        ]
        if wrong:
            raise WrongRegister(f"{self.name}: {self.model.__name__} has no {', '.join(wrong)}.")

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @cached_property
    def editable(self) -> tuple[Column, ...]:
        """Columns a form shows: those stored, without the state, which moves by its steps."""
        state = self.states.field if self.states else ""
        return tuple(c for c in self.columns if c.stored and c.editable and c.name != state)

    @cached_property
    def changeable(self) -> tuple[Column, ...]:
        """Columns that may differ after the record is added."""
        return tuple(column for column in self.editable if not column.fixed)

    @cached_property
    def listed(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.listed)

    @cached_property
    def facets(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.facet and column.stored)

    def field(self, column: Column) -> "models.Field[Any, Any]":
        found = self.model._meta.get_field(column.name)  # noqa: SLF001 (the documented way to a model's fields)
        if not isinstance(found, models.Field):
            raise WrongRegister(f"{self.name}: {column.name} is no field of {self.model.__name__}.")
        return found

    def followed(self) -> tuple[str, ...]:
        """Foreign keys read together with the records, so that a list costs one query."""
        keys = []
        for column in self.columns:
            if column.stored and column.kind is Kind.REFERENCE:
                target: Any = self.field(column).related_model
                keys += [column.name, *(f"{column.name}__{part}" for part in named_through(target))]
        path = self.unit_path.split("__")
        upto = ["__".join(path[: n + 1]) for n in range(len(path))] if self.unit_path else []
        return tuple(dict.fromkeys([*keys, *upto]))


_registers: dict[str, Register] = {}


def register(declared: Register) -> Register:
    """Keep a declaration. Called once, on import from the area's `AppConfig.ready`."""
    if declared.name in _registers:
        raise WrongRegister(f"The register {declared.name} is declared twice.")
    _registers[declared.name] = declared
    if Ways.IMPORT in declared.ways:
        _offer_import(declared)
    if declared.search:
        _offer_search(declared)
    _offer_files(declared)
    return declared


def _offer_files(declared: Register) -> None:
    """Files hang on its records, open to who sees behind them."""
    from townclerk.platform.files import holders
    from townclerk.platform.registers.attaching import holder

    holders.declare(declared.model, holder(declared))


def _offer_search(declared: Register) -> None:
    """Each record is found by its words, by whoever may read it."""
    from townclerk.platform.registers.finding import searchable
    from townclerk.platform.search import declare

    declare(searchable(declared))


def _offer_import(declared: Register) -> None:
    """The register's own sheet: its editable columns, one record a row, found by its key."""

    def load(rows: Any, **named: Any) -> Any:
        from townclerk.platform.registers.importing import load_rows

        return load_rows(declared, rows, **named)

    def prepare(rows: Any, **named: Any) -> Any:
        from townclerk.platform.registers.preparing import prepare as prepare_rows

        return prepare_rows(declared, rows, **named)

    def may(reader: Any) -> Any:
        from townclerk.platform.registers.permission import may_contribute

        return may_contribute(declared, reader)

    def whole(reader: Any) -> bool:
        from townclerk.platform.registers.permission import reads_whole

        return reads_whole(declared, reader)

    columns = [_import_column(declared, column) for column in declared.editable]
    # An area's own operation may write more than the record, so it is called row by row.
    usual = declared.create is None and declared.change is None
    register_template(
        declared.name,
        title=declared.title,
        columns=columns,
        load=load,
        prepare=prepare if usual else None,
        may=may,
        whole=whole,
    )


GROUPING = frozenset({Kind.CHOICE, Kind.REFERENCE, Kind.YEAR, Kind.FLAG})


def _import_column(declared: Register, column: Column) -> ImportColumn:
    allowed: tuple[str, ...] = ()
    if column.kind is Kind.FLAG:
        allowed = ("Yes", "No")
    elif column.kind is Kind.CHOICE:
        allowed = tuple(str(label) for value, label in declared.field(column).flatchoices if value)
    return ImportColumn(
        column.name,
        column.help or column.label,
        column.label,
        required=column.required or column.name in declared.key,
        groups=column.kind in GROUPING,
        allowed=allowed,
    )


def withdraw(name: str) -> None:
    """Forget a declaration: for tests that declare one of their own."""
    found = _registers.pop(name, None)
    if found is None:
        return
    withdraw_files(found.model)
    for other in _registers.values():
        if other.model is found.model:
            _offer_files(other)
    if Ways.IMPORT in found.ways:
        withdraw_template(name)
    if found.search:
        from townclerk.platform.search.declaration import withdraw as withdraw_search

        withdraw_search(name)


def by_name(name: str) -> Register:
    if name not in _registers:
        raise UnknownRegister(name)
    return _registers[name]


def of_model(model: type[models.Model]) -> Register | None:
    return next((found for found in _registers.values() if found.model is model), None)


KEYS = ("code", "reference", "number", "username")
"""Fields by which people name a record, in the order in which they are looked for."""


def named_by(model: type[models.Model]) -> tuple[str, ...]:
    """The fields that name one record: a field that names it alone, or the key of its register."""
    for name in KEYS:
        if name in field_names(model) and _names_one(model, name):
            return (name,)
    declared = of_model(model)
    return (declared.key if declared else ()) or ("pk",)


def _names_one(model: type[models.Model], name: str) -> bool:
    meta = model._meta  # noqa: SLF001 (the documented way to a model's fields)
    alone = [rule for rule in meta.constraints if isinstance(rule, models.UniqueConstraint)]
    return bool(getattr(meta.get_field(name), "unique", False)) or any(
        tuple(rule.fields) == (name,) for rule in alone
    )


def named_through(model: type[models.Model]) -> list[str]:
    """What a record's name is read from beside itself: an agenda item's meeting."""
    named = named_by(model)
    if named == ("pk",):
        return []
    through = []
    for name in named:
        # The documented way to a model's fields.
        field: Any = model._meta.get_field(name)  # noqa: SLF001
        if field.is_relation:
            further = named_through(field.related_model)
            through += [name, *(f"{name}__{part}" for part in further)]
    return through


def all_registers() -> tuple[Register, ...]:
    return tuple(_registers.values())
