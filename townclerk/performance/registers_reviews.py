"""The registers of reviews from outside."""

from django.db.models import Q

from townclerk.performance import policies
from townclerk.performance.models import (
    EvidenceDocument,
    EvidenceLink,
    Review,
    ReviewQuestion,
    ReviewRecommendation,
)
from townclerk.performance.operations import CHIEF, PERFORMANCE
from townclerk.performance.operations import reviews as operations
from townclerk.performance.registers import PERMANENT, SECTION, SIX_YEARS
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    register,
)

CODE = Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False)
SIGNED = Q(review__signed_by_chief__isnull=False, review__signed_by_leader__isnull=False)
"""The statement to the reviewers is signed, and with it what it rests on is public."""
REPORTED = Q(review__reported_on__isnull=False)

REVIEWS = register(
    Register(
        name="reviews",
        title="Reviews from outside",
        singular="review",
        model=Review,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Review", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("by", "By", Kind.TEXT, required=True),
            Column("team", "Team, by role", Kind.LONG_TEXT, listed=False),
            Column("scope", "Scope", Kind.LONG_TEXT, listed=False),
            Column("follows", "Follows", Kind.REFERENCE, to="reviews", listed=False),
            Column("first", "Visit from", Kind.DATE),
            Column("last", "Visit to", Kind.DATE, listed=False),
            Column("statement_on", "Position statement", Kind.DATE, listed=False),
            Column("reported_on", "Reported", Kind.DATE),
            Column("plan_due", "Plan due", Kind.DATE, listed=False),
            Column("progress_due", "Progress report due", Kind.DATE, listed=False),
            Column("owner_role", "Coordinating role", Kind.TEXT, listed=False),
            Column("outcome", "Outcome", Kind.LONG_TEXT, listed=False),
            Column(
                "signed",
                "Statement signed by",
                Kind.TEXT,
                listed=False,
                value=lambda one: " and ".join(
                    str(who) for who in (one.signed_by_chief, one.signed_by_leader) if who
                ),
            ),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            Review.State.COMMISSIONED,
            tuple(
                policies.REVIEW[name].transition(name, act=act)
                for name, act in {
                    "begin-statement": operations.begin_statement,
                    "sign-as-chief": operations.sign_as_chief,
                    "sign-as-leader": operations.sign_as_leader,
                    "visit": operations.visit,
                    "report": operations.report,
                    "plan": operations.plan,
                    "progress": operations.progress,
                    "close": operations.close,
                }.items()
            ),
        ),
        create=operations.create_review,
        search=("code", "title", "scope"),
        prefetch=("signed_by_chief", "signed_by_leader"),
        retention=PERMANENT,
        description="Peer challenges and other looks at the council by others.",
        empty="No review is recorded yet. Add one, then its documents and recommendations.",
    )
)

DOCUMENTS = register(
    Register(
        name="evidence-documents",
        title="Evidence library",
        singular="document of evidence",
        model=EvidenceDocument,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("review", "Review", Kind.REFERENCE, required=True, facet=True, to="reviews"),
            Column("number", "Number", Kind.INTEGER, required=True),
            Column("item", "Sub-item", Kind.TEXT),
            Column("title", "Document", Kind.TEXT, required=True),
            Column("dated", "Of", Kind.DATE, help="The day the document speaks of."),
            Column("place", "Where it is kept", Kind.TEXT, listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, facet=True, listed=False),
            SOURCE,
        ),
        published_when=SIGNED,
        search=("title",),
        retention=SIX_YEARS,
        description="Numbered documents of each review, with the day each speaks of.",
        empty="No document is in the library yet. Import the numbered list.",
    )
)

QUESTIONS = register(
    Register(
        name="review-questions",
        title="Questions of reviews",
        singular="question",
        model=ReviewQuestion,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("review", "Review", Kind.REFERENCE, required=True, facet=True, to="reviews"),
            Column("number", "Number", Kind.INTEGER, required=True),
            Column("theme", "Area", Kind.CHOICE, facet=True),
            Column("question", "Question", Kind.TEXT, required=True),
            Column("answer", "Answer so far", Kind.LONG_TEXT, listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, listed=False),
            SOURCE,
        ),
        published_when=SIGNED,
        search=("question", "answer"),
        retention=SIX_YEARS,
        description="What reviewers ask, and what the council answers.",
        empty="No question is recorded yet.",
    )
)

LINKS = register(
    Register(
        name="evidence-links",
        title="Evidence for questions",
        singular="link",
        model=EvidenceLink,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("question", "document"),
        columns=(
            Column(
                "question",
                "Question",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="review-questions",
                fixed=True,
            ),
            Column(
                "document",
                "Document",
                Kind.REFERENCE,
                required=True,
                to="evidence-documents",
                fixed=True,
            ),
            Column("place", "Where in it", Kind.TEXT),
            SOURCE,
        ),
        retention=SIX_YEARS,
        description="Which document answers which question.",
        empty="No document is linked to a question yet.",
    )
)

RECOMMENDATIONS = register(
    Register(
        name="review-recommendations",
        title="Recommendations of reviews",
        singular="recommendation of a review",
        model=ReviewRecommendation,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("review", "Review", Kind.REFERENCE, required=True, facet=True, to="reviews"),
            Column("letter", "Letter", Kind.TEXT, required=True),
            Column("title", "Recommendation", Kind.TEXT, required=True),
            Column("statement", "States a purpose only", Kind.FLAG, listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, facet=True),
            Column("action", "What is done", Kind.LONG_TEXT, listed=False),
            Column("due", "Due", Kind.DATE),
            Column("progress", "Progress", Kind.LONG_TEXT, editable=False, listed=False),
            Column("progress_on", "Reported", Kind.DATE, editable=False),
            Column("tracker", "Followed as", Kind.TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            ReviewRecommendation.State.RECEIVED,
            tuple(
                policies.RECOMMENDATION[name].transition(name, act=act)
                for name, act in {
                    "ask": operations.ask,
                    "track": operations.track,
                    "note": operations.note,
                    "report": operations.report_on,
                    "done": operations.done,
                }.items()
            ),
        ),
        create=operations.create_recommendation,
        change=operations.change_recommendation,
        published_when=REPORTED,
        search=("title", "action", "progress"),
        retention=PERMANENT,
        description="What reviewers recommend, by letter, and what was done about it.",
        empty="No recommendation is recorded yet.",
    )
)
