"""How a figure's value is written: the exact value stays beside it."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from townclerk.figures.core.terms import Unit, Value
from townclerk.kernel.display import date_display, money_display, number_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import to_json
from townclerk.kernel.money import Money

_FORMAT = re.compile(
    r"(?P<sign>£m|£000|£|%|days|ratio|number|count|date|text)(?: (?P<places>\d) dp)?"
    r"(?:, (?P<one>[a-z][a-z -]*)/(?P<many>[a-z][a-z -]*))?"
)
_SIGNS = {
    Unit.MONEY: ("£", "£000", "£m"),
    Unit.PERCENT: ("%",),
    Unit.DAYS: ("days", "number"),
    Unit.RATIO: ("ratio", "number"),
    Unit.NUMBER: ("number",),
    Unit.COUNT: ("count", "number"),
    Unit.DATE: ("date",),
    Unit.TEXT: ("text",),
}


class UnreadableValue(TownclerkError):
    """The text is not a value in the figure's unit."""


def check_format(display: str, unit: Unit) -> tuple[str, int | None]:
    """The sign and the decimal places of '£m 3 dp'; refuses one that does not fit the unit."""
    found = _FORMAT.fullmatch(display)
    if found is None or found["sign"] not in _SIGNS[unit]:
        raise ValueError(f"{display!r} does not display {unit.value}: one of {_SIGNS[unit]}")
    if found["one"] and found["sign"] not in ("number", "count"):
        raise ValueError(f"{display!r} names a unit of its own beside {found['sign']}")
    return found["sign"], None if found["places"] is None else int(found["places"])


def shown(value: Value, unit: Unit, display: str) -> str:
    """The value as readers see it, with its unit.

    >>> shown(Money.thousands(-7761), Unit.MONEY, "£m 3 dp")
    '−£7.761m'
    >>> shown(6, Unit.NUMBER, "number, week/weeks")
    '6 weeks'
    """
    sign, places = check_format(display, unit)
    if value is None:
        return "not known"
    if isinstance(value, Money):
        text = money_display(abs(value), sign, places)
        tail = {"£m": "m", "£000": "k", "£": ""}[sign]
        return f"{'−' if value.pence < 0 else ''}£{text}{tail}"
    if isinstance(value, date):
        return date_display(value)
    if isinstance(value, str):
        return value
    text = number_display(value, places or 0)
    return text + (_noun(value, display) or {"%": "%", "days": " days"}.get(sign, ""))


def _noun(value: Fraction | Decimal | int, display: str) -> str:
    found = _FORMAT.fullmatch(display)
    if found is None or not found["one"]:
        return ""
    return f" {found['one'] if value == 1 else found['many']}"


def exact(value: Value) -> str:
    """The exact value as text: pounds with pence, decimals, ISO dates."""
    return "" if value is None else str(to_json(value))


def parse_value(text: str, unit: Unit) -> Value:
    """Read a stored or typed exact value back in its unit.

    >>> parse_value("1,234.50", Unit.MONEY), parse_value("97.3", Unit.PERCENT)
    (Money(pence=123450), Decimal('97.3'))
    """
    bare = text.strip()
    try:
        if unit is Unit.MONEY:
            return Money.parse(bare)
        if unit is Unit.DATE:
            return date.fromisoformat(bare)
        if unit is Unit.TEXT:
            return bare
        if "/" in bare:
            return Fraction(bare)
        number = Decimal(bare.replace(",", "").replace("−", "-").rstrip("%").strip())
    except (ArithmeticError, ValueError) as error:
        raise UnreadableValue(f"“{text}” is not a value in {unit.value}.") from error
    if unit in (Unit.COUNT, Unit.DAYS) and number != int(number):
        raise UnreadableValue(f"“{text}” is not a whole number.")
    return int(number) if unit in (Unit.COUNT, Unit.DAYS) else number
