"""Who agrees a virement, by the limits of a council's financial regulations."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from townclerk.kernel.display import pounds_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money


class NoRule(TownclerkError):
    """No rule in force covers the virement, so nobody may agree it."""


class Between(StrEnum):
    """How far a virement moves money, the nearest first."""

    WITHIN = "within-service"
    SERVICES = "between-services"
    DIRECTORATES = "between-directorates"


WORDS = {
    Between.WITHIN: "within one service",
    Between.SERVICES: "between services of one directorate",
    Between.DIRECTORATES: "between directorates",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Up to which size whom a virement of one kind is left to."""

    code: str
    between: Between
    up_to: Money | None
    """None where there is no limit."""
    approver: str
    one_off_only: bool = False


def kind_of(
    source: str, target: str, source_directorate: str | None, target_directorate: str | None
) -> Between:
    """How far a virement from one service to another goes.

    Units: codes of services and of their directorates.
    Source: the council's own financial regulations.
    Applies: services whose directorate is not known are taken to be of different ones, so that
        the stricter rule holds.
    Rounding: none.
    Raises: nothing.
    Example:

    >>> kind_of("care", "care", None, None).value, kind_of("care", "parks", "a", "a").value
    ('within-service', 'between-services')
    >>> kind_of("care", "parks", None, None).value
    'between-directorates'
    """
    if source == target:
        return Between.WITHIN
    known = source_directorate is not None and source_directorate == target_directorate
    return Between.SERVICES if known else Between.DIRECTORATES


def who_agrees(
    between: Between, amount: Money, *, recurring: bool, limits: Sequence[Limit]
) -> Explained[Limit]:
    """The limit that says who agrees a virement: the lowest that covers its size.

    Units: money, the amount moved in the year.
    Source: the council's own financial regulations, kept as dated rules.
    Applies: to a virement of one kind; a rule for one-off virements leaves recurring ones to the
        next limit above it. An amount at the limit is within it.
    Rounding: none.
    Raises: `NoRule` where no limit covers it.
    Example:

    >>> rules = [
    ...     Limit(code="holder", between=Between.WITHIN, up_to=Money.pounds(50), approver="holder"),
    ...     Limit(code="s151", between=Between.WITHIN, up_to=None, approver="s151"),
    ... ]
    >>> found = who_agrees(Between.WITHIN, Money.pounds(50), recurring=False, limits=rules)
    >>> found.value.approver
    'holder'
    """
    mine = [
        limit
        for limit in limits
        if limit.between is between and not (recurring and limit.one_off_only)
    ]
    covering = [limit for limit in mine if limit.up_to is None or amount <= limit.up_to]
    what = f"{pounds_display(amount, '£')} {WORDS[between]}"
    if not covering:
        raise NoRule(
            f"No rule in force covers {what}, {'recurring' if recurring else 'one-off'}. Add the "
            "rule of the financial regulations, or move less."
        )
    found = min(covering, key=_size)
    limit = "of any size" if found.up_to is None else f"up to {pounds_display(found.up_to, '£')}"
    step = Step(
        label="Who agrees the virement",
        value=found.approver,
        how=f"{what} falls under the rule {found.code} for virements {limit}",
    )
    return Explained(found, step)


def _size(limit: Limit) -> tuple[bool, int]:
    return limit.up_to is None, 0 if limit.up_to is None else limit.up_to.pence
