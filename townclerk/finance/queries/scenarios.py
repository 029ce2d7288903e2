"""Scenarios and one-driver sensitivity, from the records of a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from townclerk.finance.core.drivers import DriverKind, Move
from townclerk.finance.core.versions import Sensitivity, sensitivity
from townclerk.finance.core.versions import in_words as move_in_words
from townclerk.finance.models import Scenario
from townclerk.finance.queries.facts import PlanFacts
from townclerk.kernel.display import TRUE_MINUS, money_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear


@dataclass(frozen=True)
class Told:
    """A move of drivers with what it does, and the sentence that says so."""

    name: str
    result: Sensitivity
    sentence: str
    code: str = ""
    """The code of the scenario that is kept; empty when it is only tried."""


def tell(plan: PlanFacts, name: str, moves: Sequence[Move], code: str = "") -> Told:
    """What moved drivers do to the gap, in numbers and in words."""
    result = sensitivity(plan.core, *moves)
    return Told(name, result, in_words(plan, result), code)


def in_words(plan: PlanFacts, result: Sensitivity) -> str:
    """ "+£0.400m in 2018/19: pay 1 point higher"."""
    changes = [
        f"{signed(amount)} in {FinancialYear(year).label}"
        for year, amount in zip(plan.years, result.amounts, strict=True)
        if amount
    ]
    names = {driver.code: driver for driver in plan.core.drivers}
    why = ", ".join(
        move_in_words(
            move,
            is_volume=names[move.driver].kind is DriverKind.VOLUME,
            name=names[move.driver].name,
        )
        for move in result.moves
    )
    return f"{'; '.join(changes) or 'No change'}: {why}" if why else "No driver is moved."


def signed(amount: Money) -> str:
    sign = TRUE_MINUS if amount.pence < 0 else "+"
    return f"{sign}£{money_display(abs(amount), '£m')}m"


def compare_scenarios(plan: PlanFacts) -> tuple[Told, ...]:
    """Every stored scenario of the plan beside the plan itself."""
    scenarios = Scenario.objects.filter(plan_id=plan.pk).prefetch_related("overrides__driver")
    return tuple(
        tell(
            plan,
            scenario.name,
            [
                Move(driver=row.driver.code, points=row.points, year=row.year)
                for row in scenario.overrides.all()
            ],
            scenario.code,
        )
        for scenario in scenarios
    )


def each_driver(plan: PlanFacts, points: Decimal = Decimal(1)) -> tuple[Told, ...]:
    """What one point more of each driver does, widest effect first."""
    told = [
        tell(plan, driver.name or driver.code, [Move(driver=driver.code, points=points)])
        for driver in plan.core.drivers
    ]
    return tuple(sorted(told, key=lambda row: abs(row.result.total), reverse=True))
