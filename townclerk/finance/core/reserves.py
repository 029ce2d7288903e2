"""Reserves: balances year by year, the risks they stand for, targets and replenishment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from townclerk.kernel.display import percent_display, pounds_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.provision import Provision
from townclerk.kernel.years import FinancialYear

Percent = Decimal | Fraction | int
ADEQUACY_RULE = Provision("Local Government Act 2003", "sections 25 to 28")
RISK_RULE = Provision("CIPFA bulletin on local authority reserves and balances", "LAAP 99")


class BadReserve(TownclerkError):
    """The reserve cannot be worked out as given; the sentence says what to correct."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A reserve in one year: what it opens with, what comes in, what goes out (negative)."""

    year: int
    opening: Money
    added: Money = Money.zero
    used: Money = Money.zero

    @property
    def closing(self) -> Money:
        return self.opening + self.added + self.used

    @property
    def label(self) -> str:
        return FinancialYear(self.year).label


def roll_forward(
    opening: Money, movements: Iterable[tuple[int, Money]], years: Iterable[int]
) -> tuple[Balance, ...]:
    """Year by year: each closing balance is the next opening one.

    Units: money; each movement with its year, in is positive, out negative.
    Source: proper practices on the movement in reserves.
    Applies: one reserve; a year without movement is kept.
    Rounding: none.
    Raises: `BadReserve` for a movement outside the years.

    >>> moved = [(2016, Money.pounds(5)), (2016, Money.pounds(-2)), (2017, Money.pounds(1))]
    >>> [str(row.closing) for row in roll_forward(Money.pounds(10), moved, (2016, 2017))]
    ['13.00', '14.00']
    """
    wanted = tuple(years)
    added, used = dict.fromkeys(wanted, Money.zero), dict.fromkeys(wanted, Money.zero)
    for year, amount in movements:
        if year not in added:
            raise BadReserve(f"A movement falls in {year}, outside the years given.")
        side = added if amount.pence > 0 else used
        side[year] += amount
    found: list[Balance] = []
    for year in wanted:
        found.append(Balance(year=year, opening=opening, added=added[year], used=used[year]))
        opening = found[-1].closing
    return tuple(found)


def balances_path(
    opening: Money, movements: Iterable[tuple[int, Money]], years: tuple[int, ...]
) -> Explained[tuple[Balance, ...]]:
    """A reserve rolled forward, closing to opening, with each year's sum.

    Units: as `roll_forward`. Source: Local Government Act 2003, section 25.
    Applies: one reserve. Rounding: none. Raises: as `roll_forward`.

    >>> path = balances_path(Money.thousands(8178), [(2016, Money.thousands(-969))], (2016,)).value
    >>> str(path[-1].closing)
    '7209000.00'
    """
    found = roll_forward(opening, movements, years)
    parts = tuple(
        Step(
            label=row.label,
            value=row.closing,
            unit="£",
            how=f"£{row.opening} + £{row.added} − £{abs(row.used)}",
            notes=("Below nil.",) if row.closing.pence < 0 else (),
        )
        for row in found
    )
    last = found[-1].closing if found else opening
    return Explained(found, Step(label="Closing balance", value=last, unit="£", parts=parts))


@dataclass(frozen=True, kw_only=True)
class Risk:
    """A risk that balances stand for: what is exposed, and how likely it is in percent."""

    name: str
    exposure: Money
    likelihood: Percent

    @property
    def to_hold(self) -> Money:
        return (self.exposure * (Fraction(self.likelihood) / 100)).round(Rounding.HALF_UP)


