"""Answers from the page and by sheet, their analysis, the findings, the feedback, and their end."""

from datetime import timedelta

import pytest

from townclerk.customers import disposing, public
from townclerk.customers.models import Answer, FeedbackAddress, Response
from townclerk.customers.operations import findings, proposals, responses
from townclerk.customers.operations.proposals import CannotConsult
from townclerk.customers.queries.findings import drafted
from townclerk.customers.tests.builders import OPENS, a_live, a_theme, after, at, by
from townclerk.kernel.errors import Problems
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines.models import Task
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange import template
from townclerk.platform.mail.models import Letter
from townclerk.platform.retention import operations as retention
from townclerk.platform.retention.models import Certificate

pytestmark = pytest.mark.django_db
YOUNG, OLD = "Under 65", "65 or more"


@pytest.fixture
def live(proposer, reviewer):
    return a_live(proposer, reviewer)


@pytest.fixture
def sheet(proposer):
    def load(text):
        file = exchange.File("answers.csv", text.encode())
        return exchange.load(template("consultation-responses"), file, **by(proposer, OPENS))

    return load


def rows(*told):
    """Lines of a sheet: so many people of a group gave an answer."""
    lines, number = ["consultation,code,q1,q2,q3"], 0
    for count, answer, group in told:
        for _ in range(count):
            number += 1
            lines.append(f"parks,{number},{answer},Paths {number},{group}")
    return "\n".join(lines) + "\n"


def test_anybody_answers_and_nothing_leads_to_who_they_are(live):
    given = {1: ["Yes"], 2: ["Mend the paths"], 3: [OLD]}
    made = responses.answer(live, given, address="Me@Example.org", moment=at(OPENS))
    assert {a.question.number: a.text for a in made.answers.all()} == {
        number: text[0] for number, text in given.items()
    }
    assert FeedbackAddress.objects.get().address == "me@example.org"
    assert {f.name for f in FeedbackAddress._meta.get_fields()} == {"id", "consultation", "address"}
    assert AuditEntry.objects.filter(record_type__startswith="customers.response").count() == 0


def test_it_tells_everything_that_is_wrong_with_the_answers_at_once(live):
    with pytest.raises(Problems) as caught:
        responses.answer(
            live, {1: ["Maybe"], 3: ["Young"], 9: ["x"]}, address="x", moment=at(OPENS)
        )
    assert [p.field for p in caught.value.problems] == ["q9", "q1", "q3", "address"]
    with pytest.raises(Problems, match="needs an answer"):
        responses.answer(live, {}, moment=at(OPENS))
    assert not Response.objects.exists()
    assert not FeedbackAddress.objects.exists()


def test_it_takes_answers_on_its_days_alone(live):
    for day in (OPENS - timedelta(days=1), after(live)):
        with pytest.raises(CannotConsult):
            responses.answer(live, {1: ["Yes"]}, moment=at(day))
    assert responses.answer(live, {1: ["Yes"]}, moment=at(live.closes_on)).pk


def test_a_sheet_lands_whole_or_not_at_all_and_once(live, sheet):
    with pytest.raises(Problems) as caught:
        sheet("consultation,code,q1\nparks,1,Yes\nparks,1,No\nparks,2,Perhaps\nother,3,Yes\n")
    assert [p.row for p in caught.value.problems] == [3, 4, 5]
    assert not Response.objects.exists()
    sheet(rows((2, "Yes", YOUNG)))
    sheet(rows((3, "Yes", YOUNG)))
    assert Response.objects.count() == 3
    assert not Response.objects.filter(code__in=["1", "2", "3"]).exists()


def test_answers_are_taken_back_by_their_code(live, proposer):
    made = responses.answer(live, {1: ["Yes"]}, moment=at(OPENS))
    with pytest.raises(Problems):
        responses.take_back(live, code="guess", **by(proposer, OPENS))
    responses.take_back(live, code=made.code.upper(), **by(proposer, OPENS))
    assert not Answer.objects.exists()
    assert AuditEntry.objects.get(verb="take back answers").details == {}


