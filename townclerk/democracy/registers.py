"""The registers of democracy: groups, members, bodies, memberships, meetings, decisions."""

from typing import Any

from django.db.models import Q

from townclerk.democracy import policies
from townclerk.democracy.models import (
    Affiliation,
    Body,
    CallIn,
    Decision,
    ExemptPart,
    Meeting,
    Member,
    Membership,
    PoliticalGroup,
)
from townclerk.democracy.operations import bodies, decisions, meetings
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.queries.decisions import PUBLIC
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Transition,
    Ways,
    reference,
    register,
)

EVERY = Q(id__isnull=False)
SECTION = "Decide"
RETENTION = "democratic-6-years"
TO = Column("end", "Until", Kind.DATE, help="The first day it no longer holds.")
EXAMPLE = Column(
    "example",
    "Example",
    Kind.FLAG,
    facet=True,
    listed=False,
    help="Yes while it is there to try the pages on and is not the council's own.",
)


POLITICAL_GROUPS = register(
    Register(
        name="political-groups",
        title="Political groups",
        singular="political group",
        model=PoliticalGroup,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("name", "Name", Kind.TEXT, required=True),
            Column("start", "From", Kind.DATE),
            TO,
            SOURCE,
        ),
        published_when=EVERY,
        create=bodies.create_group,
        change=bodies.change,
        search=("code", "name"),
        retention=RETENTION,
        description="Groups of members as notified to the proper officer.",
        empty="No group is recorded yet. Add one, or import a sheet of groups.",
    )
)

MEMBERS = register(
    Register(
        name="members",
        title="Members",
        singular="member",
        model=Member,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("label", "Shown as", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("ward", "Ward", Kind.REFERENCE, facet=True, help="Code of the ward."),
            SOURCE,
        ),
        published_when=EVERY,
        create=bodies.create_member,
        change=bodies.change,
        search=("code", "label"),
        retention=RETENTION,
        description="Those who sit on bodies, with no more than the public register shows.",
        empty="No member is recorded yet. Add one, or import a sheet of members.",
    )
)

AFFILIATIONS = register(
    Register(
        name="group-members",
        title="Members of groups",
        singular="member of a group",
        model=Affiliation,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("member", "start"),
        columns=(
            Column("member", "Member", Kind.REFERENCE, required=True, to="members", fixed=True),
            Column(
                "group",
                "Group",
                Kind.REFERENCE,
                True,
                facet=True,
                to="political-groups",
                fixed=True,
            ),
            Column("start", "From", Kind.DATE, required=True, fixed=True),
            TO,
            SOURCE,
        ),
        published_when=EVERY,
        create=bodies.affiliate,
        change=bodies.change,
        search=("member__label", "group__name"),
        retention=RETENTION,
        description="Which group each member belongs to from when: the seats on bodies follow it.",
        empty="No member is in a group yet. Add one, or import a sheet.",
    )
)

BODIES = register(
    Register(
        name="bodies",
        title="Bodies",
        singular="body",
        model=Body,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "code"),),
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("name", "Name", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("parent", "Reports to", Kind.REFERENCE, to="bodies", listed=False),
            Column("terms", "Terms of reference", Kind.LONG_TEXT, listed=False),
            Column("size", "Seats", Kind.INTEGER),
            Column("quorum", "Quorum", Kind.INTEGER),
            Column("balanced", "Political balance applies", Kind.FLAG, facet=True),
            Column("substitutes", "Takes substitutes", Kind.FLAG, listed=False),
            Column("decides", "May decide", Kind.FLAG, listed=False),
            Column("remote_counts", "Remote members count", Kind.FLAG, listed=False),
            Column("public", "Shown to the public", Kind.FLAG, listed=False),
            Column("term_years", "Term in years", Kind.INTEGER, listed=False),
            Column("start", "From", Kind.DATE, listed=False),
            Column("end", "Until", Kind.DATE, listed=False),
            SOURCE,
        ),
        published_when=Q(public=True),
        create=bodies.create_body,
        change=bodies.change,
        search=("code", "name", "terms"),
        retention=RETENTION,
        description="The council, its executive, committees, panels and outside bodies.",
        empty="No body is recorded yet. Add the council first, or import a sheet of bodies.",
    )
)

