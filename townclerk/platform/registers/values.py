"""One value of a column: read from what somebody typed, shown to a reader, written to a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import QuerySet

from townclerk.kernel.display import date_display, money_display, number_display
from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.printed import parse_number
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.exchange.cells import parse_day, parse_flag, plain
from townclerk.platform.registers.declaration import (
    Column,
    Kind,
    Register,
    named_by,
    named_through,
    of_model,
    rows_of,
)
from townclerk.platform.registers.permission import visible


def key_field(model: type[models.Model]) -> str:
    """The one field by which an address names a record."""
    named = named_by(model)
    return named[0] if len(named) == 1 else "pk"


def key_of(record: models.Model) -> str:
    """As a form or a sheet names a record: by its code, or by its meeting and its number."""
    parts = (getattr(record, name) for name in named_by(type(record)))
    return "/".join(key_of(part) if isinstance(part, models.Model) else str(part) for part in parts)


@dataclass
class References:
    """Records a reference may name, as far as the reader sees them; each model is read once."""

    reader: Reader
    _known: dict[type[models.Model], dict[str, Any]] = field(default_factory=dict)

    def rows(self, model: type[models.Model]) -> "QuerySet[Any]":
        target = of_model(model)
        if target is None:
            return rows_of(model)
        try:
            return visible(target, self.reader)
        except Refused:
            return rows_of(model).none()

    def known(self, model: type[models.Model]) -> Mapping[str, Any]:
        if model not in self._known:
            rows = self.rows(model).select_related(*named_through(model))
            self._known[model] = {key_of(row): row for row in rows}
        return self._known[model]


def raw(column: Column, record: Any) -> Any:
    return column.value(record) if column.value else getattr(record, column.name)


def shown(
    register: Register, column: Column, record: Any, names: Callable[[Any], str] = str
) -> str:
    """As a reader sees it; `names` says what a record it refers to is called."""
    return display(register, column, raw(column, record), names)


def display(
    register: Register, column: Column, value: Any, names: Callable[[Any], str] = str
) -> str:
    if value is None or value == "":
        return ""
    if column.kind is Kind.REFERENCE:
        return names(value)
    if column.holds_role:
        return roles().get(str(value), str(value))
    show = _SHOW.get(column.kind)
    return str(value) if show is None else show(register, column, value)


_SHOW: Mapping[Kind, Callable[[Register, Column, Any], str]] = {
    Kind.MONEY: lambda _, column, value: money_display(value, column.unit or "£"),
    Kind.DATE: lambda _, __, value: date_display(value),
    Kind.YEAR: lambda _, __, value: FinancialYear(value).label,
    Kind.FLAG: lambda _, __, value: "Yes" if value else "No",
    Kind.NUMBER: lambda _, __, value: number_display(value, _places(value)),
    Kind.CHOICE: lambda register, column, value: dict(choices(register, column)).get(
        str(value), str(value)
    ),
}


def _places(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def referred(columns: Iterable[Column], records: Iterable[Any]) -> Iterator[Any]:
    """The records that these refer to."""
    leading = [column for column in columns if column.kind is Kind.REFERENCE]
    return (raw(column, record) for record in records for column in leading)


def exported(column: Column, record: Any, tells: Callable[[Any], bool]) -> Any:
    """As a file holds it: typed, and by the key through which it could come back in; nothing of a
    record that is not told."""
    value = raw(column, record)
    if isinstance(value, models.Model):
        return key_of(value) if tells(value) else None
    if column.kind is Kind.YEAR and isinstance(value, int):
        return FinancialYear(value).label
    return value


def typed(column: Column, record: Any) -> str:
    """As a form holds it, so that saving what was not touched changes nothing."""
    value = raw(column, record)
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return key_of(value)
    if column.kind is Kind.YEAR and isinstance(value, int):
        return FinancialYear(value).label
    if column.kind is Kind.FLAG:
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def choices(register: Register, column: Column) -> list[tuple[str, str]]:
    if not column.stored:
        return []
    return [(str(v), str(label)) for v, label in register.field(column).flatchoices if v != ""]


def parse(register: Register, column: Column, given: Any, references: References) -> Any:
    """The value of what was typed or imported. Raises an error that says what to enter."""
    text = plain(given)
    if not text:
        return _nothing(register, column)
    if column.kind is Kind.CHOICE:
        return _choice(register, column, text)
    if column.kind is Kind.REFERENCE:
        return _reference(register, column, text, references)
    read = _READ.get(column.kind)
    value = text if read is None else read(text)
    return _nothing(register, column) if value is None else value


def _money(text: str) -> Money | None:
    number = parse_number(text)
    return None if number is None else Money.pounds(number)


def _whole(text: str) -> int | None:
    number = parse_number(text)
    if number is not None and number != number.to_integral_value():
        raise TownclerkError(f"“{text}” is not a whole number. Write it like 12.")
    return None if number is None else int(number)


_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.MONEY: _money,
    Kind.NUMBER: parse_number,
    Kind.INTEGER: _whole,
    Kind.DATE: parse_day,
    Kind.YEAR: lambda text: FinancialYear.parse(text).start_year,
    Kind.FLAG: parse_flag,
}


def _nothing(register: Register, column: Column) -> Any:
    if column.required:
        raise TownclerkError(f"Enter {column.label[:1].lower()}{column.label[1:]}.")
    if column.kind is Kind.FLAG:
        return False
    stored = register.field(column)
    if stored.null:
        return None
    if stored.has_default():
        return stored.get_default()
    return ""


def _choice(register: Register, column: Column, text: str) -> str:
    wanted = text.casefold()
    for value, label in choices(register, column):
        if wanted in (value.casefold(), label.casefold()):
            return value
    allowed = ", ".join(label for _, label in choices(register, column))
    raise TownclerkError(f"“{text}” is not one of the choices. Use one of: {allowed}.")


def _reference(register: Register, column: Column, text: str, references: References) -> Any:
    model = register.field(column).related_model
    if model is None or isinstance(model, str):
        raise TownclerkError(f"{column.label} leads nowhere.")
    found = references.known(model).get(text)
    if found is None:
        raise TownclerkError(
            f"There is no {column.label[:1].lower()}{column.label[1:]} “{text}” that you can use. "
            "Check how it is written."
        )
    return found


def parse_all(
    register: Register,
    columns: tuple[Column, ...],
    given: Mapping[str, Any],
    references: References,
    row: int | None = None,
) -> tuple[dict[str, Any], list[Problem]]:
    """Every value, and everything that is wrong with them at once."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in columns:
        try:
            values[column.name] = parse(register, column, given.get(column.name), references)
        except TownclerkError as error:
            place = {"field": column.name} if row is None else {"column": column.name}
            problems.append(Problem(message=str(error), row=row, **place))
    return values, problems
