"""What moves a plan line: inflation on a base, a volume at a price, a total spread by shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from townclerk.kernel.allocation import allocate
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money, Rounding, Unrounded

Rate = Fraction | Decimal | int


class DriverKind(StrEnum):
    INFLATION = "inflation"
    VOLUME = "volume"
    PROFILE = "profile"


class UnknownDriver(TownclerkError):
    """A line or a scenario names a driver the plan does not hold. Add it or correct the name."""

    def __init__(self, code: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no driver {code}. There are {', '.join(known) or 'none'}.")


@dataclass(frozen=True, kw_only=True)
class DriverYear:
    """One year of a driver: a rate or share in percent, or a volume and its unit price."""

    rate: Rate = 0
    volume: Rate = 0
    price: Money = Money.zero


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A quantity that several lines can follow; `base` is the base, or the total to spread."""

    code: str
    kind: DriverKind
    base: Money = Money.zero
    name: str = ""
    years: Mapping[int, DriverYear] = field(default_factory=dict)

    def at(self, year: int) -> DriverYear:
        return self.years.get(year, DriverYear())


@dataclass(frozen=True, kw_only=True)
class Move:
    """By how much a scenario moves a driver: points of a rate or share, percent of a volume."""

    driver: str
    points: Rate
    year: int | None = None


def driver_amounts(driver: Driver, years: tuple[int, ...]) -> dict[int, Money]:
    """What a driver adds to the gap in each year of a plan.

    Units: money out; rates and shares in percent, volumes in their own unit.
    Source: local practice for medium-term plans; no law fixes the form.
    Applies: inflation compounds, each year's rate on the base with earlier years in it; a volume is
    multiplied by its price; a profile spreads its total, to the penny when the shares make 100%.
    Rounding: each year to the penny once, half away from zero.

    >>> pay = Driver(code="pay", kind=DriverKind.INFLATION, base=Money.pounds(1000),
    ...              years={2017: DriverYear(rate=2), 2018: DriverYear(rate=2)})
    >>> [str(amount) for amount in driver_amounts(pay, (2017, 2018)).values()]
    ['20.00', '20.40']
    """
    if driver.kind is DriverKind.INFLATION:
        return _inflation(driver, years)
    if driver.kind is DriverKind.VOLUME:
        return {
            year: (driver.at(year).price * Fraction(driver.at(year).volume)).round(Rounding.HALF_UP)
            for year in years
        }
    return _profile(driver, years)


def _inflation(driver: Driver, years: tuple[int, ...]) -> dict[int, Money]:
    made: dict[int, Money] = {}
    base: Unrounded = driver.base.unrounded()
    for year in years:
        added = base * (Fraction(driver.at(year).rate) / 100)
        made[year] = added.round(Rounding.HALF_UP)
        base = base + added
    return made


def _profile(driver: Driver, years: tuple[int, ...]) -> dict[int, Money]:
    shares = [Fraction(driver.at(year).rate) for year in years]
    if sum(shares) == 100 and min(shares) >= 0:
        return dict(zip(years, allocate(driver.base, shares), strict=True))
    return {
        year: (driver.base * (share / 100)).round(Rounding.HALF_UP)
        for year, share in zip(years, shares, strict=True)
    }


def moved(driver: Driver, moves: tuple[Move, ...], years: tuple[int, ...]) -> Driver:
    """The driver as a scenario has it; a driver no move names is returned as it is."""
    values = dict(driver.years)
    for move in moves:
        if move.driver != driver.code:
            continue
        for year in years if move.year is None else (move.year,):
            now = values.get(year, DriverYear())
            points = Fraction(move.points)
            if driver.kind is DriverKind.VOLUME:
                values[year] = replace(now, volume=Fraction(now.volume) * (1 + points / 100))
            else:
                values[year] = replace(now, rate=Fraction(now.rate) + points)
    return replace(driver, years=values)
