"""Where an approved saving stands: target, delivered, forecast and what will not come, by month."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from townclerk.kernel.allocation import allocate
from townclerk.kernel.display import pounds_display, sum_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money

MONTHS = 12


class Rag(StrEnum):
    """The state of a saving in a year."""

    DELIVERED = "delivered"
    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    UNACHIEVABLE = "unachievable"

    @property
    def said(self) -> str:
        return self.value.replace("-", " ")


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month of a saving; what is not reported yet is expected as forecast, else as targeted."""

    number: int
    """1 for April to 12 for March."""
    target: Money
    delivered: Money | None = None
    forecast: Money | None = None
    confirmed: Money | None = None
    """What finance found in the ledger of what was reported."""

    @property
    def expected(self) -> Money:
        if self.delivered is not None:
            return self.delivered
        return self.target if self.forecast is None else self.forecast

    @property
    def given_up(self) -> "Month":
        """The month when nothing is expected of it any more."""
        return replace(self, forecast=Money.zero)

    @property
    def gap(self) -> Money:
        return self.target - self.expected


@dataclass(frozen=True, kw_only=True)
class Position:
    """A year of a saving: the parts always add up to the target, less what comes beyond it."""

    target: Money
    delivered: Money
    confirmed: Money
    on_track: Money
    at_risk: Money
    unachievable: Money
    beyond: Money
    """What is expected over and above the target."""

    @property
    def unconfirmed(self) -> Money:
        return self.delivered - self.confirmed

    @property
    def pressure(self) -> Money:
        """What monitoring must reckon with: at risk, and not to be achieved."""
        return self.at_risk + self.unachievable

    @property
    def rag(self) -> Rag:
        if self.unachievable:
            return Rag.UNACHIEVABLE
        if self.at_risk:
            return Rag.AT_RISK
        done = self.confirmed >= self.target and bool(self.target)
        return Rag.DELIVERED if done else Rag.ON_TRACK


def profile(target: Money, weights: Sequence[int] = (1,) * MONTHS) -> tuple[Money, ...]:
    """A year's target by month; the months add up to it.

    Units: money. Source: local practice. Rounding: as `allocate`, in whole pence.
    Applies: equal months unless weights are given; nil weights before it starts.

    >>> months = profile(Money.pounds(100), (0,) * 9 + (1, 1, 1))
    >>> str(months[0]), str(months[9]), str(Money.total(months))
    ('0.00', '33.34', '100.00')
    """
    return allocate(target, list(weights))


def position(
    months: Sequence[Month], *, at_risk: Money = Money.zero, label: str = "Saving"
) -> Explained[Position]:
    """Where a saving stands in a year, with the arithmetic.

    Units: money. Source: local practice.
    Applies: what is reported counts as delivered at once and as confirmed when finance has found
    it in the ledger. What is expected beyond the target covers nothing that is at risk.
    Rounding: none.
    Raises: `Problems` when more is at risk than is still to come.

    >>> months = [Month(number=n, target=Money.pounds(10),
    ...                 delivered=Money.pounds(10) if n <= 8 else None) for n in range(1, 13)]
    >>> found = position(months, at_risk=Money.pounds(40)).value
    >>> str(found.delivered), str(found.pressure), found.rag.said
    ('80.00', '40.00', 'at risk')
    """
    target = Money.total(month.target for month in months)
    delivered = Money.total(m.delivered for m in months if m.delivered is not None)
    to_come = Money.total(m.expected for m in months if m.delivered is None)
    if at_risk.pence < 0 or at_risk > max(to_come, Money.zero):
        raise Problems(
            [
                Problem(
                    f"{pounds_display(at_risk, '£')} cannot be at risk: "
                    f"{pounds_display(to_come, '£')} is still to come.",
                    field="at_risk",
                )
            ]
        )
    gap = target - delivered - to_come
    found = Position(
        target=target,
        delivered=delivered,
        confirmed=Money.total(m.confirmed for m in months if m.confirmed is not None),
        on_track=to_come - at_risk,
        at_risk=at_risk,
        unachievable=max(gap, Money.zero),
        beyond=max(-gap, Money.zero),
    )
    return Explained(found, _step(found, label))


def _step(found: Position, label: str) -> Step:
    named = (
        ("delivered", found.delivered),
        ("on track", found.on_track),
        ("at risk", found.at_risk),
        ("not to be achieved", found.unachievable),
    )
    parts = tuple(
        Step(label=name.capitalize(), value=amount, unit="£", display=pounds_display(amount))
        for name, amount in named
    )
    terms = [f"{pounds_display(amount)} {name}" for name, amount in named]
    if found.beyond:
        terms.append(f"{pounds_display(-found.beyond)} beyond the target")
    return Step(
        label=label,
        value=found.target,
        unit="£",
        display=pounds_display(found.target),
        how=sum_display(terms, pounds_display(found.target)),
        parts=parts,
    )
