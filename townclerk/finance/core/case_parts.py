"""What the public calculations of finance share: schema parts, and amounts in a case's unit."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money, NotWholePence
from townclerk.kernel.years import FinancialYear

PENCE = {"£": 100, "£000": 100_000, "£m": 100_000_000}


class BadCase(TownclerkError):
    """The case does not hold what its question needs; the sentence says what to add."""


def number(text: str) -> dict[str, Any]:
    return {"type": "number", "description": text}


def text(words: str) -> dict[str, Any]:
    return {"type": "string", "description": words}


def one_of(words: Iterable[str], said: str) -> dict[str, Any]:
    return {"enum": list(words), "description": said}


def listed(items: dict[str, Any], said: str) -> dict[str, Any]:
    return {"type": "array", "items": items, "description": said}


def named(values: dict[str, Any], said: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values, "description": said}


def record(
    properties: dict[str, Any], required: Iterable[str] = (), said: str = ""
) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        "description": said,
    }


def pounds(said: str) -> dict[str, Any]:
    return number(f"{said}, in £")


UNIT = one_of(PENCE, "Unit of every amount in the case and the answer; £ when left out")
YEARS = listed(text("A financial year, 2017/18"), "The years in order")


def years_of(case: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(FinancialYear.parse(label).start_year for label in case["years"])


def money(amount: Any, unit: str = "£") -> Money:
    """An amount of a case in its unit as money; a part of a penny is refused."""
    pence = Fraction(amount) * PENCE[unit]
    if pence.denominator != 1:
        raise NotWholePence(amount)
    return Money(pence.numerator)


def optional(case: Mapping[str, Any], name: str, unit: str = "£") -> Money | None:
    return None if case.get(name) is None else money(case[name], unit)


def monies(given: Mapping[str, Any], unit: str = "£") -> dict[str, Money]:
    return {name: money(amount, unit) for name, amount in given.items()}


def by_year(given: Iterable[Any], years: tuple[int, ...], unit: str, what: str) -> dict[int, Money]:
    """A list with one amount a year; a note in place of an amount counts as nil."""
    amounts = tuple(given)
    if len(amounts) != len(years):
        raise BadCase(f"{what} has {len(amounts)} amounts for {len(years)} years. Give one a year.")
    return {year: money(amount or 0, unit) for year, amount in zip(years, amounts, strict=True)}


def shown(amount: Money, unit: str) -> Fraction:
    """Money in the case's unit, exact."""
    return Fraction(amount.pence, PENCE[unit])


def shown_years(amounts: Iterable[Money], years: Iterable[int], unit: str) -> dict[str, Any]:
    """Amounts by year with their total, as an answer carries them."""
    found = tuple(amounts)
    labels = (FinancialYear(year).label for year in years)
    answer: dict[str, Any] = {
        label: shown(amount, unit) for label, amount in zip(labels, found, strict=True)
    }
    return answer | {"total": shown(Money.total(found), unit)}
