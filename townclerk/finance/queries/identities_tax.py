"""Checks of the council tax options, and of the plan's amounts as texts repeat them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, count

from townclerk.finance.core.identities import Identity, Quantity, rounded_to
from townclerk.finance.models import TaxOption, TaxOptionYear
from townclerk.finance.queries.recorded import TOTAL, NotRecorded, Records
from townclerk.kernel.money import Money, Rounding

GAP, GAP_ROW = "Chapter 4 para 1.1 table", "Remaining Funding Gap"
TABLE = "Chapter 4 para 2.6 table"
RULES = "Chapter 4 paras 2.2 to 2.6"
EVEN, FRONT = "even", "front-loaded"
MILLION = Money.thousands(1_000)
TENTH = Money.thousands(100)
TREND_SLACK = Money.thousands(5)
"""Three printed yields, each rounded to £1,000, move the trend by less than this."""
HALF_PRINTED = Money.pounds(500)
"""How far a yield printed in £000 may lie from the exact one."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """An option with its years in order and the yield printed for each."""

    name: str
    years: tuple[TaxOptionYear, ...]
    yields: tuple[Money, ...]
    total: Money

    @property
    def precepts(self) -> Decimal:
        return sum((year.precept for year in self.years), Decimal(0))

    def rate(self, index: int) -> Decimal:
        return self.years[index].core + self.years[index].precept

    def base(self, index: int) -> Fraction:
        """The income one year's increase was taken of, in pence: yield by rate."""
        if not self.rate(index):
            raise NotRecorded(f"{self.name} has no increase in year {index + 1}.")
        return Fraction(self.yields[index].pence * 100) / Fraction(self.rate(index))


def _option(found: TaxOption, records: Records) -> Option:
    by_year = {year.year: year for year in found.increases.all()}
    years = tuple(by_year[year] for year in records.plan.years if year in by_year)
    yields = tuple(year.printed_yield for year in years if year.printed_yield is not None)
    if len(yields) != len(records.plan.years) or found.printed_total is None:
        raise NotRecorded(f"Not every printed yield of {found.name} is recorded.")
    return Option(name=found.name, years=years, yields=yields, total=found.printed_total)


def council_tax(records: Records) -> Iterator[Identity]:
    ids = (f"CT{number:03}" for number in count(1))
    options = [_option(found, records) for found in records.options.values()]
    for option in sorted(options, key=lambda option: option.rate(0)):
        statement = f"{option.name}: the yields of the years add up to the printed total"
        yield _check(ids, statement, TABLE, Money.total(option.yields), option.total)
    even, front = (_option(records.option(code), records) for code in (EVEN, FRONT))
    statement = "Both options with an increase raise the same in all"
    yield _check(ids, statement, TABLE, even.total, front.total)
    yield from _closing(records, ids, even, front)
    yield from _quoted(records, ids, front)
    yield from _limits(records, ids, even, front)
    yield from _derived(records, ids, even, front)


def _check(
    ids: Iterator[str],
    statement: str,
    where: str,
    left: Quantity,
    right: Quantity,
    operator: str = "=",
    tolerance: Quantity | None = None,
) -> Identity:
    return Identity(
        id=next(ids),
        statement=statement,
        where=where,
        left=left,
        right=right,
        operator=operator,
        tolerance=tolerance,
    )


def _closing(
    records: Records, ids: Iterator[str], even: Option, front: Option
) -> Iterator[Identity]:
    """What is left of the gap: all years together, each year, and year upon year."""
    where, labels = f"{GAP} and {TABLE}", records.plan.labels
    gaps = [records.printed(GAP, GAP_ROW, label) for label in labels]
    for option in (even, front):
        left = records.printed(GAP, GAP_ROW) - option.total
        yield _check(ids, f"{option.name} closes the gap over all years", where, left, Money.zero)
        for label, residual in zip(labels, _residuals(gaps, option), strict=True):
            statement = f"{option.name} closes the gap of {label}"
            yield _check(ids, statement, where, residual, Money.zero)
    for label, residual in zip(labels, accumulate(_residuals(gaps, front)), strict=True):
        statement = f"{front.name} leaves no gap from the first year to {label}"
        yield _check(ids, statement, where, residual, Money.zero, "<=")


def _residuals(gaps: Iterable[Money], option: Option) -> tuple[Money, ...]:
    return tuple(gap - raised for gap, raised in zip(gaps, option.yields, strict=True))


def _quoted(records: Records, ids: Iterator[str], front: Option) -> Iterator[Identity]:
    text, row = "Chapter 4 para 2.6", "Yield of the highest increases"
    statement = f"{front.name}: the text gives the table's total"
    yield _check(ids, statement, f"{text} and {TABLE}", front.total, records.printed(text, row))
    gap, quoted = records.printed("para 4.3 table", GAP_ROW), "Gap before council tax"
    statement = "The remaining gap is the one the text gives"
    where = "para 4.3 table and para 4.4"
    yield _check(ids, statement, where, gap, records.printed("para 4.4", quoted))


