"""The words every figure is declared in: its value, unit, polarity and status."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from townclerk.kernel.money import Money

Value = Money | Fraction | Decimal | int | str | date | None


class Unit(StrEnum):
    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    COUNT = "count"
    DAYS = "days"
    RATIO = "ratio"
    DATE = "date"
    TEXT = "text"


class Polarity(StrEnum):
    HIGHER_IS_BETTER = "higher-is-better"
    LOWER_IS_BETTER = "lower-is-better"
    NEUTRAL = "neutral"


class Status(StrEnum):
    PROVISIONAL = "provisional"
    SIGNED_OFF = "signed off"
    PUBLISHED = "published"
    REVISED = "revised"

    @property
    def open_to_public(self) -> bool:
        return self in (Status.PUBLISHED, Status.REVISED)
