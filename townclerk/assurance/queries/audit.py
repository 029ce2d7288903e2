"""The audit plan as it stands: coverage, the table of opinions, what changed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Max, Q

from townclerk.assurance.core.auditing import (
    PRIORITIES,
    Added,
    Delivery,
    Line,
    added,
    delivery,
    why_to_audit,
)
from townclerk.assurance.models import (
    AuditableArea,
    AuditPlan,
    Engagement,
    Opinion,
    OpinionScale,
    PlanChange,
    Recommendation,
)
from townclerk.kernel.years import FinancialYear


def counts_of(engagement: Engagement, recommendations: Sequence[Recommendation]) -> dict[str, int]:
    """Recommendations by priority: those recorded, else what the engagement states."""
    if recommendations:
        found = Counter(one.priority for one in recommendations)
        return {name: found[name] for name in PRIORITIES}
    return {name: getattr(engagement, name) or 0 for name in PRIORITIES}


def line_of(engagement: Engagement, recommendations: Sequence[Recommendation]) -> Line:
    """An audit as the table of opinions shows it."""
    return Line(
        title=engagement.title,
        opinion=engagement.opinion.label if engagement.opinion else "",
        draft=engagement.state in Engagement.IN_DRAFT,
        **counts_of(engagement, recommendations),
    )


def stood_on(engagement: Engagement, day: date) -> bool:
    """Whether a review had begun and had no final report on a day."""
    begun = engagement.begun_on is not None and engagement.begun_on <= day
    final = engagement.final_on is not None and engagement.final_on <= day
    return begun and not final and engagement.state != Engagement.State.CANCELLED


@dataclass(frozen=True, kw_only=True)
class Uncovered:
    """An area of the universe that belongs in a plan, when it was looked at last, and why."""

    area: AuditableArea
    seen_on: date | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A plan with its reviews, what they found, and how much of it is done."""

    plan: AuditPlan
    on: date
    engagements: tuple[Engagement, ...]
    lines: tuple[tuple[Engagement, Line], ...]
    whole: Added
    done: Delivery
    days_planned: Fraction
    days_used: Fraction
    changes: tuple[PlanChange, ...]
    scale: OpinionScale | None
    opinions: tuple[Opinion, ...]
    uncovered: tuple["Uncovered", ...]
    """Areas that belong in the plan and that no review of it looks at."""

    @property
    def going(self) -> list[Engagement]:
        return [one for one in self.engagements if one.state != Engagement.State.CANCELLED]


def _uncovered(plan: AuditPlan, going: Sequence[Engagement]) -> tuple[Uncovered, ...]:
    """The riskiest first, then those unseen the longest."""
    issued = Q(engagements__state__in=Engagement.ISSUED)
    areas = AuditableArea.objects.annotate(reported=Max("engagements__final_on", filter=issued))
    found = []
    for area in areas.exclude(pk__in=[one.area_id for one in going if one.area_id is not None]):
        high = area.rating == AuditableArea.Rating.HIGH
        seen_on = max(filter(None, (area.last_audited_on, area.reported)), default=None)
        by = FinancialYear(plan.year).last
        why = why_to_audit(high=high, seen_on=seen_on, every_years=area.every_years, by=by)
        if why is not None:
            found.append((not high, seen_on or date.min, area.title, area, seen_on, why))
    found.sort(key=lambda one: one[:3])
    return tuple(Uncovered(area=area, seen_on=seen_on, why=why) for *_, area, seen_on, why in found)


def standing_of(plan: AuditPlan, engagements: Iterable[Engagement], day: date) -> Standing:
    """Everything a page or a paper says of a plan."""
    rows = tuple(engagements)
    going = [one for one in rows if one.state != Engagement.State.CANCELLED]
    reported = [one for one in going if one.state in Engagement.REPORTED]
    lines = tuple((one, line_of(one, list(one.recommendations.all()))) for one in reported)
    days_planned = sum((Fraction(one.days_planned or 0) for one in going), Fraction(0))
    days_used = sum((Fraction(one.days_used) for one in going), Fraction(0))
    scale = OpinionScale.objects.filter(start__lte=day).order_by("-start").first()
    return Standing(
        plan=plan,
        on=day,
        engagements=rows,
        lines=lines,
        whole=added([line for _, line in lines]),
        done=delivery(
            planned=len(going),
            final=sum(one.state in Engagement.ISSUED for one in going),
            draft=sum(one.state in Engagement.IN_DRAFT for one in going),
            days_planned=days_planned,
            days_used=days_used,
        ),
        days_planned=days_planned,
        days_used=days_used,
        changes=tuple(PlanChange.objects.filter(engagement__in=rows).select_related("engagement")),
        scale=scale,
        opinions=tuple(scale.opinions.order_by("position")) if scale else (),
        uncovered=_uncovered(plan, going),
    )
