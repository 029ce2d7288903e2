"""The chooser's question, asked of the plan's gap and of the option sheets as they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from townclerk.change.core.chooser import Choosable, Question, Standing, Weights
from townclerk.change.models import (
    EqualityAssessment,
    OptionDependency,
    OptionExclusion,
    OptionSheet,
    OptionStaffing,
)
from townclerk.change.queries import options
from townclerk.finance import public as finance
from townclerk.kernel.allocation import allocate
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

GAPS = {
    "revised_gap": "The revised gap, before any proposal",
    "remaining_gap": "The remaining gap, after the proposals in the plan",
}
RISK = {"high": 1, "medium": 3, "low": 5}
"""Points of risk by the confidence in an option; medium where nobody said."""
EQUALITY = {"none": 0, "mitigated": 1, "residual": 3}
UNASSESSED = 2
NO_IMPACT = ("not-required", "none-expected", "policy-only")


@dataclass(frozen=True)
class Offer:
    """An option that may be chosen, with what was assumed where its sheet does not say."""

    sheet: OptionSheet
    savings: tuple[Money, ...]
    posts: int
    equality: int
    risk: int
    needs: tuple[str, ...]
    excludes: tuple[str, ...]
    """As the sheets say."""
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class Offers:
    """All that may be chosen for a version of the plan."""

    version: int
    years: tuple[int, ...]
    gaps: tuple[Money, ...]
    offers: tuple[Offer, ...]
    without_amount: tuple[OptionSheet, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(FinancialYear(year).label for year in self.years)


@dataclass(frozen=True)
class Asked:
    """What a person set on the form."""

    weights: Weights = field(default_factory=Weights)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    waits: Mapping[str, int] = field(default_factory=dict)
    apart: Sequence[tuple[str, str]] = ()
    carries: bool = True


def offers(gap: str = "revised_gap") -> Offers:
    """The gap of the current plan by year, and every option that counts and saves something."""
    facts = finance.load(finance.current_version())
    held = options.read()
    sheets = [sheet for sheet in held.sheets if sheet.counted and sheet.nature != "cost"]
    inside = {sheet.pk: sheet for sheet in held.sheets}
    read = _Read.of(sheets)
    found, bare = [], []
    for sheet in sheets:
        savings, assumed = _savings(held, sheet, facts.years)
        if savings is None:
            bare.append(sheet)
        else:
            found.append(_offer(sheet, savings, assumed, read, inside))
    return Offers(
        version=facts.number,
        years=facts.years,
        gaps=facts.row(gap).amounts,
        offers=tuple(found),
        without_amount=tuple(bare),
    )


@dataclass(frozen=True)
class _Read:
    redundancies: Mapping[int, OptionStaffing]
    assessments: Mapping[int, EqualityAssessment]
    dependencies: Mapping[int, list[int]]
    exclusions: Mapping[int, list[int]]

    @classmethod
    def of(cls, sheets: Sequence[OptionSheet]) -> "_Read":
        keys = [sheet.pk for sheet in sheets]
        staffing = OptionStaffing.objects.filter(
            option__in=keys, measure=OptionStaffing.Measure.REDUNDANCIES
        )
        needs: dict[int, list[int]] = {}
        waits = OptionDependency.objects.filter(option__in=keys, on_option__isnull=False)
        for row in waits.order_by("option", "number"):
            needs.setdefault(row.option_id, []).append(row.on_option_id or 0)
        apart: dict[int, list[int]] = {}
        pairs = OptionExclusion.objects.filter(option__in=keys, other__in=keys)
        for pair in pairs.order_by("option", "pk"):
            apart.setdefault(pair.option_id, []).append(pair.other_id)
        return cls(
            redundancies={row.option_id: row for row in staffing},
            assessments={
                row.option_id: row
                for row in EqualityAssessment.objects.filter(option__in=keys)
                if row.option_id is not None
            },
            dependencies=needs,
            exclusions=apart,
        )


def _savings(
    held: options.Held, sheet: OptionSheet, years: Sequence[int]
) -> tuple[tuple[Money, ...] | None, tuple[str, ...]]:
    """By the sheet's own years; else its net amount spread as its package is phased."""
    own = {row.year: row.amount for row in held.years.get(sheet.pk, ())}
    if own:
        return tuple(own.get(year, Money.zero) for year in years), ()
    if not sheet.net:
        return None, ()
    phased = {row.year: row.amount.pence for row in held.package_years.get(sheet.package_id, ())}
    weights = [max(0, phased.get(year, 0)) for year in years]
    if not any(weights):
        weights = [1] + [0] * (len(years) - 1)
        return allocate(sheet.net, weights), ("It is counted in the first year.",)
    return allocate(sheet.net, weights), ("Its years are spread as its package is phased.",)


