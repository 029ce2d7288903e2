"""Business rates in the plan: what the council keeps of the income it collects."""

from decimal import Decimal
from fractions import Fraction

from townclerk.kernel.money import Money, Rounding


def rates_kept(income: Money, provision: Money, share: Decimal) -> Money:
    """What the council keeps of a year's business rates: its share of what is left after appeals.

    Units: money; the share in percent.
    Source: Non-Domestic Rating (Rates Retention) Regulations 2013 (SI 2013/452).
    Applies: an estimate for the plan; tariff, top-up, levy and safety net are lines of their own.
    Rounding: to the penny, half up.

    >>> str(rates_kept(Money.pounds(70_000_000), Money.pounds(1_050_000), Decimal("99")))
    '68260500.00'
    """
    return ((income - provision) * (Fraction(share) / 100)).round(Rounding.HALF_UP)
