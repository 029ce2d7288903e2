"""The registers of education appeals. Cases and the panel pool need a clearance of their own."""

from townclerk.democracy import policies_development as policies
from townclerk.democracy.models import (
    Appeal,
    AppealCharge,
    AppealSeason,
    HearingDay,
    PanelConnection,
    PanelMember,
    PanelSeat,
    School,
    SchoolTerm,
)
from townclerk.democracy.operations import appeals as operations
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

SCHOOLS = register(
    Register(
        name="appeal-schools",
        title="Schools with appeals",
        singular="school",
        model=School,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("name", "School", Kind.TEXT, required=True),
            Column("phase", "Phase", Kind.CHOICE, required=True, facet=True),
            Column("authority", "Admission authority", Kind.CHOICE, required=True, facet=True),
            Column("authority_name", "Who is invoiced", Kind.TEXT, listed=False),
            Column("unit", "Unit", Kind.REFERENCE, listed=False),
            SOURCE,
        ),
        search=("code", "name"),
        retention=RETENTION,
        description="Schools with their phase and their admission authority.",
        empty="No school is recorded yet. Add one, or import a sheet.",
    )
)

TERMS = register(
    Register(
        name="school-terms",
        title="School terms",
        singular="school term",
        model=SchoolTerm,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("title", "Term", Kind.TEXT, required=True),
            Column("start", "First school day", Kind.DATE, required=True),
            Column("end", "Last school day", Kind.DATE, required=True),
            SOURCE,
        ),
        search=("code", "title"),
        retention=RETENTION,
        description="Terms and half terms, in which the school days of time limits are counted.",
        empty="No term is recorded, so no school day can be counted. Add the terms of the year.",
    )
)

SEASONS = register(
    Register(
        name="appeal-seasons",
        title="Seasons of appeals",
        singular="season of appeals",
        model=AppealSeason,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("title", "Season", Kind.TEXT, required=True),
            Column("start", "First day", Kind.DATE, required=True),
            Column("hear_by", "Last day", Kind.DATE, required=True),
            Column("panels", "Panels side by side", Kind.INTEGER),
            Column("a_day", "Appeals a panel a day", Kind.INTEGER),
            Column("expected", "Expected", Kind.INTEGER),
            Column("heard_stated", "Heard, as a document states", Kind.INTEGER, listed=False),
            Column("notes", "Notes", Kind.LONG_TEXT, listed=False),
            SOURCE,
        ),
        published_when=EVERY,
        search=("code", "title"),
        retention=RETENTION,
        description="When most appeals are heard, and how many a day can be.",
        empty="No season is planned yet.",
    )
)

DAYS = register(
    Register(
        name="hearing-days",
        title="Days of hearings",
        singular="day of hearings",
        model=HearingDay,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("season", "Season", Kind.REFERENCE, facet=True, to="appeal-seasons"),
            Column("on", "Date", Kind.DATE, required=True),
            Column("panel", "Panel", Kind.INTEGER, required=True),
            Column("capacity", "Takes", Kind.INTEGER),
            Column("place", "Place", Kind.TEXT),
            Column("clerk_role", "Clerk", Kind.TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "planned",
            (
                policies.DAY["hold"].transition("hold"),
                policies.DAY["cancel"].transition("cancel", act=operations.cancel_day),
            ),
        ),
        search=("reference", "place"),
        retention=RETENTION,
        description="Each panel of each day of hearings.",
        empty="No day is planned yet. Listing a season makes its days.",
    )
)

PANEL_MEMBERS = register(
    Register(
        name="appeal-panel-members",
        title="Appeal panel members",
        singular="panel member",
        model=PanelMember,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        clearance=policies.APPEALS,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("label", "Shown as", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("trained_on", "Trained", Kind.DATE),
            Column("trained_until", "Training good until", Kind.DATE),
            Column("start", "In the pool from", Kind.DATE, listed=False),
            TO,
            SOURCE,
        ),
        search=("code", "label"),
        retention=RETENTION,
        description="The pool of those who may hear appeals, with how long their training is good.",
        empty="Nobody is in the pool yet.",
    )
)

CONNECTIONS = register(
    Register(
        name="appeal-panel-connections",
        title="Ties of panel members",
        singular="tie to a school",
        model=PanelConnection,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        clearance=policies.APPEALS,
        key=("panel_member", "school"),
        columns=(
            Column(
                "panel_member",
                "Panel member",
                Kind.REFERENCE,
                True,
                to="appeal-panel-members",
                fixed=True,
            ),
            Column("school", "School", Kind.REFERENCE, True, to="appeal-schools", fixed=True),
            Column("what", "What ties them", Kind.TEXT, required=True),
            Column("start", "From", Kind.DATE, listed=False),
            TO,
        ),
        retention=RETENTION,
        description="Schools about which a panel member hears no appeal.",
        empty="No tie is declared.",
    )
)

