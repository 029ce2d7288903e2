"""The registers of internal audit."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q

from townclerk.assurance import policies
from townclerk.assurance.core.auditing import PRIORITIES
from townclerk.assurance.models import (
    AuditableArea,
    AuditPlan,
    Engagement,
    Opinion,
    OpinionScale,
    PlanChange,
)
from townclerk.assurance.operations import audit
from townclerk.assurance.permissions import ASSURANCE, AUDITORS
from townclerk.assurance.queries.audit import counts_of
from townclerk.assurance.registers_risks import CODE, RETENTION, SECTION, TITLE, unit_column, words
from townclerk.platform.registers import SOURCE, Column, Kind, Register, States, Ways, register

EVERY = Q(id__isnull=False)
UNREPORTED = Q(draft_on=None, final_on=None, opinion=None, high=None, medium=None, low=None)
TOLD = Q(published_on__isnull=False) & (
    UNREPORTED
    | Q(final_on__lte=F("published_on"))
    | Q(draft_on__lte=F("published_on"), final_on=None)
)
"""Open to everybody: what public papers told of, as far as they told of it."""
COMMON: dict[str, Any] = {
    "area": ASSURANCE,
    "only": AUDITORS,
    "section": SECTION,
    "retention": RETENTION,
}

UNIVERSE = register(
    Register(
        name="audit-universe",
        title="Audit universe",
        singular="auditable area",
        model=AuditableArea,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            unit_column(),
            Column("rating", "Risk", Kind.CHOICE, facet=True),
            Column("every_years", "Every so many years", Kind.INTEGER, listed=False),
            Column("last_audited_on", "Looked at last", Kind.DATE),
            Column("risk", "Risk on the register", Kind.REFERENCE, to="risks", listed=False),
            Column("note", "Note", Kind.TEXT, listed=False),
            SOURCE,
        ),
        unit_path="unit",
        search=("code", "title"),
        description="Everything that could be audited, and how risky it is.",
        empty="Nothing is listed yet. Add what could be audited.",
        **COMMON,
    )
)

SCALES = register(
    Register(
        name="opinion-scales",
        title="Scales of opinions",
        singular="scale of opinions",
        model=OpinionScale,
        key=("code",),
        columns=(CODE, TITLE, Column("start", "From", Kind.DATE, required=True), SOURCE),
        published_when=EVERY,
        description="The opinions in use, from a day until the next scale.",
        empty="No scale is kept yet. Add one, then its opinions.",
        **COMMON,
    )
)

OPINIONS = register(
    Register(
        name="audit-opinions",
        title="Opinions",
        singular="opinion",
        model=Opinion,
        key=("code",),
        columns=(
            CODE,
            Column("scale", "Scale", Kind.REFERENCE, True, facet=True, to="opinion-scales"),
            Column("position", "Place, best first", Kind.INTEGER, required=True),
            Column("label", "Opinion", Kind.TEXT, required=True),
            Column("definition", "What it means", Kind.LONG_TEXT, required=True),
            SOURCE,
        ),
        published_when=EVERY,
        description="What each opinion means.",
        empty="No opinion is kept yet. Add those of a scale.",
        **COMMON,
    )
)

PLANS = register(
    Register(
        name="audit-plans",
        title="Audit plans",
        singular="audit plan",
        model=AuditPlan,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            Column("year", "Year", Kind.YEAR, required=True, facet=True, fixed=True),
            Column("days", "Days there are", Kind.NUMBER),
            words("skills", "People and skills"),
            Column("approved_on", "Approved", Kind.DATE, editable=False),
            Column("decision", "Decision", Kind.TEXT, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            "draft",
            (policies.PLAN["approve"].transition("approve", act=audit.approve_plan),),
        ),
        published_when=Q(state=AuditPlan.State.APPROVED),
        search=("code", "title"),
        description="The plan of each year, as the audit committee approved it.",
        empty="No plan is kept yet. Add one, then its reviews.",
        **COMMON,
    )
)


def _take(name: str) -> Callable[..., Any]:
    def taken(record: Engagement, **named: Any) -> Engagement:
        return audit.take(record, name, **named)

    return taken


def _counted(name: str) -> Callable[[Engagement], int | None]:
    def count(record: Engagement) -> int | None:
        if record.state not in Engagement.REPORTED:
            return None
        return counts_of(record, list(record.recommendations.all()))[name]

    return count


ENGAGEMENTS = register(
    Register(
        name="audit-engagements",
        title="Audits",
        singular="audit",
        model=Engagement,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            Column("plan", "Plan", Kind.REFERENCE, True, facet=True, to="audit-plans", fixed=True),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("area", "Auditable area", Kind.REFERENCE, to="audit-universe", listed=False),
            unit_column(),
            words("scope", "Scope"),
            Column("auditor_role", "Auditor", Kind.TEXT, listed=False),
            Column("grant", "Grant", Kind.TEXT, listed=False),
            Column("days_planned", "Days planned", Kind.NUMBER, listed=False),
            Column("days_used", "Days used", Kind.NUMBER, listed=False),
            Column("begun_on", "Begun", Kind.DATE),
            Column("draft_on", "Draft", Kind.DATE),
            Column("final_on", "Final", Kind.DATE),
            Column("followed_up_on", "Followed up", Kind.DATE, listed=False),
            Column("opinion", "Opinion", Kind.REFERENCE, facet=True, to="audit-opinions"),
            *(
                Column(name, f"{name.capitalize()} stated", Kind.INTEGER, listed=False)
                for name in PRIORITIES
            ),
            *(
                Column(f"{name}_count", name.capitalize(), Kind.INTEGER, value=_counted(name))
                for name in PRIORITIES
            ),
            Column("follow_up", "To be followed up", Kind.FLAG, listed=False),
            Column("access", "Report given to", Kind.TEXT, listed=False),
            Column("published_on", "In public papers", Kind.DATE, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            "planned",
            tuple(
                move.transition(name, act=_take(name)) for name, move in policies.ENGAGEMENT.items()
            ),
        ),
        unit_path="unit",
        published_when=TOLD,
        create=audit.create_engagement,
        change=audit.change_engagement,
        search=("code", "title", "scope"),
        prefetch=("recommendations",),
        description="Every review of every plan, from plan to follow-up. A plan has each once.",
        empty="No review is planned yet. Add one to a plan, or import a sheet.",
        **COMMON,
    )
)


def _decide(name: str) -> Callable[..., Any]:
    def decided(record: PlanChange, **named: Any) -> PlanChange:
        return audit.decide_change(record, name, **named)

    return decided


CHANGES = register(
    Register(
        name="audit-plan-changes",
        title="Changes of audit plans",
        singular="change of an audit plan",
        model=PlanChange,
        key=("engagement", "kind", "asked_on"),
        columns=(
            Column("engagement", "Audit", Kind.REFERENCE, True, to="audit-engagements", fixed=True),
            Column("kind", "What", Kind.CHOICE, required=True, facet=True, fixed=True),
            Column("asked_on", "Asked", Kind.DATE, required=True, fixed=True),
            Column("days", "Days", Kind.NUMBER),
            Column("reason", "Why", Kind.TEXT, required=True),
            Column("decision", "Decision", Kind.TEXT, editable=False),
            Column("decided_on", "Decided", Kind.DATE, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            "asked",
            tuple(
                move.transition(name, act=_decide(name))
                for name, move in policies.PLAN_CHANGE.items()
            ),
        ),
        create=audit.ask_change,
        ways=Ways.ADD | Ways.IMPORT,
        description="What is asked to change in an approved plan, and what was decided.",
        empty="No change was asked for yet.",
        **COMMON,
    )
)
