"""How wide the gap might be: many draws of the uncertain lines, seeded so that they repeat.

Here alone floats are used: a draw is an estimate, and its last pence mean nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from townclerk.kernel.display import number_display, pounds_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

Floats = NDArray[np.float64]
CHUNK = 10_000
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


class BadSimulation(TownclerkError):
    """The simulation cannot run as given; the sentence says what to correct."""


class Shape(StrEnum):
    NORMAL = "normal"
    TRIANGULAR = "triangular"
    LOGNORMAL = "lognormal"
    UNIFORM = "uniform"
    DISCRETE = "discrete"


@dataclass(frozen=True, kw_only=True)
class Uncertain:
    """A driver that varies, and how much each line adds for one unit of its movement.

    `low`, `mode` and `high` are for triangular and uniform, `mean` and `deviation` for normal and
    lognormal (of the logarithm), `outcomes` of (value, chance) for discrete.
    """

    key: str
    shape: Shape
    low: float = 0.0
    mode: float = 0.0
    high: float = 0.0
    mean: float = 0.0
    deviation: float = 1.0
    outcomes: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Model:
    """What is drawn: fixed amounts by year, uncertain drivers, and each one's effect by year.

    `effects` has a row a driver and a column a year: the pounds that one unit adds to the gap.
    """

    years: tuple[int, ...]
    fixed: tuple[float, ...]
    drivers: tuple[Uncertain, ...]
    effects: tuple[tuple[float, ...], ...]
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Spread:
    """The gap as drawn, by year and in total."""

    years: tuple[int, ...]
    gaps: Floats
    """A row a draw, a column a year."""
    totals: Floats

    def percentiles(self, of: tuple[int, ...] = PERCENTILES) -> dict[str, dict[int, float]]:
        """Each percentile by year, and of the total over the years."""
        found = {
            str(year): dict(zip(of, map(float, np.percentile(column, of)), strict=True))
            for year, column in zip(self.years, self.gaps.T, strict=True)
        }
        whole = map(float, np.percentile(self.totals, of))
        return found | {"total": dict(zip(of, whole, strict=True))}

    def chance_above(self, amount: float, year: int | None = None) -> float:
        """How many of the draws have a gap above an amount, as a share of all."""
        column = self.totals if year is None else self.gaps[:, self.years.index(year)]
        return float(np.count_nonzero(column > amount) / len(column))


Fan = Mapping[str, Mapping[int, float]]
"""Percentiles of the gap by year, and of the total over the years."""


def explained_fan(model: Model, found: Fan, draws: int, seed: int) -> Explained[Fan]:
    """What the draws came to, and what they were drawn from.

    Units: pounds, rounded to the pound where they are shown.
    Source: local practice.
    Applies: percentiles of `simulate` with the same model, draws and seed.
    Rounding: each shown amount to the pound.

    >>> sure = Uncertain(key="pay", shape=Shape.DISCRETE, outcomes=((2.0, 1.0),))
    >>> model = Model(years=(2017,), fixed=(10.0,), drivers=(sure,), effects=((1.0,),))
    >>> found = simulate(model, 100, seed=1).percentiles()
    >>> str(explained_fan(model, found, 100, 1).step.value)
    '12.00'
    """
    labels = {str(year): FinancialYear(year).label for year in model.years}
    years = tuple(
        Step(
            label=labels.get(key, "All years"),
            value=_pound(row[50]),
            unit="£",
            display=_shown(row[50]),
            how=_range(row),
        )
        for key, row in found.items()
    )
    drawn = tuple(
        Step(
            label=driver.key,
            value=_shape_in_words(driver),
            how="; ".join(
                f"one point adds {_shown(effect)} in {label}"
                for label, effect in zip(labels.values(), effects, strict=True)
            ),
        )
        for driver, effects in zip(model.drivers, model.effects, strict=True)
    )
    linked = tuple(
        Step(label=f"{first} with {second}", value=str(value), how="correlation")
        for (first, second), value in sorted(model.correlations.items())
    )
    top = Step(
        label="Simulated gap over all years",
        value=_pound(found["total"][50]),
        unit="£",
        display=_shown(found["total"][50]),
        how=f"the middle of {draws:,} draws with seed {seed}; {_range(found['total'])}",
        parts=(*years, *drawn, *linked),
    )
    return Explained(found, top)


def _pound(amount: float) -> Money:
    return Money.pounds(round(amount))


def _range(row: Mapping[int, float]) -> str:
    return f"nine draws in ten lie between {_shown(row[5])} and {_shown(row[95])}"


def _shown(amount: float) -> str:
    return pounds_display(_pound(amount))


def _shape_in_words(driver: Uncertain) -> str:
    if driver.shape in (Shape.NORMAL, Shape.LOGNORMAL):
        return f"{driver.shape} with a deviation of {driver.deviation:g} points"
    low, high = (number_display(Decimal(repr(edge)), 2) for edge in (driver.low, driver.high))
    return f"{driver.shape} from {low} to {high} points"


def simulate(model: Model, draws: int, seed: int) -> Spread:
    """The gap drawn many times over.

    Units: pounds as floats; draws and seed are whole numbers.
    Source: local practice; correlation by a Gaussian copula.
    Applies: drivers that vary; what is fixed is added to each draw.
    Rounding: none; results are estimates.
    Raises: `BadSimulation` for correlations that contradict one another or shapes out of order.

    >>> one = Uncertain(key="pay", shape=Shape.UNIFORM, low=0, high=2)
    >>> model = Model(years=(2017,), fixed=(10.0,), drivers=(one,), effects=((1.0,),))
    >>> spread = simulate(model, 1_000, seed=1)
    >>> bool(10 <= spread.totals.min() and spread.totals.max() <= 12)
    True
    """
    if draws < 1 or len(model.effects) != len(model.drivers):
        raise BadSimulation("Give at least one draw, and one row of effects for each driver.")
    _check_shapes(model)
    generator = np.random.Generator(np.random.PCG64(seed))
    linked, factor = _linked(model)
    effects = np.asarray(model.effects, dtype=np.float64).reshape(len(model.drivers), -1)
    gaps = np.empty((draws, len(model.years)))
    for start, size in _chunks(draws):
        values = _draw(model, generator, size, linked, factor)
        np.matmul(values, effects, out=gaps[start : start + size])
        gaps[start : start + size] += np.asarray(model.fixed)
    return Spread(model.years, gaps, gaps.sum(axis=1))


def _chunks(draws: int) -> Iterator[tuple[int, int]]:
    for start in range(0, draws, CHUNK):
        yield start, min(CHUNK, draws - start)


def _check_shapes(model: Model) -> None:
    for driver in model.drivers:
        bounded = driver.shape in (Shape.TRIANGULAR, Shape.UNIFORM)
        if bounded and driver.low >= driver.high:
            raise BadSimulation(f"{driver.key}: the low is not below the high.")
        if driver.shape is Shape.TRIANGULAR and not driver.low <= driver.mode <= driver.high:
            raise BadSimulation(f"{driver.key}: the mode lies outside low and high.")
        if driver.shape in (Shape.NORMAL, Shape.LOGNORMAL) and driver.deviation < 0:
            raise BadSimulation(f"{driver.key}: the deviation is below nil.")
        if driver.shape is Shape.DISCRETE:
            chance = sum(share for _, share in driver.outcomes)
            if not driver.outcomes or abs(chance - 1) > 1e-9:
                raise BadSimulation(f"{driver.key}: the chances do not add to 1.")


def _linked(model: Model) -> tuple[tuple[int, ...], Floats]:
    """Places of the drivers that move together, and the factor that makes normals do so."""
    places = {driver.key: place for place, driver in enumerate(model.drivers)}
    for pair in model.correlations:
        for key in pair:
            if key not in places:
                raise BadSimulation(f"A correlation names {key}, which is no driver.")
    found = tuple(sorted({places[key] for pair in model.correlations for key in pair}))
    matrix = np.eye(len(found))
    for (first, second), coefficient in model.correlations.items():
        row, column = found.index(places[first]), found.index(places[second])
        matrix[row, column] = matrix[column, row] = coefficient
    try:
        factor = np.linalg.cholesky(matrix) if found else matrix
        return found, np.asarray(factor, dtype=np.float64)
    except np.linalg.LinAlgError:
        raise BadSimulation(
            "The correlations contradict one another. Bring the largest ones closer to nil."
        ) from None


def _draw(
    model: Model,
    generator: np.random.Generator,
    size: int,
    linked: tuple[int, ...],
    factor: Floats,
) -> Floats:
    values = np.empty((size, len(model.drivers)))
    if linked:
        normals = generator.standard_normal((size, len(linked))) @ factor.T
    for place, driver in enumerate(model.drivers):
        if place in linked:
            values[:, place] = _from_normal(driver, normals[:, linked.index(place)])
        else:
            values[:, place] = _FREE[driver.shape](driver, generator, size)
    return values


_FREE: dict[Shape, Callable[[Uncertain, Any, int], Floats]] = {
    Shape.NORMAL: lambda driver, made, size: made.normal(driver.mean, driver.deviation, size),
    Shape.LOGNORMAL: lambda driver, made, size: made.lognormal(driver.mean, driver.deviation, size),
    Shape.UNIFORM: lambda driver, made, size: made.uniform(driver.low, driver.high, size),
    Shape.TRIANGULAR: lambda driver, made, size: made.triangular(
        driver.low, driver.mode, driver.high, size
    ),
    Shape.DISCRETE: lambda driver, made, size: made.choice(
        [value for value, _ in driver.outcomes], size, p=[share for _, share in driver.outcomes]
    ),
}


def _from_normal(driver: Uncertain, normals: Floats) -> Floats:
    """A driver's value at the same rank as its normal."""
    if driver.shape is Shape.NORMAL:
        return driver.mean + driver.deviation * normals
    if driver.shape is Shape.LOGNORMAL:
        return np.exp(driver.mean + driver.deviation * normals)
    rank = np.interp(normals, _GRID, _RANKS)
    if driver.shape is Shape.UNIFORM:
        return driver.low + (driver.high - driver.low) * rank
    if driver.shape is Shape.TRIANGULAR:
        return _triangular(driver, rank)
    edges = np.cumsum([share for _, share in driver.outcomes])
    values = np.asarray([value for value, _ in driver.outcomes])
    return np.asarray(values[np.minimum(np.searchsorted(edges, rank), len(values) - 1)])


# Ranks are read off a fine grid of the normal distribution: NumPy has none of its own.
_GRID: Floats = np.linspace(-6, 6, 4_001)
_RANKS: Floats = np.asarray([NormalDist().cdf(float(point)) for point in _GRID])


def _triangular(driver: Uncertain, rank: Floats) -> Floats:
    width = driver.high - driver.low
    split = (driver.mode - driver.low) / width
    left = driver.low + np.sqrt(rank * width * (driver.mode - driver.low))
    right = driver.high - np.sqrt((1 - rank) * width * (driver.high - driver.mode))
    return np.where(rank < split, left, right)
