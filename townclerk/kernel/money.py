"""Money: whole pence at rest, exact fractions of a penny in between, one visible rounding.

>>> total = Money.pounds("1234.50") + Money.parse("(1,000)")
>>> str(total), str((total / 3).round(Rounding.HALF_UP))
('234.50', '78.17')
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, ClassVar, overload

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.printed import UnreadableNumber, parse_number


class NotWholePence(TownclerkError):
    """An amount has a part of a penny. Round it by a named policy first."""

    def __init__(self, amount: object) -> None:
        super().__init__(
            f"{amount} is not a whole number of pence. Give pounds with at most two decimal places."
        )


def _floor(pence: Fraction) -> int:
    return pence.numerator // pence.denominator


def _half_up(pence: Fraction) -> int:
    whole = (2 * abs(pence.numerator) + pence.denominator) // (2 * pence.denominator)
    return whole if pence >= 0 else -whole


def _toward_zero(pence: Fraction) -> int:
    return _floor(pence) if pence >= 0 else -_floor(-pence)


def _from_zero(pence: Fraction) -> int:
    return -_floor(-pence) if pence >= 0 else _floor(pence)


class Rounding(Enum):
    """How a part of a penny is settled."""

    HALF_UP = "half up"
    """To the nearest penny, a half away from zero."""
    HALF_EVEN = "half even"
    """To the nearest penny, a half to the even one."""
    DOWN = "down"
    """Towards zero."""
    UP = "up"
    """Away from zero."""

    def whole(self, number: Fraction) -> int:
        """The whole number this policy makes of an exact one."""
        return _POLICIES[self](number)

    def decimal(self, number: Fraction | Decimal | int, places: int) -> Decimal:
        """An exact number to so many decimal places by this policy.

        >>> Rounding.HALF_UP.decimal(Fraction(-1, 8), 2)
        Decimal('-0.13')
        """
        scaled = self.whole(Fraction(number) * Fraction(10) ** places)
        # Built from text and ints, because Decimal arithmetic would round at 28 digits.
        return Decimal(scaled * 10**-places) if places < 0 else Decimal(f"{scaled}E{-places}")


_POLICIES: dict[Rounding, Callable[[Fraction], int]] = {
    Rounding.HALF_UP: _half_up,
    Rounding.HALF_EVEN: round,
    Rounding.DOWN: _toward_zero,
    Rounding.UP: _from_zero,
}


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of money in whole pence. Refuses floats, bools and anything that is not money."""

    pence: int
    zero: ClassVar["Money"]

    def __post_init__(self) -> None:
        if type(self.pence) is not int:
            raise TypeError(
                f"Money holds whole pence as an int, not {type(self.pence).__name__}. "
                "Use Money.pounds for pounds, or round an Unrounded amount."
            )

    @classmethod
    def pounds(cls, amount: str | int | Decimal) -> "Money":
        """Pounds written exactly: "1234.50", 1234 or a Decimal. Floats are refused."""
        if isinstance(amount, bool | float):
            raise TypeError("Money refuses floats and bools. Give the pounds as text or a Decimal.")
        return cls._exact(_exact_number(amount), 100)

    @classmethod
    def thousands(cls, amount: str | int | Decimal) -> "Money":
        """Thousands of pounds: `Money.thousands("33432")` is 33,432,000 pounds."""
        if isinstance(amount, bool | float):
            raise TypeError("Money refuses floats and bools. Give the amount as text or a Decimal.")
        return cls._exact(_exact_number(amount), 100_000)

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Pounds as people print them: "(1,234.50)", "£5", "−7.75", a dash or blank for nil."""
        return cls._exact(_exact_number(text), 100)

    @classmethod
    def total(cls, amounts: Iterable["Money"]) -> "Money":
        """The sum of amounts; nil when there are none, where `sum()` alone would give an int."""
        return sum(amounts, cls.zero)

    @classmethod
    def _exact(cls, amount: Decimal, pence_in_one: int) -> "Money":
        pence = Fraction(amount) * pence_in_one
        if pence.denominator != 1:
            raise NotWholePence(amount)
        return cls(pence.numerator)

    def as_pounds(self) -> Decimal:
        return Decimal(f"{self.pence}E-2")

    def unrounded(self) -> "Unrounded":
        return Unrounded(Fraction(self.pence))

    def deconstruct(self) -> tuple[str, tuple[int], dict[str, int]]:
        """How a migration writes an amount down, in a default or a constraint."""
        return ("townclerk.kernel.money.Money", (self.pence,), {})

    def __str__(self) -> str:
        whole, part = divmod(abs(self.pence), 100)
        return f"{'-' if self.pence < 0 else ''}{whole}.{part:02d}"

    def __bool__(self) -> bool:
        return self.pence != 0

    def __add__(self, other: "Money") -> "Money":
        if type(other) is Money:
            return Money(self.pence + other.pence)
        return NotImplemented

    def __radd__(self, other: int) -> "Money":
        # So that sum() works: it starts from the int nought, and from nothing else.
        if type(other) is int and other == 0:
            return self
        return NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        if type(other) is Money:
            return Money(self.pence - other.pence)
        return NotImplemented

    def __neg__(self) -> "Money":
        return Money(-self.pence)

    def __pos__(self) -> "Money":
        return self

    def __abs__(self) -> "Money":
        return Money(abs(self.pence))

    @overload
    def __mul__(self, other: int) -> "Money": ...
    @overload
    def __mul__(self, other: "Fraction | Decimal") -> "Unrounded": ...
    def __mul__(self, other: Any) -> "Money | Unrounded":
        if type(other) is int:
            return Money(self.pence * other)
        if isinstance(other, Fraction | Decimal):
            return Unrounded(self.pence * Fraction(other))
        return NotImplemented

    __rmul__ = __mul__

    @overload
    def __truediv__(self, other: "Money") -> Fraction: ...
    @overload
    def __truediv__(self, other: "int | Fraction | Decimal") -> "Unrounded": ...
    def __truediv__(self, other: Any) -> "Fraction | Unrounded":
        if type(other) is Money:
            return Fraction(self.pence, other.pence)
        if type(other) is int or isinstance(other, Fraction | Decimal):
            return Unrounded(Fraction(self.pence) / Fraction(other))
        return NotImplemented


Money.zero = Money(0)


def _exact_number(amount: str | int | Decimal) -> Decimal:
    number = parse_number(amount)
    if number is None:
        raise UnreadableNumber(amount)
    return number


@dataclass(frozen=True, order=True, slots=True)
class Unrounded:
    """An exact amount in pence that may hold a part of a penny, until it is rounded once."""

    pence: Fraction

    def __post_init__(self) -> None:
        if not isinstance(self.pence, Fraction):
            raise TypeError(f"Unrounded holds a Fraction, not {type(self.pence).__name__}")

    @classmethod
    def pounds(cls, amount: str | int | Decimal | Fraction) -> "Unrounded":
        """Pounds with any number of decimal places, such as a rate per dwelling."""
        exact = amount if isinstance(amount, Fraction) else Fraction(_exact_number(amount))
        return cls(exact * 100)

    def round(self, policy: Rounding) -> Money:
        return Money(policy.whole(self.pence))

    def as_pounds(self) -> Fraction:
        return self.pence / 100

    def __bool__(self) -> bool:
        return self.pence != 0

    def __str__(self) -> str:
        return f"{self.pence / 100} pounds, unrounded"

    def __add__(self, other: "Unrounded | Money") -> "Unrounded":
        if isinstance(other, Unrounded | Money):
            return Unrounded(self.pence + other.pence)
        return NotImplemented

    def __radd__(self, other: "Money | int") -> "Unrounded":
        if type(other) is Money:
            return Unrounded(other.pence + self.pence)
        if type(other) is int and other == 0:
            return self
        return NotImplemented

    def __sub__(self, other: "Unrounded | Money") -> "Unrounded":
        if isinstance(other, Unrounded | Money):
            return Unrounded(self.pence - other.pence)
        return NotImplemented

    def __rsub__(self, other: Money) -> "Unrounded":
        if type(other) is Money:
            return Unrounded(other.pence - self.pence)
        return NotImplemented

    def __neg__(self) -> "Unrounded":
        return Unrounded(-self.pence)

    def __mul__(self, other: "int | Fraction | Decimal") -> "Unrounded":
        if type(other) is int or isinstance(other, Fraction | Decimal):
            return Unrounded(self.pence * Fraction(other))
        return NotImplemented

    __rmul__ = __mul__

    @overload
    def __truediv__(self, other: "Money | Unrounded") -> Fraction: ...
    @overload
    def __truediv__(self, other: "int | Fraction | Decimal") -> "Unrounded": ...
    def __truediv__(self, other: Any) -> "Fraction | Unrounded":
        if isinstance(other, Money | Unrounded):
            return self.pence / Fraction(other.pence)
        if type(other) is int or isinstance(other, Fraction | Decimal):
            return Unrounded(self.pence / Fraction(other))
        return NotImplemented
