"""The reserves ledger read: balances at each year end, what has not moved, what is owed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Sum

from townclerk.finance.core.reserves import (
    Adequacy,
    Balance,
    Risk,
    adequacy,
    risk_assessment,
    roll_forward,
)
from townclerk.finance.models import (
    ReplenishmentObligation,
    Reserve,
    ReserveMovement,
    ReserveRisk,
    RiskAssessment,
)
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records


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
    return years_with(reserve, standing, last)


def years_with(
    reserve: Reserve, standing: Collection[tuple[int, Money]], last: int | None = None
) -> tuple[Balance, ...]:
    """The reserve with amounts that stand in years."""
    start = first_year(reserve)
    end = max([start, *(year for year, _ in standing), *([] if last is None else [last])])
    return roll_forward(reserve.opening, standing, range(start, end + 1))


def balances_with(reserve: Reserve, extra: ReserveMovement) -> Mapping[int, Money]:
    """Closing balance at each year end if the extra movement were made too."""
    movements = [*reserve.movements.exclude(pk=extra.pk), extra]
    return {row.year: row.closing for row in years_of(reserve, movements)}


def _day_of(movement: ReserveMovement) -> date:
    """The day it was made; one that is only planned moves at the end of its year."""
    return movement.happened_on or FinancialYear(movement.year).last


def moved_by_year() -> dict[int, dict[int, Money]]:
    """What stands in each year of each reserve, by its key, in one query."""
    found: dict[int, dict[int, Money]] = defaultdict(dict)
    standing = ReserveMovement.objects.exclude(state=ReserveMovement.State.RELEASED).order_by()
    for row in standing.values("reserve_id", "year").annotate(moved=Sum("amount")):
        found[row["reserve_id"]][row["year"]] = row["moved"]
    return found


def schedule(
    last: int | None = None, known_at: datetime | None = None, as_at: date | None = None
) -> tuple[ReserveRow, ...]:
    """Every reserve with its years. Two queries, however many reserves there are.

    With a day, only what had moved by then.
    """
    reserves = sorted(records.as_known(Reserve, known_at), key=lambda row: (row.name, row.code))
    found = [
        movement
        for movement in sorted(
            records.as_known(ReserveMovement, known_at), key=lambda row: (row.year, row.pk)
        )
        if as_at is None or _day_of(movement) <= as_at
    ]
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


def assessments(known_at: datetime | None = None) -> tuple[RiskAssessment, ...]:
    """Every year's assessment, the latest first; with its reserve and risks as they stand now."""
    if known_at is not None:
        found = records.as_known(RiskAssessment, known_at)
        return tuple(sorted(found, key=lambda row: row.year, reverse=True))
    stored = RiskAssessment.objects.select_related("reserve").prefetch_related("risks")
    return tuple(stored.order_by("-year"))


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


def risks_of(assessment: RiskAssessment) -> tuple[tuple[ReserveRisk, Money], ...]:
    """Each risk with the amount to hold for it, the largest first."""
    found = [(risk, _core(risk).to_hold) for risk in assessment.risks.all()]
    return tuple(sorted(found, key=lambda pair: (-pair[1].pence, pair[0].code)))


def _core(risk: ReserveRisk) -> Risk:
    exposed = (risk.exposure * (Fraction(risk.change) / 100)).round(Rounding.HALF_UP)
    return Risk(name=risk.name, exposure=exposed, likelihood=risk.likelihood)


def held_against(row: ReserveRow, assessment: RiskAssessment) -> Adequacy:
    """The general balance at its last year end, beside what the assessment asks of it."""
    to_hold = risk_assessment(_core(risk) for risk in assessment.risks.all()).value
    level = levels(assessment)
    return adequacy(row.closing, to_hold, level.get("Target"), level.get("Floor")).value


@dataclass(frozen=True)
class Draw:
    """One use of a balance: what is left at once, and whether that is below the floor."""

    movement: ReserveMovement
    left: Money
    below_floor: bool


def draws(row: ReserveRow, floor: Money | None) -> tuple[Draw, ...]:
    """Each use in the order of the years, with the balance as it stands after it."""
    found, balance = [], row.reserve.opening
    for movement in row.movements:
        balance += movement.amount
        if movement.amount.pence < 0:
            low = floor is not None and balance < floor
            found.append(Draw(movement, balance, low))
    return tuple(found)


def open_obligations() -> tuple[ReplenishmentObligation, ...]:
    return tuple(
        ReplenishmentObligation.objects.filter(state="open").select_related("movement__reserve")
    )
