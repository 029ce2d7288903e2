"""Model fields of the platform's own types."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from townclerk.kernel.money import Money

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

if TYPE_CHECKING:

    class _Column(models.BigIntegerField[_ST, _GT]):
        """What a type checker sees: a column whose values have a type of their own."""

else:

    class _Column(models.BigIntegerField):
        def __class_getitem__(cls, _types):
            return cls


class MoneyField(_Column[_ST, _GT]):
    """Money at rest: whole pence in a big integer column, `Money` in Python.

    Sums stay exact on every database, and `Sum("amount")` answers a `Money`.
    """

    # How django-stubs learns the types; it declares them for each of its own columns.
    _pyi_private_set_type: Money  # type: ignore[assignment]
    _pyi_private_get_type: Money  # type: ignore[assignment]

    @property
    def validators(self) -> list[Any]:
        """None: the number ranges of a column do not compare with Money."""
        return []

    def from_db_value(
        self, value: int | None, expression: object, connection: object
    ) -> Money | None:
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
