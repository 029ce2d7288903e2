"""The registers of petitions with their thresholds, and of headings that resolutions ask for."""

from django.db.models import Q

from townclerk.democracy.models import Petition, PetitionThreshold, ReportHeading
from townclerk.democracy.operations import petitions
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.policies_meetings import PETITION
from townclerk.democracy.registers import EVERY, RETENTION, SECTION, TO
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    reference,
    register,
)

THRESHOLDS = register(
    Register(
        name="petition-thresholds",
        title="Thresholds of petitions",
        singular="threshold of petitions",
        model=PetitionThreshold,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("signatures", "Signatures", Kind.INTEGER, required=True),
            Column("owed", "What is owed", Kind.CHOICE, required=True, facet=True),
            Column("days", "Within days", Kind.INTEGER, required=True),
            Column("start", "From", Kind.DATE, required=True),
            TO,
            SOURCE,
        ),
        published_when=EVERY,
        search=("code",),
        retention=RETENTION,
        description="What the council's own scheme owes a petition of so many signatures.",
        empty="No threshold is entered, so nothing says what a petition is owed. Add those of "
        "the council's scheme.",
    )
)

PETITIONS = register(
    Register(
        name="petitions",
        title="Petitions",
        singular="petition",
        model=Petition,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Petition", Kind.TEXT, required=True),
            Column("text", "What it asks", Kind.LONG_TEXT, listed=False),
            Column("body", "Body", Kind.REFERENCE, True, facet=True, to="bodies", fixed=True),
            Column(
                "meeting", "Presented at", Kind.REFERENCE, to="meetings", listed=False, fixed=True
            ),
            Column("signatures", "Signatures", Kind.INTEGER, fixed=True),
            Column("received_on", "Received", Kind.DATE, required=True, fixed=True),
            Column(
                "owed",
                "What it is owed",
                Kind.CHOICE,
                facet=True,
                fixed=True,
                help="By its signatures when left empty.",
            ),
            Column("due", "Due", Kind.DATE, fixed=True),
            Column(
                "owner_role", "Who answers", Kind.TEXT, listed=False, fixed=True, help="A role."
            ),
            Column(
                "action",
                "Action",
                Kind.REFERENCE,
                to="committee-actions",
                editable=False,
                listed=False,
            ),
            Column("response", "Response", Kind.LONG_TEXT, editable=False, listed=False),
            Column("answered_on", "Answered", Kind.DATE, editable=False, listed=False),
            Column("refusal", "Why refused", Kind.LONG_TEXT, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "received",
            (
                PETITION["answer"].transition("answer", act=petitions.answer),
                PETITION["close"].transition("close", act=petitions.close),
                PETITION["refuse"].transition("refuse", act=petitions.refuse),
            ),
        ),
        published_when=Q(state__in=Petition.PUBLIC, body__public=True),
        create=petitions.receive,
        search=("reference", "title", "text"),
        retention=RETENTION,
        description="Petitions, what each is owed by its signatures, and what was answered.",
        empty="No petition is recorded yet.",
    )
)

HEADINGS = register(
    Register(
        name="report-headings",
        title="Headings that resolutions ask for",
        singular="heading of reports",
        model=ReportHeading,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("title", "Heading", Kind.TEXT, required=True),
            Column("form", "Form of report", Kind.TEXT, listed=False, fixed=True),
            Column("body", "In reports to", Kind.REFERENCE, to="bodies", facet=True, fixed=True),
            Column("mandatory", "May not be left empty", Kind.FLAG),
            Column("resolution", "Resolution", Kind.REFERENCE, to="committee-actions"),
            Column("start", "In reports to meetings from", Kind.DATE, required=True),
            TO,
            SOURCE,
        ),
        published_when=EVERY,
        search=("code", "title"),
        retention=RETENTION,
        description="What a resolution has every author of a report write under a heading.",
        empty="No resolution asks for a heading of its own.",
    )
)
