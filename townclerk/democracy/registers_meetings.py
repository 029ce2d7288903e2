"""The registers of questions, motions, interests, private notices, papers and packs."""

from typing import Any

from django.db.models import Q

from townclerk.democracy.models import (
    AgendaPack,
    Dispensation,
    ExemptPack,
    ExemptPaper,
    Meeting,
    MeetingQuestion,
    MemberInterest,
    Motion,
    PrivateNotice,
)
from townclerk.democracy.operations import bodies, interests, papers, private_notices, questions
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC, JUDGES
from townclerk.democracy.policies_meetings import MOTION, PRIVATE_NOTICE, QUESTION
from townclerk.democracy.registers import RETENTION, SECTION, TO
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
from townclerk.platform.registers.steps import Moves

SHOWN = (Meeting.State.AGENDA, Meeting.State.HELD)


def _states(initial: str, moves: Moves, acts: dict[str, Any]) -> States:
    steps = tuple(moves[name].transition(name, act=act) for name, act in acts.items())
    return States("state", initial, steps)


INTERESTS = register(
    Register(
        name="member-interests",
        title="Members' interests",
        singular="interest of a member",
        model=MemberInterest,
        area=DEMOCRATIC,
        only=interests.KEEPERS,
        editors=JUDGES,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("member", "Member", Kind.REFERENCE, True, facet=True, to="members", fixed=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("text", "Interest", Kind.TEXT, required=True),
            Column("sensitive", "Details withheld", Kind.FLAG, listed=False),
            Column("start", "Notified", Kind.DATE, required=True),
            TO,
            SOURCE,
        ),
        published_when=Q(sensitive=False),
        create=interests.notify,
        change=interests.change,
        search=("member__label", "text"),
        retention=RETENTION,
        description="What members notified under the Localism Act 2011 and the code of conduct.",
        empty="No interest is notified yet. Add one, or import the register as a sheet.",
    )
)

DISPENSATIONS = register(
    Register(
        name="dispensations",
        title="Dispensations",
        singular="dispensation",
        model=Dispensation,
        area=DEMOCRATIC,
        only=interests.KEEPERS,
        editors=JUDGES,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("member", "Member", Kind.REFERENCE, True, facet=True, to="members", fixed=True),
            Column(
                "interest",
                "Registered interest",
                Kind.REFERENCE,
                to="member-interests",
                fixed=True,
                listed=False,
            ),
            Column("matter", "Interest", Kind.TEXT, required=True, fixed=True),
            Column("speaks", "May speak", Kind.FLAG, fixed=True),
            Column("votes", "May vote", Kind.FLAG, fixed=True),
            Column("ground", "Ground", Kind.CHOICE, required=True, facet=True, listed=False),
            Column("reason", "Why", Kind.LONG_TEXT, required=True, listed=False),
            Column("granted_by", "Granted by", Kind.TEXT, required=True),
            Column("granted_on", "Granted", Kind.DATE, required=True, fixed=True, listed=False),
            Column("start", "From", Kind.DATE, required=True, fixed=True),
            Column("end", "Until", Kind.DATE, True, help="The first day it no longer holds."),
            SOURCE,
        ),
        published_when=Q(interest=None) | Q(interest__sensitive=False),
        create=interests.grant,
        change=interests.change_dispensation,
        search=("member__label", "matter", "reason"),
        retention=RETENTION,
        description="Leave to speak or vote in spite of an interest, for how long and by whom.",
        empty="No dispensation is granted. Enter one as it was granted.",
    )
)

