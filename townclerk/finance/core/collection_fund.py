"""Shares of a council tax surplus or deficit, and the spreading of the 2020/21 balance."""

from collections.abc import Mapping
from fractions import Fraction

from townclerk.kernel.display import percent_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.provision import Provision

SHARES_RULE = Provision(
    "Local Authorities (Funds) (England) Regulations 1992 (SI 1992/2428)",
    "regulation 11 and Schedule 2, paragraph 6",
)
SPREADING_RULE = Provision(
    "Local Authorities (Collection Fund: Surplus and Deficit) (Coronavirus) (England) "
    "Regulations 2020 (SI 2020/1202)"
)


class NoDemands(TownclerkError):
    """There are no demands to share by. Give own requirement and each major precept."""


def fund_shares(
    balance: Money, own: Money, precepts: Mapping[str, Money], unit: Money | None = None
) -> Explained[dict[str, Money]]:
    """Each authority's part of an estimated surplus (positive) or deficit (negative).

    Units: money; demands for the year in which the estimate is made.
    Source: SI 1992/2428, regulation 11 and Schedule 2, paragraph 6; the year is unconfirmed.
    Applies: the billing authority with its local precepts, and each major precepting authority;
    parishes have no share.
    Rounding: each precepting authority half away from zero to the unit of the notice (a penny, or
    a pound); the billing authority takes what is left, so that the parts add to the whole.
    Raises: `NoDemands`.

    >>> parts = fund_shares(Money.pounds(100), Money.pounds(2), {"police": Money.pounds(1)}).value
    >>> [str(part) for part in parts.values()]
    ['66.67', '33.33']
    """
    step = unit or Money(1)
    total = own + Money.total(precepts.values())
    if total.pence <= 0:
        raise NoDemands("The demands come to nil. Give own requirement and each major precept.")
    parts = {
        name: step * Rounding.HALF_UP.whole((balance * (demand / total)).pence / step.pence)
        for name, demand in precepts.items()
    }
    left = balance - Money.total(parts.values())
    shares = {"own": left, **parts}
    demands = {"own": own, **precepts}
    steps = tuple(
        Step(
            label=name,
            value=amount,
            unit="£",
            how=f"{percent_display(demands[name] / total * 100, 4)} of £{balance}"
            + ("; the balancing figure" if name == "own" else ""),
        )
        for name, amount in shares.items()
    )
    top = Step(
        label="Shares of the collection fund balance",
        value=balance,
        unit="£",
        how=f"In proportion to demands that come to £{total}",
        rule=SHARES_RULE,
        confidence=Confidence.MEDIUM,
        parts=steps,
    )
    return Explained(shares, top)


def spread_2020_balance(whole: Money, exceptional: Money) -> Explained[tuple[Money, Money, Money]]:
    """The 2020/21 balance as it fell in 2021/22, 2022/23 and 2023/24.

    Units: money, a deficit negative.
    Source: SI 2020/1202. Applies: the 2020/21 exceptional balance only.
    Rounding: two thirds to the penny half away from zero; the last takes what is left.

    >>> [str(year) for year in spread_2020_balance(Money.pounds(-10), Money.pounds(-10)).value]
    ['-3.33', '-3.33', '-3.34']
    """
    third = (exceptional * Fraction(1, 3)).round(Rounding.HALF_UP)
    outside = whole - exceptional
    years = (third + outside, third, exceptional - third - third)
    labels = ("2021/22", "2022/23", "2023/24")
    steps = tuple(
        Step(label=label, value=year, unit="£") for label, year in zip(labels, years, strict=True)
    )
    top = Step(
        label="Spreading of the 2020/21 exceptional balance",
        value=whole,
        unit="£",
        how=f"A third is £{third}; £{outside} lies outside the spreading and falls in 2021/22",
        rule=SPREADING_RULE,
        confidence=Confidence.HIGH,
        parts=steps,
    )
    return Explained(years, top)
