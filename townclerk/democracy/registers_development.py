"""The registers of member development: what is asked, sessions, attendance, sittings, needs."""

from townclerk.democracy import policies_development as policies
from townclerk.democracy.models import (
    DevelopmentRecord,
    MemberTraining,
    Sitting,
    SupportNeed,
    TrainingRequirement,
    TrainingSession,
)
from townclerk.democracy.operations import member_development as operations
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.registers import EVERY, RETENTION, SECTION, TO
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Ways,
    reference,
    register,
)

REQUIREMENTS = register(
    Register(
        name="training-requirements",
        title="Training members must have",
        singular="training requirement",
        model=TrainingRequirement,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("title", "Training", Kind.TEXT, required=True),
            Column("body", "Members of", Kind.REFERENCE, to="bodies", facet=True),
            Column("bars", "Bars from sitting", Kind.FLAG, facet=True),
            Column("valid_months", "Good for months", Kind.INTEGER),
            Column("start", "From", Kind.DATE, required=True),
            TO,
            SOURCE,
        ),
        search=("code", "title"),
        retention=RETENTION,
        description="What members of a body, or all members, must have learnt; whether it bars.",
        empty="No training is asked for yet.",
    )
)

SESSIONS = register(
    Register(
        name="training-sessions",
        title="Training sessions",
        singular="training session",
        model=TrainingSession,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Session", Kind.TEXT, required=True),
            Column("requirement", "For", Kind.REFERENCE, to="training-requirements"),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("on", "Date", Kind.DATE, required=True),
            Column("place", "Place", Kind.TEXT, listed=False),
            Column("provider", "Given by", Kind.TEXT, listed=False),
            Column("attended", "Came", Kind.INTEGER),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "planned",
            (
                policies.SESSION["hold"].transition("hold", act=operations.hold),
                policies.SESSION["cancel"].transition("cancel"),
            ),
        ),
        published_when=EVERY,
        search=("reference", "title"),
        retention=RETENTION,
        description="Mandatory training and its mop-ups, inductions, briefings before Council.",
        empty="No session is planned yet.",
    )
)

TRAINING = register(
    Register(
        name="member-training",
        title="Training of members",
        singular="training of a member",
        model=MemberTraining,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column(
                "requirement",
                "Training",
                Kind.REFERENCE,
                True,
                facet=True,
                to="training-requirements",
                fixed=True,
            ),
            Column("member", "Member", Kind.REFERENCE, required=True, to="members", fixed=True),
            Column("due", "Due", Kind.DATE, required=True),
            Column(
                "session",
                "Session",
                Kind.REFERENCE,
                to="training-sessions",
                listed=False,
                fixed=True,
            ),
            Column("attended_on", "Attended", Kind.DATE, fixed=True),
            Column("evidence", "Evidence", Kind.TEXT, listed=False, fixed=True),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "due",
            (
                policies.TRAINING["attend"].transition("attend", act=operations.attend),
                policies.TRAINING["evidence"].transition("evidence", act=operations.evidence),
                policies.TRAINING["bar"].transition("bar", act=operations.bar),
            ),
        ),
        create=operations.ask,
        search=("reference", "member__label", "requirement__title"),
        retention=RETENTION,
        description="Which training each member has, and who may not sit meanwhile.",
        empty="Nobody is asked for training yet. Call members from the page of training.",
    )
)

SITTINGS = register(
    Register(
        name="sittings",
        title="Members drawn to sit",
        singular="sitting",
        model=Sitting,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("meeting", "member"),
        columns=(
            Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
            Column("member", "Member", Kind.REFERENCE, True, to="members", fixed=True),
            SOURCE,
        ),
        create=operations.seat,
        ways=Ways.ADD | Ways.IMPORT,
        search=("meeting__reference", "member__label"),
        retention=RETENTION,
        description="Who is chosen to sit at a hearing of a sub-committee.",
        empty="Nobody is drawn yet.",
    )
)

DEVELOPMENT = register(
    Register(
        name="member-development",
        title="Member development",
        singular="entry of the programme",
        model=DevelopmentRecord,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "What", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("member", "Member", Kind.REFERENCE, to="members", listed=False),
            Column("due", "Due", Kind.DATE),
            Column("met_on", "Met", Kind.DATE, fixed=True),
            Column("text", "More", Kind.LONG_TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "open",
            (policies.DEVELOPMENT["meet"].transition("meet", act=operations.meet),),
        ),
        create=operations.record,
        search=("reference", "title"),
        retention=RETENTION,
        description="Skills needs, induction, equipment, and the evidence for the charter.",
        empty="Nothing is entered yet.",
    )
)

SUPPORT = register(
    Register(
        name="member-support",
        title="Accessible information for members",
        singular="need for support",
        model=SupportNeed,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        clearance="health",
        key=("reference",),
        columns=(
            reference(),
            Column("member", "Member", Kind.REFERENCE, True, to="members", fixed=True),
            Column("text", "What is needed", Kind.LONG_TEXT, required=True, listed=False),
            Column("arranged", "What is arranged", Kind.LONG_TEXT, listed=False),
            Column("start", "From", Kind.DATE, required=True),
            TO,
        ),
        ways=Ways.FORMS,
        retention=RETENTION,
        description="How papers and rooms are made accessible to a member who asked.",
        empty="Nobody asked yet.",
    )
)
