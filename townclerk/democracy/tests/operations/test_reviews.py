"""Reviews: the route of the report, responses with their reasons, progress until closed."""

from datetime import date

import pytest

from townclerk.democracy.models import Body, Review, ScrutinyRecommendation, Topic
from townclerk.democracy.operations import reviews
from townclerk.democracy.tests.builders import a_body, a_member, at, by, seat
from townclerk.kernel.errors import Problems
from townclerk.platform import extracts
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.models import Task

pytestmark = pytest.mark.django_db
CABINET_DAY, COUNCIL_DAY = date(2021, 10, 7), date(2021, 11, 18)
NOW = at(date(2021, 10, 8))


@pytest.fixture
def review(clerk):
    body = a_body(clerk, "regeneration", Body.Kind.SCRUTINY, decides=False)
    values = {
        "reference": "housing",
        "title": "Housing for vulnerable people",
        "body": body,
        "scope": "What is offered, and to whom.",
        "scoped_on": date(2020, 9, 1),
        "reported_on": date(2021, 6, 15),
    }
    found = reviews.scope(values, **by(clerk, NOW))
    for number in (1, 2, 3):
        values = {"reference": f"housing-{number}", "review": found, "number": number}
        reviews.recommend(values | {"text": f"Do {number}."}, **by(clerk, NOW))
    return found


def before_council(review, clerk):
    review = reviews.agree(
        review, on=date(2021, 7, 6), next_on=CABINET_DAY, **by(clerk, at(date(2021, 7, 7)))
    )
    assert review.awaited == ("Cabinet", CABINET_DAY)
    return reviews.agree(review, on=CABINET_DAY, next_on=COUNCIL_DAY, **by(clerk, NOW))


def one(number):
    return ScrutinyRecommendation.objects.get(number=number)


def test_what_cabinet_agreed_still_waits_for_council(clerk, review):
    review = before_council(review, clerk)
    assert (review.state, review.awaited) == ("council", ("Council", COUNCIL_DAY))
    with pytest.raises(Problems):
        reviews.change(review, {"cabinet_on": COUNCIL_DAY}, **by(clerk, NOW))
    review = reviews.agree(review, on=COUNCIL_DAY, **by(clerk, at(COUNCIL_DAY)))
    assert (review.state, review.awaited) == ("monitored", None)


def test_cabinet_owes_its_response_two_months_after_the_committee_agreed(clerk, review):
    before_council(review, clerk)
    task = Task.objects.get(kind=reviews.RESPONSE)
    assert (task.owner_role, task.due, task.state) == ("cabinet-member", date(2021, 9, 6), "open")


def test_a_rejected_recommendation_needs_a_reason_and_an_accepted_one_an_owner(clerk, review):
    with pytest.raises(Problems) as refused:
        reviews.respond(one(1), response="reject", **by(clerk, NOW))
    assert [problem.field for problem in refused.value.problems] == ["response_reason"]
    with pytest.raises(Problems) as refused:
        reviews.respond(one(1), response="accept", **by(clerk, NOW))
    assert [problem.field for problem in refused.value.problems] == ["owner_role", "due"]
    why = {"response_reason": "No money is left for it."}
    assert reviews.respond(one(1), response="reject", **why, **by(clerk, NOW)).state == "rejected"
    with pytest.raises(Refused):
        reviews.respond(one(2), response="reject", **why, **by(an_actor("programme-office"), NOW))


def test_progress_is_owed_every_six_months_until_the_recommendation_is_closed(clerk, review):
    review = before_council(review, clerk)
    owner = {"owner_role": "head-of-service", "due": date(2022, 12, 31)}
    running = reviews.respond(one(1), response="accept", **owner, **by(clerk, NOW))
    for number in (2, 3):
        reviews.respond(
            one(number), response="reject", response_reason="Done already.", **by(clerk, NOW)
        )
    assert Task.objects.get(kind=reviews.RESPONSE).state == "done"
    assert Task.objects.get(kind=reviews.PROGRESS).due == date(2022, 4, 8)
    told = at(date(2022, 4, 1))
    head = an_actor("head-of-service")
    running = reviews.report_progress(running, text="Half of it.", **by(head, told))
    assert running.progress_due == date(2022, 10, 1)
    review = reviews.agree(review, on=COUNCIL_DAY, **by(clerk, told))
    with pytest.raises(Problems):
        reviews.close(review, **by(clerk, told))
    reviews.close_recommendation(running, evidence="All let.", **by(clerk, told))
    assert Task.objects.get(kind=reviews.PROGRESS).state == "done"
    assert reviews.close(review, **by(clerk, told)).state == Review.State.CLOSED


