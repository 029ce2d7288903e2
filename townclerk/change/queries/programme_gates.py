"""What a project has when a gate is asked for, read from its records."""

from django.db.models import Q

from townclerk.change.core.programme_gates import (
    Case,
    Gate,
    MemberDecision,
    Readiness,
)
from townclerk.change.models import (
    BusinessCase,
    EqualityAssessment,
    Project,
    ProjectChange,
    ProjectIssue,
)
from townclerk.change.queries.case_advice import awaited
from townclerk.change.queries.options_equality import REVIEWED
from townclerk.democracy import public as democracy


def latest_case(project: Project, kind: str) -> BusinessCase | None:
    return project.cases.filter(kind=kind).order_by("-number").first()


def last_signed(project: Project, kind: str) -> BusinessCase | None:
    signed = project.cases.filter(kind=kind, signed_on__isnull=False)
    return signed.order_by("-number").first()


def decision_named(reference: str) -> MemberDecision | None:
    """The decision of members of a reference, as the register of decisions has it."""
    if not reference.strip():
        return None
    found = democracy.decision_named(reference.strip())
    if found is None:
        return MemberDecision(reference=reference.strip())
    return MemberDecision(
        reference=found.reference, known=True, taken=found.taken, by_executive=found.by_executive
    )


def readiness(project: Project, decision: str = "") -> Readiness:
    cases = {kind: _case(latest_case(project, kind)) for kind in BusinessCase.Kind.values}
    assessed = assessments_of(project)
    has_saving = project.package_id is not None or project.years.exists()
    return Readiness(
        gate=Gate(project.gate),
        scope=bool(project.scope.strip()),
        objectives=bool(project.objectives.strip()),
        sponsor=bool(project.sponsor_role),
        manager=bool(project.manager_role),
        money=project.cost is not None and has_saving,
        appraisal=bool(project.appraisal.strip()),
        model=bool(project.delivery_model),
        capacity=project.capacity_confirmed_on is not None,
        equality=bool(project.equality) or any(one.state in REVIEWED for one in assessed),
        equality_begun=bool(assessed),
        pid=cases["pid"],
        outline=cases["outline"],
        full=cases["full"],
        decision=decision_named(decision),
        open_milestones=project.milestones.filter(done_on=None).count(),
        open_issues=project.issues.filter(state=ProjectIssue.State.OPEN).count(),
        open_changes=project.changes.filter(state__in=ProjectChange.UNDECIDED).count(),
        open_benefits=project.benefits.filter(result=None).count(),
        reviewed=bool(project.benefits_review.strip()),
        learning=bool(project.learning.strip()),
    )


def assessments_of(project: Project) -> tuple[EqualityAssessment, ...]:
    """Its own equality assessment, and that of its option sheet."""
    of = Q(project=project)
    if project.option_id is not None:
        of |= Q(option=project.option_id)
    return tuple(EqualityAssessment.objects.filter(of).order_by("-subject"))


def _case(found: BusinessCase | None) -> Case | None:
    if found is None:
        return None
    return Case(
        signed=found.signed_on is not None,
        risk_analysis=bool(found.risk_analysis.strip()),
        delivery_plan=bool(found.delivery_plan.strip()),
        awaited=awaited(found),
    )