@pytest.fixture
def analysed(live, sheet, proposer):
    sheet(rows((30, "Yes", YOUNG), (12, "No", YOUNG), (10, "Yes", OLD), (20, "No", OLD)))
    theme = a_theme(live)
    responses.mark(theme, Answer.objects.filter(question__number=2)[:15], **by(proposer, OPENS))
    return findings.analyse(live, weigh_by="age", **by(proposer, after(live)))


def test_it_works_out_answers_weighted_to_the_people_when_its_days_are_over(analysed, proposer):
    found = analysed.analysis
    assert found["responses"] == 72
    yes, no, unsure = found["questions"][0]["lines"]
    assert (yes["count"], yes["share"], no["share"], unsure["count"]) == (40, 56, 44, 0)
    # 30 of 42 and 10 of 30, each for half of the people.
    assert yes["weighted"] == 52
    assert yes["by_group"] == {YOUNG: 30, OLD: 10}
    assert [(r["group"], r["share"], r["population"]) for r in found["compared"]["age"]] == [
        (YOUNG, 58, 50),
        (OLD, 42, 50),
    ]
    assert found["themes"] == {"paths": 15}
    assert "Yes 56% (52% weighted)" in drafted(analysed, found)
    assert Task.objects.get(purpose="report").due == analysed.decision_on


def test_it_is_not_worked_out_while_people_may_answer(live, proposer):
    with pytest.raises(Problems, match="People may answer until"):
        findings.analyse(live, **by(proposer, live.closes_on))
    with pytest.raises(Problems, match="No people are known"):
        findings.analyse(live, weigh_by="shoes", **by(proposer, after(live)))


def test_it_hides_small_numbers_where_they_are_kept(live, sheet, proposer):
    sheet(rows((30, "Yes", YOUNG), (4, "No", OLD), (11, "Not sure", YOUNG)))
    done = findings.analyse(live, weigh_by="age", **by(proposer, after(live)))
    (question,) = done.analysis["questions"]
    assert [line["count"] for line in question["lines"]] == [30, None, None]
    assert 4 not in [n for line in question["lines"] for n in line["by_group"].values()]
    assert [row["count"] for row in done.analysis["compared"]["age"]] == [None, None]


def test_feedback_says_what_was_done_of_each_theme_and_goes_to_who_asked(
    live, analysed, proposer, sheet
):
    day = after(live)
    FeedbackAddress.objects.create(consultation=analysed, address="me@example.org")
    assert public.named("parks").findings == ""
    done = findings.report(analysed, findings="Most want it to stay.", **by(proposer, day))
    assert (public.named("parks").responses, public.named("parks").standing) == (72, "Closed")
    with pytest.raises(Problems) as caught:
        findings.feed_back(done, use_in_decision="", **by(proposer, day))
    assert len(caught.value.problems) == 2
    done.themes.update(outcome="changed", did="We mend them.")
    findings.feed_back(done, use_in_decision="It stays.", **by(proposer, day))
    letter = Letter.objects.get(kind="consultation-feedback")
    assert (letter.address, letter.link) == ("me@example.org", "/consultations/parks/")
    assert not FeedbackAddress.objects.exists()
    assert not Task.objects.exclude(state="done").exists()
    with pytest.raises(CannotConsult):
        proposals.change(done, {"question": "Other"}, **by(proposer, day))


def test_answers_go_after_their_time_by_two_persons_and_findings_stay(analysed, proposer):
    reader_day = analysed.analysed_on.replace(year=analysed.analysed_on.year + 2)
    (subject,) = disposing.Responses().due(disposing.KIND, reader_day + timedelta(days=40), 10)
    when = at(reader_day + timedelta(days=40))
    asked = retention.propose_subject(subject, "period", actor=proposer, moment=when)
    retention.approve(asked, actor=an_actor("monitoring-officer"), moment=when)
    assert not Response.objects.exists()
    assert Certificate.objects.count() == 1
    analysed.refresh_from_db()
    assert analysed.analysis["responses"] == 72
