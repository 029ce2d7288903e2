"""The registers of the programme: its structure, its projects, and what hangs on them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from townclerk.change.models import (
    BusinessCase,
    CaseAdvice,
    GatePassage,
    Milestone,
    Pillar,
    Placement,
    Programme,
    Project,
    ProjectYear,
    RiskMatrix,
    Workstream,
)
from townclerk.change.operations import programme, programme_control
from townclerk.change.permissions_programme import CHANGE, PROJECT, SPONSOR
from townclerk.platform.registers import SOURCE, Column, Kind, Register, Ways, register

SECTION = "Change"
RETENTION = "financial-7-years"
EVERY = Q(id__isnull=False)
CODE = Column("code", "Code", Kind.TEXT, required=True, fixed=True)
TITLE = Column("title", "Title", Kind.TEXT, required=True)
OF_PUBLISHED = Q(project__published_on__isnull=False)
COMMON: dict[str, Any] = {
    "area": CHANGE,
    "subject": SPONSOR,
    "section": SECTION,
    "retention": RETENTION,
}


OF_ONE = ((PROJECT, "project__code"),)
"""A role may be held for the one project a record is of."""


def of_project(name: str = "project", label: str = "Project") -> Column:
    return Column(name, label, Kind.REFERENCE, required=True, facet=True, to="projects", fixed=True)


def words(name: str, label: str, **more: Any) -> Column:
    return Column(name, label, Kind.LONG_TEXT, listed=False, **more)


def pounds(name: str, label: str, **more: Any) -> Column:
    return Column(name, label, Kind.MONEY, unit="£", **more)


def making(model: type[Any], create: Callable[..., Any]) -> Callable[..., Any]:
    """The operation that adds a record, from the values a form or a sheet gives."""

    def made(values: Any, **named: Any) -> Any:
        return create(model(**values), **named)

    return made


PROGRAMMES = register(
    Register(
        name="programmes",
        title="Programmes",
        singular="programme",
        model=Programme,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            Column("start", "From", Kind.DATE, required=True),
            Column("end", "Until", Kind.DATE),
            Column("director_role", "Run by", Kind.TEXT),
            Column("board", "Board", Kind.TEXT, listed=False, help="Code of the board's body."),
            SOURCE,
        ),
        published_when=EVERY,
        create=making(Programme, programme.create_kept),
        change=programme.change_kept,
        search=("code", "title"),
        description="Programmes of change, each with the board that leads it.",
        empty="No programme is recorded yet. Add one, then its pillars.",
        **COMMON,
    )
)

PILLARS = register(
    Register(
        name="pillars",
        title="Pillars",
        singular="pillar",
        model=Pillar,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            Column(
                "programme",
                "Programme",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="programmes",
                fixed=True,
            ),
            Column("position", "Place in the list", Kind.INTEGER, listed=False),
            Column("start", "From", Kind.DATE, required=True),
            Column("end", "Until", Kind.DATE, help="The first day it no longer holds."),
            SOURCE,
        ),
        published_when=EVERY,
        create=making(Pillar, programme.create_kept),
        change=programme.change_kept,
        search=("code", "title"),
        description="The themes of a programme, with the years in which each was used.",
        empty="No pillar is recorded yet. Add one under a programme.",
        **COMMON,
    )
)

SETTINGS = register(
    Register(
        name="programme-settings",
        title="Settings of programmes",
        singular="settings of a programme",
        model=RiskMatrix,
        key=("programme", "start"),
        columns=(
            Column(
                "programme",
                "Programme",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="programmes",
                fixed=True,
            ),
            Column("start", "From", Kind.DATE, required=True, fixed=True),
            Column("size", "Scores from 1 to", Kind.INTEGER),
            Column("amber_from", "Amber from a score of", Kind.INTEGER),
            Column("red_from", "Red from a score of", Kind.INTEGER),
            Column("escalate_from", "To the board from a score of", Kind.INTEGER, listed=False),
            Column("amber_days", "Amber after days late", Kind.INTEGER, listed=False),
            Column("red_days", "Red after days late", Kind.INTEGER, listed=False),
            Column("report_days", "Reports within days", Kind.INTEGER, listed=False),
            pounds("board_money", "Board decides from", listed=False),
            Column("board_days", "Board decides from days", Kind.INTEGER, listed=False),
            pounds("cabinet_money", "Cabinet decides from", listed=False),
            Column("cabinet_days", "Cabinet decides from days", Kind.INTEGER, listed=False),
            SOURCE,
        ),
        create=making(RiskMatrix, programme.create_kept),
        change=programme.change_kept,
        description="From a day on: how risks are scored, what is late, who decides a change.",
        empty="No settings are kept, so those a new programme starts with apply.",
        **COMMON,
    )
)

PROJECTS = register(
    Register(
        name="projects",
        title="Projects",
        singular="project",
        model=Project,
        key=("code",),
        scopes=((PROJECT, "code"),),
        columns=(
            CODE,
            TITLE,
            Column(
                "pillar",
                "Pillar",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="pillars",
                fixed=True,
            ),
            Column("gate", "Gate", Kind.CHOICE, facet=True, editable=False),
            Column("state", "Reported", Kind.CHOICE, facet=True, editable=False),
            Column("confidence", "Confidence", Kind.CHOICE, facet=True),
            Column("package", "Options", Kind.REFERENCE, to="option-packages", listed=False),
            Column("option", "Option sheet", Kind.REFERENCE, to="options", listed=False),
            Column("unit", "Service", Kind.REFERENCE, facet=True, listed=False),
            Column("sponsor_role", "Sponsor", Kind.TEXT),
            Column("manager_role", "Manager", Kind.TEXT, listed=False),
            Column("link_role", "Stands by it", Kind.TEXT, listed=False),
            words("scope", "Scope"),
            words("rationale", "Rationale"),
            words("objectives", "Objectives"),
            words("deliverables", "Deliverables"),
            words("stakeholders", "Stakeholders"),
            words("impacts", "Impacts"),
            words("appraisal", "Options appraisal"),
            Column("delivery_model", "Delivery model", Kind.CHOICE, listed=False),
            Column("start", "Starts", Kind.DATE, listed=False),
            Column("end", "Ends", Kind.DATE),
            pounds("cost", "One-off cost", listed=False),
            Column("funding", "Funded by", Kind.TEXT, listed=False),
            Column("capacity_confirmed_on", "Capacity confirmed", Kind.DATE, listed=False),
            Column("equality", "Equality assessment", Kind.TEXT, listed=False),
            Column("state_why", "Why", Kind.TEXT, editable=False, listed=False),
            Column("reported_on", "Reported on", Kind.DATE, editable=False, listed=False),
            words("benefits_review", "Benefits review"),
            words("learning", "What was learned"),
            Column("outcome", "Ended as", Kind.CHOICE, editable=False, facet=True, listed=False),
            Column("published_on", "Published", Kind.DATE, listed=False),
            SOURCE,
        ),
        unit_path="unit",
        published_when=Q(published_on__isnull=False),
        create=programme.create_project,
        change=programme.change_project,
        search=("code", "title", "scope", "objectives", "learning"),
        description="Each project: what it is for, who answers for it, at which gate it is.",
        empty="No project is recorded yet. Add one under a pillar, or import a sheet.",
        **COMMON,
    )
)

PLACEMENTS = register(
    Register(
        name="project-pillars",
        title="Pillars projects stood under",
        singular="pillar a project stood under",
        model=Placement,
        key=("project", "start"),
        scopes=OF_ONE,
        columns=(
            of_project(),
            Column("pillar", "Pillar", Kind.REFERENCE, facet=True, to="pillars"),
            Column("start", "From", Kind.DATE),
            Column("end", "Until", Kind.DATE),
            Column("reason", "Why it came", Kind.TEXT),
        ),
        unit_path="project__unit",
        published_when=OF_PUBLISHED,
        ways=Ways.NONE,
        description="Where each project stood, from when to when.",
        empty="No project stands under a pillar yet.",
        **COMMON,
    )
)

YEARS = register(
    Register(
        name="project-years",
        title="Savings of projects",
        singular="saving of a project in a year",
        model=ProjectYear,
        key=("project", "year"),
        scopes=OF_ONE,
        columns=(
            of_project(),
            Column("year", "Year", Kind.YEAR, required=True, facet=True, fixed=True),
            pounds("amount", "Saving", required=True),
            SOURCE,
        ),
        unit_path="project__unit",
        published_when=OF_PUBLISHED,
        create=making(ProjectYear, programme.create_part),
        change=programme.change_part,
        description="What a project saves, where no package of options holds it already.",
        empty="No saving is kept here. A project with a package of options saves what they do.",
        **COMMON,
    )
)

WORKSTREAMS = register(
    Register(
        name="workstreams",
        title="Workstreams",
        singular="workstream",
        model=Workstream,
        key=("code",),
        scopes=OF_ONE,
        columns=(
            CODE,
            TITLE,
            of_project(),
            Column("lead_role", "Lead", Kind.TEXT),
            pounds("amount", "To save"),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("note", "Note", Kind.TEXT, listed=False),
            SOURCE,
        ),
        unit_path="project__unit",
        published_when=OF_PUBLISHED,
        create=making(Workstream, programme.create_part),
        change=programme.change_part,
        search=("code", "title"),
        description="The parts of each project, with their leads.",
        empty="No workstream is recorded yet.",
        **COMMON,
    )
)

MILESTONES = register(
    Register(
        name="milestones",
        title="Milestones",
        singular="milestone",
        model=Milestone,
        key=("code",),
        scopes=OF_ONE,
        columns=(
            CODE,
            TITLE,
            of_project(),
            Column("planned", "Planned", Kind.DATE, required=True),
            Column("forecast", "Expected", Kind.DATE),
            Column("done_on", "Reached", Kind.DATE),
            Column("note", "Note", Kind.TEXT, listed=False),
            SOURCE,
        ),
        unit_path="project__unit",
        published_when=OF_PUBLISHED,
        create=programme_control.create_milestone,
        change=programme_control.change_milestone,
        search=("code", "title"),
        description="What each project promised by when, and when it comes.",
        empty="No milestone is recorded yet.",
        **COMMON,
    )
)

CASES = register(
    Register(
        name="business-cases",
        title="Business cases",
        singular="business case",
        model=BusinessCase,
        key=("project", "kind", "number"),
        scopes=OF_ONE,
        columns=(
            of_project(),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("number", "Version", Kind.INTEGER),
            words("summary", "Summary"),
            words("scope", "Scope"),
            words("risk_analysis", "Risk analysis"),
            words("delivery_plan", "Delivery plan"),
            Column("signed_on", "Signed", Kind.DATE),
            SOURCE,
        ),
        unit_path="project__unit",
        ways=Ways.NONE,
        search=("summary", "project__title"),
        description="Initiation documents and business cases by version.",
        empty="No case is written yet. It is written on the page of its project.",
        **COMMON,
    )
)

CASE_ADVICE = register(
    Register(
        name="case-advice",
        title="Officers on business cases",
        singular="advice on a business case",
        model=CaseAdvice,
        key=("case", "discipline"),
        scopes=((PROJECT, "case__project__code"),),
        columns=(
            Column("project", "Project", Kind.TEXT, value=lambda one: str(one.case.project)),
            Column("version", "Version", Kind.TEXT, value=lambda one: one.case.called),
            Column("discipline", "Officers", Kind.CHOICE, facet=True),
            Column("due", "To answer by", Kind.DATE),
            Column("asked_on", "Asked", Kind.DATE, editable=False, listed=False),
            Column("answer", "Answer", Kind.CHOICE, facet=True, editable=False),
            words("text", "What they say"),
            Column("answered_on", "Answered", Kind.DATE, editable=False),
            Column("overtaken_by", "Overtaken by", Kind.TEXT, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        unit_path="case__project__unit",
        prefetch=("case__project",),
        ways=Ways.NONE,
        description="What finance, people and legal officers think of each version of a case.",
        empty="No officer was asked yet. They are asked on the page of a business case.",
        **COMMON,
    )
)

PASSAGES = register(
    Register(
        name="gates",
        title="Gates asked for",
        singular="gate asked for",
        model=GatePassage,
        key=("project", "asked_on", "gate"),
        scopes=OF_ONE,
        columns=(
            of_project(),
            Column("gate", "Gate", Kind.CHOICE, facet=True),
            Column("asked_on", "Asked", Kind.DATE),
            Column("outcome", "Outcome", Kind.CHOICE, facet=True),
            words("reasons", "Reasons"),
            Column("decision", "Decision of members", Kind.TEXT),
        ),
        unit_path="project__unit",
        published_when=OF_PUBLISHED & Q(outcome="opened"),
        ways=Ways.NONE,
        description="Each gate a project asked for: opened, or refused with the reasons.",
        empty="No gate was asked for yet. It is asked for on the page of the project.",
        **COMMON,
    )
)
