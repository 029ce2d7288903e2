"""What a member is entitled to in a year: each rate for the days its role was held."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.years import FinancialYear

BASIC, SPECIAL, CO_OPTEE = "basic", "special", "co-optee"
KINDS = (BASIC, SPECIAL, CO_OPTEE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """What a scheme pays in a whole year for one thing."""

    key: str
    kind: str
    title: str
    yearly: Money
    one_special: bool = False
    """Whether its scheme pays a member for the highest special responsibility alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stint:
    """The days from `start` up to, but not including, `end` for which a rate is owed."""

    rate: Rate
    start: date
    end: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """One allowance of a year: the rate, the days it was held, and what that comes to."""

    rate: Rate
    days: int
    of: int
    amount: Money

    @property
    def how(self) -> str:
        return f"{self.rate.yearly} × {self.days} ÷ {self.of} days"


def entitlement(stints: Iterable[Stint], year: FinancialYear) -> tuple[Due, ...]:
    """Every allowance one member is owed for a year, the basic one first.

    Units: money; days of the year, both ends counted.
    Source: the council's own scheme under the Local Authorities (Members' Allowances) (England)
        Regulations 2003, which has part of a year paid by its days.
    Applies: to the stints of one member. A day counts once for a rate however often it is held;
        where the scheme pays one special responsibility, the highest of each day counts.
    Rounding: each allowance to the nearest penny, half up, once for the year.
    Raises: nothing; without a stint in the year the answer is empty.
    Example: a chair for 73 of 365 days.

    >>> chair = Rate(key="c", kind="special", title="Chair", yearly=Money.pounds(5000))
    >>> stint = Stint(rate=chair, start=date(2024, 4, 1), end=date(2024, 6, 13))
    >>> [(str(due.amount), due.days) for due in entitlement([stint], FinancialYear(2024))]
    [('1000.00', 73)]
    """
    held = list(stints)
    days: dict[Rate, int] = {}
    for start, end in _stretches(held, year):
        holding = {one.rate for one in held if _covers(one, start)}
        for rate in _paid(holding):
            days[rate] = days.get(rate, 0) + (end - start).days
    dues = (
        Due(
            rate=rate,
            days=number,
            of=year.days,
            amount=(rate.yearly * number / year.days).round(Rounding.HALF_UP),
        )
        for rate, number in days.items()
    )
    return tuple(sorted(dues, key=lambda due: (KINDS.index(due.rate.kind), due.rate.title)))


def _covers(stint: Stint, day: date) -> bool:
    return stint.start <= day and (stint.end is None or day < stint.end)


def _stretches(stints: Iterable[Stint], year: FinancialYear) -> Iterator[tuple[date, date]]:
    """The year cut wherever something begins or ends."""
    first, after = year.start, year.last + timedelta(days=1)
    cuts = {first, after}
    for one in stints:
        cuts |= {day for day in (one.start, one.end) if day is not None and first < day < after}
    ordered = sorted(cuts)
    return pairwise(ordered)


def _paid(holding: set[Rate]) -> set[Rate]:
    """What of the rates held on a day is paid."""
    limited = {rate for rate in holding if rate.kind == SPECIAL and rate.one_special}
    if not limited:
        return holding
    highest = max(limited, key=lambda rate: (rate.yearly.pence, rate.key))
    return (holding - limited) | {highest}
