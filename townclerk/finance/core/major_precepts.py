"""Whether a major precepting authority's rise is excessive: police, fire, a mayor's functions."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from townclerk.finance.core.referendum import MORE_THAN, PRINCIPLES, NoComparison
from townclerk.kernel.display import number_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money
from townclerk.kernel.parameters import Parameter
from townclerk.kernel.provision import Provision
from townclerk.kernel.years import FinancialYear

MAJOR_LIMITS = "finance/major-precept-limits"
AUTHORITIES = ("police", "fire", "mayor")
POUNDS = "pounds"


class UnknownAuthority(TownclerkError):
    """The kind of precepting authority is not one the principles know."""


@dataclass(frozen=True, kw_only=True)
class MajorLimit:
    """The principles of a year for one kind of authority: in pounds or in percent at Band D."""

    year: int
    authority: str
    unit: str
    limit: Fraction
    test: str
    provision: Provision = PRINCIPLES
    confidence: Confidence = Confidence.CONFIRMED
    note: str = ""

    def rise(self, previous: Money, proposed: Money) -> Fraction:
        """The rise in the unit of the limit, unrounded."""
        change = Fraction(proposed.pence - previous.pence)
        return change / 100 if self.unit == POUNDS else change / previous.pence * 100

    def is_excessive(self, previous: Money, proposed: Money) -> bool:
        rise = self.rise(previous, proposed)
        return rise > self.limit if self.test == MORE_THAN else rise >= self.limit

    def highest(self, previous: Money) -> Money:
        """The highest whole-penny amount that is not excessive."""
        more = self.limit * 100 if self.unit == POUNDS else previous.pence * self.limit / 100
        down = more.numerator // more.denominator
        at_edge = down == more and self.test != MORE_THAN
        return Money(previous.pence + down - at_edge)

    @property
    def words(self) -> str:
        size = number_display(self.limit, 2)
        return f"{self.test} {f'£{size}' if self.unit == POUNDS else f'{size}%'}"


@dataclass(frozen=True, kw_only=True)
class MajorTest:
    """The outcome for one authority; without a limit nothing is excessive."""

    authority: str
    limit: MajorLimit | None
    is_excessive: bool
    highest: Money | None


def major_limit(limits: Parameter, year: int, authority: str) -> MajorLimit | None:
    """The limit of a year for a kind of authority; None where the principles set none.

    Units: pounds or percent at Band D.
    Source: Local Government Finance Act 1992, sections 52ZB and 52ZC, and each year's principles.
    Applies: police and crime commissioners and fire authorities from 2012/13; none is set for a
    mayor's general functions.
    Rounding: none.
    Raises: `UnknownAuthority`; `NoValue` for a year without published principles.
    """
    if authority not in AUTHORITIES:
        raise UnknownAuthority(f"{authority} is not one of {', '.join(AUTHORITIES)}.")
    found = limits.at(date(year, 4, 1))
    row = found.value.get(authority)
    if row is None:
        return None
    return MajorLimit(
        year=year,
        authority=authority,
        unit=row["unit"],
        limit=Fraction(row["limit"]),
        test=row["test"],
        provision=found.provision,
        confidence=found.confidence,
        note=found.note,
    )


def major_test(
    authority: str, previous: Money, proposed: Money, limit: MajorLimit | None
) -> Explained[MajorTest]:
    """Whether a major precept's Band D amount is excessive against last year's.

    Units: money at Band D.
    Source: as `major_limit`.
    Applies: the authority's own amount; a billing authority shows the outcome and decides nothing.
    Rounding: none.
    Raises: `NoComparison` when last year's amount is nil or below and a limit is set.

    >>> limit = MajorLimit(year=2023, authority="fire", unit=POUNDS, limit=Fraction(5),
    ...                    test=MORE_THAN)
    >>> found = major_test("fire", Money.pounds("83.61"), Money.pounds("88.61"), limit).value
    >>> found.is_excessive, str(found.highest)
    (False, '88.61')
    """
    if limit is None:
        result = MajorTest(authority=authority, limit=None, is_excessive=False, highest=None)
        return Explained(result, Step(label=authority, value="no limit", how="No limit is set."))
    if previous.pence <= 0:
        raise NoComparison(f"Last year's {authority} amount is not above nil. Give it.")
    result = MajorTest(
        authority=authority,
        limit=limit,
        is_excessive=limit.is_excessive(previous, proposed),
        highest=limit.highest(previous),
    )
    step = Step(
        label=f"Referendum test of the {authority} precept, {FinancialYear(limit.year).label}",
        value="excessive" if result.is_excessive else "not excessive",
        how=(
            f"£{proposed} against £{previous}; excessive if the rise is {limit.words}; highest "
            f"whole-penny amount that is not excessive: £{result.highest}"
        ),
        rule=limit.provision,
        confidence=limit.confidence,
        notes=(limit.note,) if limit.note else (),
    )
    return Explained(result, step)
