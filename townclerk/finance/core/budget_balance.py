"""Whether a budget balances at the Band D proposed, and what an amendment to it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from townclerk.finance.core.requirement import REQUIREMENT_RULE, payable
from townclerk.kernel.display import pounds_display
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money, Rounding

Number = Decimal | Fraction | int


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The requirement beside what the proposed Band D raises."""

    requirement: Money
    raised: Money
    left: Money
    """What is not paid for; negative where more is raised than is required."""
    allowed: Money
    """What rounding Band D to the penny may leave on either side."""

    @property
    def is_balanced(self) -> bool:
        return abs(self.left) <= self.allowed


def balance(own: Money, band_d: Money, base: Number) -> Explained[Balance]:
    """Whether own requirement is what the Band D proposed raises.

    Units: money; Band D in £; the base in Band D equivalents.
    Source: Local Government Finance Act 1992, sections 31A and 31B.
    Applies: own requirement, special items left out, once Band D is proposed to the penny.
    Rounding: half a penny on each Band D equivalent may be left on either side, since Band D is
    adopted to the penny; nothing is corrected for it.

    >>> found = balance(Money.pounds("1000004"), Money.pounds(100), 10_000).value
    >>> str(found.left), found.is_balanced
    ('4.00', True)
    """
    raised = payable(band_d, base, "Raised by the proposed Band D")
    allowed = (Money(1) * (Fraction(base) / 2)).round(Rounding.HALF_UP)
    result = Balance(requirement=own, raised=raised.value, left=own - raised.value, allowed=allowed)
    verdict = "balanced" if result.is_balanced else "not balanced"
    step = Step(
        label="Balance of the budget",
        value=result.left,
        unit="£",
        display=verdict,
        how=f"£{own} required − £{raised.value} raised; £{allowed} is left by rounding at most",
        rule=REQUIREMENT_RULE,
        parts=(raised.step,),
    )
    return Explained(result, step)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line an amendment changes, and what that does to the requirement."""

    name: str
    effect: Money
    """Positive adds to the requirement."""


@dataclass(frozen=True, kw_only=True)
class Costing:
    """What an amendment costs, how it is paid for, and what is left."""

    added: Money
    taken: Money
    raised: Money
    """What the change of Band D brings in; negative where it is lowered."""
    left: Money
    is_balanced: bool
    verdict: str

    @property
    def net(self) -> Money:
        return self.added + self.taken


def cost(
    changes: Sequence[Change], *, band_d_change: Money, base: Number | None
) -> Explained[Costing]:
    """What an amendment adds and takes away, and whether it is paid for.

    Units: money; the change of Band D in £; the base in Band D equivalents.
    Source: Local Government Finance Act 1992, section 31A: additions equal what meets them.
    Applies: an amendment to a budget that balanced before it. Without a change of Band D nothing
    may be left; with one, what its rounding to the penny leaves.
    Rounding: the yield of Band D once, to the penny.

    >>> moved = [Change(name="Parks", effect=Money.pounds(200_000)),
    ...          Change(name="Fleet", effect=Money.pounds(-200_000))]
    >>> cost(moved, band_d_change=Money.zero, base=80_000).value.verdict
    'Balanced: council tax is unchanged.'
    """
    added = Money.total(change.effect for change in changes if change.effect.pence > 0)
    taken = Money.total(change.effect for change in changes if change.effect.pence < 0)
    raised, allowed = Money.zero, Money.zero
    if band_d_change and base is not None:
        raised = payable(band_d_change, base).value
        allowed = (Money(1) * (Fraction(base) / 2)).round(Rounding.HALF_UP)
    left = added + taken - raised
    is_balanced = bool(changes) and abs(left) <= allowed
    result = Costing(
        added=added,
        taken=taken,
        raised=raised,
        left=left,
        is_balanced=is_balanced,
        verdict=_verdict(changes, left, is_balanced, band_d_change),
    )
    parts = tuple(Step(label=one.name, value=one.effect, unit="£") for one in changes)
    step = Step(
        label="Cost of the amendment",
        value=left,
        unit="£",
        display=result.verdict,
        how=f"£{added} added − £{abs(taken)} taken away − £{raised} from council tax",
        rule=REQUIREMENT_RULE,
        parts=parts,
    )
    return Explained(result, step)


def _verdict(
    changes: Sequence[Change], left: Money, is_balanced: bool, band_d_change: Money
) -> str:
    if not changes:
        return "Nothing is changed yet."
    if is_balanced:
        how = "changed" if band_d_change else "unchanged"
        return f"Balanced: council tax is {how}."
    size = pounds_display(abs(left), "£")
    if left.pence > 0:
        return f"Unbalanced: {size} has no funding. Name what pays for it."
    return f"Unbalanced: {size} more is found than is used. Say what it is for."