MEMBERSHIPS = register(
    Register(
        name="memberships",
        title="Memberships",
        singular="membership",
        model=Membership,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("body", "Body", Kind.REFERENCE, True, facet=True, to="bodies", fixed=True),
            Column("member", "Member", Kind.REFERENCE, required=True, to="members", fixed=True),
            Column("role", "Role", Kind.CHOICE, facet=True, fixed=True),
            Column("seat", "Seat or portfolio", Kind.TEXT),
            Column("voting", "Votes", Kind.FLAG, listed=False, fixed=True),
            Column("start", "From", Kind.DATE, required=True, fixed=True),
            TO,
            Column("appointed_by", "Appointed by", Kind.TEXT, listed=False),
            SOURCE,
        ),
        published_when=Q(body__public=True),
        create=bodies.appoint,
        change=bodies.change,
        search=("member__label", "body__name", "seat"),
        retention=RETENTION,
        description="Who sits on which body, in what capacity, from when to when.",
        empty="Nobody sits on a body yet. Appoint somebody, or import a sheet of memberships.",
    )
)


def _step(name: str, moves: policies.Moves, act: Any, verb: Verb) -> Transition:
    return moves[name].transition(name, verb=verb, act=act)


MEETING_ACTS = {
    "notify": (meetings.notify, Verb.PUBLISH),
    "publish-agenda": (meetings.publish_agenda, Verb.PUBLISH),
    "hold": (meetings.hold, Verb.CONTRIBUTE),
    "cancel": (meetings.cancel, Verb.PUBLISH),
}

MEETINGS = register(
    Register(
        name="meetings",
        title="Meetings",
        singular="meeting",
        model=Meeting,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("body", "Body", Kind.REFERENCE, True, facet=True, to="bodies", fixed=True),
            Column("on", "Date", Kind.DATE, required=True),
            Column("starts", "Time", Kind.TEXT, help="Like 18:30."),
            Column("place", "Place", Kind.TEXT),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("attendance", "How it meets", Kind.CHOICE, listed=False),
            Column("cycle", "Cycle", Kind.INTEGER, listed=False),
            Column("private", "Private", Kind.FLAG, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("notified_on", "Notice published", Kind.DATE, editable=False, listed=False),
            Column("agenda_on", "Agenda published", Kind.DATE, editable=False, listed=False),
            Column("late_reason", "Why it was late", Kind.TEXT, editable=False, listed=False),
            Column("clash_reason", "Why a clash may stand", Kind.LONG_TEXT, listed=False),
            SOURCE,
        ),
        states=States(
            "state",
            "planned",
            tuple(
                _step(name, policies.MEETING, act, verb)
                for name, (act, verb) in MEETING_ACTS.items()
            ),
        ),
        published_when=Q(state__in=Meeting.OPEN, body__public=True),
        create=meetings.plan,
        change=meetings.change,
        search=("reference", "body__name", "place"),
        retention=RETENTION,
        description="The calendar: each meeting with when its notice and agenda came out.",
        empty="No meeting is in the calendar yet. Add one, or import the calendar of the year.",
    )
)

DECISION_ACTS = {
    "make": (decisions.make, Verb.CONTRIBUTE),
    "publish": (decisions.publish, Verb.PUBLISH),
    "take-effect": (decisions.take_effect, Verb.CONTRIBUTE),
    "implement": (decisions.implement, Verb.CONTRIBUTE),
    "withdraw": (decisions.withdraw, Verb.CONTRIBUTE),
    "revoke": (decisions.revoke, Verb.PUBLISH),
}

