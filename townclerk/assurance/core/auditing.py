"""Audits of a plan: titles that are the same, what the table of opinions adds up to, coverage."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from townclerk.kernel.deadlines import add_months
from townclerk.kernel.errors import TownclerkError

PRIORITIES = ("high", "medium", "low")


class ImpossibleCount(TownclerkError):
    """Counts that cannot be: below nil, or parts that are more than their whole."""


def normalised(title: str) -> str:
    """A title as it is compared: letters and digits alone, whatever their case.

    Units: text. Source: local practice. Applies: reviews in one plan.
    Rounding: none. Raises: nothing.

    >>> normalised("Home to School transport") == normalised("Home-to-school  Transport")
    True
    """
    return " ".join(re.findall(r"[a-z0-9]+", title.casefold()))


def why_to_audit(
    *, high: bool, seen_on: date | None, every_years: int | None, by: date
) -> str | None:
    """Why an area of the audit universe belongs in a plan, or None.

    Units: days and years. Source: risk-based planning, Accounts and Audit Regulations 2015,
    regulation 5. Applies: an area of high risk always; another when, by the last day of the plan,
    as many years have passed as its interval asks. Rounding: none. Raises: nothing.

    >>> why_to_audit(high=False, seen_on=date(2022, 6, 1), every_years=3, by=date(2026, 3, 31))
    'due every 3 years'
    >>> why_to_audit(high=False, seen_on=date(2023, 6, 1), every_years=3, by=date(2026, 3, 31))
    """
    if high:
        return "high risk"
    if every_years is None:
        return None
    if seen_on is None:
        return "never looked at"
    due = add_months(seen_on, 12 * every_years)
    years = f"{every_years} years" if every_years != 1 else "year"
    return f"due every {years}" if due <= by else None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One audit in the table of opinions."""

    title: str
    opinion: str
    draft: bool
    high: int = 0
    medium: int = 0
    low: int = 0

    @property
    def total(self) -> int:
        return self.high + self.medium + self.low


@dataclass(frozen=True, kw_only=True)
class Added:
    """What the table adds up to."""

    high: int
    medium: int
    low: int
    opinions: dict[str, int]
    drafts: int

    @property
    def total(self) -> int:
        return self.high + self.medium + self.low


def added(lines: Sequence[Line]) -> Added:
    """Add up the recommendations of audits by priority, and the audits by opinion.

    Units: recommendations and audits. Source: local practice, in reports to the audit committee.
    Applies: audits at draft or final; advisory ones stand without an opinion.
    Rounding: none. Raises: `ImpossibleCount` for a count below nil.

    >>> added([Line(title="A", opinion="major", draft=False, high=2, low=1)]).total
    3
    """
    for line in lines:
        if min(line.high, line.medium, line.low) < 0:
            raise ImpossibleCount(f"{line.title} has fewer than no recommendations.")
    return Added(
        high=sum(line.high for line in lines),
        medium=sum(line.medium for line in lines),
        low=sum(line.low for line in lines),
        opinions=dict(Counter(line.opinion for line in lines if line.opinion)),
        drafts=sum(line.draft for line in lines),
    )


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How much of a plan is done, exact; None where nothing is planned."""

    to_draft: Fraction | None
    final: Fraction | None
    days: Fraction | None


def delivery(
    *, planned: int, final: int, draft: int, days_planned: Fraction, days_used: Fraction
) -> Delivery:
    """Shares of the plan that reached draft or final, and of its days that are used.

    Units: audits and days in, fractions of the whole out. Source: practice of audit committees
    under the Accounts and Audit Regulations 2015, regulation 5. Applies: a plan with its approved
    changes; a report in draft on the last day counts as draft.
    Rounding: none. Raises: `ImpossibleCount` when more are done than planned.

    >>> found = delivery(planned=40, final=36, draft=2, days_planned=Fraction(760),
    ...                  days_used=Fraction(790))
    >>> found.to_draft, found.days
    (Fraction(19, 20), Fraction(79, 76))
    """
    if min(planned, final, draft) < 0 or final + draft > planned:
        raise ImpossibleCount(f"{final} final and {draft} draft do not fit in {planned} planned.")
    return Delivery(
        to_draft=Fraction(final + draft, planned) if planned else None,
        final=Fraction(final, planned) if planned else None,
        days=days_used / days_planned if days_planned else None,
    )
