"""The registers of the civic office. The charity's money is in none of the council's."""

from django.db.models import Q

from townclerk.democracy import policies_development as policies
from townclerk.democracy.models import (
    CeremonialPlan,
    CharityAccount,
    CharityEntry,
    CivicLesson,
    Engagement,
    Gift,
    Honour,
)
from townclerk.democracy.operations import civic as operations
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.registers import RETENTION, SECTION
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    reference,
    register,
)

PUBLIC = Q(kind=Engagement.Kind.CHARITY) | Q(state__in=Engagement.HELD_ONES)
"""Charity events invite the public; of others it may know once they are over."""
ENGAGEMENT_ACTS = {
    "accept": operations.accept,
    "decline": operations.decline,
    "brief": operations.brief,
    "hold": operations.hold,
    "review": operations.review,
}

ENGAGEMENTS = register(
    Register(
        name="civic-engagements",
        title="Civic engagements",
        singular="civic engagement",
        model=Engagement,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Engagement", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("on", "Date", Kind.DATE, required=True),
            Column("weekday", "Day of the week as given", Kind.TEXT, listed=False),
            Column("date_note", "Why that day may stand", Kind.TEXT, listed=False),
            Column("starts", "Time", Kind.TEXT, help="Like 18:30."),
            Column("place", "Place", Kind.TEXT),
            Column("host", "Host", Kind.TEXT, listed=False),
            Column("attends", "Who goes", Kind.TEXT),
            Column("deputy", "Who goes instead", Kind.TEXT, listed=False),
            Column("protocol", "Protocol", Kind.LONG_TEXT, listed=False),
            Column("brief", "Brief", Kind.LONG_TEXT, listed=False),
            Column("review", "How it went", Kind.LONG_TEXT, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "invited",
            tuple(
                policies.ENGAGEMENT[name].transition(name, act=act)
                for name, act in ENGAGEMENT_ACTS.items()
            ),
        ),
        published_when=PUBLIC,
        create=operations.invite,
        change=operations.change,
        search=("reference", "title", "place"),
        retention=RETENTION,
        description="The diary of the mayor's office, from invitation to review.",
        empty="Nobody has invited yet. Add an engagement, or import the diary.",
    )
)

CHARITY_ACCOUNTS = register(
    Register(
        name="charity-accounts",
        title="Charity accounts",
        singular="charity account",
        model=CharityAccount,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("name", "Account", Kind.TEXT, required=True),
            Column("charity_number", "Charity number", Kind.TEXT),
            Column("treasurer_role", "Treasurer", Kind.TEXT),
            Column("reconciled_to", "Reconciled up to", Kind.DATE, editable=False),
            Column("reconciled_balance", "Balance then", Kind.MONEY, unit="£", editable=False),
            SOURCE,
        ),
        search=("code", "name"),
        retention=RETENTION,
        description="Accounts of the mayor's charity. None of it is the council's money.",
        empty="No account of a charity is recorded.",
    )
)

CHARITY_ENTRIES = register(
    Register(
        name="charity-entries",
        title="Charity money",
        singular="charity entry",
        model=CharityEntry,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column(
                "account",
                "Account",
                Kind.REFERENCE,
                True,
                facet=True,
                to="charity-accounts",
                fixed=True,
            ),
            Column("engagement", "Event", Kind.REFERENCE, to="civic-engagements", fixed=True),
            Column("on", "Date", Kind.DATE, required=True, fixed=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True, fixed=True),
            Column("title", "What", Kind.TEXT, required=True),
            Column("tickets", "Tickets", Kind.INTEGER, listed=False),
            Column("amount", "Amount", Kind.MONEY, required=True, unit="£", fixed=True),
            Column("reconciled_on", "Reconciled", Kind.DATE, editable=False, listed=False),
            SOURCE,
        ),
        create=operations.enter,
        search=("reference", "title"),
        retention=RETENTION,
        description="What the charity took and gave. None of it is the council's money.",
        empty="No money of the charity is recorded.",
    )
)

HONOURS = register(
    Register(
        name="honours",
        title="Honours",
        singular="honour",
        model=Honour,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("kind", "Honour", Kind.CHOICE, required=True, facet=True),
            Column("recipient", "Recipient", Kind.TEXT, required=True),
            Column("circumstances", "Circumstances", Kind.LONG_TEXT, True, listed=False),
            Column("decision", "Decision of Council", Kind.REFERENCE, to="decisions"),
            Column("conferred_on", "Conferred", Kind.DATE),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "proposed",
            (
                policies.HONOUR["agree"].transition("agree", act=operations.agree_honour),
                policies.HONOUR["confer"].transition("confer", act=operations.confer),
                policies.HONOUR["decline"].transition("decline"),
            ),
        ),
        published_when=Q(state__in=Honour.PUBLIC),
        search=("reference", "recipient"),
        retention=RETENTION,
        description="Honorary freedoms and other honours, conferred in exceptional circumstances.",
        empty="No honour is recorded.",
    )
)

GIFTS = register(
    Register(
        name="civic-gifts",
        title="Civic gifts",
        singular="civic gift",
        model=Gift,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Gift", Kind.TEXT, required=True),
            Column("received_on", "Received", Kind.DATE, required=True),
            Column("giver", "From", Kind.TEXT, required=True),
            Column("to_office", "To", Kind.TEXT),
            Column("value", "Estimated value", Kind.MONEY, unit="£"),
            Column("kept", "Where it is", Kind.TEXT, listed=False),
            Column("declared_on", "Declared", Kind.DATE),
            Column("engagement", "Event", Kind.REFERENCE, to="civic-engagements", listed=False),
            SOURCE,
        ),
        published_when=Q(declared_on__isnull=False),
        search=("reference", "title", "giver"),
        retention=RETENTION,
        description="Gifts to the civic office, and where each is.",
        empty="No gift is recorded.",
    )
)

PLANS = register(
    Register(
        name="ceremonial-plans",
        title="Ceremonial plans",
        singular="ceremonial plan",
        model=CeremonialPlan,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("title", "Plan", Kind.TEXT, required=True),
            Column("text", "What is done", Kind.LONG_TEXT, listed=False),
            Column("owner_role", "Owner", Kind.TEXT),
            Column("reviewed_on", "Reviewed", Kind.DATE),
            Column("review_due", "Review due", Kind.DATE),
            SOURCE,
        ),
        search=("code", "title", "text"),
        retention=RETENTION,
        description="What is done on ceremonial occasions.",
        empty="No plan is recorded.",
    )
)

LESSONS = register(
    Register(
        name="civic-lessons",
        title="Lessons of events",
        singular="lesson",
        model=CivicLesson,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Lesson", Kind.TEXT, required=True),
            Column("text", "More", Kind.LONG_TEXT, listed=False),
            Column("plan", "Plan", Kind.REFERENCE, to="ceremonial-plans", facet=True),
            Column("engagement", "Event", Kind.REFERENCE, to="civic-engagements"),
            Column("owner_role", "Owner", Kind.TEXT, listed=False),
            Column("due", "Due", Kind.DATE),
            Column("applied_on", "Taken up", Kind.DATE, editable=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "open",
            (policies.LESSON["apply"].transition("apply", act=operations.apply_lesson),),
        ),
        search=("reference", "title"),
        retention=RETENTION,
        description="What events taught, until a plan says it.",
        empty="No lesson is recorded.",
    )
)
