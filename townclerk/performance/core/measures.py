"""How a measure stands to its target, and for which periods a value is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from townclerk.kernel.reporting_period import (
    ReportingPeriod,
    financial_year,
    month,
    quarter,
)
from townclerk.kernel.years import FinancialYear

MET, NEAR, MISSED, NO_TARGET, NO_SIDE = "met", "near", "missed", "no-target", "no-side"
Number = Fraction | Decimal | int


@dataclass(frozen=True)
class Standing:
    """How a value stands to its target, and the rule that says so."""

    status: str
    rule: str


def standing(
    value: Number | None, target: Number | None, tolerance: Number | None, polarity: str
) -> Standing:
    """How a value stands to its target.

    Units: value, target and tolerance in the measure's own unit; percent as percentage points.
    Source: the product's own rule; a council sets target and tolerance for each measure.
    Applies: to numbers. Met: as good as the target or better. Near: worse by no more than the
        tolerance. Missed: worse by more. A measure of which neither side is better has no status.
    Rounding: none; exact values are compared, so 94.96 against 95 with no tolerance is missed
        though both print as 95.
    Raises: nothing.
    Example:

    >>> standing(Decimal("94.9"), Decimal("95.5"), Decimal("1"), "higher-is-better").status
    'near'
    >>> standing(12, 10, None, "lower-is-better").status
    'missed'
    """
    if value is None or target is None:
        return Standing(NO_TARGET, "No target is set for this period.")
    if polarity not in ("higher-is-better", "lower-is-better"):
        return Standing(NO_SIDE, "Neither more nor less is better, so it has no status.")
    higher = polarity == "higher-is-better"
    short = Fraction(target) - Fraction(value) if higher else Fraction(value) - Fraction(target)
    side = "at or above" if higher else "at or below"
    if short <= 0:
        return Standing(MET, f"Met: {side} the target.")
    if tolerance is not None and short <= Fraction(tolerance):
        return Standing(NEAR, "Near: short of the target by no more than the tolerance.")
    more = "by more than the tolerance" if tolerance is not None else "and no tolerance is set"
    return Standing(MISSED, f"Missed: short of the target {more}.")


def periods_due(frequency: str, since: date, on: date, days: int) -> Sequence[ReportingPeriod]:
    """The periods for which a value should be there.

    Units: days, counted on the calendar after the last day of each period.
    Source: the product's own rule; frequency and days are set for each measure.
    Applies: to monthly, quarterly and yearly measures (financial years and their quarters). A
        measure kept as it arises is never due.
    Raises: nothing.
    Example:

    >>> [one.label for one in periods_due("quarterly", date(2024, 4, 1), date(2024, 12, 1), 30)]
    ['2024/25-Q1', '2024/25-Q2']
    """
    found: list[ReportingPeriod] = []
    for period in _periods(frequency, since, on):
        last = period.period.last
        if last is None or last + timedelta(days=days) >= on:
            break
        found.append(period)
    return found


def _periods(frequency: str, since: date, on: date) -> Sequence[ReportingPeriod]:
    """Whole periods beginning on or after a day, up to the one that holds another day."""
    if frequency == "monthly":
        first, last = since.year * 12 + since.month - 1, on.year * 12 + on.month - 1
        every = [month(place // 12, place % 12 + 1) for place in range(first, last + 1)]
    elif frequency in ("quarterly", "yearly"):
        first, last = (FinancialYear.containing(day).start_year for day in (since, on))
        years = [FinancialYear(start) for start in range(first, last + 1)]
        every = (
            [financial_year(year) for year in years]
            if frequency == "yearly"
            else [quarter(year, number) for year in years for number in range(1, 5)]
        )
    else:
        every = []
    return [one for one in every if one.period.start >= since]
