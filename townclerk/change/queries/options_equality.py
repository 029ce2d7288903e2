"""Reading equality: the groups of a day, who reads an assessment, the picture over many."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from townclerk.change import permissions, tasks
from townclerk.change.core.options_equality import (
    Assessed,
    Cumulative,
    Group,
    Impact,
    cumulative,
    groups,
)
from townclerk.change.models import EqualityAssessment, EqualityImpact, OptionSheet, Project
from townclerk.democracy.public import NamedDecision, decisions_or_plans
from townclerk.kernel.errors import Problem
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import standing
from townclerk.platform.deadlines.owed import Owed, owed_provider
from townclerk.platform.parameters import source
from townclerk.platform.registers.permission import place_of

PROTECTED, ADOPTED = "change/protected-characteristics", "change/adopted-equality-groups"
State, Subject = EqualityAssessment.State, EqualityAssessment.Subject
REVIEWED = (State.MITIGATED, *EqualityAssessment.FROZEN)
TO_REVIEW = (State.SCREENING, State.FULL)


def groups_on(day: date) -> tuple[Group, ...]:
    """The groups assessments look at on a day: by law, and as the council adopted them."""
    law = source()
    return groups(law.parameter(PROTECTED).at(day).value, law.parameter(ADOPTED).at(day).value)


def reviews(reader: Reader, assessment: EqualityAssessment) -> bool:
    """Whether the reader has the equality lead's part in what it is of."""
    return reader.held(*permissions.EQUALITY, at=place_of(assessment))


def lacking(assessment: EqualityAssessment) -> list[Problem]:
    """Everything a reviewer asks for, at once."""
    conclusion = EqualityAssessment.Conclusion
    problems = []
    if not assessment.conclusion:
        problems.append(Problem("Conclude: no impact, mitigated, or residual.", field="conclusion"))
    if assessment.conclusion == conclusion.RESIDUAL and not assessment.residual.strip():
        problems.append(Problem("Say what remains and why it is justified.", field="residual"))
    if assessment.review_on is None:
        problems.append(Problem("Give the day of its review.", field="review_on"))
    impacts = list(assessment.impacts.all())
    effects = EqualityImpact.Effect
    for impact in impacts:
        if impact.effect == effects.UNKNOWN:
            problems.append(Problem(f"Find out what it does to the group {impact.group}."))
        if impact.effect == effects.NEGATIVE and not impact.mitigation.strip():
            problems.append(Problem(f"Say what is done for the group {impact.group}."))
    negative = any(impact.effect == effects.NEGATIVE for impact in impacts)
    if assessment.conclusion in (conclusion.MITIGATED, conclusion.RESIDUAL) and not negative:
        problems.append(Problem("It concludes on an impact, and no group is said to be affected."))
    if assessment.conclusion == conclusion.NONE and negative:
        problems.append(Problem("It concludes that there is no impact, and a group is affected."))
    if assessment.state == EqualityAssessment.State.SCREENING and negative:
        problems.append(Problem("A group is affected, so a full assessment comes first."))
    return problems


def over(
    sheets: Iterable[OptionSheet],
    *,
    projects: Iterable[Project] = (),
    decisions: Iterable[EqualityAssessment] = (),
    on: date,
    reader: Reader,
    public: bool = False,
) -> Cumulative:
    """The equality picture of these together. The public sees decided assessments only.

    A project whose option sheet is assessed is assessed by it, and its effects stand there.
    """
    options = {sheet.pk: sheet for sheet in sheets}
    named = {project.pk: project for project in projects}
    asked = {one.pk for one in decisions}
    held = [one for one in _standing(public) if _asked(one, options, named, asked)]
    found = titled(held, reader)
    impacts = EqualityImpact.objects.filter(assessment__in=found).order_by("pk")
    return cumulative(
        groups_on(on),
        [
            *_options(options.values(), held),
            *_projects(named.values(), held, public),
            *_decisions(held, found),
        ],
        [
            Impact(
                subject=found[row.assessment_id],
                group=row.group,
                effect=row.effect,
                degree=row.degree,
                remaining=row.remaining,
            )
            for row in impacts
        ],
    )


def _standing(public: bool) -> "QuerySet[EqualityAssessment]":
    rows = EqualityAssessment.objects.select_related("option", "project").order_by("subject", "pk")
    return rows.filter(state__in=EqualityAssessment.FROZEN) if public else rows


def _asked(
    one: EqualityAssessment,
    options: Collection[int],
    projects: Collection[int],
    decisions: Collection[int],
) -> bool:
    if one.option_id is not None:
        return one.option_id in options
    if one.project_id is not None:
        return one.project_id in projects
    return one.pk in decisions


def _options(
    sheets: Iterable[OptionSheet], held: Sequence[EqualityAssessment]
) -> Iterator[Assessed]:
    known = {one.option_id for one in held}
    for sheet in sheets:
        yield Assessed(
            subject=sheet.reference,
            title=sheet.title,
            status=sheet.get_equality_display() or "Not stated",
            assessed=sheet.pk in known,
        )


def _projects(
    projects: Iterable[Project], held: Sequence[EqualityAssessment], public: bool
) -> Iterator[Assessed]:
    known = {one.project_id for one in held}
    by_option = set(_standing(public).exclude(option=None).values_list("option_id", flat=True))
    for project in projects:
        none = "No decided assessment" if public else "Not begun"
        elsewhere = f"Kept elsewhere: {project.equality}" if project.equality else none
        yield Assessed(
            subject=project.code,
            title=f"{project.title} (project)",
            status=elsewhere,
            assessed=project.pk in known or project.option_id in by_option,
        )


def _decisions(held: Sequence[EqualityAssessment], titles: Mapping[int, str]) -> Iterator[Assessed]:
    for one in held:
        if one.about_decision:
            yield Assessed(
                subject=one.about_decision,
                title=titles[one.pk],
                status=one.get_state_display(),
                assessed=True,
            )


def titled(held: Sequence[EqualityAssessment], reader: Reader) -> dict[int, str]:
    """What each is of, as the picture names it; a decision that is not open by its reference."""
    named = decisions_or_plans({one.about_decision for one in held if one.about_decision}, reader)
    return {one.pk: _title(one, named) for one in held}


def _title(assessment: EqualityAssessment, named: Mapping[str, NamedDecision]) -> str:
    if assessment.option is not None:
        return assessment.option.title
    if assessment.project is not None:
        return f"{assessment.project.title} (project)"
    decision = named.get(assessment.about_decision.strip())
    return f"{decision.title if decision else assessment.about_decision} (decision)"


@owed_provider
def assessments_to_review(reader: Reader, on: date) -> Iterator[Owed]:
    """An assessment that lacks nothing waits for the equality lead; not for its author."""
    if not reader.held_somewhere(*permissions.EQUALITY):
        return
    waiting = EqualityAssessment.objects.filter(state__in=TO_REVIEW).exclude(conclusion="")
    waiting = waiting.exclude(author=reader.user_id).exclude(review_on=None)
    related = ("option__unit", "project__unit", "unit")
    for one in waiting.select_related(*related).prefetch_related("impacts").order_by("pk"):
        if lacking(one) or not reviews(reader, one):
            continue
        yield Owed(
            title=f"Review the {str(one)[:1].lower()}{str(one)[1:]}"[:200],
            kind=tasks.EQUALITY_REVIEW,
            standing=standing(due=None, on=on, finished=False, stopped=False),
            address=reverse("change:equality-assessment", args=[one.pk]),
            about=one.about,
            note="Its author concluded it. Somebody else agrees what is done.",
        )
