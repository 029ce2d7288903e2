"""Council tax options: what each rise yields, what it leaves of the gap, and its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from townclerk.finance.core.referendum import Limit
from townclerk.kernel.calculation import Check, Verdict
from townclerk.kernel.display import percent_display, pounds_display, sum_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money, Rounding, Unrounded
from townclerk.kernel.provision import Provision
from townclerk.kernel.years import FinancialYear

Percent = Decimal | Fraction | int
A_THOUSAND = Money(100_000)
TEN_THOUSAND = Money(1_000_000)
RULE = Provision("Local Government Finance Act 1992", "sections 31A, 31B and 52ZB")


class BadOption(TownclerkError):
    """The option cannot be worked out as given; the sentence says what to correct."""


@dataclass(frozen=True, kw_only=True)
class Rise:
    """One year's increases, in percent of last year's whole amount."""

    core: Percent = 0
    precept: Percent = 0

    @property
    def total(self) -> Fraction:
        return Fraction(self.core) + Fraction(self.precept)


@dataclass(frozen=True, kw_only=True)
class Carry:
    """An early surplus put into a reserve in one year and taken out in a later one."""

    from_year: int
    to_year: int
    amount: Money


@dataclass(frozen=True, kw_only=True)
class TaxOption:
    """A set of rises, with the yields a document printed (positive raises money) if any."""

    name: str
    rises: Mapping[int, Rise]
    printed: Mapping[int, Money] = field(default_factory=dict)
    printed_total: Money | None = None
    carries: tuple[Carry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What every option starts from.

    `base` is the income that the first year's rise acts on. Growth of the base comes after each
    year's rise. Yields are rounded to `to`, the unit the plan is printed in; the base of each later
    year to `base_to`, ten thousand pounds, since a base is planned in £ million to two places.
    """

    years: tuple[int, ...]
    base: Money
    growth: Percent = 0
    gap: tuple[Money, ...] = ()
    limits: Mapping[int, Limit] = field(default_factory=dict)
    precept_total: Percent | None = None
    """What the precept may come to over the years of the plan."""
    to: Money = A_THOUSAND
    base_to: Money = TEN_THOUSAND


@dataclass(frozen=True, kw_only=True)
class OptionYear:
    """One year of an option."""

    year: int
    rise: Rise
    base: Money
    modelled: Money
    printed: Money | None
    gap: Money
    precept_room: Fraction | None
    """What is left for the precept after this year's, within the year; None without a limit."""
    precept_room_period: Fraction | None
    """What is left of the period's precept after this year and those before it."""

    @property
    def tax(self) -> Money:
        """The yield the residual is worked out with: the printed one where there is one."""
        return self.modelled if self.printed is None else self.printed

    @property
    def residual(self) -> Money:
        """What is left of the year's gap; negative where the option raises more than it."""
        return self.gap - self.tax


@dataclass(frozen=True, kw_only=True)
class OptionResult:
    """An option worked out."""

    name: str
    years: tuple[OptionYear, ...]
    carries: tuple[Carry, ...]
    after_carry: tuple[Money, ...]
    printed_total: Money | None
    warnings: tuple[str, ...]
    is_balanced: bool
    verdict: str

    @property
    def modelled_total(self) -> Money:
        return Money.total(year.modelled for year in self.years)

    @property
    def residual(self) -> tuple[Money, ...]:
        return tuple(year.residual for year in self.years)

    @property
    def cumulative(self) -> tuple[Money, ...]:
        return tuple(accumulate(self.residual))

    @property
    def early_surplus(self) -> Money:
        """The most the option has over-recovered by the end of any year but the last."""
        return max((-amount for amount in self.cumulative[:-1]), default=Money.zero, key=_pence)

    @property
    def checks(self) -> tuple[Check, ...]:
        return _checks(self)


def _pence(amount: Money) -> int:
    return max(0, amount.pence)