QUESTIONS = register(
    Register(
        name="meeting-questions",
        title="Questions at meetings",
        singular="question at a meeting",
        model=MeetingQuestion,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
            Column("kind", "Asked by", Kind.CHOICE, facet=True),
            Column("member", "Member", Kind.REFERENCE, to="members", listed=False),
            Column("text", "Question", Kind.LONG_TEXT, required=True),
            Column("to_role", "To", Kind.TEXT, required=True),
            Column("received_on", "Received", Kind.DATE, required=True),
            Column("refusal", "Why refused", Kind.LONG_TEXT, editable=False, listed=False),
            Column("answer", "Answer", Kind.LONG_TEXT, editable=False, listed=False),
            Column("supplementary", "Asked besides", Kind.LONG_TEXT, editable=False, listed=False),
            Column(
                "supplementary_answer",
                "Answered to that",
                Kind.LONG_TEXT,
                editable=False,
                listed=False,
            ),
            Column("written", "In writing", Kind.FLAG, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=_states(
            "received",
            QUESTION,
            {
                "accept": questions.accept,
                "refuse": questions.refuse,
                "withdraw": questions.withdraw_question,
            },
        ),
        published_when=Q(
            state__in=MeetingQuestion.OPEN, meeting__state__in=SHOWN, meeting__body__public=True
        ),
        create=questions.receive,
        change=questions.change,
        search=("text", "answer", "to_role"),
        retention=RETENTION,
        description="Questions of the public and of members, and what was answered.",
        empty="No question is received yet. Add one, or import a sheet.",
    )
)

MOTIONS = register(
    Register(
        name="motions",
        title="Motions",
        singular="motion",
        model=Motion,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "item__meeting__body__code"),),
        key=("reference",),
        columns=(
            reference(),
            Column("item", "Item", Kind.REFERENCE, True, to="agenda-items", fixed=True),
            Column("amends", "Amends", Kind.REFERENCE, to="motions", fixed=True, listed=False),
            Column("text", "Text", Kind.LONG_TEXT, required=True),
            Column("first_text", "As first moved", Kind.LONG_TEXT, editable=False, listed=False),
            Column("mover", "Moved by", Kind.REFERENCE, to="members"),
            Column("seconder", "Seconded by", Kind.REFERENCE, to="members", listed=False),
            Column("vote", "Vote", Kind.REFERENCE, to="votes", editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=_states(
            "given", MOTION, {"move": questions.move, "withdraw": questions.withdraw_motion}
        ),
        published_when=Q(
            state__in=Motion.OPEN,
            item__exempt_paragraph="",
            item__meeting__state=Meeting.State.HELD,
            item__meeting__body__public=True,
        ),
        create=questions.give_notice,
        change=questions.change,
        search=("reference", "text"),
        retention=RETENTION,
        description="Motions and amendments, who moved them, and what became of them.",
        empty="No motion is recorded yet. Add one to an item of a meeting.",
    )
)

PRIVATE_NOTICES = register(
    Register(
        name="private-notices",
        title="Notices of private meetings",
        singular="notice of a private meeting",
        model=PrivateNotice,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
            Column("matter", "Business", Kind.TEXT, required=True),
            Column("paragraph", "Paragraph", Kind.CHOICE, required=True, facet=True),
            Column("reason", "Why in private", Kind.LONG_TEXT, required=True, listed=False),
            Column("first_on", "First notice", Kind.DATE, editable=False),
            Column("second_on", "Second notice", Kind.DATE, editable=False),
            Column("representations", "Representations", Kind.LONG_TEXT, listed=False),
            Column("response", "Response", Kind.LONG_TEXT, listed=False),
            Column("agreed_by", "Agreed by", Kind.TEXT, editable=False, listed=False),
            Column("agreed_reason", "Why urgent", Kind.LONG_TEXT, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=_states(
            "draft",
            PRIVATE_NOTICE,
            {
                "first": private_notices.publish_first,
                "second": private_notices.publish_second,
                "withdraw": private_notices.withdraw,
            },
        ),
        published_when=Q(state__in=PrivateNotice.OPEN, meeting__body__public=True),
        create=private_notices.create,
        change=private_notices.change,
        search=("matter", "reason"),
        retention=RETENTION,
        description="Business an executive means to take in private, with what was said to that.",
        empty="No meeting is to be private. Add a notice 28 clear days before one that is.",
    )
)

EXEMPT_PAPERS = register(
    Register(
        name="exempt-papers",
        title="Exempt papers",
        singular="exempt paper",
        model=ExemptPaper,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("item", "Item", Kind.REFERENCE, True, to="agenda-items", fixed=True),
            Column("title", "Paper", Kind.TEXT, required=True),
            Column("paragraph", "Paragraph", Kind.CHOICE, required=True, facet=True),
            Column("public_interest", "Why it is withheld", Kind.LONG_TEXT, True, listed=False),
            Column("review_on", "Review due", Kind.DATE),
        ),
        scopes=(("body", "item__meeting__body__code"),),
        clearance="exempt",
        create=papers.create_exempt,
        change=bodies.change,
        ways=Ways.FORMS,
        retention=RETENTION,
        description="Papers that are not for publication; the file of each hangs on its record.",
        empty="No paper is kept from the public.",
    )
)

PACK_COLUMNS = (
    Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
    Column("number", "Number", Kind.INTEGER),
    Column("first_page", "First page", Kind.INTEGER),
    Column("last_page", "Last page", Kind.INTEGER),
    Column("made_on", "Made", Kind.DATE),
)

PACKS = register(
    Register(
        name="agenda-packs",
        title="Agenda packs",
        singular="agenda pack",
        model=AgendaPack,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("meeting", "number"),
        columns=PACK_COLUMNS,
        published_when=Q(meeting__state__in=SHOWN, meeting__body__public=True),
        ways=Ways.NONE,
        retention=RETENTION,
        description="Agendas with their papers as one PDF, and the supplements to them.",
        empty="No pack is made yet. Make one from the page of a meeting.",
    )
)

EXEMPT_PACKS = register(
    Register(
        name="exempt-packs",
        title="Packs with exempt papers",
        singular="pack with exempt papers",
        model=ExemptPack,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("meeting", "number"),
        columns=PACK_COLUMNS,
        scopes=(("body", "meeting__body__code"),),
        clearance="exempt",
        ways=Ways.NONE,
        retention=RETENTION,
        description="Packs for those who may read what is not for publication.",
        empty="No pack with exempt papers is made.",
    )
)
