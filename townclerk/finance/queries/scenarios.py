"""Scenarios, one-driver sensitivity and the simulation, from the records of a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from townclerk.finance.core.drivers import Move
from townclerk.finance.core.plan import Plan, gap_table, with_moves
from townclerk.finance.core.simulation import Model, Shape, Spread, Uncertain, simulate
from townclerk.finance.core.versions import Sensitivity, sensitivity
from townclerk.finance.models import Correlation, Driver, Scenario
from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.queries.facts import Spread as DriverSpread
from townclerk.kernel.display import TRUE_MINUS, money_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear


@dataclass(frozen=True)
class Told:
    """A move of drivers with what it does, and the sentence that says so."""

    name: str
    result: Sensitivity
    sentence: str


def moves_of(scenario: Scenario) -> tuple[Move, ...]:
    return tuple(
        Move(driver=override.driver.code, points=override.points, year=override.year)
        for override in scenario.overrides.select_related("driver")
    )


def tell(plan: PlanFacts, name: str, moves: Sequence[Move]) -> Told:
    """What moved drivers do to the gap, in numbers and in words."""
    result = sensitivity(plan.core, *moves)
    return Told(name, result, in_words(plan, result))


def in_words(plan: PlanFacts, result: Sensitivity) -> str:
    """ "+£0.400m in 2018/19: pay 1 point higher"."""
    changes = [
        f"{signed(amount)} in {FinancialYear(year).label}"
        for year, amount in zip(plan.years, result.amounts, strict=True)
        if amount
    ]
    names = {driver.code: driver for driver in plan.core.drivers}
    why = ", ".join(_move_in_words(names[move.driver], move) for move in result.moves)
    return f"{'; '.join(changes) or 'No change'}: {why}" if why else "No driver is moved."


def _move_in_words(driver: object, move: Move) -> str:
    name, kind = getattr(driver, "name", move.driver), str(getattr(driver, "kind", ""))
    way = "higher" if move.points >= 0 else "lower"
    size = f"{abs(Decimal(str(move.points))).normalize():f}"
    unit = "%" if kind == Driver.Kind.VOLUME else " point" if size == "1" else " points"
    when = "" if move.year is None else f" in {FinancialYear(move.year).label}"
    return f"{name} {size}{unit} {way}{when}"


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


def simulated(plan: PlanFacts, *, draws: int = 10_000, seed: int = 1) -> Spread:
    """The remaining gap drawn many times, its chosen drivers varying by points."""
    varied = [spread for spread in plan.spreads if spread.distribution != "none"]
    keys = {spread.driver for spread in varied}
    links = Correlation.objects.filter(first__plan_id=plan.pk).select_related("first", "second")
    model = Model(
        years=plan.years,
        fixed=tuple(_pounds(amount) for amount in plan.row("remaining_gap").amounts),
        drivers=tuple(_uncertain(spread) for spread in varied),
        effects=tuple(_effects(plan.core, spread.driver) for spread in varied),
        correlations={
            (link.first.code, link.second.code): float(link.coefficient)
            for link in links
            if {link.first.code, link.second.code} <= keys
        },
    )
    return simulate(model, draws, seed)


def _uncertain(spread: DriverSpread) -> Uncertain:
    """The distribution is of points added to the driver, with nought as the likeliest."""
    return Uncertain(
        key=spread.driver,
        shape=Shape(spread.distribution),
        low=float(spread.low or 0),
        high=float(spread.high or 0),
        deviation=float(spread.deviation or 0),
    )


def _effects(plan: Plan, driver: str) -> tuple[float, ...]:
    """Pounds that one point adds to each year's gap."""
    before = gap_table(plan).row("remaining_gap").amounts
    moved = with_moves(plan, (Move(driver=driver, points=1),))
    after = gap_table(moved).row("remaining_gap").amounts
    return tuple(_pounds(now - was) for was, now in zip(before, after, strict=True))


def _pounds(amount: Money) -> float:
    return amount.pence / 100
