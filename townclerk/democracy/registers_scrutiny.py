"""The registers of scrutiny: programmes, topics, surveys, the city region, reviews."""

from datetime import date
from typing import Any

from django.db.models import Q

from townclerk.democracy import policies_scrutiny as policies
from townclerk.democracy.models import (
    LinkItem,
    MemberSurvey,
    Programme,
    RecommendationProgress,
    Review,
    ReviewEvidence,
    ScrutinyRecommendation,
    Topic,
)
from townclerk.democracy.operations import reviews, scrutiny
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.registers import EVERY, RETENTION, SECTION
from townclerk.kernel.display import date_display
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

REPORTED = Q(state__in=Review.REPORTED)
OF_REPORTED = Q(review__state__in=Review.REPORTED)

PROGRAMMES = register(
    Register(
        name="work-programmes",
        title="Work programmes",
        singular="work programme",
        model=Programme,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("body", "Body", Kind.REFERENCE, True, facet=True, to="bodies", fixed=True),
            Column("year", "Municipal year", Kind.TEXT, required=True, facet=True, fixed=True),
            Column("start", "From", Kind.DATE, required=True),
            Column("end", "Until", Kind.DATE, required=True, help="The last day it covers."),
            Column("capacity", "Topics a meeting takes", Kind.INTEGER),
            Column("agreed_on", "Agreed", Kind.DATE),
            Column("officer_role", "Scrutiny officer", Kind.TEXT, listed=False),
            SOURCE,
        ),
        published_when=Q(body__public=True),
        search=("reference", "body__name", "year"),
        retention=RETENTION,
        description="What each scrutiny body means to look at in a municipal year.",
        empty="No work programme is recorded yet. Add one for each scrutiny body of the year.",
    )
)

TOPICS = register(
    Register(
        name="scrutiny-topics",
        title="Scrutiny topics",
        singular="scrutiny topic",
        model=Topic,
        area=DEMOCRATIC,
        subject=policies.TOPICS,
        only=policies.SCRUTINEERS,
        section=SECTION,
        scopes=(("body", "programme__body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column(
                "programme",
                "Work programme",
                Kind.REFERENCE,
                True,
                facet=True,
                to="work-programmes",
                fixed=True,
            ),
            Column("title", "Topic", Kind.TEXT, required=True),
            Column("text", "What scrutiny asks", Kind.LONG_TEXT, listed=False),
            Column("kind", "Type", Kind.CHOICE, facet=True),
            Column("origin", "Where it came from", Kind.CHOICE, facet=True, listed=False),
            Column("suggested_on", "Suggested", Kind.DATE, listed=False),
            Column("due", "For", Kind.DATE),
            Column("meeting", "Meeting", Kind.REFERENCE, to="meetings", listed=False, fixed=True),
            Column("officer_role", "Who brings it", Kind.TEXT, listed=False),
            Column("entry", "Decision to come", Kind.REFERENCE, to="forward-plan", listed=False),
            Column("figure", "Figure it is about", Kind.TEXT, listed=False),
            Column("overlap_reason", "Why all the same", Kind.LONG_TEXT, listed=False),
            Column("deferrals", "Times deferred", Kind.INTEGER, editable=False, listed=False),
            Column("reason", "Why deferred or dropped", Kind.LONG_TEXT, False, editable=False),
            Column("outcome", "What came of it", Kind.LONG_TEXT, listed=False, fixed=True),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "suggested",
            (
                policies.TOPIC["accept"].transition(
                    "accept", act=scrutiny.accept, subject=policies.TOPICS
                ),
            ),
        ),
        published_when=Q(programme__body__public=True) & ~Q(state=Topic.State.SUGGESTED),
        create=scrutiny.suggest,
        change=scrutiny.change,
        search=("reference", "title", "text"),
        retention=RETENTION,
        description="What scrutiny looks at, from suggestion to what followed.",
        empty="No topic is suggested yet. Suggest one, or import a programme.",
    )
)

