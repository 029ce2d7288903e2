"""Figures of scrutiny and of member development: the annual report's numbers, none typed."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from fractions import Fraction

from townclerk.democracy.figures import OWNER, PERIODS, municipal_scopes
from townclerk.democracy.figures_counting import (
    MUNICIPAL,
    Row,
    answered,
    counted,
    declare_count,
    in_span,
    periods_of,
    said,
    share,
    span,
)
from townclerk.democracy.models import (
    Body,
    CallIn,
    Meeting,
    MemberTraining,
    Review,
    ScrutinyRecommendation,
    Topic,
    TrainingSession,
)
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.figures import (
    COUNCIL,
    Answer,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Unit,
    figure,
)
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import Step
from townclerk.platform import clock, records

SCRUTINY, REVIEWS, TRAINING = "democracy.scrutiny.", "democracy.reviews.", "democracy.training."
BODIES = (Body.Kind.SCRUTINY, Body.Kind.BOARD)


def _meetings(known_at: datetime | None) -> Iterable[Row]:
    bodies = {one.pk: one for one in records.as_known(Body, known_at, kind__in=BODIES)}
    for one in records.as_known(Meeting, known_at, state=Meeting.State.HELD):
        if (body := bodies.get(one.body_id)) is not None:
            yield Row(one, one.on, one.reference, open=body.public)


def _call_ins(known_at: datetime | None) -> Iterable[Row]:
    for one in records.as_known(CallIn, known_at):
        yield Row(one, one.requested_on, f"Requested on {date_display(one.requested_on)}")


def _topics(*states: str) -> Callable[[datetime | None], Iterable[Row]]:
    def rows(known_at: datetime | None) -> Iterable[Row]:
        for one in records.as_known(Topic, known_at, state__in=states):
            yield Row(one, one.due or one.suggested_on, one.title)

    return rows


def _reports(known_at: datetime | None) -> Iterable[Row]:
    for one in records.as_known(Review, known_at, state__in=Review.REPORTED):
        yield Row(one, one.reported_on, one.title)


def _made(known_at: datetime | None) -> list[ScrutinyRecommendation]:
    reported = {one.pk: one for one in records.as_known(Review, known_at)}
    return [
        one
        for one in records.as_known(ScrutinyRecommendation, known_at)
        if reported[one.review_id].state in Review.REPORTED
    ]


def _recommendations(known_at: datetime | None) -> Iterable[Row]:
    for one in _made(known_at):
        yield Row(one, one.review.reported_on, one.reference)


def _accepted(known_at: datetime | None) -> Iterable[Row]:
    for one in _made(known_at):
        if one.response in ("accept", "part"):
            yield Row(one, one.responded_on, one.reference)


def _answered(known_at: datetime | None) -> Iterable[Row]:
    for one in _made(known_at):
        if one.response:
            yield Row(one, one.responded_on, one.reference)


def _closed(known_at: datetime | None) -> Iterable[Row]:
    for one in _made(known_at):
        if one.closed_on:
            yield Row(one, one.closed_on, one.reference)


def _sessions(known_at: datetime | None) -> Iterable[Row]:
    held = TrainingSession.State.HELD
    for one in records.as_known(TrainingSession, known_at, state=held):
        yield Row(one, one.on, one.title)


declare_count(
    f"{SCRUTINY}meetings",
    "Meetings of scrutiny",
    "Meetings held of overview and scrutiny committees and of their management board.",
    "meetings",
    _meetings,
    unit="meetings",
)
declare_count(
    f"{SCRUTINY}call_ins",
    "Call-ins to scrutiny",
    "Requests that scrutiny look at a decision again, by the day of the request, valid or not.",
    "call-ins",
    _call_ins,
    unit="call-ins",
)
declare_count(
    f"{SCRUTINY}topics_considered",
    "Topics scrutiny considered",
    "Topics of work programmes that were considered, by the day they were for.",
    "scrutiny-topics",
    _topics(*Topic.SETTLED),
    unit="topics",
)
declare_count(
    f"{SCRUTINY}topics_dropped",
    "Topics scrutiny dropped",
    "Topics of work programmes that were dropped, each with a minuted reason.",
    "scrutiny-topics",
    _topics(Topic.State.DROPPED),
    unit="topics",
)
declare_count(
    f"{SCRUTINY}reviews",
    "Reviews of scrutiny reported",
    "Reviews whose report is final, by the day it was.",
    "scrutiny-reviews",
    _reports,
    unit="reviews",
)
declare_count(
    f"{SCRUTINY}recommendations",
    "Recommendations of scrutiny",
    "Recommendations of reviews, by the day the report was final.",
    "scrutiny-recommendations",
    _recommendations,
    unit="recommendations",
)
declare_count(
    f"{REVIEWS}accepted",
    "Recommendations of scrutiny accepted",
    "Recommendations accepted whole or in part, by the day of the answer.",
    "scrutiny-recommendations",
    _accepted,
    unit="recommendations",
    polarity=Polarity.HIGHER_IS_BETTER,
)
declare_count(
    f"{REVIEWS}closed",
    "Recommendations of scrutiny carried out",
    "Accepted recommendations that were closed with their evidence, by the day they were.",
    "scrutiny-recommendations",
    _closed,
    unit="recommendations",
    polarity=Polarity.HIGHER_IS_BETTER,
)
declare_count(
    f"{TRAINING}sessions",
    "Training sessions for members",
    "Sessions held: mandatory training, mop-ups, inductions, briefings before Council, skills.",
    "training-sessions",
    _sessions,
    unit="sessions",
)


@figure(
    key=f"{REVIEWS}acceptance_rate",
    label="Share of scrutiny's recommendations accepted",
    unit=Unit.PERCENT,
    display="% 1 dp",
    polarity=Polarity.HIGHER_IS_BETTER,
    grain=Grain(scopes=(COUNCIL, MUNICIPAL), periods=PERIODS),
    definition="Recommendations accepted whole or in part over those answered.",
    source="The register of recommendations of scrutiny.",
    owner_role=OWNER,
    area=DEMOCRATIC,
    public=True,
    scopes=municipal_scopes,
    periods_by_scope=periods_of(_answered),
)
def acceptance_rate(question: Question) -> Answer:
    top = in_span(_accepted(question.known_at), question)
    bottom = in_span(_answered(question.known_at), question)
    register, unit = "scrutiny-recommendations", "recommendations"
    how = said(*span(question))
    return share(
        counted(top, "Accepted, whole or in part", unit, register, f"Accepted {how}"),
        counted(bottom, "Answered", unit, register, f"Answered {how}"),
        "Share of scrutiny's recommendations accepted",
        span(question)[1] or clock.today(),
    )


@figure(
    key=f"{REVIEWS}days_to_report",
    label="Days from scope to report of a review",
    unit=Unit.DAYS,
    display="days 0 dp",
    polarity=Polarity.LOWER_IS_BETTER,
    grain=Grain(scopes=(COUNCIL, MUNICIPAL), periods=PERIODS),
    definition="The mean of the days from the scope to the final report of the reviews reported.",
    source="The register of reviews of scrutiny.",
    owner_role=OWNER,
    area=DEMOCRATIC,
    public=True,
    scopes=municipal_scopes,
    periods_by_scope=periods_of(_reports),
)
def days_to_report(question: Question) -> Answer:
    rows = [
        Row(one, one.reported_on, one.title, (one.reported_on - one.scoped_on).days)
        for one in records.as_known(Review, question.known_at)
        if one.reported_on and one.scoped_on and one.state in Review.REPORTED
    ]
    found = in_span(rows, question)
    if not found:
        raise NotAnswerable("No review with both its scope and its report was reported then.")
    days = counted(found, "Days in all", "days", "scrutiny-reviews", "Scope to report, added up")
    number = len(found)
    step = Step(
        label="Days from scope to report of a review",
        value=Fraction(int(str(days.value)), number),
        unit="days",
        how=f"{days.value} ÷ {number} reviews",
        parts=(days,),
        held_by=OWNER,
    )
    return answered(step, span(question)[1])


def _asked(question: Question) -> tuple[date, list[MemberTraining]]:
    day = question.as_at or clock.today()
    rows = records.as_known(MemberTraining, question.known_at)
    return day, [row for row in rows if row.due <= day]


@figure(
    key=f"{TRAINING}completion",
    label="Training members must have, done",
    unit=Unit.PERCENT,
    display="% 1 dp",
    polarity=Polarity.HIGHER_IS_BETTER,
    definition="Requirements of members that were done by a day, over those due by it.",
    source="The register of the training of members.",
    owner_role=OWNER,
    area=DEMOCRATIC,
    whole=False,
)
def completion(question: Question) -> Answer:
    day, rows = _asked(question)
    done = [row for row in rows if row.attended_on and row.attended_on <= day]
    how = f"by {date_display(day)}"
    return share(
        counted(_training(done), "Done", "requirements", "member-training", f"Done {how}"),
        counted(_training(rows), "Due", "requirements", "member-training", f"Due {how}"),
        "Training members must have, done",
        day,
    )


def _training(rows: Iterable[MemberTraining]) -> list[Row]:
    return [Row(row, row.due, str(row), open=False) for row in rows]


@figure(
    key=f"{TRAINING}barred",
    label="Members barred from sitting",
    unit=Unit.COUNT,
    display="count",
    polarity=Polarity.LOWER_IS_BETTER,
    definition="Requirements past their day and not done, where the training bars from sitting.",
    source="The register of the training of members.",
    owner_role=OWNER,
    area=DEMOCRATIC,
)
def barred(question: Question) -> Answer:
    day, rows = _asked(question)
    found = [
        row
        for row in rows
        if row.requirement.bars
        and row.due < day
        and (row.attended_on is None or row.attended_on > day)
    ]
    step = counted(
        _training(found),
        "Members barred from sitting",
        "requirements",
        "member-training",
        f"Not done by {date_display(day)}",
    )
    return answered(step, day)
