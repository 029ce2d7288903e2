"""The registers of what meetings have before them, what came of it, and what must follow."""

from django.db.models import Q

from townclerk.democracy.models import (
    AgendaItem,
    Attendance,
    CommitteeAction,
    Declaration,
    ExemptMinute,
    Meeting,
    MinuteLine,
    Minutes,
    StandingItem,
    Vote,
    VoteCast,
)
from townclerk.democracy.operations import actions, agendas, bodies, interests
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.registers import RETENTION, SECTION, TO
from townclerk.platform.registers import SOURCE, Column, Kind, Register, Ways, reference, register

SHOWN = (Meeting.State.AGENDA, Meeting.State.HELD)
OPEN_AGENDA = Q(meeting__state__in=SHOWN, meeting__body__public=True)
HELD_IN_PUBLIC = Q(meeting__state=Meeting.State.HELD, meeting__body__public=True)
MINUTED = Q(item__meeting__minutes__state__in=Minutes.OPEN, item__meeting__body__public=True)

STANDING_ITEMS = register(
    Register(
        name="standing-items",
        title="Standing items",
        singular="standing item",
        model=StandingItem,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("body", "Body", Kind.REFERENCE, True, facet=True, to="bodies", fixed=True),
            Column("position", "Place on the agenda", Kind.INTEGER),
            Column("title", "Item", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("start", "From", Kind.DATE, listed=False),
            TO,
            SOURCE,
        ),
        published_when=Q(body__public=True),
        create=agendas.create_standing_item,
        change=bodies.change,
        search=("code", "title", "body__name"),
        retention=RETENTION,
        description="What every agenda of a body has, in its order.",
        empty="No body has a standing item yet. Add one, and each agenda will have it.",
    )
)

AGENDA_ITEMS = register(
    Register(
        name="agenda-items",
        title="Agenda items",
        singular="agenda item",
        model=AgendaItem,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("meeting", "number"),
        columns=(
            Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
            Column("number", "Number", Kind.INTEGER, required=True, fixed=True),
            Column("title", "Item", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("report", "Report", Kind.TEXT, listed=False),
            Column("presenter_role", "Brought by", Kind.TEXT, listed=False),
            Column("duration", "Minutes set aside", Kind.INTEGER, listed=False),
            Column("exempt_paragraph", "Exempt paragraph", Kind.CHOICE, facet=True, listed=False),
            Column("late", "Late", Kind.FLAG, facet=True, editable=False),
            Column("late_reason", "Why it is taken late", Kind.LONG_TEXT, listed=False),
            Column("outcome", "Outcome", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        published_when=OPEN_AGENDA,
        create=agendas.add_item,
        change=agendas.change_item,
        search=("title", "report", "meeting__body__name"),
        prefetch=("meeting__body",),
        retention=RETENTION,
        description="What each meeting had before it: one click to what was said of a subject.",
        empty="No agenda has an item yet. Open a meeting and compose its agenda.",
    )
)

ATTENDANCES = register(
    Register(
        name="attendances",
        title="Attendance",
        singular="attendance",
        model=Attendance,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("meeting", "member"),
        columns=(
            Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
            Column("member", "Member", Kind.REFERENCE, True, facet=True, to="members", fixed=True),
            Column("kind", "Attendance", Kind.CHOICE, required=True, facet=True),
            Column("instead_of", "In place of", Kind.REFERENCE, to="members", listed=False),
        ),
        published_when=HELD_IN_PUBLIC,
        create=agendas.create_attendance,
        change=bodies.change,
        search=("member__label", "meeting__body__name"),
        retention=RETENTION,
        description="Who was there, who sent apologies, and who came in whose place.",
        empty="No attendance is recorded yet. Record it from the page of a meeting.",
    )
)

DECLARATIONS = register(
    Register(
        name="declarations",
        title="Declarations of interest",
        singular="declaration of interest",
        model=Declaration,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("meeting", "member", "text"),
        columns=(
            Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
            Column("member", "Member", Kind.REFERENCE, True, facet=True, to="members", fixed=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("text", "What was declared", Kind.TEXT, required=True, fixed=True),
            Column("left", "Left for the item", Kind.FLAG),
            Column(
                "dispensation", "Dispensation", Kind.REFERENCE, to="dispensations", editable=False
            ),
            Column("notify_by", "To be notified by", Kind.DATE, editable=False, listed=False),
        ),
        published_when=HELD_IN_PUBLIC,
        create=interests.declare,
        change=bodies.change,
        search=("member__label", "text"),
        retention=RETENTION,
        description="Interests declared at meetings.",
        empty="No interest has been declared yet.",
    )
)

VOTES = register(
    Register(
        name="votes",
        title="Votes",
        singular="vote",
        model=Vote,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "item__meeting__body__code"),),
        key=("item", "motion"),
        columns=(
            Column("item", "Item", Kind.REFERENCE, True, to="agenda-items", fixed=True),
            Column("motion", "Motion", Kind.TEXT, required=True, fixed=True),
            Column("amendment", "Amendment", Kind.FLAG, facet=True, listed=False),
            Column("recorded", "By name", Kind.FLAG, facet=True),
            Column("votes_for", "For", Kind.INTEGER),
            Column("votes_against", "Against", Kind.INTEGER),
            Column("abstained", "Abstained", Kind.INTEGER),
            Column("casting", "Casting vote", Kind.CHOICE, listed=False),
            Column("carried", "Carried", Kind.FLAG, facet=True),
        ),
        published_when=MINUTED,
        ways=Ways.NONE,
        search=("motion",),
        retention=RETENTION,
        description="Votes on motions and amendments; record one from the page of its meeting.",
        empty="No vote is recorded yet. Record one from the page of a meeting.",
    )
)

VOTES_CAST = register(
    Register(
        name="votes-by-name",
        title="Votes by name",
        singular="vote by name",
        model=VoteCast,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "vote__item__meeting__body__code"),),
        key=("vote", "member"),
        columns=(
            Column("vote", "Vote", Kind.REFERENCE, True, to="votes", fixed=True),
            Column("member", "Member", Kind.REFERENCE, True, facet=True, to="members", fixed=True),
            Column("choice", "Voted", Kind.CHOICE, required=True, facet=True),
        ),
        published_when=Q(
            vote__item__meeting__minutes__state__in=Minutes.OPEN,
            vote__item__meeting__body__public=True,
        ),
        ways=Ways.NONE,
        search=("member__label", "vote__motion"),
        retention=RETENTION,
        description="How each member voted where the vote was recorded.",
        empty="No vote was recorded by name yet.",
    )
)

