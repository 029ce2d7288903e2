"""The reserves ledger read: balances at each year end, what has not moved, what is owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from townclerk.finance.core.reserves import Balance, roll_forward
from townclerk.finance.models import (
    ReplenishmentObligation,
    Reserve,
    ReserveMovement,
    RiskAssessment,
)
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.years import FinancialYear


@dataclass(frozen=True)
class ReserveRow:
    reserve: Reserve
    movements: tuple[ReserveMovement, ...]
    years: tuple[Balance, ...]

    def in_year(self, year: int) -> Balance | None:
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


def years_of(
    reserve: Reserve, movements: Iterable[ReserveMovement], last: int | None = None
) -> tuple[Balance, ...]:
    """The reserve from the year it opened to its last movement, or further; none released."""
    standing = [
        (movement.year, movement.amount)
        for movement in movements
        if movement.state != ReserveMovement.State.RELEASED
    ]
    start = first_year(reserve)
    end = max([start, *(year for year, _ in standing), *([] if last is None else [last])])
    return roll_forward(reserve.opening, standing, range(start, end + 1))


def balances_with(reserve: Reserve, extra: ReserveMovement) -> Mapping[int, Money]:
    """Closing balance at each year end if the extra movement were made too."""
    movements = [*reserve.movements.exclude(pk=extra.pk), extra]
    return {row.year: row.closing for row in years_of(reserve, movements)}


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
        rows.append(ReserveRow(reserve, movements, years_of(reserve, movements, end)))
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


def assessments() -> tuple[RiskAssessment, ...]:
    """Every year's assessment with its risks, the latest first."""
    found = RiskAssessment.objects.select_related("reserve").prefetch_related("risks")
    return tuple(found.order_by("-year"))


def assessment_for(
    year: int | None = None, among: tuple[RiskAssessment, ...] | None = None
) -> RiskAssessment | None:
    """The assessment that speaks for a year, which may be an earlier one; or the latest."""
    rows = assessments() if among is None else among
    return next((row for row in rows if year is None or row.year <= year), None)


def levels(assessment: RiskAssessment | None) -> dict[str, Money | None]:
    """The levels an assessment holds the general balance against."""
    if assessment is None:
        return {}
    floor = assessment.floor
    if floor is None and assessment.floor_percent is not None:
        share = Fraction(assessment.floor_percent) / 100
        floor = (assessment.net_budget * share).round(Rounding.HALF_UP)
    return {"Floor": floor, "Target": assessment.target}


def open_obligations() -> tuple[ReplenishmentObligation, ...]:
    return tuple(
        ReplenishmentObligation.objects.filter(state="open").select_related("movement__reserve")
    )
