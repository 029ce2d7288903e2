"""The registers of the constitution: its sections, their amendments, the scheme of delegation."""

from django.db.models import Q

from townclerk.democracy.models import ConstitutionAmendment, ConstitutionSection, Delegation
from townclerk.democracy.operations import bodies, constitution
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC, JUDGES
from townclerk.democracy.policies_meetings import AMENDMENT
from townclerk.democracy.registers import EVERY, EXAMPLE, RETENTION, SECTION, TO
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    reference,
    register,
)

SECTIONS = register(
    Register(
        name="constitution-sections",
        title="Sections of the constitution",
        singular="section of the constitution",
        model=ConstitutionSection,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("number", "Number", Kind.TEXT, required=True),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("text", "Text", Kind.LONG_TEXT, required=True, fixed=True, listed=False),
            Column("edition", "Edition", Kind.INTEGER, editable=False),
            Column("in_force", "In force from", Kind.DATE, required=True, fixed=True),
            Column("reviewed_on", "Reviewed", Kind.DATE),
            EXAMPLE,
            SOURCE,
        ),
        published_when=EVERY,
        create=constitution.create_section,
        change=constitution.change_section,
        search=("number", "title", "text"),
        retention=RETENTION,
        description="What the constitution says, section by section, with the edition in force.",
        empty="No section is entered yet. Add one, or import a sheet of sections.",
    )
)

AMENDMENTS = register(
    Register(
        name="constitution-amendments",
        title="Amendments of the constitution",
        singular="amendment of the constitution",
        model=ConstitutionAmendment,
        area=DEMOCRATIC,
        only=constitution.REVIEWERS,
        editors=JUDGES,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(),
            Column(
                "section", "Section", Kind.REFERENCE, True, to="constitution-sections", fixed=True
            ),
            Column("text", "What it would say", Kind.LONG_TEXT, required=True, listed=False),
            Column("reason", "Why", Kind.LONG_TEXT, required=True, listed=False),
            Column("text_approved", "Words approved", Kind.FLAG, editable=False),
            Column("committee_at", "Committee", Kind.REFERENCE, to="meetings", editable=False),
            Column("council_at", "Council", Kind.REFERENCE, to="meetings", editable=False),
            Column("in_force", "In force from", Kind.DATE, editable=False),
            Column("edition", "Edition", Kind.INTEGER, editable=False, listed=False),
            Column("replaced", "What it said before", Kind.LONG_TEXT, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "proposed",
            (
                AMENDMENT["in-force"].transition("in-force", act=constitution.bring_into_force),
                AMENDMENT["reject"].transition("reject", act=constitution.reject),
            ),
        ),
        published_when=Q(state__in=ConstitutionAmendment.OPEN),
        create=constitution.propose,
        change=constitution.change_amendment,
        search=("reference", "text", "reason"),
        retention=RETENTION,
        description="Changes on their way: the responsible committee, then Council, then in force.",
        empty="No amendment is proposed.",
    )
)

DELEGATIONS = register(
    Register(
        name="delegations",
        title="Scheme of delegation",
        singular="line of the scheme of delegation",
        model=Delegation,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("subject", "Type of decision", Kind.TEXT, required=True),
            Column("words", "Also called", Kind.TEXT, listed=False),
            Column("maker", "Decided by", Kind.CHOICE, required=True, facet=True),
            Column("body", "Body", Kind.REFERENCE, facet=True, to="bodies"),
            Column("maker_role", "Role", Kind.TEXT),
            Column("above", "Above", Kind.MONEY),
            Column("up_to", "Up to", Kind.MONEY),
            Column("conditions", "Conditions", Kind.LONG_TEXT, listed=False),
            Column("section", "Section", Kind.REFERENCE, to="constitution-sections", listed=False),
            Column("start", "From", Kind.DATE, listed=False),
            TO,
            EXAMPLE,
            SOURCE,
        ),
        published_when=EVERY,
        create=constitution.delegate,
        change=bodies.change,
        search=("subject", "words", "maker_role"),
        retention=RETENTION,
        description="Who decides what, up to what value: “who can decide this?”",
        empty="No line of the scheme is entered yet. Add one, or import a sheet.",
    )
)
