"""The fields of a model as sheets fill them: defaults, cleaning, and what the database takes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models

from townclerk.platform.records import Record

REMEMBERED = 20_000
"""Different cells of a column whose reading is kept: most columns hold few."""


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


class Shape:
    """What rows of a model need, worked out once for all of them. A row is by attribute name."""

    def __init__(self, model: type[Record]) -> None:
        self.model = model
        meta = model._meta  # noqa: SLF001 (the documented way to a model's fields)
        self.fields = [field for field in meta.concrete_fields if not field.primary_key]
        self.by_name: dict[str, Any] = {field.name: field for field in self.fields}
        self.attnames = [field.attname for field in self.fields]
        self.cleans_whole = model.clean is not models.Model.clean

    def new(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A row of a new record: what is given by the names of fields, defaults elsewhere."""
        row = self._defaults | {f.attname: plain(f.get_default()) for f in self._made_anew}
        return row | self.given(given)

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {self.by_name[name].attname: plain(value) for name, value in values.items()}

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        blank = self.model()
        return {name: plain(getattr(blank, name)) for name in self.attnames}

    @cached_property
    def _made_anew(self) -> list[Any]:
        """Fields whose default is worked out, and may differ from record to record."""
        return [field for field in self.fields if callable(field.default)]

    def clean(
        self, row: Mapping[str, Any], before: Mapping[str, Any] | None
    ) -> Iterator[tuple[str, str]]:
        """Field and message of whatever a field refuses; what did not change is not asked."""
        for name, attname, blank, empty, clean in self._cleaners:
            value = row[attname]
            if (blank and value in empty) or (before is not None and before[attname] == value):
                continue
            try:
                clean(value)
            except ValidationError as error:
                yield from ((name, message) for message in error.messages)

    def clean_whole(self, row: Mapping[str, Any], pk: Any) -> Iterator[str]:
        """What the model itself refuses of the record as a whole."""
        if self.cleans_whole:
            try:
                self.record(row, pk).clean()
            except ValidationError as error:
                yield from error.messages

    @cached_property
    def _cleaners(self) -> list[tuple[str, str, bool, Any, Callable[[Any], Any]]]:
        """Not of foreign keys, whose records were looked up: their own check asks once a row."""

        def cleaner(field: Any) -> Callable[[Any], Any]:
            return Remembering(lambda value: field.clean(value, None))

        return [
            (f.name, f.attname, f.blank, tuple(f.empty_values), cleaner(f))
            for f in self.fields
            if not isinstance(f, models.ForeignKey)
        ]

    def prepared(self, row: Mapping[str, Any], moment: datetime, *, adding: bool) -> Iterator[Any]:
        """The row as the database takes it."""
        for attname, prepare, auto_now, auto_now_add in self._preparers:
            value = row[attname]
            if auto_now or (adding and auto_now_add):
                value = moment
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
            for f in self.fields
        ]

    def record(self, row: Mapping[str, Any], pk: Any) -> Any:
        return self.model(**{"pk": pk, **row})


_AS_IT_IS = {
    models.CharField,
    models.SlugField,
    models.TextField,
    models.BooleanField,
    models.PositiveIntegerField,
    models.IntegerField,
    models.ForeignKey,
    models.OneToOneField,
}


def _itself(value: Any) -> Any:
    return value


def plain(value: Any) -> Any:
    """The key of a record, the value of a choice; anything else as it is."""
    if isinstance(value, models.Model):
        return value.pk
    return value.value if isinstance(value, Enum) else value