def _limits(
    records: Records, ids: Iterator[str], even: Option, front: Option
) -> Iterator[Identity]:
    for option in (even, front):
        printed = records.printed_number(TABLE, option.name, "increase")
        statement = f"{option.name}: general increase and precept make the printed increase"
        yield _check(ids, statement, RULES, option.rate(0), printed)
    assumed = records.assumed()
    if assumed.precept_cap is None or assumed.precept_cap_period is None:
        raise NotRecorded("The limits of the precept are not recorded in the tax assumptions.")
    for option in (even, front):
        statement = f"{option.name}: the precepts stay within the limit for the period"
        yield _check(ids, statement, RULES, option.precepts, assumed.precept_cap_period, "<=")
    highest = max(year.precept for year in front.years)
    statement = f"{front.name}: no year's precept is above its limit"
    yield _check(ids, statement, RULES, highest, assumed.precept_cap, "<=")


def _derived(
    records: Records, ids: Iterator[str], even: Option, front: Option
) -> Iterator[Identity]:
    """What the printed yields imply: the precept's part, the base, the trend."""
    rates = sum((even.rate(index) for index in range(len(even.years))), Decimal(0))
    share = Fraction(even.precepts) / Fraction(rates) if rates else Fraction(0)
    precept = rounded_to(_whole(even.total.pence * share), MILLION)
    printed = records.printed("para 4.5", "Yield of the adult social care precept")
    statement = f"{even.name}: the precept's part of the yield rounds to the printed one"
    yield _check(ids, statement, f"para 4.5 and {TABLE}", precept, printed)
    bases = _whole(even.base(0)), _whole(front.base(0))
    slack = _whole(
        Fraction(HALF_PRINTED.pence * 100) / Fraction(even.rate(0))
        + Fraction(HALF_PRINTED.pence * 100) / Fraction(front.rate(0))
    )
    statement = "Both options were worked out from the same income in the first year"
    yield _check(ids, statement, f"Derived from {TABLE}", *bases, "=", slack)
    growth = front.base(1) / front.base(0)
    trend = _whole(front.base(1) * growth * Fraction(front.rate(2)) / 100)
    statement = f"{front.name}: the last year's yield follows the trend of the years before"
    yield _check(ids, statement, f"Derived from {TABLE}", front.yields[2], trend, "=", TREND_SLACK)


def _whole(pence: Fraction) -> Money:
    return Money(Rounding.HALF_UP.whole(pence))


def text(records: Records) -> Iterator[Identity]:
    """Amounts of the plan that running text repeats."""
    ids = (f"TX{number:03}" for number in count(1))
    gap = Money.total(records.result(line).total for line in records.lines("original"))
    changes = Money.total(records.result(line).total for line in records.lines("revision"))
    revised = gap + changes
    in_millions = rounded_to(revised, MILLION)
    rows = (
        ("para 2.6", "Gap reported in March 2016", TOTAL, rounded_to(gap, MILLION)),
        ("para 5.1", "Revised funding gap", TOTAL, in_millions),
        (
            "Chapter 2 para 3.5",
            "Net improvement from revisions",
            TOTAL,
            rounded_to(-changes, TENTH),
        ),
        ("para 9.2", "Further savings needed", TOTAL, in_millions),
        ("para 4.2", "Revised funding gap", TOTAL, revised),
        ("Chapter 2 para 3.7", "Revised funding gap", TOTAL, revised),
    )
    for place, row, column, worked_out in rows:
        statement = f"{row}: the text agrees with the lines of the plan"
        yield _check(ids, statement, place, worked_out, records.printed(place, row, column))
    yield from _single_lines(records, ids)


def _single_lines(records: Records, ids: Iterator[str]) -> Iterator[Identity]:
    place, table = "Chapter 2 para 3.3", "Chapter 2 para 3.4 table"
    first = records.plan.labels[0]
    levy = records.result(records.line("revision-apprenticeship-levy-apprentices")).amounts[0]
    care = records.result(records.line("revision-care-act-implications")).total
    released = records.result(records.line("revision-better-care-fund")).amounts[0]
    rows = (
        (place, "Apprenticeship levy", first, levy),
        (place, "Care Act pressure", TOTAL, care),
        ("Chapter 2 para 3.6", "Better Care Fund released", first, -released),
    )
    for where, row, column, line in rows:
        statement = f"{row}: the text agrees with the line of the table"
        printed = records.printed(where, row, column)
        yield _check(ids, statement, f"{where} and {table}", printed, line)
    prices = records.result(records.line("revision-reduction-in-pay-and-prices-inflation")).total
    lowest = min(records.result(line).total for line in records.lines("revision"))
    statement = "Pay and prices is the largest reduction among the revisions"
    yield _check(ids, statement, f"Chapter 2 para 3.5 and {table}", prices, lowest)
    lines = [records.line(f"{step}-education-services-grant") for step in ("original", "revision")]
    cut = rounded_to(Money.total(records.result(line).total for line in lines), TENTH)
    printed = records.printed("Section E", "Reduction in education services funding")
    statement = "The cut in education services funding is the one of the plan's two lines"
    yield _check(ids, statement, "Section E and Chapter 2 tables", printed, cut)