def _offer(
    sheet: OptionSheet,
    savings: tuple[Money, ...],
    assumed: tuple[str, ...],
    read: _Read,
    sheets: Mapping[int, OptionSheet],
) -> Offer:
    staffing = read.redundancies.get(sheet.pk)
    posts, said = 0, list(assumed)
    if staffing is not None and staffing.high is not None:
        posts = int(staffing.high) + (staffing.high % 1 > 0)
    elif staffing is None or staffing.standing in ("unknown", "not-stated"):
        said.append("How many posts go is not known; none is counted.")
    equality, told = _equality(sheet, read.assessments.get(sheet.pk))
    if sheet.confidence not in RISK:
        said.append("Nobody said how sure it is; medium is counted.")
    needs = {_holder(sheets, pk) for pk in read.dependencies.get(sheet.pk, ())}
    return Offer(
        sheet=sheet,
        savings=savings,
        posts=posts,
        equality=equality,
        risk=RISK.get(sheet.confidence, RISK["medium"]),
        needs=tuple(sorted(needs - {sheet.reference, ""})),
        excludes=tuple(sheets[pk].reference for pk in read.exclusions.get(sheet.pk, ())),
        assumed=(*said, *told),
    )


def _equality(
    sheet: OptionSheet, assessment: EqualityAssessment | None
) -> tuple[int, tuple[str, ...]]:
    if assessment is not None and assessment.conclusion:
        return EQUALITY[assessment.conclusion], ()
    if sheet.equality in NO_IMPACT:
        return 0, ()
    return UNASSESSED, ("Its equality impact is not assessed; a middle level is counted.",)


def _holder(sheets: Mapping[int, OptionSheet], pk: int) -> str:
    """The option that counts for another: itself, or the one that holds it."""
    sheet = sheets.get(pk)
    while sheet is not None and sheet.included_in_id is not None:
        sheet = sheets.get(sheet.included_in_id)
    return sheet.reference if sheet is not None and sheet.counted else ""


def question(found: Offers, asked: Asked) -> Question:
    """The question as the core takes it."""
    known = {offer.sheet.reference for offer in found.offers}
    apart: dict[str, list[str]] = {
        offer.sheet.reference: [one for one in offer.excludes if one in known]
        for offer in found.offers
    }
    for first, second in asked.apart:
        if second not in apart.setdefault(first, []):
            apart[first].append(second)
    made: list[dict[str, Any]] = [
        {
            "key": offer.sheet.reference,
            "title": offer.sheet.title,
            "savings": offer.savings,
            "posts": offer.posts,
            "equality": offer.equality,
            "risk": offer.risk,
            "cost": max(Money.zero, offer.sheet.exit_cost or Money.zero),
            "may_wait": asked.waits.get(offer.sheet.reference, 0),
            "needs": tuple(need for need in offer.needs if need in known),
            "excludes": tuple(apart.get(offer.sheet.reference, ())),
            "standing": asked.standings.get(offer.sheet.reference, Standing.FREE),
        }
        for offer in found.offers
    ]
    return Question(
        years=found.years,
        gaps=found.gaps,
        options=tuple(Choosable(**fields) for fields in made),
        weights=asked.weights,
        carries=asked.carries,
    )
