"""Reading equality: the groups of a day, and the picture over many options."""

from collections.abc import Iterable
from datetime import date

from townclerk.change.core.options_equality import (
    Assessed,
    Cumulative,
    Group,
    Impact,
    cumulative,
    groups,
)
from townclerk.change.models import EqualityAssessment, EqualityImpact, OptionSheet
from townclerk.platform.parameters import source

PROTECTED, ADOPTED = "change/protected-characteristics", "change/adopted-equality-groups"
REVIEWED = (EqualityAssessment.State.MITIGATED, *EqualityAssessment.FROZEN)


def groups_on(day: date) -> tuple[Group, ...]:
    """The groups assessments look at on a day: by law, and as the council adopted them."""
    law = source()
    return groups(law.parameter(PROTECTED).at(day).value, law.parameter(ADOPTED).at(day).value)


def over(sheets: Iterable[OptionSheet], *, on: date, public: bool = False) -> Cumulative:
    """The equality picture of these sheets together. The public sees decided assessments only."""
    held = {sheet.pk: sheet for sheet in sheets}
    assessments = EqualityAssessment.objects.filter(option__in=held)
    if public:
        assessments = assessments.filter(state__in=EqualityAssessment.FROZEN)
    found = {row.option_id: row for row in assessments}
    impacts = EqualityImpact.objects.filter(assessment__in=[row.pk for row in found.values()])
    by_assessment = {row.pk: held[row.option_id].title for row in found.values()}
    return cumulative(
        groups_on(on),
        [
            Assessed(
                option=sheet.reference,
                title=sheet.title,
                status=sheet.get_equality_display() or "Not stated",
                assessed=sheet.pk in found,
            )
            for sheet in held.values()
        ],
        [
            Impact(
                option=by_assessment[row.assessment_id],
                group=row.group,
                effect=row.effect,
                degree=row.degree,
                remaining=row.remaining,
            )
            for row in impacts.select_related("assessment__option").order_by("pk")
        ],
    )
