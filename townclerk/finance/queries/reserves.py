"""The reserves ledger read: balances at each year end, what has not moved, what is owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from townclerk.finance.models import (
    ReplenishmentObligation,
    Reserve,
    ReserveMovement,
    RiskAssessment,
)
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear


@dataclass(frozen=True)
class YearOfReserve:
    """One reserve in one year: opening, in, out, closing."""

    year: int
    opening: Money
    added: Money
    used: Money

    @property
    def closing(self) -> Money:
        return self.opening + self.added + self.used

    @property
    def label(self) -> str:
        return FinancialYear(self.year).label


@dataclass(frozen=True)
class ReserveRow:
    reserve: Reserve
    movements: tuple[ReserveMovement, ...]
    years: tuple[YearOfReserve, ...]

    def in_year(self, year: int) -> YearOfReserve | None:
        return next((row for row in self.years if row.year == year), None)

    @property
    def closing(self) -> Money:
        return self.years[-1].closing if self.years else self.reserve.opening

    @property
    def net(self) -> Money:
        """What the movements leave: minus is a permanent net use."""
        return sum((movement.amount for movement in self.movements), Money.zero)


def first_year(reserve: Reserve) -> int:
    return FinancialYear.containing(reserve.opened_on).start_year


def roll_forward(
    reserve: Reserve, movements: Iterable[ReserveMovement], last: int | None = None
) -> tuple[YearOfReserve, ...]:
    """Year by year: each closing balance is the next opening one."""
    added: dict[int, Money] = defaultdict(lambda: Money.zero)
    used: dict[int, Money] = defaultdict(lambda: Money.zero)
    start = end = first_year(reserve)
    for movement in movements:
        if movement.state == ReserveMovement.State.RELEASED:
            continue
        side = added if movement.amount.pence > 0 else used
        side[movement.year] += movement.amount
        end = max(end, movement.year)
    rows, opening = [], reserve.opening
    for year in range(start, max(end, last or end) + 1):
        row = YearOfReserve(year=year, opening=opening, added=added[year], used=used[year])
        rows.append(row)
        opening = row.closing
    return tuple(rows)


def balances_with(reserve: Reserve, extra: ReserveMovement) -> Mapping[int, Money]:
    """Closing balance at each year end if the extra movement were made too."""
    movements = [*reserve.movements.exclude(pk=extra.pk), extra]
    return {row.year: row.closing for row in roll_forward(reserve, movements)}


def schedule(last: int | None = None, known_at: datetime | None = None) -> tuple[ReserveRow, ...]:
    """Every reserve with its years. Two queries, however many reserves there are."""
    if known_at is None:
        reserves, found = list(Reserve.objects.all()), list(ReserveMovement.objects.all())
    else:
        reserves = sorted(Reserve.history.as_of(known_at), key=lambda row: (row.name, row.code))
        found = sorted(ReserveMovement.history.as_of(known_at), key=lambda row: (row.year, row.pk))
    by_reserve: dict[int, list[ReserveMovement]] = defaultdict(list)
    for movement in found:
        by_reserve[movement.reserve_id].append(movement)
    latest = max((movement.year for movement in found), default=None)
    end = last if last is not None else latest
    rows = []
    for reserve in reserves:
        movements = tuple(
            movement
            for movement in by_reserve[reserve.pk]
            if movement.state != ReserveMovement.State.RELEASED
        )
        rows.append(ReserveRow(reserve, movements, roll_forward(reserve, movements, end)))
    return tuple(rows)


def general(rows: Iterable[ReserveRow]) -> ReserveRow | None:
    """The general balance, of which there is one."""
    return next((row for row in rows if row.reserve.kind == Reserve.Kind.GENERAL), None)


def not_moved(rows: Iterable[ReserveRow], *, on: date, years: int = 2) -> tuple[Reserve, ...]:
    """Reserves without a movement in the given number of years before a day."""
    since = FinancialYear.containing(on).start_year - years
    return tuple(
        row.reserve
        for row in rows
        if first_year(row.reserve) <= since
        and not any(since < movement.year <= since + years for movement in row.movements)
    )


def assessment_for(year: int | None = None) -> RiskAssessment | None:
    """The assessment of a year, or the latest there is."""
    found = RiskAssessment.objects.select_related("reserve").prefetch_related("risks")
    if year is not None:
        found = found.filter(year__lte=year)
    return found.order_by("-year").first()


def open_obligations() -> tuple[ReplenishmentObligation, ...]:
    return tuple(
        ReplenishmentObligation.objects.filter(state="open").select_related("movement__reserve")
    )
