"""Checks by identities: two amounts that ought to agree, and whether they do."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money, Rounding

Quantity = Money | Decimal


class BadIdentity(TownclerkError):
    """An identity cannot be judged as written; the sentence says what to correct."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Both sides as found, how far apart they are, and whether the identity holds."""

    left: Quantity
    right: Quantity
    difference: Quantity
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Two sides that ought to stand to each other as the operator says, give or take a tolerance.

    Both sides are money, or both are plain numbers. No tolerance means none is allowed.
    """

    id: str
    statement: str
    where: str
    left: Quantity
    right: Quantity
    operator: str = "="
    tolerance: Quantity | None = None


_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda difference, slack: abs(difference) <= slack,
    "<=": lambda difference, slack: difference <= slack,
    ">=": lambda difference, slack: difference >= -slack,
}


def judge(identity: Identity) -> Verdict:
    """Whether an identity holds.

    Units: those of its sides; the difference is left less right.
    Source: the places the identity names.
    Applies: to sides of one kind, money or numbers.
    Rounding: none.
    Raises: BadIdentity when the kinds differ or the operator is not known.
    Example:
    >>> two, three = Money.thousands(2), Money.thousands(3)
    >>> judge(Identity(id="A1", statement="", where="", left=two, right=three)).holds
    False
    >>> judge(
    ...     Identity(id="A2", statement="", where="", left=two, right=three, operator="<=")
    ... ).difference
    Money(pence=-100000)
    """
    if identity.operator not in _HOLDS:
        raise BadIdentity(
            f"{identity.id} compares by {identity.operator}. Use one of {', '.join(_HOLDS)}."
        )
    left, right = identity.left, identity.right
    difference = _difference(identity)
    slack = identity.tolerance
    if slack is not None and type(slack) is not type(left):
        raise BadIdentity(f"{identity.id} has a tolerance of another kind than its sides.")
    compare = _HOLDS[identity.operator]
    holds = compare(_number(difference), Decimal(0) if slack is None else _number(slack))
    return Verdict(left=left, right=right, difference=difference, holds=holds)


def rounded_to(amount: Money, unit: Money) -> Money:
    """An amount to the nearest whole unit, as a text that rounds would print it.

    Units: money.
    Source: none; arithmetic.
    Applies: to any positive unit.
    Rounding: to the unit, a half away from nil.
    Raises: nothing.
    Example:
    >>> str(rounded_to(Money.thousands(56657), Money.thousands(1000)))
    '57000000.00'
    """
    return unit * Rounding.HALF_UP.whole(amount / unit)


def _difference(identity: Identity) -> Quantity:
    left, right = identity.left, identity.right
    if isinstance(left, Money) and isinstance(right, Money):
        return left - right
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left - right
    raise BadIdentity(f"{identity.id} compares money with a number. Give both sides one kind.")


def _number(quantity: Quantity) -> Decimal:
    return quantity.as_pounds() if isinstance(quantity, Money) else quantity
