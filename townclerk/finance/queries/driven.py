"""What a driver makes of the lines that follow it, as it is set or moved by a scenario."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from townclerk.finance.models import Driver
from townclerk.finance.queries.facts import DriverFacts, DriverValue, PlanFacts
from townclerk.kernel.allocation import allocate
from townclerk.kernel.money import Money, Rounding, Unrounded

Moved = Mapping[tuple[str, int | None], Decimal]
"""By driver code and year (None for every year): the points it moves."""


def amounts_of(driver: DriverFacts, years: tuple[int, ...]) -> dict[int, Money]:
    """The amount in each year, rounded to the penny once, half away from zero."""
    if driver.kind == Driver.Kind.INFLATION:
        return _inflation(driver, years)
    if driver.kind == Driver.Kind.VOLUME:
        return _volume(driver, years)
    return _profile(driver, years)


def _inflation(driver: DriverFacts, years: tuple[int, ...]) -> dict[int, Money]:
    """Each year's rate acts on the base with the inflation of the years before in it."""
    made: dict[int, Money] = {}
    base = Unrounded(Fraction((driver.base or Money.zero).pence))
    for year in years:
        rate = Fraction(_value(driver, year).rate or 0) / 100
        added = base * rate
        made[year] = added.round(Rounding.HALF_UP)
        base = base + added
    return made


def _volume(driver: DriverFacts, years: tuple[int, ...]) -> dict[int, Money]:
    made = {}
    for year in years:
        value = _value(driver, year)
        exact = (value.price or Money.zero) * (value.volume or Decimal(0))
        made[year] = exact.round(Rounding.HALF_UP)
    return made


def _profile(driver: DriverFacts, years: tuple[int, ...]) -> dict[int, Money]:
    """Shares of the total. When they make 100% the parts add up to the total to the penny."""
    total = driver.base or Money.zero
    shares = [Fraction(_value(driver, year).rate or 0) for year in years]
    if sum(shares) == 100:
        return dict(zip(years, allocate(total, shares), strict=True))
    return {
        year: (total * (share / 100)).round(Rounding.HALF_UP)
        for year, share in zip(years, shares, strict=True)
    }


def _value(driver: DriverFacts, year: int) -> DriverValue:
    return driver.values.get(year, DriverValue())


def move(driver: DriverFacts, moved: Moved, years: tuple[int, ...]) -> DriverFacts:
    """The driver with its points added: to a rate or share as they are, to a volume in percent."""
    values = dict(driver.values)
    for year in years:
        points = moved.get((driver.code, None), Decimal(0)) + moved.get(
            (driver.code, year), Decimal(0)
        )
        if not points:
            continue
        value = _value(driver, year)
        if driver.kind == Driver.Kind.VOLUME:
            volume = (value.volume or Decimal(0)) * (1 + points / 100)
            values[year] = replace(value, volume=volume)
        else:
            values[year] = replace(value, rate=(value.rate or Decimal(0)) + points)
    return replace(driver, values=values)


def with_moved(plan: PlanFacts, moved: Moved) -> PlanFacts:
    """The plan as it would be with its drivers moved."""
    drivers = {code: move(driver, moved, plan.years) for code, driver in plan.drivers.items()}
    lines = tuple(
        replace(line, driven=amounts_of(drivers[line.driver], plan.years)) if line.driver else line
        for line in plan.lines
    )
    return replace(plan, drivers=drivers, lines=lines)
