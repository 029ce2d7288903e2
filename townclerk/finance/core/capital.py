"""Capital schemes: whether funding covers cost, and what is left of a pot of grant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from townclerk.kernel.display import pounds_display, sum_display
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

MILLION = Money.pounds(1_000_000)
THOUSAND = Money.pounds(1_000)
UNPLACED = None
"""The year of an amount that no financial year is given for yet."""
Year = int | None
ByYear = Mapping[Year, Money]


class Source(StrEnum):
    """What pays for a capital scheme."""

    GRANT = "grant"
    RECEIPTS = "receipts"
    BORROWING = "borrowing"
    RESERVES = "reserves"
    CONTRIBUTIONS = "contributions"
    REVENUE = "revenue"
    UNDECIDED = "undecided"
    """The council's own, and not settled yet whether borrowed or from what."""


SOURCE_WORDS = {
    Source.GRANT: "Grant",
    Source.RECEIPTS: "Capital receipts",
    Source.BORROWING: "Borrowing",
    Source.RESERVES: "Reserves",
    Source.CONTRIBUTIONS: "Contributions of partners and developers",
    Source.REVENUE: "Revenue",
    Source.UNDECIDED: "The council’s own, kind not settled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearGap:
    """Cost and funding of one year, or of what is in no year yet."""

    year: Year
    cost: Money
    funding: Money

    @property
    def short(self) -> Money:
        """Cost without funding; negative where there is more funding than cost."""
        return self.cost - self.funding

    @property
    def label(self) -> str:
        return year_label(self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The funding of a scheme beside its cost."""

    years: tuple[YearGap, ...]
    faults: tuple[str, ...]

    @property
    def cost(self) -> Money:
        return Money.total(year.cost for year in self.years)

    @property
    def funding(self) -> Money:
        return Money.total(year.funding for year in self.years)

    @property
    def short(self) -> Money:
        return self.cost - self.funding

    @property
    def is_complete(self) -> bool:
        return not self.faults


def sum_said(amount: Money) -> str:
    """A sum as a sentence says it: in £m where three places tell all of it, else to the penny.

    Units: money. Source: the council's own practice. Rounding: none, so that nothing is hidden.

    >>> sum_said(Money.pounds(33_300_000)), sum_said(Money.pounds("1592000.50"))
    ('£33.300m', '£1,592,000.50')
    """
    is_told = abs(amount) >= MILLION and amount.pence % THOUSAND.pence == 0
    return pounds_display(amount, "£m" if is_told else "£")


def year_label(year: Year) -> str:
    """A financial year as it is read, or that there is none yet."""
    return "No year yet" if year is UNPLACED else FinancialYear(year).label


def in_order(years: Iterable[Year]) -> tuple[Year, ...]:
    """Years in order, what is in none last."""
    return tuple(sorted(set(years), key=lambda year: (year is UNPLACED, year or 0)))


def funding_stack(
    costs: ByYear, funding: ByYear, *, undecided: Money = Money.zero
) -> Explained[Stack]:
    """Whether the funding of a capital scheme covers its cost, year by year.

    Units: money by financial year; `UNPLACED` holds what is in no year yet; `undecided` is what of
        the funding is the council's own and not settled from where.
    Source: the council's own practice: no scheme is approved or begun while its funding is short.
    Applies: every scheme. It is complete when some cost is recorded, all of it is in a year, each
        year has as much funding as cost, and all of the funding is settled.
    Rounding: none.
    Raises: nothing; what is wrong is in `faults`, each year by how much.
    Example: the events centre of the self-assessment of 2023, in £m, before the town deal:

    >>> m = Money.pounds
    >>> found = funding_stack({2023: m(73_000_000)}, {2023: m(39_700_000)}).value
    >>> str(found.short), found.faults
    ('33300000.00', ('2023/24: £33.300m of cost has no funding.',))
    """
    years = tuple(
        YearGap(year=year, cost=costs.get(year, Money.zero), funding=funding.get(year, Money.zero))
        for year in in_order([*costs, *funding])
    )
    stack = Stack(years=years, faults=tuple(_faults(years, undecided)))
    parts = tuple(
        Step(
            label=year.label,
            value=year.short,
            unit="£",
            how=_difference(year.cost, year.funding),
        )
        for year in years
    )
    top = Step(
        label="Cost without funding",
        value=stack.short,
        unit="£",
        how=_difference(stack.cost, stack.funding),
        parts=parts,
        notes=stack.faults,
    )
    return Explained(stack, top)


def _difference(cost: Money, funding: Money) -> str:
    terms = [pounds_display(cost, "£"), pounds_display(-funding, "£")]
    return sum_display(terms, pounds_display(cost - funding, "£"))


def _faults(years: Sequence[YearGap], undecided: Money) -> Iterable[str]:
    has_cost = any(year.cost for year in years)
    if not has_cost:
        yield "No cost is recorded."
    for year in years:
        short = sum_said(abs(year.short))
        if year.short.pence > 0:
            yield f"{year.label}: {short} of cost has no funding."
        elif year.short and has_cost:
            yield f"{year.label}: {short} of funding has no cost."
    if any(year.year is UNPLACED and (year.cost or year.funding) for year in years):
        yield "What is in no year yet has to be given its financial years."
    if undecided:
        yield f"{sum_said(undecided)} is the council’s own money, and from where is not settled."


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a scheme takes from a pot of grant in a year."""

    scheme: str
    year: Year
    amount: Money
    within: bool = False
    """Whether the commitments recorded on the pot hold it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pot:
    """A pot of grant: what it brings, what is committed, what schemes call on, what is left."""

    size: Money
    commitments: Money
    called: Money
    """Beside the commitments."""
    called_within: Money
    early: tuple[tuple[int, Money], ...] = field(default=())
    """Years by whose end more is called on than is expected by then, and by how much."""

    @property
    def uncommitted(self) -> Money:
        """What schemes count in the commitments and these do not hold; nil where they hold all."""
        return max(self.called_within - self.commitments, Money.zero)

    @property
    def left(self) -> Money:
        return self.size - self.commitments - self.uncommitted - self.called

    @property
    def over(self) -> Money:
        """What is promised beyond the pot; nil where it holds all of it."""
        return max(-self.left, Money.zero)

    def faults(self, name: str) -> Iterable[str]:
        """What is promised of the pot and is not there, in sentences."""
        if self.over:
            over = sum_said(self.over)
            yield f"{over} more of {name} is promised than it brings. Call on less, or find more."
        if self.uncommitted:
            yield (
                f"Schemes count {sum_said(self.called_within)} in the commitments of {name}, which "
                f"come to {sum_said(self.commitments)}. Correct the one or the other."
            )


def pot_of_grant(
    receipts: Mapping[int, Money],
    commitments: Mapping[int, Money],
    calls: Sequence[Call],
    *,
    awarded: Money | None = None,
) -> Explained[Pot]:
    """What is left of a pot of capital grant once every scheme has called on it.

    Units: money by financial year; `awarded` is the whole award, where its years are not known.
    Source: the council's own practice: one pot is not promised twice.
    Applies: one grant. Calls that the pot's commitments hold already are set against those, and
        taken only where the commitments are less. A grant not used in a year stays for the next; a
        year is named where more is called on by its end than is expected by then.
    Rounding: none.
    Raises: nothing; `faults` says what is promised and is not there.
    Example: the town deal, £37.5m, with the events centre and the enterprise hub on it:

    >>> m = Money.pounds
    >>> calls = [
    ...     Call(scheme="events", year=None, amount=m(33_300_000)),
    ...     Call(scheme="hub", year=None, amount=m(1_500_000)),
    ... ]
    >>> str(pot_of_grant({}, {}, calls, awarded=m(37_500_000)).value.left)
    '2700000.00'
    """
    size = Money.total(receipts.values()) if awarded is None else awarded
    beside = [call for call in calls if not call.within]
    pot = Pot(
        size=size,
        commitments=Money.total(commitments.values()),
        called=Money.total(call.amount for call in beside),
        called_within=Money.total(call.amount for call in calls if call.within),
        early=tuple(_early(receipts, commitments, beside)),
    )
    return Explained(pot, _pot_step(pot, beside, is_award=awarded is not None))


def _pot_step(pot: Pot, beside: Sequence[Call], *, is_award: bool) -> Step:
    """What is left as a sum; which scheme calls on it opens to who reads the records of schemes."""
    calls = tuple(
        Step(label=f"{call.scheme}, {year_label(call.year)}", value=-call.amount, unit="£")
        for call in beside
    )
    parts = [
        Step(label="Awarded" if is_award else "Receipts", value=pot.size, unit="£"),
        Step(label="Commitments", value=-pot.commitments, unit="£"),
    ]
    if pot.uncommitted:
        label = "Counted in the commitments, and not held by them"
        parts.append(Step(label=label, value=-pot.uncommitted, unit="£"))
    if calls:
        label = "Called on by schemes"
        parts.append(Step(label=label, value=-pot.called, unit="£", parts=calls, access="records"))
    how = sum_display(
        [pounds_display(part.value, "£") for part in parts],  # type: ignore[arg-type]
        pounds_display(pot.left, "£"),
    )
    return Step(label="Left", value=pot.left, unit="£", how=how, parts=tuple(parts))


def _early(
    receipts: Mapping[int, Money], commitments: Mapping[int, Money], calls: Sequence[Call]
) -> Iterable[tuple[int, Money]]:
    """Grant expected up to a year's end less what is promised by then, where that is short."""
    if not receipts:
        return
    placed = [(call.year, call.amount) for call in calls if call.year is not UNPLACED]
    held = Money.zero
    for year in sorted({*receipts, *commitments, *(year for year, _ in placed)}):
        held += receipts.get(year, Money.zero) - commitments.get(year, Money.zero)
        held -= Money.total(amount for when, amount in placed if when == year)
        if held.pence < 0:
            yield year, -held


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeAmounts:
    """One scheme's cost by year, and its funding by source and year."""

    code: str
    name: str
    costs: ByYear
    funding: Mapping[tuple[Source, Year], Money]

    @property
    def funded(self) -> dict[Year, Money]:
        """The funding of each year, whatever pays."""
        found: dict[Year, Money] = {}
        for (_, year), amount in self.funding.items():
            found[year] = found.get(year, Money.zero) + amount
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The capital programme: its cost by year, and what pays for it."""

    years: tuple[Year, ...]
    cost: ByYear
    funding: Mapping[Source, ByYear]

    def source(self, source: Source) -> Money:
        return Money.total(self.funding.get(source, {}).values())

    def funded(self, year: Year) -> Money:
        return Money.total(by_year.get(year, Money.zero) for by_year in self.funding.values())

    @property
    def total(self) -> Money:
        return Money.total(self.cost.values())

    @property
    def borrowing(self) -> Money:
        return self.source(Source.BORROWING)

    def short(self, year: Year) -> Money:
        """Cost of a year without funding; negative where there is more funding than cost."""
        return self.cost.get(year, Money.zero) - self.funded(year)

    @property
    def unfunded(self) -> Money:
        return Money.total(self.short(year) for year in self.years)

    @property
    def is_funded(self) -> bool:
        """Whether each year has as much funding as cost."""
        return not any(self.short(year) for year in self.years)


def added_up(count: int) -> str:
    """How a figure of the programme comes about."""
    return f"{count} scheme{'' if count == 1 else 's'} added up"


def programme_of(schemes: Sequence[SchemeAmounts]) -> Explained[Programme]:
    """The capital programme of these schemes: cost by year, funding by source, borrowing needed.

    Units: money by financial year. Source: the council's own records of its schemes.
    Applies: the schemes given, each once. Rounding: none. Raises: nothing.
    Example:

    >>> m = Money.pounds
    >>> roof = SchemeAmounts(
    ...     code="roof", name="Roof", costs={2017: m(5)}, funding={(Source.BORROWING, 2017): m(3)}
    ... )
    >>> found = programme_of([roof]).value
    >>> str(found.total), str(found.borrowing), str(found.unfunded)
    ('5.00', '3.00', '2.00')
    """
    cost: dict[Year, Money] = {}
    funding: dict[Source, dict[Year, Money]] = {}
    for scheme in schemes:
        for year, amount in scheme.costs.items():
            cost[year] = cost.get(year, Money.zero) + amount
        for (source, year), amount in scheme.funding.items():
            held = funding.setdefault(source, {})
            held[year] = held.get(year, Money.zero) + amount
    found = Programme(
        years=in_order([*cost, *(year for held in funding.values() for year in held)]),
        cost=cost,
        funding={source: funding[source] for source in Source if source in funding},
    )
    parts = tuple(
        Step(label=one.name, value=Money.total(one.costs.values()), unit="£") for one in schemes
    )
    how = added_up(len(schemes))
    top = Step(label="Capital programme", value=found.total, unit="£", how=how, parts=parts)
    return Explained(found, top)
