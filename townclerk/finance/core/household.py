"""What households see of the tax set: the year's amount, the rise, and the week."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from townclerk.finance.core.bands import NINTHS
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.provision import Provision

WEEKS = 52
BILL_RULE = Provision(
    "Council Tax (Demand Notices) (England) Regulations 2011 (SI 2011/3038)",
    "regulation 5 and Schedule 1",
)
HALF_UP = Rounding.HALF_UP


@dataclass(frozen=True, kw_only=True)
class HouseholdLine:
    """One band of one area."""

    now: Money
    before: Money
    weekly: Money
    weekly_rise: Money

    @property
    def rise(self) -> Money:
        return self.now - self.before


def household_lines(
    now: Mapping[str, Money], before: Mapping[str, Money]
) -> Explained[dict[str, HouseholdLine]]:
    """A band's amount, its rise on last year, and both by the week.

    Units: money. Source: information given with the bill; the form is the council's own.
    Applies: the amounts set for an area this year and last, each band as rounded.
    Rounding: the week is a 52nd, half away from zero. The rise is taken between the rounded
    amounts, so that a reader can check it; pages that take a percentage differ by a penny or two.

    >>> found = household_lines({"D": Money.pounds("1622.62")}, {"D": Money.pounds("1560.00")})
    >>> line = found.value["D"]
    >>> str(line.rise), str(line.weekly)
    ('62.62', '31.20')
    """
    lines = {
        band: HouseholdLine(
            now=now[band],
            before=before[band],
            weekly=(now[band] / WEEKS).round(HALF_UP),
            weekly_rise=((now[band] - before[band]) / WEEKS).round(HALF_UP),
        )
        for band in NINTHS
        if band in now and band in before
    }
    parts = tuple(
        Step(label=f"Band {band}", value=line.rise, unit="£", how=f"£{line.now} − £{line.before}")
        for band, line in lines.items()
    )
    top = Step(
        label="What households pay more",
        value=lines["D"].rise if "D" in lines else None,
        unit="£",
        rule=BILL_RULE,
        confidence=Confidence.MEDIUM,
        parts=parts,
    )
    return Explained(lines, top)


def percent_on_bill(now: Money, before: Money) -> Decimal | None:
    """The change of one line of the bill; none where last year's line was nil.

    Units: percent to one place. Source: SI 2011/3038, Schedule 1.
    Applies: each authority and each parish. Rounding: half away from zero.

    >>> percent_on_bill(Money.pounds("88.61"), Money.pounds("83.61"))
    Decimal('6.0')
    """
    if not before:
        return None
    return HALF_UP.decimal(Fraction(now.pence - before.pence, before.pence) * 100, 1)
