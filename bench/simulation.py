"""Time and memory of the gap simulation, beside the bare NumPy loop: 200 lines, 5 years, 100,000.

Run: python bench/simulation.py
"""

import resource
from time import perf_counter

import numpy as np

from townclerk.finance.core.simulation import CHUNK, Model, Shape, Uncertain, simulate

LINES, YEARS, DRAWS, RUNS = 200, 5, 100_000, 3


def floor() -> float:
    """The same draws and sums with nothing around them."""
    began = perf_counter()
    made = np.random.Generator(np.random.PCG64(1))
    effects = np.ones((LINES, YEARS))
    gaps = np.empty((DRAWS, YEARS))
    for start in range(0, DRAWS, CHUNK):
        values = np.empty((CHUNK, LINES))
        for place in range(LINES):
            values[:, place] = made.normal(0.0, 1.0, CHUNK)
        gaps[start : start + CHUNK] = values @ effects
    gaps.sum(axis=1)
    return perf_counter() - began


def ours() -> float:
    drivers = tuple(Uncertain(key=str(place), shape=Shape.NORMAL) for place in range(LINES))
    model = Model(
        years=tuple(range(2017, 2017 + YEARS)),
        fixed=(0.0,) * YEARS,
        drivers=drivers,
        effects=((1.0,) * YEARS,) * LINES,
        correlations={("0", "1"): 0.5},
    )
    began = perf_counter()
    simulate(model, DRAWS, seed=1)
    return perf_counter() - began


if __name__ == "__main__":
    bare = min(floor() for _ in range(RUNS))
    whole = min(ours() for _ in range(RUNS))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"floor {bare:.3f} s, simulation {whole:.3f} s, {whole / bare:.2f} times, {peak:.0f} MB")
