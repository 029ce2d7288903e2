"""Writing values as readers see them, and reading numbers back as people print them."""

from calendar import month_name
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.periods import Period
from townclerk.kernel.printed import MINUSES, UnreadableNumber, parse_number

__all__ = [
    "MINUSES",
    "TRUE_MINUS",
    "UnreadableNumber",
    "date_display",
    "date_range",
    "money_display",
    "number_display",
    "parse_number",
    "percent_display",
    "period_display",
    "pounds_display",
    "sum_display",
]

TRUE_MINUS = "−"
_UNITS = {"£": (0, 2), "£000": (3, 0), "£m": (6, 3)}


def number_display(number: Fraction | Decimal | int, places: int = 0) -> str:
    """A number with commas and a true minus, rounded half away from zero.

    >>> number_display(Decimal("-1234.5"), 0)
    '−1,235'
    """
    rounded = Rounding.HALF_UP.decimal(number, places)
    text = format(rounded.copy_abs(), ",f")
    return f"{TRUE_MINUS}{text}" if rounded < 0 else text


def money_display(amount: Money, unit: str = "£", places: int | None = None) -> str:
    """An amount in its unit, without the unit's sign, which a table gives once in its header.

    >>> money_display(Money.thousands("-7761"), "£m"), money_display(Money.pounds("1234.5"))
    ('−7.761', '1,234.50')
    """
    if unit not in _UNITS:
        raise TownclerkError(f"{unit} is no unit of money. Use one of {', '.join(_UNITS)}.")
    power, usual = _UNITS[unit]
    return number_display(
        Fraction(amount.pence, 100 * 10**power), usual if places is None else places
    )


def pounds_display(amount: Money, unit: str = "£m") -> str:
    """An amount as a sentence says it, with its sign and unit.

    >>> pounds_display(Money.thousands("-7761")), pounds_display(Money.pounds("1234.5"), "£")
    ('−£7.761m', '£1,234.50')
    """
    suffix = {"£m": "m", "£000": "k"}.get(unit, "")
    sign = TRUE_MINUS if amount.pence < 0 else ""
    return f"{sign}£{money_display(abs(amount), unit)}{suffix}"


def sum_display(terms: Iterable[str], total: str) -> str:
    """Terms added up, those below nil taken away.

    >>> sum_display(["£24.212m revised gap", "−£7.000m phasing"], "£17.212m")
    '£24.212m revised gap − £7.000m phasing = £17.212m'
    """
    first, *rest = terms
    told = [
        f" {TRUE_MINUS} {term[1:]}" if term.startswith(TRUE_MINUS) else f" + {term}"
        for term in rest
    ]
    return f"{first}{''.join(told)} = {total}"


def percent_display(percent: Fraction | Decimal | int, places: int = 1) -> str:
    """A rate that is already in percent.

    >>> percent_display(Decimal("3.99"), 2)
    '3.99%'
    """
    return f"{number_display(percent, places)}%"


def date_display(day: date) -> str:
    """
    >>> date_display(date(2017, 1, 12))
    '12 January 2017'
    """
    return f"{day.day} {month_name[day.month]} {day.year}"


def date_range(first: date, last: date | None) -> str:
    """Two days, both counted.

    >>> date_range(date(2017, 4, 1), date(2018, 3, 31))
    '1 April 2017 to 31 March 2018'
    """
    if last is None:
        return f"from {date_display(first)}"
    return (
        date_display(first) if first == last else f"{date_display(first)} to {date_display(last)}"
    )


def period_display(period: Period) -> str:
    return date_range(period.start, period.last)
