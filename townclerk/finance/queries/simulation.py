"""The simulation of a plan's gap: its model from the records, and the runs that were kept."""

from typing import Any

from townclerk.finance.core.drivers import Move
from townclerk.finance.core.plan import Plan, gap_table, with_moves
from townclerk.finance.core.simulation import (
    Fan,
    Model,
    Shape,
    Spread,
    Uncertain,
    explained_fan,
    simulate,
)
from townclerk.finance.models import Correlation, SimulationRun
from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.queries.facts import Spread as DriverSpread
from townclerk.kernel.explained import Explained
from townclerk.kernel.money import Money


def model_of(plan: PlanFacts) -> Model:
    """What is drawn: the remaining gap, its chosen drivers varying by points."""
    varied = [spread for spread in plan.spreads if spread.distribution != "none"]
    keys = {spread.driver for spread in varied}
    links = Correlation.objects.filter(first__plan_id=plan.pk).select_related("first", "second")
    return Model(
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


def simulated(plan: PlanFacts, *, draws: int = 10_000, seed: int = 1) -> Spread:
    """The remaining gap drawn many times."""
    return simulate(model_of(plan), draws, seed)


def as_json(model: Model) -> dict[str, Any]:
    """The model as a run keeps it, so that the run can be read when the plan has moved on."""
    return {
        "years": list(model.years),
        "fixed": list(model.fixed),
        "drivers": [
            {
                "key": driver.key,
                "shape": str(driver.shape),
                "low": driver.low,
                "high": driver.high,
                "deviation": driver.deviation,
            }
            for driver in model.drivers
        ],
        "effects": [list(row) for row in model.effects],
        "correlations": [[*pair, value] for pair, value in sorted(model.correlations.items())],
    }


def from_json(kept: dict[str, Any]) -> Model:
    return Model(
        years=tuple(kept["years"]),
        fixed=tuple(kept["fixed"]),
        drivers=tuple(
            Uncertain(**{**driver, "shape": Shape(driver["shape"])}) for driver in kept["drivers"]
        ),
        effects=tuple(tuple(row) for row in kept["effects"]),
        correlations={(first, second): value for first, second, value in kept["correlations"]},
    )


def fan_of_run(run: SimulationRun) -> Explained[Fan]:
    """What a kept run found, with its reasons, from the run alone."""
    found = {
        year: {int(percentile): value for percentile, value in row.items()}
        for year, row in run.found.items()
    }
    return explained_fan(from_json(run.given), found, run.draws, run.seed)


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
