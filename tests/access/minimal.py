"""The least record of a register: what its model asks for, where the demonstration has none."""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db import models

from tests.access.conftest import UNIT
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.registers.declaration import rows_of

WORD = "least"
DEEPEST = 4
"""How many records beneath one another are made for one."""


def a_record(model: type[models.Model], deep: int = 0) -> Any:
    """A record of the model with every field that has to be there, and nothing more.

    It is put into the table as it is: what an operation would ask of it is not what is tried.
    """
    made = model(**{one.name: _value(one, deep) for one in _needed(model)})
    rows_of(model).bulk_create([made])
    return rows_of(model).get(pk=made.pk)


def _needed(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """Fields without a default; and the unit a record is of, by which roles reach it."""
    fields = [one for one in model._meta.fields if not one.primary_key]
    return [
        one
        for one in fields
        if one.related_model is Unit
        or not (one.null or one.has_default() or one.generated or _may_be_blank(one))
    ]


def _may_be_blank(field: "models.Field[Any, Any]") -> bool:
    return field.blank and isinstance(field, models.CharField | models.TextField)


def _value(field: "models.Field[Any, Any]", deep: int) -> Any:
    if isinstance(field, models.ForeignKey):
        return _related(field.related_model, deep)
    if field.choices:
        return next(value for value, _ in field.flatchoices if value not in ("", None))
    for kind, value in VALUES:
        if isinstance(field, kind):
            return value()
    raise TypeError(f"{field} is of a kind that no least value is known for")


def _related(model: Any, deep: int) -> Any:
    if model is User:
        return User.objects.order_by("pk").first()
    if model is Unit:
        return Unit.objects.get(code=UNIT)
    found = rows_of(model).first()
    if found is not None:
        return found
    if deep >= DEEPEST:
        raise TypeError(f"{model.__name__} needs too many other records")
    return a_record(model, deep + 1)


def _now() -> Any:
    return clock.now()


VALUES: tuple[tuple[type["models.Field[Any, Any]"], Callable[[], Any]], ...] = (
    (MoneyField, lambda: Money.pounds(1)),
    (models.DateTimeField, _now),
    (models.DateField, clock.today),
    (models.TimeField, lambda: _now().time()),
    (models.BooleanField, lambda: False),
    (models.IntegerField, lambda: 1),
    (models.DecimalField, lambda: 1),
    (models.JSONField, dict),
    (models.FileField, lambda: ContentFile(b"", WORD)),
    (models.CharField, lambda: WORD),
    (models.TextField, lambda: WORD),
)
