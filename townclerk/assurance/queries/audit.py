"""The audit plan as it stands: coverage, the table of opinions, what changed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from townclerk.assurance.core.auditing import PRIORITIES, Added, Delivery, Line, added, delivery
from townclerk.assurance.models import (
    AuditableArea,
    AuditPlan,
    Engagement,
    Opinion,
    OpinionScale,
    PlanChange,
    Recommendation,
)


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
    uncovered: tuple[AuditableArea, ...]
    """Areas of high risk that no review of the plan looks at."""

    @property
    def going(self) -> list[Engagement]:
        return [one for one in self.engagements if one.state != Engagement.State.CANCELLED]


def standing_of(plan: AuditPlan, engagements: Iterable[Engagement], day: date) -> Standing:
    """Everything a page or a paper says of a plan."""
    rows = tuple(engagements)
    going = [one for one in rows if one.state != Engagement.State.CANCELLED]
    reported = [one for one in going if one.state in Engagement.REPORTED]
    lines = tuple((one, line_of(one, list(one.recommendations.all()))) for one in reported)
    days_planned = sum((Fraction(one.days_planned or 0) for one in going), Fraction(0))
    days_used = sum((Fraction(one.days_used) for one in going), Fraction(0))
    looked_at = {one.area_id for one in going if one.area_id is not None}
    risky = AuditableArea.objects.filter(rating=AuditableArea.Rating.HIGH)
    uncovered = risky.exclude(pk__in=looked_at).order_by("title")
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
        uncovered=tuple(uncovered),
    )