SEATS = register(
    Register(
        name="appeal-rosters",
        title="Rosters of appeal panels",
        singular="seat on a panel",
        model=PanelSeat,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        clearance=policies.APPEALS,
        key=("day", "panel_member"),
        columns=(
            Column("day", "Day", Kind.REFERENCE, True, facet=True, to="hearing-days", fixed=True),
            Column(
                "panel_member",
                "Panel member",
                Kind.REFERENCE,
                True,
                to="appeal-panel-members",
                fixed=True,
            ),
            Column("chairs", "Chairs", Kind.FLAG, fixed=True),
        ),
        create=operations.roster,
        ways=Ways.ADD | Ways.IMPORT,
        retention=RETENTION,
        description="Who sits on which panel on which day.",
        empty="Nobody is rostered yet.",
    )
)

CASES = register(
    Register(
        name="appeals",
        title="Education appeals",
        singular="education appeal",
        model=Appeal,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        clearance=policies.APPEALS,
        scopes=((policies.CASE_TYPE, "kind"),),
        key=("reference",),
        columns=(
            reference(),
            Column("school", "School", Kind.REFERENCE, True, facet=True, to="appeal-schools"),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("season", "Season", Kind.REFERENCE, facet=True, to="appeal-seasons"),
            Column("appellant", "Appellant", Kind.TEXT, listed=False),
            Column("child", "Child", Kind.TEXT, listed=False),
            Column("needs", "Needs at the hearing", Kind.LONG_TEXT, listed=False),
            Column("lodged_on", "Lodged", Kind.DATE, required=True),
            Column("last_day_to_lodge", "Last day to lodge", Kind.DATE, listed=False),
            Column("hear_by", "Hear by", Kind.DATE),
            Column("papers_sent_on", "Papers sent", Kind.DATE, listed=False),
            Column("day", "Listed for", Kind.REFERENCE, to="hearing-days", editable=False),
            Column("heard_on", "Heard", Kind.DATE, editable=False, listed=False),
            Column("outcome", "Outcome", Kind.CHOICE, editable=False, facet=True),
            Column("decided_on", "Decided", Kind.DATE, editable=False, listed=False),
            Column("reasons", "Reasons", Kind.LONG_TEXT, editable=False, listed=False),
            Column("letter_on", "Letter", Kind.DATE, editable=False, listed=False),
            Column("challenge", "Challenged before", Kind.CHOICE, editable=False, listed=False),
            Column("challenge_outcome", "What came of it", Kind.LONG_TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "lodged",
            (
                policies.APPEAL["hear"].transition("hear", act=operations.hear),
                policies.APPEAL["notify"].transition("notify", act=operations.notify),
                policies.APPEAL["withdraw"].transition("withdraw", act=operations.withdraw),
            ),
        ),
        create=operations.lodge,
        change=operations.change,
        search=("reference",),
        retention=RETENTION,
        description="Appeals against a refused place, and reviews of exclusions.",
        empty="No appeal is lodged.",
    )
)

CHARGES = register(
    Register(
        name="appeal-charges",
        title="Charges for appeals",
        singular="charge for appeals",
        model=AppealCharge,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("season", "Season", Kind.REFERENCE, True, to="appeal-seasons", fixed=True),
            Column("school", "School", Kind.REFERENCE, True, to="appeal-schools", fixed=True),
            Column(
                "cases", "Appeals heard", Kind.INTEGER, fixed=True, help="Counted when left empty."
            ),
            Column("rate", "For each", Kind.MONEY, required=True, unit="£", fixed=True),
            Column("amount", "Amount", Kind.MONEY, unit="£", editable=False),
            Column("invoice", "Invoice", Kind.TEXT, editable=False),
            Column("invoiced_on", "Invoiced", Kind.DATE, editable=False, listed=False),
            Column("paid_on", "Paid", Kind.DATE, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "draft",
            (
                policies.CHARGE["invoice"].transition("invoice", act=operations.invoice),
                policies.CHARGE["pay"].transition("pay", act=operations.pay),
            ),
        ),
        create=operations.charge,
        search=("reference", "school__name"),
        retention=RETENTION,
        description="What other admission authorities owe for the appeals heard for them.",
        empty="Nothing is charged yet.",
    )
)