def tax_option(assumptions: Assumptions, option: TaxOption) -> Explained[OptionResult]:
    """What an option yields each year and what it leaves of the gap.

    Units: money; rises and growth in percent; a positive residual is a gap left.
    Source: Local Government Finance Act 1992, sections 31A, 31B and 52ZB; the model is local.
    Applies: each year's rise acts on the base with earlier rises and growth in it.
    Rounding: half away from zero; each yield to the unit of the plan (a thousand pounds), each
    later year's base to ten thousand pounds, unless the assumptions say otherwise.
    Raises: `BadOption` for a year outside the plan or a carry of more than the surplus.

    >>> start = Assumptions(years=(2017, 2018, 2019), base=Money.thousands(111_980),
    ...                     growth=Decimal("0.571"))
    >>> even = TaxOption(name="3.99%", rises={year: Rise(core=Decimal("1.99"), precept=2)
    ...                                       for year in start.years})
    >>> [pounds_display(year.modelled) for year in tax_option(start, even).value.years]
    ['£4.468m', '£4.673m', '£4.887m']
    """
    _check_years(assumptions, option)
    years = _years(assumptions, option)
    after = _after_carry(years, option.carries)
    residual = tuple(year.residual for year in years)
    is_balanced, verdict = _verdict(residual, after, bool(assumptions.gap))
    result = OptionResult(
        name=option.name,
        years=years,
        carries=option.carries,
        after_carry=after,
        printed_total=option.printed_total,
        warnings=_limit_warnings(assumptions, years),
        is_balanced=is_balanced,
        verdict=verdict,
    )
    return Explained(result, _step(result))


def _check_years(assumptions: Assumptions, option: TaxOption) -> None:
    known = set(assumptions.years)
    if assumptions.gap and len(assumptions.gap) != len(assumptions.years):
        raise BadOption("The gap has not one amount for each year. Give one a year.")
    for year in {*option.rises, *option.printed}:
        if year not in known:
            raise BadOption(f"{option.name} has a rise in {year}, which is outside the plan.")
    for carry in option.carries:
        if carry.from_year not in known or carry.to_year not in known:
            raise BadOption(f"{option.name}: a carry leaves the years of the plan.")
        if carry.to_year <= carry.from_year or carry.amount.pence <= 0:
            raise BadOption(f"{option.name}: a carry is above nil and goes to a later year.")


def _years(assumptions: Assumptions, option: TaxOption) -> tuple[OptionYear, ...]:
    base = assumptions.base
    growth = 1 + Fraction(assumptions.growth) / 100
    used = Fraction(0)
    found = []
    for place, year in enumerate(assumptions.years):
        rise = option.rises.get(year, Rise())
        used += Fraction(rise.precept)
        limit = assumptions.limits.get(year)
        whole = assumptions.precept_total
        found.append(
            OptionYear(
                year=year,
                rise=rise,
                base=base,
                modelled=_to_unit(base * (rise.total / 100), assumptions.to),
                printed=option.printed.get(year),
                gap=assumptions.gap[place] if assumptions.gap else Money.zero,
                precept_room=Fraction(limit.precept) - Fraction(rise.precept) if limit else None,
                precept_room_period=None if whole is None else Fraction(whole) - used,
            )
        )
        base = _to_unit(base * (1 + rise.total / 100) * growth, assumptions.base_to)
    return tuple(found)


def _to_unit(amount: Unrounded, unit: Money) -> Money:
    return unit * Rounding.HALF_UP.whole(amount.pence / unit.pence)


def _after_carry(years: tuple[OptionYear, ...], carries: tuple[Carry, ...]) -> tuple[Money, ...]:
    left = {year.year: year.residual for year in years}
    for carry in carries:
        left[carry.from_year] += carry.amount
        if left[carry.from_year].pence > 0:
            label = FinancialYear(carry.from_year).label
            raise BadOption(f"The carry takes more from {label} than its surplus. Carry less.")
        left[carry.to_year] -= carry.amount
    return tuple(left.values())


def _verdict(
    residual: tuple[Money, ...], after: tuple[Money, ...], has_gap: bool
) -> tuple[bool, str]:
    """Whether the word balanced may be used, and the sentence that says why or why not."""
    if not has_gap:
        return False, "No gap is given, so nothing can be said of balance."
    left = Money.total(residual)
    if left.pence > 0:
        return False, f"Not balanced: {pounds_display(left)} of the gap is left."
    if all(amount.pence <= 0 for amount in after):
        spare = Money.total(after)
        if not spare:
            return True, "Balanced in each year."
        return True, f"Balanced, with {pounds_display(-spare)} to spare."
    return False, (
        "Not balanced: the period closes only by an early surplus. Record how it is carried "
        "through reserves to the year that falls short."
    )


