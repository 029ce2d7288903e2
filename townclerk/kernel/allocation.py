"""Sharing a total so that the parts always add up to it."""

from collections.abc import Sequence
from fractions import Fraction

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money


class CannotAllocate(TownclerkError):
    """There is nothing to share by: no weights, a negative weight, or all weights nil."""


def allocate(total: Money, weights: Sequence[int | Fraction]) -> tuple[Money, ...]:
    """Share a total by weights in whole pence; the parts sum to the total.

    Units: the total in money, the weights in any one unit.
    Source: the largest remainder method; equal remainders go to the earlier part.
    Rounding: each part is within a penny of its exact share.
    Raises: `CannotAllocate`; give at least one weight above nil, and none below.

    >>> [str(part) for part in allocate(Money.pounds(100), [1, 1, 1])]
    ['33.34', '33.33', '33.33']
    """
    if any(isinstance(weight, float | bool) for weight in weights):
        raise TypeError("weights are ints or Fractions; floats do not add up")
    exact = [Fraction(weight) for weight in weights]
    if any(weight < 0 for weight in exact):
        raise CannotAllocate("A share cannot be below nil. Check the weights.")
    whole = sum(exact, Fraction(0))
    if whole == 0:
        raise CannotAllocate("The shares are all nil, so the total cannot be shared.")
    sign, pence = (-1, -total.pence) if total.pence < 0 else (1, total.pence)
    shares = [pence * weight / whole for weight in exact]
    parts = [share.numerator // share.denominator for share in shares]
    left = pence - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda place: parts[place] - shares[place])
    for place in by_remainder[:left]:
        parts[place] += 1
    return tuple(Money(sign * part) for part in parts)