SURVEYS = register(
    Register(
        name="member-surveys",
        title="Surveys of members",
        singular="survey",
        model=MemberSurvey,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Survey", Kind.TEXT, required=True),
            Column("about", "About", Kind.CHOICE, required=True, facet=True),
            Column("sent_on", "Sent", Kind.DATE, required=True),
            Column("closes_on", "Closes", Kind.DATE, listed=False),
            Column("asked", "Asked", Kind.INTEGER),
            Column("answered", "Answered", Kind.INTEGER),
            Column("findings", "Findings", Kind.LONG_TEXT, listed=False),
            SOURCE,
        ),
        search=("reference", "title"),
        retention=RETENTION,
        description="The annual survey about scrutiny, and surveys about member development.",
        empty="No survey is recorded yet.",
    )
)

LINKS = register(
    Register(
        name="city-region-links",
        title="City-region scrutiny links",
        singular="link item",
        model=LinkItem,
        area=DEMOCRATIC,
        subject=policies.TOPICS,
        only=policies.SCRUTINEERS,
        section=SECTION,
        scopes=(("body", "meeting__body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("meeting", "Meeting", Kind.REFERENCE, True, to="meetings", fixed=True),
            Column("title", "Item", Kind.TEXT, required=True),
            Column("text", "What matters here", Kind.LONG_TEXT, listed=False),
            Column("link_member", "Link member", Kind.REFERENCE, to="members", listed=False),
            Column("feeds", "For", Kind.REFERENCE, to="bodies", facet=True),
            Column("fed_at", "Heard at", Kind.REFERENCE, to="meetings", editable=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States("state", "noted"),
        published_when=EVERY,
        create=scrutiny.create_link,
        search=("reference", "title"),
        retention=RETENTION,
        description="What the link member brings back from the scrutiny of the city region.",
        empty="Nothing is brought back yet.",
    )
)


def _members(one: Review) -> str:
    """Who sat on its task group while it was under way."""
    if one.group is None:
        return ""
    begun, ended = one.scoped_on or date.min, one.reported_on or date.max
    held = [
        seat
        for seat in one.group.memberships.all()
        if seat.start <= ended and (seat.end is None or seat.end > begun)
    ]
    return ", ".join(dict.fromkeys(str(seat.member) for seat in held))


def _progress(one: ScrutinyRecommendation) -> str:
    """What was reported last, with its day."""
    last = max(one.progress.all(), key=lambda said: said.on, default=None)
    return f"{date_display(last.on)}: {last.text}" if last is not None else ""


REVIEW_ACTS: dict[str, Any] = {
    "gather": reviews.gather,
    "draft": reviews.draft,
    "finish": reviews.finish,
    "close": reviews.close,
}

REVIEWS = register(
    Register(
        name="scrutiny-reviews",
        title="Scrutiny reviews",
        singular="scrutiny review",
        model=Review,
        area=DEMOCRATIC,
        subject=policies.TOPICS,
        only=policies.SCRUTINEERS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Review", Kind.TEXT, required=True),
            Column("body", "Committee", Kind.REFERENCE, True, facet=True, to="bodies"),
            Column("group", "Task group", Kind.REFERENCE, to="bodies", listed=False),
            Column("lead", "Led by", Kind.REFERENCE, to="members", listed=False),
            Column("members", "Members", Kind.TEXT, listed=False, value=_members),
            Column("topic", "Topic", Kind.REFERENCE, to="scrutiny-topics", listed=False),
            Column("officer_role", "Scrutiny officer", Kind.TEXT, listed=False),
            Column("respondent_role", "Who answers for Cabinet", Kind.TEXT, listed=False),
            Column("scope", "Scope", Kind.LONG_TEXT, listed=False),
            Column("scoped_on", "Scoped", Kind.DATE),
            Column("report_due", "Report due", Kind.DATE, listed=False),
            Column("reported_on", "Report final", Kind.DATE, fixed=True),
            Column("report", "Report", Kind.TEXT, listed=False),
            Column("committee_on", "At its committee", Kind.DATE, listed=False),
            Column("cabinet_on", "At Cabinet", Kind.DATE, listed=False),
            Column("needs_council", "Goes to Council", Kind.FLAG, listed=False),
            Column("council_on", "At Council", Kind.DATE, listed=False),
            Column("findings", "Findings", Kind.LONG_TEXT, listed=False),
            Column("closed_on", "Closed", Kind.DATE, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States(
            "state",
            "scoped",
            tuple(
                policies.REVIEW[name].transition(name, act=act, subject=policies.TOPICS)
                for name, act in REVIEW_ACTS.items()
            ),
        ),
        published_when=REPORTED,
        prefetch=("group__memberships__member",),
        create=reviews.scope,
        change=reviews.change,
        search=("reference", "title", "scope"),
        retention=RETENTION,
        description="Reviews of scrutiny, from their scope until their recommendations are closed.",
        empty="No review is recorded yet. Add one with its scope.",
    )
)

EVIDENCE = register(
    Register(
        name="review-evidence",
        title="Evidence of reviews",
        singular="piece of evidence",
        model=ReviewEvidence,
        area=DEMOCRATIC,
        subject=policies.TOPICS,
        only=policies.SCRUTINEERS,
        section=SECTION,
        scopes=(("body", "review__body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column(
                "review",
                "Review",
                Kind.REFERENCE,
                True,
                facet=True,
                to="scrutiny-reviews",
                fixed=True,
            ),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("on", "Date", Kind.DATE, required=True),
            Column("title", "What", Kind.TEXT, required=True),
            Column("witness_role", "Witness, by role", Kind.TEXT, listed=False),
            Column("text", "What was found", Kind.LONG_TEXT, listed=False),
            SOURCE,
        ),
        create=reviews.add_evidence,
        search=("reference", "title"),
        retention=RETENTION,
        description="Meetings, witnesses, visits and documents of reviews.",
        empty="No evidence is recorded yet.",
    )
)

RECOMMENDATIONS = register(
    Register(
        name="scrutiny-recommendations",
        title="Recommendations of scrutiny",
        singular="recommendation of scrutiny",
        model=ScrutinyRecommendation,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "review__body__code"), ("body", "to__code")),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column(
                "review",
                "Review",
                Kind.REFERENCE,
                True,
                facet=True,
                to="scrutiny-reviews",
                fixed=True,
            ),
            Column("number", "Number", Kind.INTEGER, required=True),
            Column("text", "Recommendation", Kind.LONG_TEXT, required=True),
            Column("to", "To", Kind.REFERENCE, to="bodies", listed=False),
            Column("response", "Response", Kind.CHOICE, editable=False, facet=True),
            Column("response_reason", "Why", Kind.LONG_TEXT, editable=False, listed=False),
            Column("responded_on", "Answered", Kind.DATE, editable=False, listed=False),
            Column("owner_role", "Owner", Kind.TEXT, editable=False),
            Column("due", "Due", Kind.DATE, editable=False),
            Column("progress_due", "Progress due", Kind.DATE, editable=False),
            Column("progress", "Progress", Kind.LONG_TEXT, listed=False, value=_progress),
            Column("evidence", "Evidence", Kind.LONG_TEXT, editable=False, listed=False),
            Column("closed_on", "Closed", Kind.DATE, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States("state", "awaiting"),
        prefetch=("progress",),
        published_when=OF_REPORTED,
        create=reviews.recommend,
        search=("reference", "text"),
        retention=RETENTION,
        description="What reviews recommended, what was answered, and how far it is.",
        empty="No recommendation is recorded yet.",
    )
)

PROGRESS = register(
    Register(
        name="recommendation-progress",
        title="Progress on recommendations",
        singular="report of progress",
        model=RecommendationProgress,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        scopes=(("body", "recommendation__review__body__code"),),
        key=("recommendation", "on"),
        columns=(
            Column(
                "recommendation",
                "Recommendation",
                Kind.REFERENCE,
                True,
                to="scrutiny-recommendations",
                fixed=True,
            ),
            Column("on", "Date", Kind.DATE, required=True, fixed=True),
            Column("text", "How far it is", Kind.LONG_TEXT, required=True),
            SOURCE,
        ),
        published_when=Q(recommendation__review__state__in=Review.REPORTED),
        ways=Ways.NONE,
        search=("recommendation__reference", "text"),
        retention=RETENTION,
        description="What was reported of a recommendation, every six months until it is closed.",
        empty="No progress is reported yet.",
    )
)