def _limit_warnings(assumptions: Assumptions, years: tuple[OptionYear, ...]) -> tuple[str, ...]:
    said = []
    for year in years:
        label = FinancialYear(year.year).label
        limit = assumptions.limits.get(year.year)
        if limit and limit.is_excessive(year.rise.total):
            said.append(
                f"{label}: a rise of {percent_display(year.rise.total, 2)} is {limit.test} "
                f"{percent_display(limit.limit, 2)}, so it needs a referendum."
            )
        if year.precept_room is not None and year.precept_room < 0:
            said.append(f"{label}: the precept passes the year's limit.")
        if limit and limit.total is None and _core_is_over(limit, year.rise):
            said.append(f"{label}: the core rise passes what the principles leave for it.")
        if year.precept_room_period is not None and year.precept_room_period < 0:
            whole = percent_display(Fraction(assumptions.precept_total or 0), 2)
            said.append(f"{label}: the precept passes {whole} over the period.")
    return tuple(said)


def _core_is_over(limit: Limit, rise: Rise) -> bool:
    core = Fraction(rise.core)
    return core > Fraction(limit.core) or (
        limit.test != "more than" and core == Fraction(limit.core) != 0
    )


def _checks(result: OptionResult) -> tuple[Check, ...]:
    """Printed yields beside modelled ones; neither is changed to fit the other."""
    pairs = [
        (FinancialYear(year.year).label, year.printed, year.modelled)
        for year in result.years
        if year.printed is not None
    ]
    if result.printed_total is not None:
        pairs.append(("total", result.printed_total, result.modelled_total))
    return tuple(
        Check(
            name=f"{result.name}: yield {name}",
            printed=printed,
            computed=computed,
            verdict=Verdict.AGREES if printed == computed else Verdict.DIFFERS,
            difference="" if printed == computed else str(printed - computed),
            why="" if printed == computed else _above_or_below(printed, computed),
        )
        for name, printed, computed in pairs
    )


def _above_or_below(printed: Money, computed: Money) -> str:
    way = "below" if computed < printed else "above"
    apart = pounds_display(abs(printed - computed))
    return f"The model is {apart} {way} the printed {pounds_display(printed)}."


def _step(result: OptionResult) -> Step:
    parts = tuple(
        Step(
            label=FinancialYear(year.year).label,
            value=year.modelled,
            unit="£",
            how=(
                f"{pounds_display(year.base)} × {percent_display(year.rise.total, 2)} = "
                f"{pounds_display(year.modelled)}; gap "
                + sum_display(
                    (pounds_display(year.gap), pounds_display(-year.tax)),
                    pounds_display(year.residual),
                )
            ),
            notes=("Residual worked out with the printed yield.",) if year.printed else (),
        )
        for year in result.years
    )
    return Step(
        label=f"Yield of {result.name}",
        value=result.modelled_total,
        unit="£",
        how=sum_display(
            [pounds_display(year.modelled) for year in result.years],
            pounds_display(result.modelled_total),
        ),
        rule=RULE,
        parts=parts,
        notes=(result.verdict, *result.warnings),
    )


def household_cost(band_d: Money, rise: Percent, ninths: int = 9) -> Money:
    """What a rise adds to one household's yearly bill for a band.

    Units: money at Band D; rise in percent; the band in ninths of Band D.
    Source: Local Government Finance Act 1992, section 5(1).
    Applies: the authority's own element only.
    Rounding: Band D to the penny half away from zero, then each band of it.

    >>> str(household_cost(Money.pounds("1420.24"), Decimal("4.99"), 6))
    '47.24'
    """
    after = (band_d * (1 + Fraction(rise) / 100)).round(Rounding.HALF_UP)
    bands = [(amount * Fraction(ninths, 9)).round(Rounding.HALF_UP) for amount in (band_d, after)]
    return bands[1] - bands[0]
