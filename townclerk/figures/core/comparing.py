"""Setting a value beside another: how far apart they are, and which is the better."""

from datetime import date
from fractions import Fraction

from townclerk.figures.core.terms import Polarity, Unit, Value
from townclerk.figures.display import shown
from townclerk.kernel.money import Money


def against(value: Value, other: Value, *, unit: Unit, display: str, polarity: Polarity) -> str:
    """How the value stands to another, in words; nothing where the two cannot be compared.

    Units: both values in the figure's own unit; rates differ by percentage points, and dates by
        days.
    Source: the product's own rule.
    Applies: to numbers, amounts and dates. Better and worse follow the polarity.
    Rounding: the difference is rounded once, as the figure is displayed.
    Raises: nothing.
    Example:

    >>> against(
    ...     Money.thousands(14_614),
    ...     Money.thousands(33_432),
    ...     unit=Unit.MONEY,
    ...     display="£m 3 dp",
    ...     polarity=Polarity.LOWER_IS_BETTER,
    ... )
    '£18.818m less, better'
    """
    if isinstance(value, date) and isinstance(other, date):
        days = (value - other).days
        text = f"{abs(days)} {'day' if abs(days) == 1 else 'days'}"
        return _worded(text, days, ("later", "earlier"), polarity)
    if isinstance(value, Money) and isinstance(other, Money):
        apart = value - other
        text = shown(abs(apart), unit, display)
        return _worded(text, apart.pence, ("more", "less"), polarity)
    plain = (Money, date, str, type(None))
    if isinstance(value, plain) or isinstance(other, plain):
        return ""
    by = Fraction(value) - Fraction(other)
    text = shown(abs(by), unit, display)
    if unit is Unit.PERCENT:
        text = f"{text.removesuffix('%')} percentage points"
    return _worded(text, by, ("more", "less"), polarity)


def _worded(
    text: str, apart: Fraction | int, directions: tuple[str, str], polarity: Polarity
) -> str:
    if not apart:
        return "the same"
    return f"{text} {directions[0] if apart > 0 else directions[1]}{_verdict(apart > 0, polarity)}"


def _verdict(up: bool, polarity: Polarity) -> str:
    if polarity is Polarity.NEUTRAL:
        return ""
    return ", better" if up is (polarity is Polarity.HIGHER_IS_BETTER) else ", worse"
