"""Time to work out a 200-line, 5-year plan with its tables, beside adding the same ints.

Run: python bench/plan.py
"""

from time import perf_counter

from townclerk.finance.core.plan import Plan, PlanLine, gap_table, groups
from townclerk.kernel.money import Money

LINES, RUNS = 200, 50
YEARS = tuple(range(2017, 2022))
STEPS = ("original", "revision", "proposal", "phasing")


def plan() -> Plan:
    lines = tuple(
        PlanLine(
            key=str(place),
            step=STEPS[place % 4],
            group=f"group {place % 7}",
            unwinds=place % 5 == 0,
            amounts={year: Money((place + 1) * year) for year in YEARS},
        )
        for place in range(LINES)
    )
    return Plan(years=YEARS, lines=lines)


def timed(work: object) -> float:
    began = perf_counter()
    for _ in range(RUNS):
        work()  # type: ignore[operator]
    return (perf_counter() - began) / RUNS * 1000


if __name__ == "__main__":
    held = plan()
    pence = [[amount.pence for amount in line.amounts.values()] for line in held.lines]

    def tables() -> None:
        table = gap_table(Plan(years=held.years, lines=held.lines, drivers=held.drivers))
        for row in table.rows.values():
            groups(row)

    bare = timed(lambda: [sum(column) for _ in range(8) for column in zip(*pence, strict=True)])
    print(f"floor {bare:.3f} ms, plan with tables {timed(tables):.3f} ms (to stay under 5 ms)")
