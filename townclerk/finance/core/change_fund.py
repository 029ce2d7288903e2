"""The change fund: what it holds, what is promised, what is left, and when an award pays back."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money
from townclerk.kernel.provision import Provision

FUND_RULE = Provision("Local Government Act 2003", "sections 1, 9 to 11 and 25")


@dataclass(frozen=True, kw_only=True)
class Fund:
    """A fund with its sources and awards."""

    sources: Mapping[str, Money]
    awards: Mapping[str, Money]

    @property
    def total(self) -> Money:
        return Money.total(self.sources.values())

    @property
    def promised(self) -> Money:
        return Money.total(self.awards.values())

    @property
    def headroom(self) -> Money:
        return self.total - self.promised


class BeyondFund(TownclerkError):
    """A request is for more than is left. Ask for less, find another source, or wait."""

    def __init__(self, request: Money, left: Money) -> None:
        self.left = left
        super().__init__(
            f"The request of £{request} is £{request - left} more than the £{left} left."
        )


def headroom(fund: Fund) -> Explained[Money]:
    """What is left of a fund after its awards.

    Units: money.
    Source: Local Government Act 2003 for reserves, receipts and borrowing; the fund is local.
    Applies: the sources there are when it is asked. Rounding: none.

    >>> sources = {"reserve": 1500, "receipts": 3600, "borrowing": 3400}
    >>> fund = Fund(sources={name: Money.thousands(sum_) for name, sum_ in sources.items()},
    ...             awards={})
    >>> str(headroom(fund).value)
    '8500000.00'
    """
    parts = tuple(
        Step(label=name, value=sign, unit="£")
        for name, sign in [
            *fund.sources.items(),
            *((name, -amount) for name, amount in fund.awards.items()),
        ]
    )
    step = Step(
        label="Left in the fund",
        value=fund.headroom,
        unit="£",
        how=f"£{fund.total} − £{fund.promised}",
        rule=FUND_RULE,
        parts=parts,
    )
    return Explained(fund.headroom, step)


def check_request(fund: Fund, request: Money) -> Money:
    """What a request would leave; one for more than is left is refused.

    Units: money. Source: local policy. Rounding: none. Raises: `BeyondFund`.
    """
    left = fund.headroom
    if request > left:
        raise BeyondFund(request, left)
    return left - request


def payback_years(amount: Money, yearly_return: Money) -> Fraction | None:
    """Years until a yearly return has paid an amount back; None when nothing comes back.

    Units: money; years out, unrounded. Source: local practice. Rounding: none.

    >>> payback_years(Money.pounds(300), Money.pounds(200))
    Fraction(3, 2)
    """
    return amount / yearly_return if yearly_return.pence > 0 else None
