"""How every £100 that services cost is shared between them, to the penny."""

from collections.abc import Mapping
from fractions import Fraction

from townclerk.kernel.money import Money

HUNDRED = Money.pounds(100)


def of_each_hundred(nets: Mapping[str, Money]) -> dict[str, Money]:
    """Each service's part of £100, in proportion to what it costs net of its income.

    Units: money; the parts come to £100 exactly.
    Source: practice: what residents are told beside their bill; no law asks for it.
    Applies: where services together cost something; else nothing is shared.
    Rounding: down to the penny; the pence left go one each to the largest remainders.
    Raises: nothing.
    Example:

    >>> found = of_each_hundred({name: Money.pounds(1) for name in ("a", "b", "c")})
    >>> [str(part) for part in found.values()]
    ['33.34', '33.33', '33.33']
    """
    whole = Money.total(nets.values()).pence
    if whole <= 0:
        return {}
    exact = {name: Fraction(net.pence * HUNDRED.pence, whole) for name, net in nets.items()}
    pence = {name: part.numerator // part.denominator for name, part in exact.items()}
    left = HUNDRED.pence - sum(pence.values())
    for name in sorted(exact, key=lambda name: pence[name] - exact[name])[:left]:
        pence[name] += 1
    return {name: Money(part) for name, part in pence.items()}