MINUTES = register(
    Register(
        name="minutes",
        title="Minutes",
        singular="minutes",
        model=Minutes,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("meeting",),
        columns=(
            Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("drafted_on", "Drafted", Kind.DATE),
            Column("approved_on", "Approved by the chair", Kind.DATE),
            Column("confirmed_at", "Confirmed at", Kind.REFERENCE, to="meetings", listed=False),
            Column("correction", "Put right", Kind.LONG_TEXT, listed=False),
        ),
        published_when=Q(state__in=Minutes.OPEN, meeting__body__public=True),
        ways=Ways.NONE,
        search=("meeting__body__name",),
        retention=RETENTION,
        description="How far the minutes of each meeting are; they move from its page.",
        empty="No minutes are begun yet. Begin them from the page of a meeting that was held.",
    )
)

MINUTE_LINES = register(
    Register(
        name="minute-lines",
        title="What the minutes say",
        singular="minute",
        model=MinuteLine,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "item__meeting__body__code"),),
        key=("item",),
        columns=(
            Column("item", "Item", Kind.REFERENCE, True, to="agenda-items", fixed=True),
            Column("text", "Minute", Kind.LONG_TEXT, required=True),
        ),
        published_when=MINUTED,
        ways=Ways.NONE,
        search=("text", "item__title"),
        retention=RETENTION,
        description="The open minutes, item by item, once the chair has approved them.",
        empty="Nothing is minuted yet. Minute an item from the page of its meeting.",
    )
)

EXEMPT_MINUTES = register(
    Register(
        name="exempt-minutes",
        title="Exempt minutes",
        singular="exempt minute",
        model=ExemptMinute,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("item",),
        columns=(
            Column("item", "Item", Kind.REFERENCE, True, to="agenda-items", fixed=True),
            Column("paragraph", "Paragraph", Kind.CHOICE, required=True, facet=True),
            Column("text", "Minute", Kind.LONG_TEXT, required=True, listed=False),
        ),
        scopes=(("body", "item__meeting__body__code"),),
        clearance="exempt",
        ways=Ways.NONE,
        retention=RETENTION,
        description="Minutes of what was taken in private.",
        empty="Nothing is minuted in private.",
    )
)

ACTIONS = register(
    Register(
        name="committee-actions",
        title="Actions",
        singular="action",
        model=CommitteeAction,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(
            ("body", "meeting__body__code"),
            ("body", "report_to__code"),
            ("body", "petition__body__code"),
        ),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Action", Kind.TEXT, required=True),
            Column("text", "In full", Kind.LONG_TEXT, listed=False),
            Column("origin", "From a", Kind.CHOICE, facet=True),
            Column("meeting", "Raised at", Kind.REFERENCE, to="meetings", listed=False),
            Column("part_of", "Part of", Kind.REFERENCE, to="committee-actions", listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, required=True, facet=True),
            Column("due", "Due", Kind.DATE, required=True),
            Column("rolled", "Times rolled forward", Kind.INTEGER, editable=False, listed=False),
            Column("report_to", "Reports back to", Kind.REFERENCE, facet=True, to="bodies"),
            Column("signatures", "Signatures of a petition", Kind.INTEGER, listed=False),
            Column("progress", "Progress", Kind.LONG_TEXT, editable=False, listed=False),
            Column("evidence", "Evidence", Kind.LONG_TEXT, editable=False, listed=False),
            Column("closed_on", "Closed", Kind.DATE, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        published_when=Q(meeting__state=Meeting.State.HELD, meeting__body__public=True),
        create=actions.raise_action,
        change=actions.change,
        search=("reference", "title", "text"),
        retention=RETENTION,
        description="What must follow from meetings: by whom, by when, reported back to whom.",
        empty="No action is recorded yet. Raise one from the page of a meeting, or import a sheet.",
    )
)
