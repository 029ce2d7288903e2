"""Whether a rise in council tax is excessive, and how high it may go without a referendum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from townclerk.kernel.display import number_display, percent_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money, Unrounded
from townclerk.kernel.parameters import DatedValue, Parameter
from townclerk.kernel.provision import Provision
from townclerk.kernel.years import FinancialYear

LIMITS = "finance/referendum-limits"
BESPOKE = "finance/referendum-limits-bespoke"
PRINCIPLES = Provision("Local Government Finance Act 1992", "sections 52ZB to 52ZE")
EQUAL_OR_MORE = "equal to or more than"
MORE_THAN = "more than"

Percent = Decimal | Fraction | int


class NoComparison(TownclerkError):
    """There is no earlier amount to compare with. Give last year's relevant basic amount."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The principles of one year for one authority, in percent of last year's whole amount."""

    year: int
    core: Percent
    precept: Percent
    test: str
    total: Percent | None = None
    """The limit when it is not core and precept added, as for a named authority."""
    provision: Provision = PRINCIPLES
    confidence: Confidence = Confidence.CONFIRMED
    note: str = ""

    @property
    def limit(self) -> Fraction:
        if self.total is not None:
            return Fraction(self.total)
        return Fraction(self.core) + Fraction(self.precept)

    def is_excessive(self, percent: Percent) -> bool:
        """Whether a rise in percent meets the test of the year."""
        if self.test == MORE_THAN:
            return Fraction(percent) > self.limit
        return Fraction(percent) >= self.limit

    def highest(self, previous: Money) -> Money:
        """The highest whole-penny amount that is not excessive."""
        edge = previous.pence * (1 + self.limit / 100)
        down = edge.numerator // edge.denominator
        return Money(down - 1 if edge == down and self.test != MORE_THAN else down)


def limit_for(
    limits: Parameter,
    year: int,
    precept_used: Mapping[int, Percent] | None = None,
    bespoke: Parameter | None = None,
    authority: str = "",
) -> Limit:
    """The limit of a year, with what earlier years have used of the adult social care precept.

    Units: percent; years by their first calendar year.
    Source: Local Government Finance Act 1992, sections 52ZB to 52ZE and each year's principles.
    Applies: metropolitan districts from 2012/13; a named authority's own limit comes first.
    Rounding: none.
    Raises: `NoValue` for a year without published principles; add them with their source.
    """
    day = date(year, 4, 1)
    own = _own_limit(bespoke, day, authority)
    found = limits.at(day)
    row = found.value
    used = {int(key): Fraction(value) for key, value in (precept_used or {}).items()}
    precept = Fraction(row["precept"])
    if "precept_total" in row:
        spent = sum(used.get(past, Fraction(0)) for past in range(row["total_from"], year))
        precept = max(Fraction(0), min(precept, Fraction(row["precept_total"]) - spent))
    if "unused_from" in row:
        earlier = limits.at(date(row["unused_from"], 4, 1)).value
        taken = used.get(row["unused_from"], Fraction(earlier["precept"]))
        precept += max(Fraction(0), Fraction(earlier["precept"]) - taken)
    base = own or found
    return Limit(
        year=year,
        core=Fraction(row["core"]),
        precept=precept,
        test=row["test"],
        total=own.value[authority] if own else None,
        provision=base.provision,
        confidence=base.confidence,
        note=base.note,
    )


def _own_limit(bespoke: Parameter | None, day: date, authority: str) -> DatedValue | None:
    if bespoke is None or not authority:
        return None
    for value in bespoke.values:
        if value.period.contains(day) and authority in value.value:
            return value
    return None


@dataclass(frozen=True, kw_only=True)
class ReferendumTest:
    """The outcome for one proposed amount."""

    increase: Fraction
    """In percent, unrounded."""
    published_increase: Fraction
    """In percent, of the amount as published to the penny."""
    is_excessive: bool
    highest: Money
    limit: Limit
    why: str


def referendum_test(
    previous: Money, proposed: Money, limit: Limit, exact: Unrounded | None = None
) -> Explained[ReferendumTest]:
    """Whether a relevant basic amount is excessive against last year's.

    Units: money at Band D; percent.
    Source: Local Government Finance Act 1992, sections 52ZB and 52ZX.
    Applies: the amount without local precepts; an alternative notional amount stands for last
    year's when one was set (section 52ZE).
    Rounding: none; the unrounded amount and the published penny amount are both tested and the
    rise is excessive when either is.
    Raises: `NoComparison` when last year's amount is nil or below.

    >>> limit = Limit(year=2026, core=3, precept=2, test=EQUAL_OR_MORE)
    >>> found = referendum_test(Money.pounds("2043.54"), Money.pounds("2145.72"), limit).value
    >>> found.is_excessive, str(found.highest)
    (True, '2145.71')
    """
    if previous.pence <= 0:
        raise NoComparison("Last year's relevant basic amount is not above nil. Give it.")
    published = (proposed / previous - 1) * 100
    unrounded = published if exact is None else (exact.pence / previous.pence - 1) * 100
    excessive = [
        name
        for name, rise in (("unrounded amount", unrounded), ("published penny amount", published))
        if limit.is_excessive(rise)
    ]
    result = ReferendumTest(
        increase=unrounded,
        published_increase=published,
        is_excessive=bool(excessive),
        highest=limit.highest(previous),
        limit=limit,
        why=f"The {' and the '.join(excessive)} is excessive." if excessive else "",
    )
    return Explained(result, _step(previous, proposed, result))


def _step(previous: Money, proposed: Money, result: ReferendumTest) -> Step:
    limit = result.limit
    verdict = "Excessive: a referendum is needed" if result.is_excessive else "Not excessive"
    return Step(
        label=f"Referendum test, {FinancialYear(limit.year).label}",
        value="excessive" if result.is_excessive else "not excessive",
        display=verdict,
        how=(
            f"{proposed} ÷ {previous} − 1 = {percent_display(result.published_increase, 6)}; "
            f"excessive if {limit.test} {number_display(limit.limit, 2)}%; highest whole-penny "
            f"amount that is not excessive: £{result.highest}"
        ),
        rule=limit.provision,
        confidence=limit.confidence,
        notes=tuple(note for note in (limit.note, result.why) if note),
    )
