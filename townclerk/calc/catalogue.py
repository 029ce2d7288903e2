"""Every public calculation, by name."""

from collections.abc import Iterator
from importlib import import_module

from townclerk.kernel.calculation import Calculation
from townclerk.kernel.errors import TownclerkError

CALCULATION_MODULES: tuple[str, ...] = (
    "townclerk.assurance.core.calculations",
    "townclerk.democracy.core.calculations",
    "townclerk.finance.core.calculations",
    "townclerk.platform.deadlines.core.calculations",
)
"""Modules that each hold `CALCULATIONS`, a tuple of `Calculation`. Areas add their own."""


class UnknownCalculation(TownclerkError):
    """No calculation has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no calculation called {name}. There are {', '.join(names())}.")


class DoubleCalculation(TownclerkError):
    """Two calculations have one name. Rename one of them."""


def calculations() -> tuple[Calculation, ...]:
    """All of them, by name. Two of one name are refused."""
    found: dict[str, Calculation] = {}
    for calculation in _declared():
        if calculation.name in found:
            raise DoubleCalculation(f"Two calculations are called {calculation.name}.")
        found[calculation.name] = calculation
    return tuple(found[name] for name in sorted(found))


def names() -> tuple[str, ...]:
    return tuple(calculation.name for calculation in calculations())


def by_name(name: str) -> Calculation:
    # The first module that has it ends the search, so that the rest need no import.
    for calculation in _declared():
        if calculation.name == name:
            return calculation
    raise UnknownCalculation(name)


def _declared() -> Iterator[Calculation]:
    for module in CALCULATION_MODULES:
        yield from import_module(module).CALCULATIONS
