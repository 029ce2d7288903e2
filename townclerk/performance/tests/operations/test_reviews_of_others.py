"""Evidence with its age, questions with gaps, recommendations tracked or asked for review."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from townclerk import figures
from townclerk.assurance.tests.builders import a_recommendation as told_of
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.performance.models import (
    EvidenceDocument,
    EvidenceLink,
    Review,
    ReviewQuestion,
    ReviewRecommendation,
)
from townclerk.performance.operations import reviews as operations
from townclerk.performance.queries import reviews as queries
from townclerk.performance.tests.builders import by
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, a_user, an_actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange import template

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[4] / "data" / "performance"
ON = date(2023, 11, 30)


def a_review(**values):
    given = {"code": "peer", "title": "Peer challenge", "by": "Peers", **values}
    return operations.create_review(given, **by("chief-executive"))


def a_recommendation(review, letter="A", **values):
    given = {"review": review, "code": f"r-{letter}", "letter": letter, "title": "Do it", **values}
    return operations.create_recommendation(given, **by("chief-executive"))


def loaded():
    """The library and the recommendations as a user loads them."""
    for name in ("reviews", "evidence-documents", "review-recommendations"):
        path = DATA / f"{name}.csv"
        exchange.load(
            template(name), exchange.File(path.name, path.read_bytes()), **by("chief-executive")
        )


def test_it_loads_25_documents_with_sub_items_and_flags_what_is_older_than_a_year():
    loaded()
    held = EvidenceDocument.objects.filter(review__code="peer-2023")
    assert held.filter(item="").count() == 25
    assert held.filter(number=6).exclude(item="").count() == 3
    assert held.filter(number=11).exclude(item="").count() == 6
    assert not held.filter(source="").exists()
    audited = held.get(number=11, item="b")
    assert audited.dated == date(2022, 3, 31)
    stale = figures.ask("performance.evidence.stale", as_at=ON, reader=OPERATOR)
    with (DATA / "evidence-documents.csv").open(encoding="utf-8") as file:
        old = [r for r in csv.DictReader(file) if r["dated"] and r["dated"] < "2022-11-30"]
    assert stale.value == len(old) > 0
    assert any(step.label == str(audited) for step in stale.explanation.parts)
    later = figures.ask("performance.evidence.stale", as_at=date(2026, 1, 1), reader=OPERATOR)
    assert later.value == held.exclude(dated=None).count() > stale.value


def test_it_tracks_a_to_e_and_asks_for_a_look_at_f():
    loaded()
    rows = ReviewRecommendation.objects.filter(review__code="revisit-2022").order_by("letter")
    assert [(row.letter, row.state) for row in rows] == [
        *((letter, "tracked") for letter in "ABCDE"),
        ("F", "asked-for-review"),
    ]
    asked = Task.objects.get(source_id=str(rows[5].pk), kind="review-recommendation")
    assert asked.title.startswith("Say whether anything is to be done")
    assert figures.ask("performance.review_recommendations.tracked", reader=OPERATOR).value == 5
    assert figures.ask("performance.review_recommendations.asked", reader=OPERATOR).value == 1


def test_it_names_the_questions_without_an_answer_or_fresh_evidence():
    review = a_review()
    made = by("chief-executive")
    rows = {}
    for number, answer in enumerate(("We do", "We do", ""), 1):
        rows[number] = records.create(
            ReviewQuestion(
                review=review, code=f"q{number}", number=number, question="How?", answer=answer
            ),
            **made,
        )
    for number, dated in ((1, date(2023, 6, 1)), (2, date(2020, 1, 1))):
        document = EvidenceDocument(
            review=review, code=f"d{number}", number=number, title="A paper", dated=dated
        )
        records.create(document, **made)
        records.create(EvidenceLink(question=rows[number], document=document), **made)
    outlook = queries.outlook(review, on=ON, reader=a_reader("chief-executive"))
    assert [one.missing for one in outlook.questions] == [
        "",
        "no fresh evidence",
        "no answer and no evidence",
    ]
    asked = figures.ask("performance.review_questions.gaps", as_at=ON, reader=OPERATOR)
    assert asked.value == outlook.gaps == 2


def test_it_goes_from_statement_to_close_only_when_signed_planned_and_reported():
    review = operations.begin_statement(a_review(first=date(2024, 6, 3)), **by("chief-executive"))
    with pytest.raises(Refused, match="It is for: Leader"):
        operations.sign_as_leader(review, **by("chief-executive"))
    with pytest.raises(Problems) as unsigned:
        operations.visit(review, **by("chief-executive"))
    assert len(unsigned.value.problems) == 2
    review = operations.sign_as_chief(review, **by("chief-executive"))
    review = operations.sign_as_leader(review, **by("leader"))
    review = operations.visit(review, **by("chief-executive"))
    review = operations.report(review, **by("chief-executive"))
    first = a_recommendation(review, owner_role="head-of-service")
    purpose = a_recommendation(review, "F", statement=True)
    with pytest.raises(Problems) as unplanned:
        operations.plan(review, **by("chief-executive"))
    assert [problem.message for problem in unplanned.value.problems] == [
        "A: Do it: no action and no date.",
        "F: Do it: asked for review, not settled yet.",
    ]
    first = operations.change_recommendation(
        first, {"action": "Begin", "due": date(2024, 9, 1)}, **by("chief-executive")
    )
    operations.note(purpose, reason="It asks for nothing", **by("chief-executive"))
    review = operations.plan(review, **by("chief-executive"))
    with pytest.raises(Problems, match="no progress is reported"):
        operations.progress(review, **by("chief-executive"))
    first = operations.report_on(first, reason="Begun", **by("chief-executive"))
    review = operations.progress(review, **by("chief-executive"))
    with pytest.raises(Problems) as left:
        operations.close(review, **by("chief-executive"))
    assert len(left.value.problems) == 2
    operations.done(first, reason="Shown at the visit", **by("chief-executive"))
    assert operations.close(review, reason="Done", **by("chief-executive")).state == "closed"
    assert not Task.objects.filter(kind="review-recommendation", state="open").exists()


def test_it_reports_only_where_a_recommendation_is_followed():
    one = a_recommendation(a_review(), owner_role="head-of-service", tracker="peer-a")
    with pytest.raises(operations.FollowedElsewhere, match="peer-a"):
        operations.report_on(one, reason="Begun", **by("chief-executive"))
    assert not Task.objects.filter(kind="review-recommendation").exists()


def test_a_review_that_is_over_is_recorded_as_far_as_its_days_tell():
    moment = datetime(2024, 4, 2, 10, tzinfo=UTC)
    review = a_review(first=date(2022, 6, 1), last=date(2022, 6, 3))
    assert (review.state, moment.year) == (Review.State.VISIT, 2024)


def test_a_revisit_leads_to_the_review_it_follows_and_shows_what_is_followed_elsewhere(client):
    first = a_review(team="A leader and a chief executive", scope="Finance")
    again = a_review(code="again", title="Revisit", kind="revisit", follows=first)
    a_review(code="ofsted", title="Inspection of care", kind="inspection", by="Ofsted")
    auditor = an_actor("internal-auditor")
    told_of(auditor, "peer-a", origin="peer", due=date(2024, 1, 31))
    a_recommendation(again, owner_role="head-of-service", tracker="peer-a")
    client.force_login(a_user("chief-executive"))
    page = client.get("/performance/reviews/again/").content.decode()
    assert '<a class="govuk-link" href="/performance/reviews/peer/">Peer challenge</a>' in page
    assert "Accepted" in page
    assert "Late" in page
    page = client.get("/performance/reviews/peer/").content.decode()
    assert "A leader and a chief executive" in page
    assert "Finance" in page
    assert "Inspection of care" in client.get("/performance/reviews/").content.decode()


def test_a_look_that_is_asked_for_again_is_owed_again():
    one = a_recommendation(a_review(), owner_role="head-of-service")
    look = {"kind": "review-recommendation", "purpose": "look"}
    chief = by("chief-executive")
    with pytest.raises(Problems, match="what is unclear"):
        operations.ask(one, **chief)
    for why in ("Whom is it for?", "By when?"):
        one = operations.ask(one, reason=why, **chief)
        assert Task.objects.get(state="open", **look).note.endswith(why)
        one = operations.track(one, **chief)
        assert not Task.objects.filter(state="open", **look).exists()
