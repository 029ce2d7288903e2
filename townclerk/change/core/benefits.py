"""How far a benefit that is not money has come, whichever way it is to go."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from townclerk.kernel.errors import TownclerkError


class NowhereToGo(TownclerkError):
    """The target is the baseline, so nothing can come of it."""


@dataclass(frozen=True, kw_only=True)
class Came:
    """The share of the way from the baseline to the target; none while nothing is measured."""

    share: Fraction | None
    met: bool

    @property
    def said(self) -> str:
        if self.share is None:
            return "Not measured yet"
        if self.met:
            return "Met"
        if self.share <= 0:
            return "Nothing yet"
        return f"{int(self.share * 100)}% of the way"


def came(*, baseline: Decimal, target: Decimal, result: Decimal | None) -> Came:
    """How much of the way from the baseline to the target was made.

    Units: those of the measure. Source: local practice.
    Applies: to measures that are to rise and to those that are to fall alike; what goes the wrong
        way is below nought.
    Rounding: a share that is told is cut to whole per cent, so nothing short of it reads as met.
    Raises: `NowhereToGo` when baseline and target are the same.

    >>> came(baseline=Decimal(40), target=Decimal(20), result=Decimal(25)).said
    '75% of the way'
    >>> came(baseline=Decimal(40), target=Decimal(20), result=Decimal(19)).said
    'Met'
    """
    if baseline == target:
        raise NowhereToGo("The target is the baseline. Say what is to change.")
    if result is None:
        return Came(share=None, met=False)
    share = Fraction(result - baseline) / Fraction(target - baseline)
    return Came(share=share, met=share >= 1)