def test_no_scope_is_written_for_a_topic_that_overlaps(clerk, review):
    topic = Topic(title="Channel shift", overlaps="Contact centre (topic)")
    values = {"reference": "r2", "title": "Channel shift", "body": review.body, "topic": topic}
    with pytest.raises(Problems):
        reviews.scope(values, **by(clerk, NOW))


@pytest.mark.parametrize(
    ("reported", "first", "last", "told"),
    [
        (date(2024, 2, 29), date(2025, 2, 1), date(2025, 2, 28), 3),
        (date(2023, 2, 28), date(2024, 2, 1), date(2024, 2, 28), 3),
        (date(2023, 2, 28), date(2024, 2, 29), date(2024, 3, 31), 0),
        (date(2021, 4, 1), date(2022, 4, 1), date(2023, 3, 31), 3),
        (date(2022, 4, 1), date(2022, 4, 1), date(2023, 3, 31), 0),
    ],
)
def test_a_year_on_every_recommendation_of_the_same_days_is_told(
    clerk, review, reported, first, last, told
):
    Review.objects.update(reported_on=reported)
    window = extracts.by_name("recommendations-a-year-on").window
    assert ScrutinyRecommendation.objects.filter(window(first, last)).count() == told


def test_a_board_that_may_not_decide_is_sent_no_recommendation(clerk, review):
    values = {"reference": "x", "review": review, "number": 9, "text": "Do.", "to": review.body}
    with pytest.raises(Problems) as refused:
        reviews.recommend(values, **by(clerk, NOW))
    assert "no power to decide" in refused.value.problems[0].message


def test_a_review_goes_from_its_scope_to_its_committee(clerk):
    member = an_actor("scrutiny-member")
    body = a_body(clerk, "children", Body.Kind.SCRUTINY, decides=False)
    group = a_body(clerk, "curriculum-group", Body.Kind.PANEL, parent=body)
    lead = a_member(clerk, "lead")
    seat(clerk, group, lead, role="chair")
    given = {"reference": "curriculum", "title": "Curriculum", "body": body, "group": group}
    found = reviews.scope(given | {"lead": lead}, **by(member, NOW))
    assert (found.scoped_on, found.lead.memberships.get().body) == (NOW.date(), group)
    with pytest.raises(reviews.CannotReview, match="what the review asks"):
        reviews.gather(found, **by(member, NOW))
    found = reviews.change(found, {"scope": "What pupils miss."}, **by(member, NOW))
    found = reviews.gather(found, **by(member, NOW))
    heard = {"review": found, "on": NOW.date(), "title": "Heads of schools"}
    with pytest.raises(Problems, match="role of the witness"):
        reviews.add_evidence(heard | {"reference": "w", "kind": "witness"}, **by(member, NOW))
    for kind in ("meeting", "witness", "visit", "document"):
        values = {"reference": kind, "kind": kind, "witness_role": "Head teacher"}
        reviews.add_evidence(heard | values, **by(member, NOW))
    assert found.evidence.count() == 4
    found = reviews.draft(found, **by(clerk, NOW))
    with pytest.raises(reviews.CannotReview, match="recommendations first"):
        reviews.finish(found, **by(clerk, NOW))
    recommended = {"reference": "curriculum-1", "review": found, "number": 1, "text": "Do."}
    reviews.recommend(recommended, **by(clerk, NOW))
    found = reviews.finish(found, **by(clerk, NOW))
    assert (found.state, found.awaited[0], found.reported_on) == (
        "committee",
        "Children",
        NOW.date(),
    )
