"""The pictures of the plan's pages, from the same values as their tables.

Each is a function from values to a `Picture`, so that a document can hold the same one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from townclerk.finance.core.reserves import Balance
from townclerk.finance.core.versions import Bridge, BridgeLine
from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.queries.scenarios import Told
from townclerk.finance.queries.tax import Worked
from townclerk.finance.web.presenters import TOTALS
from townclerk.kernel.display import money_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.charts.picture import Picture

# The drawing library takes half a second to load: it is imported only where a picture is drawn.

OPENING = "original_gap"
ALL_YEARS = "£m, all years together"


def waterfall_of(plan: PlanFacts, finding: str) -> Picture:
    """All years together: from the original gap to the remaining one."""
    from townclerk.platform.charts import Bar, waterfall

    bars = [
        Bar(row.label, millions(row.total), total=row.key in TOTALS or row.key == OPENING)
        for row in plan.waterfall()
    ]
    return waterfall(bars, title=finding, unit=ALL_YEARS)


def bridge_of(moved: Bridge, before: str, after: str) -> Picture:
    """From one version's gap to the next: the largest moves, and the rest together."""
    from townclerk.platform.charts import Bar, bridge

    first, last = Money.total(moved.before), Money.total(moved.after)
    largest = sorted(moved.lines, key=lambda line: abs(line.total), reverse=True)
    return bridge(
        Bar(before, millions(first)),
        [Bar(line.label, millions(line.total)) for line in largest],
        Bar(after, millions(last)),
        title=_bridged(last - first, before, after, largest),
        unit=ALL_YEARS,
    )


def _bridged(change: Money, before: str, after: str, largest: Sequence[BridgeLine]) -> str:
    if not change:
        return f"The gap of {before.lower()} and of {after.lower()} is the same in all"
    way = "wider" if change.pence > 0 else "narrower"
    most = f", most of it by {largest[0].label}" if len(largest) > 1 else ""
    size = money_display(abs(change), "£m")
    return f"The gap of {after.lower()} is £{size}m {way} than that of {before.lower()}{most}"


def tax_options_of(options: Sequence[Worked], labels: Sequence[str]) -> Picture:
    """What each option raises in a year, beside the gap of that year."""
    from townclerk.platform.charts import Series, grouped_bars

    gap = options[0].result.years
    series = [Series("Gap before council tax", tuple(millions(year.gap) for year in gap))]
    series += [
        Series(worked.result.name, tuple(millions(year.tax) for year in worked.result.years))
        for worked in options[:4]
    ]
    return grouped_bars(labels, series, title=_closing(options), unit="£m", places=3)


def _closing(options: Sequence[Worked]) -> str:
    balanced = [worked.result.name for worked in options if worked.result.is_balanced]
    if not balanced:
        return "No option closes the gap of every year"
    if len(balanced) == len(options):
        return "Every option closes the gap of every year"
    return f"The gap of every year is closed by {' or '.join(balanced)} only"


def balances_path_of(
    name: str, years: Sequence[Balance], levels: Mapping[str, Money | None]
) -> Picture:
    """A balance at each year's end, beside the levels it is held against."""
    from townclerk.platform.charts import Series, lines

    points = [years[0].opening, *(year.closing for year in years)]
    series = [Series(name, tuple(millions(amount) for amount in points))]
    series += [
        Series(label, (millions(level),) * len(points))
        for label, level in levels.items()
        if level is not None
    ]
    labels = [f"31 March {year}" for year in range(years[0].year, years[-1].year + 2)]
    return lines(labels, series, title=_path(name, years, levels), unit="£m", places=3)


def _path(name: str, years: Sequence[Balance], levels: Mapping[str, Money | None]) -> str:
    first, last = years[0].opening, years[-1].closing
    for label, level in levels.items():
        low = next((year for year in years if level is not None and year.closing < level), None)
        if low is not None:
            return f"{name} is below its {label.lower()} at the end of {low.label}"
    if first == last:
        return f"{name} stays at £{money_display(last, '£m')}m to the end of {years[-1].label}"
    way = "rises" if last > first else "falls"
    start, end = money_display(first, "£m"), money_display(last, "£m")
    return f"{name} {way} from £{start}m to £{end}m by the end of {years[-1].label}"


def fan_of(years: Sequence[int], found: Mapping[str, Mapping[int, float]], finding: str) -> Picture:
    """The gap of each year as simulated: the middle, and the ranges around it."""
    from townclerk.platform.charts import Band, Series, line_with_bands

    def at(percentile: int) -> tuple[Decimal, ...]:
        return tuple(
            (Decimal(repr(found[str(year)][percentile])) / 1_000_000).quantize(Decimal("0.001"))
            for year in years
        )

    bands = [Band("Nine draws in ten", at(5), at(95)), Band("Every second draw", at(25), at(75))]
    labels = [FinancialYear(year).label for year in years]
    return line_with_bands(
        labels, Series("Middle of the draws", at(50)), bands, title=finding, unit="£m", places=3
    )


def millions(amount: Money) -> Decimal:
    return Decimal(amount.pence) / 100_000_000


def scenario_of(labels: Sequence[str], told: Told) -> Picture:
    """The gap of each year as the plan has it and with drivers moved."""
    from townclerk.platform.charts import Series, grouped_bars

    series = [
        Series("The plan", tuple(map(millions, told.result.before))),
        Series("With the moves", tuple(map(millions, told.result.after))),
    ]
    return grouped_bars(labels, series, title=told.sentence, unit="£m", places=3)
