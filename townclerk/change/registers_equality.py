"""The registers of equality: assessments of options, projects and decisions, and their impacts."""

from dataclasses import replace

from django.db.models import Q

from townclerk.change import policies_options
from townclerk.change.models import EqualityAssessment, EqualityImpact
from townclerk.change.operations import options_equality
from townclerk.change.permissions import OPTION, PLANNING, S151
from townclerk.change.permissions_programme import PROJECT
from townclerk.change.registers_options import (
    OF_PUBLISHED,
    PUBLISHED,
    RETENTION,
    SECTION,
    of_option,
    words,
)
from townclerk.platform.registers import SOURCE, Column, Kind, Register, States, register

OF_UNITS = (("", "project__unit__code"), ("", "unit__code"), (PROJECT, "project__code"))
"""Where the service is when it is not that of an option: a project's, or a decision's own."""

ASSESSMENTS = register(
    Register(
        name="equality-assessments",
        title="Equality assessments",
        singular="equality assessment",
        model=EqualityAssessment,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("option", "project", "about_decision"),
        scopes=OF_UNITS,
        columns=(
            Column("about", "Assessment of", Kind.TEXT, value=lambda one: one.about),
            Column("reference", "Reference", Kind.TEXT, editable=False, listed=False),
            Column("subject", "Kind", Kind.CHOICE, facet=True, editable=False),
            replace(of_option(required=False), listed=False),
            Column("project", "Project", Kind.REFERENCE, to="projects", fixed=True, listed=False),
            Column("about_decision", "Decision it is of", Kind.TEXT, fixed=True, listed=False),
            Column("unit", "Service that proposes it", Kind.REFERENCE, listed=False, fixed=True),
            Column("started_on", "Started", Kind.DATE, required=True),
            words("screening", "Screening", required=True),
            words("evidence", "Evidence"),
            words("consultation", "What its consultation tells"),
            Column("consultation_reference", "Consultation", Kind.TEXT, listed=False),
            Column("conclusion", "Conclusion", Kind.CHOICE, facet=True),
            words("residual", "What remains"),
            Column("owner_role", "Owning role", Kind.TEXT, listed=False),
            Column("review_on", "Review due", Kind.DATE),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("decision", "Read before", Kind.TEXT, editable=False, listed=False),
            Column("decided_on", "Decided", Kind.DATE, editable=False, listed=False),
            Column("published_on", "Published", Kind.DATE, listed=False),
            SOURCE,
        ),
        states=States(
            "state",
            "screening",
            tuple(
                step.transition(
                    name,
                    other_than=step.other_than,
                    subject="recommend" if step.verb.value == "approve" else "",
                )
                for name, step in policies_options.ASSESSMENT.items()
                if name != "agree"
            ),
            move=options_equality.move,
        ),
        unit_path="option__unit",
        published_when=Q(state__in=EqualityAssessment.FROZEN)
        & (OF_PUBLISHED | Q(project__published_on__isnull=False) | PUBLISHED),
        prefetch=("project__unit",),
        create=options_equality.create,
        change=options_equality.change,
        retention=RETENTION,
        description="From screening to review: what options, projects and decisions do to whom.",
        empty="Nothing is assessed yet. Start with a screening.",
    )
)

IMPACTS = register(
    Register(
        name="equality-impacts",
        title="Equality impacts",
        singular="equality impact",
        model=EqualityImpact,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("assessment", "group"),
        columns=(
            Column(
                "assessment",
                "Assessment",
                Kind.REFERENCE,
                required=True,
                to="equality-assessments",
                fixed=True,
            ),
            Column("group", "Group", Kind.TEXT, required=True, facet=True, fixed=True),
            Column("effect", "Effect", Kind.CHOICE, required=True, facet=True),
            Column("degree", "How much", Kind.CHOICE, facet=True),
            Column("evidence", "Evidence", Kind.LONG_TEXT, listed=False),
            Column("mitigation", "What is done about it", Kind.LONG_TEXT),
            Column("remaining", "What remains", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        unit_path="assessment__option__unit",
        scopes=tuple((kind, f"assessment__{lookup}") for kind, lookup in OF_UNITS),
        published_when=Q(assessment__state__in=EqualityAssessment.FROZEN)
        & (
            Q(assessment__option__published_on__isnull=False)
            | Q(assessment__project__published_on__isnull=False)
            | Q(assessment__published_on__isnull=False)
        ),
        prefetch=("assessment__project__unit", "assessment__unit"),
        create=options_equality.create_impact,
        change=options_equality.change_impact,
        retention=RETENTION,
        description="What each thing that is assessed does to each group.",
        empty="No group is looked at yet.",
    )
)
