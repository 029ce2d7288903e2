"""The registers of risks, issues, dependencies and changes of the programme."""

from collections.abc import Callable
from typing import Any

from townclerk.change import policies_programme as policies
from townclerk.change.models import (
    ProgrammeRisk,
    ProjectChange,
    ProjectDependency,
    ProjectIssue,
)
from townclerk.change.operations import programme
from townclerk.change.operations import programme_control as control
from townclerk.change.registers_programme import (
    CODE,
    COMMON,
    OF_ONE,
    OF_PUBLISHED,
    TITLE,
    making,
    of_project,
    pounds,
    words,
)
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Transition,
    register,
)


def _steps(moves: Any, move: Callable[..., Any]) -> tuple[Transition, ...]:
    def act(name: str) -> Callable[..., Any]:
        def taken(record: Any, **named: Any) -> Any:
            return move(record, name, **named)

        return taken

    return tuple(one.transition(name, act=act(name)) for name, one in moves.items())


RISKS = register(
    Register(
        name="programme-risks",
        title="Risks of programmes",
        singular="risk of a programme",
        model=ProgrammeRisk,
        key=("code",),
        scopes=OF_ONE,
        columns=(
            CODE,
            Column("risk", "Risk", Kind.LONG_TEXT, required=True),
            Column(
                "programme",
                "Programme",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="programmes",
                fixed=True,
                listed=False,
            ),
            Column("project", "Project", Kind.REFERENCE, facet=True, to="projects", fixed=True),
            Column("generic", "Given to every project", Kind.FLAG, facet=True),
            words("mitigation", "What is done about it"),
            Column("likelihood", "Likelihood", Kind.INTEGER, listed=False),
            Column("impact", "Impact", Kind.INTEGER, listed=False),
            Column("score", "Score", Kind.INTEGER, value=lambda risk: risk.score),
            Column("scored_on", "Scored", Kind.DATE, editable=False, listed=False),
            pounds("exposure", "Money at stake", listed=False),
            Column("owner_role", "Owner", Kind.TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("corporate", "Corporate risk", Kind.TEXT, editable=False, listed=False),
            Column(
                "corporate_state",
                "On the corporate register",
                Kind.CHOICE,
                facet=True,
                editable=False,
                listed=False,
            ),
            Column("corporate_why", "Why, there", Kind.TEXT, editable=False, listed=False),
            SOURCE,
        ),
        states=States("state", "open", _steps(policies.RISK, control.move_risk)),
        unit_path="project__unit",
        create=control.create_risk,
        change=control.change_risk,
        search=("code", "risk", "mitigation"),
        description="Risks of the programme and of each project; generic ones reach new projects.",
        empty="No risk is recorded yet. Add the generic ones first: new projects inherit them.",
        **COMMON,
    )
)

ISSUES = register(
    Register(
        name="project-issues",
        title="Issues of projects",
        singular="issue of a project",
        model=ProjectIssue,
        key=("code",),
        scopes=OF_ONE,
        columns=(
            CODE,
            TITLE,
            of_project(),
            Column("raised_on", "Raised", Kind.DATE, required=True),
            Column("severity", "Severity", Kind.CHOICE, required=True, facet=True),
            Column("owner_role", "Owner", Kind.TEXT, listed=False),
            Column("resolve_by", "To be resolved by", Kind.DATE),
            words("resolution", "How it was resolved", editable=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States("state", "open", _steps(policies.ISSUE, control.move_issue)),
        unit_path="project__unit",
        create=making(ProjectIssue, programme.create_part),
        change=programme.change_part,
        search=("code", "title"),
        description="What has gone wrong in a project and is being put right.",
        empty="No issue is open. Add one when something has gone wrong.",
        **COMMON,
    )
)

DEPENDENCIES = register(
    Register(
        name="project-dependencies",
        title="Dependencies between projects",
        singular="dependency between projects",
        model=ProjectDependency,
        key=("code",),
        columns=(
            CODE,
            Column("what", "What is needed", Kind.TEXT, required=True),
            of_project("giver", "Given by"),
            of_project("receiver", "Needed by"),
            Column("need_on", "Needed on", Kind.DATE, required=True),
            Column("milestone", "Comes with", Kind.REFERENCE, to="milestones", listed=False),
            Column("expected_on", "Expected", Kind.DATE, listed=False),
            Column("expected", "Comes on", Kind.DATE, value=lambda given: given.expected),
            Column("why_moved", "Why it moved", Kind.TEXT, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "waiting",
            _steps(policies.DEPENDENCY, control.move_dependency),
        ),
        unit_path="receiver__unit",
        prefetch=("milestone",),
        create=control.create_dependency,
        change=control.change_dependency,
        search=("code", "what"),
        description="What one project gives another, by when it is needed and when it comes.",
        empty="No project waits for another.",
        **COMMON,
    )
)

CHANGES = register(
    Register(
        name="project-changes",
        title="Changes of projects",
        singular="change of a project",
        model=ProjectChange,
        key=("code",),
        scopes=OF_ONE,
        columns=(
            CODE,
            TITLE,
            of_project(),
            Column("reason", "Reason", Kind.CHOICE, required=True, facet=True),
            words("description", "What would change"),
            pounds("money", "Cost changes by"),
            pounds("benefit", "Saving changes by"),
            Column("benefit_year", "In year", Kind.YEAR, listed=False),
            Column("days", "Days later", Kind.INTEGER),
            words("impact", "Impact", editable=False),
            Column("level", "Decided by", Kind.CHOICE, editable=False, facet=True),
            Column("decision", "Decision", Kind.TEXT, editable=False, listed=False),
            Column("decided_on", "Decided", Kind.DATE, editable=False, listed=False),
            Column("applied_on", "Applied", Kind.DATE, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "raised",
            (
                policies.CHANGE["assess"].transition("assess", act=control.assess_change),
                policies.CHANGE["apply"].transition("apply", act=control.apply_change),
            ),
        ),
        unit_path="project__unit",
        published_when=OF_PUBLISHED,
        create=making(ProjectChange, programme.create_part),
        change=control.change_change,
        search=("code", "title", "description"),
        description="What is asked to change in a project, its effect, and who decided it.",
        empty="No change was asked for yet.",
        **COMMON,
    )
)