def risk_assessment(risks: Iterable[Risk]) -> Explained[Money]:
    """What the general balance should hold: each risk's exposure by its likelihood, added.

    Units: money; likelihood in percent.
    Source: local practice after the CIPFA bulletin on reserves and balances.
    Applies: the general fund balance.
    Rounding: each risk to the penny half away from zero, then added.
    Raises: `BadReserve` for a likelihood outside 0 to 100.

    >>> str(risk_assessment([Risk(name="pay", exposure=Money.pounds(200), likelihood=25)]).value)
    '50.00'
    """
    found = tuple(risks)
    for risk in found:
        if not 0 <= risk.likelihood <= 100:
            raise BadReserve(f"{risk.name}: a likelihood of {risk.likelihood}% is not one.")
    whole = Money.total(risk.to_hold for risk in found)
    parts = tuple(
        Step(
            label=risk.name,
            value=risk.to_hold,
            unit="£",
            how=f"£{risk.exposure} × {risk.likelihood}%",
        )
        for risk in found
    )
    step = Step(
        label="Amount to hold",
        value=whole,
        unit="£",
        rule=RISK_RULE,
        confidence=Confidence.HIGH,
        parts=parts,
    )
    return Explained(whole, step)


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A ratio with what it is made of, and the year its denominator belongs to."""

    numerator: Money
    denominator: Money
    base_year: int

    @property
    def percent(self) -> Fraction:
        return self.numerator / self.denominator * 100


def balance_ratio(numerator: Money, denominator: Money, base_year: int) -> Explained[Ratio]:
    """Balances as a share of a net budget, never without naming the budget.

    Units: money; percent out, unrounded.
    Source: local practice. Applies: any year's net budget, which is named.
    Rounding: none; shown to two places.
    Raises: `BadReserve` when the budget is not above nil.

    >>> ratio = balance_ratio(Money.thousands(7209), Money.thousands(212_650), 2017).value
    >>> percent_display(ratio.percent, 2)
    '3.39%'
    """
    if denominator.pence <= 0:
        raise BadReserve("The net budget is not above nil. Give it with its year.")
    ratio = Ratio(numerator=numerator, denominator=denominator, base_year=base_year)
    label = FinancialYear(base_year).label
    step = Step(
        label="Balance as a share of the net budget",
        value=ratio.percent,
        display=percent_display(ratio.percent, 2),
        unit="%",
        how=f"£{numerator} ÷ £{denominator}, the net budget of {label}",
    )
    return Explained(ratio, step)


@dataclass(frozen=True, kw_only=True)
class Replenishment:
    """A balance used that must be put back inside the plan."""

    used_in: int
    amount: Money
    due_by: int


def replenishments(
    uses: Mapping[int, Money], contributions: Mapping[int, Money], last_year: int
) -> tuple[Replenishment, ...]:
    """What must still be put back for balances used, oldest use first.

    Units: money, uses and contributions positive; years.
    Source: local policy on balances.
    Applies: each use is owed by the plan's last year, less contributions made after it. A use in
    the last year has no later year left in the plan, so it is due in that year.
    Rounding: none.
    """
    left = dict(contributions)
    owed = []
    for year, used in sorted(uses.items()):
        due = used
        for later in sorted(left):
            if later <= year or not due:
                continue
            taken = min(due, left[later])
            left[later], due = left[later] - taken, due - taken
        if due:
            owed.append(Replenishment(used_in=year, amount=due, due_by=max(last_year, year)))
    return tuple(owed)


@dataclass(frozen=True, kw_only=True)
class Adequacy:
    """A balance beside what it should be."""

    projected: Money
    to_hold: Money
    target: Money | None
    floor: Money | None

    @property
    def shortfall_to_target(self) -> Money | None:
        if self.target is None:
            return None
        short = self.target - self.projected
        return short if short.pence > 0 else Money.zero

    @property
    def over_risk(self) -> Money:
        """What the balance holds above the risks; negative when it falls short of them."""
        return self.projected - self.to_hold

    @property
    def warnings(self) -> tuple[str, ...]:
        said = []
        if self.floor is not None and self.projected < self.floor:
            projected, floor = (pounds_display(one, "£") for one in (self.projected, self.floor))
            said.append(f"The balance of {projected} is below the floor of {floor}.")
        if self.over_risk.pence < 0:
            short = pounds_display(-self.over_risk, "£")
            said.append(f"The balance falls {short} short of the risks assessed.")
        return tuple(said)


def adequacy(
    projected: Money, to_hold: Money, target: Money | None = None, floor: Money | None = None
) -> Explained[Adequacy]:
    """Whether a projected balance covers the risks, its floor and its target.

    Units: money.
    Source: Local Government Act 2003, sections 25 to 28. Applies: the general balance.
    Rounding: none.

    >>> found = adequacy(Money.thousands(21_214), Money.zero, Money.thousands(23_000)).value
    >>> str(found.shortfall_to_target)
    '1786000.00'
    """
    found = Adequacy(projected=projected, to_hold=to_hold, target=target, floor=floor)
    short = found.shortfall_to_target
    step = Step(
        label="Projected balance",
        value=projected,
        unit="£",
        how="" if short is None else f"target £{target} − £{projected}: £{short} short",
        rule=ADEQUACY_RULE,
        confidence=Confidence.HIGH,
        notes=found.warnings,
    )
    return Explained(found, step)
