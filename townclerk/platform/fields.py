"""Model fields of the platform's own types."""

from typing import Any

from django.db import models

from townclerk.kernel.money import Money


class MoneyField(models.BigIntegerField):
    """Money at rest: whole pence in a big integer column, `Money` in Python.

    Sums stay exact on every database, and `Sum("amount")` answers a `Money`.
    """

    @property
    def validators(self) -> list[Any]:
        """Only those a field names: the number ranges of the column do not compare with Money."""
        return list(self._validators)

    def from_db_value(self, value: int | None, expression: object, connection: object) -> Money | None:
        return None if value is None else Money(int(value))

    def to_python(self, value: Any) -> Money | None:
        if value is None or isinstance(value, Money):
            return value
        return Money(super().to_python(value))

    def get_prep_value(self, value: Any) -> int | None:
        if isinstance(value, Money):
            return value.pence
        if value is None:
            return None
        raise TypeError(f"{self.name} holds Money, not {type(value).__name__}")

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))