DECISIONS = register(
    Register(
        name="decisions",
        title="Decisions",
        singular="decision",
        model=Decision,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("reference",),
        columns=(
            reference(),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("maker", "Decided by", Kind.CHOICE, facet=True, listed=False),
            Column("body", "Body", Kind.REFERENCE, facet=True, to="bodies"),
            Column("maker_role", "Role", Kind.TEXT, listed=False),
            Column(
                "delegation",
                "Under the scheme of delegation",
                Kind.REFERENCE,
                to="delegations",
                listed=False,
                help="Code of the line it is taken under.",
            ),
            Column("value", "Worth", Kind.MONEY, listed=False),
            Column("meeting", "Meeting", Kind.REFERENCE, to="meetings", listed=False),
            Column("report", "Report", Kind.TEXT, listed=False),
            Column("recommendation", "Recommendation", Kind.INTEGER, listed=False),
            Column("text", "What was decided", Kind.LONG_TEXT, required=True, listed=False),
            Column("reasons", "Reasons", Kind.LONG_TEXT, listed=False),
            Column("alternatives", "Alternatives considered", Kind.LONG_TEXT, listed=False),
            Column("interests", "Interests declared", Kind.LONG_TEXT, listed=False),
            Column("key_decision", "Key decision", Kind.FLAG, facet=True),
            Column("exempt_paragraph", "Exempt paragraph", Kind.CHOICE, listed=False),
            Column("decided_on", "Decided", Kind.DATE),
            Column("published_on", "Published", Kind.DATE, listed=False),
            Column("call_in", "Call-in", Kind.CHOICE, facet=True, listed=False),
            Column("call_in_days", "Days to call in", Kind.INTEGER, listed=False),
            Column("urgency_reason", "Why it is urgent", Kind.LONG_TEXT, listed=False),
            Column("urgency_agreed_by", "Urgency agreed by", Kind.TEXT, listed=False),
            Column("last_call_in_day", "Last day to call in", Kind.DATE, editable=False),
            Column("effective_on", "Takes effect", Kind.DATE, editable=False),
            Column("implement_by", "To be implemented by", Kind.DATE, listed=False),
            Column("implementing_role", "Implementing officer", Kind.TEXT, listed=False),
            Column("implemented_on", "Implemented", Kind.DATE, listed=False),
            Column("evidence", "Evidence", Kind.LONG_TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "proposed",
            tuple(
                _step(name, policies.DECISION, act, verb)
                for name, (act, verb) in DECISION_ACTS.items()
            ),
        ),
        published_when=PUBLIC,
        create=decisions.create,
        change=decisions.change,
        search=("reference", "title", "text", "report"),
        retention=RETENTION,
        description="What was decided, by whom, why, from when it holds and what came of it.",
        empty="No decision is recorded yet. A published report brings its recommendations here.",
    )
)

EXEMPT_PARTS = register(
    Register(
        name="exempt-decisions",
        title="Exempt parts of decisions",
        singular="exempt part",
        model=ExemptPart,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("decision",),
        columns=(
            Column("decision", "Decision", Kind.REFERENCE, True, to="decisions", fixed=True),
            Column("paragraph", "Paragraph", Kind.CHOICE, required=True, facet=True),
            Column("text", "Text", Kind.LONG_TEXT, required=True, listed=False),
            Column("public_interest", "Why it is withheld", Kind.LONG_TEXT, True, listed=False),
            Column("review_on", "Review due", Kind.DATE),
        ),
        scopes=(("body", "decision__body__code"),),
        clearance="exempt",
        create=decisions.create_exempt_part,
        change=bodies.change,
        ways=Ways.FORMS,
        retention=RETENTION,
        description="What may not be published, with the paragraph of Schedule 12A and why.",
        empty="Nothing is kept as exempt.",
    )
)

CALL_INS = register(
    Register(
        name="call-ins",
        title="Call-ins",
        singular="call-in",
        model=CallIn,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "decision__body__code"),),
        key=("decision",),
        columns=(
            Column("decision", "Decision", Kind.REFERENCE, required=True, to="decisions"),
            Column("requested_on", "Requested", Kind.DATE),
            Column("signatory_count", "Members who signed", Kind.INTEGER, required=True),
            Column("reason", "Why", Kind.LONG_TEXT, required=True, listed=False),
            Column("valid", "Valid", Kind.FLAG, editable=False),
            Column("validity_reason", "Why valid or not", Kind.TEXT, editable=False, listed=False),
            Column("heard_on", "Heard", Kind.DATE, editable=False),
            Column("outcome", "Outcome", Kind.CHOICE, editable=False, facet=True),
        ),
        published_when=Q(decision__state__in=Decision.OPEN, decision__exempt_paragraph=""),
        ways=Ways.NONE,
        search=("decision__reference", "decision__title"),
        retention=RETENTION,
        description="Requests that a decision be looked at again, and what came of them.",
        empty="No decision was called in. It is asked for on the page of the decision.",
    )
)
