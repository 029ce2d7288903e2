"""Work programmes: overlaps, defer and drop with a minuted reason, room at a meeting."""

from datetime import date

import pytest

from townclerk.democracy.models import (
    Body,
    Entry,
    MemberSurvey,
    MinuteLine,
    Programme,
    ScrutinySubject,
    Topic,
)
from townclerk.democracy.operations import agendas, meetings, scrutiny
from townclerk.democracy.tests.builders import a_body, a_meeting, at, by
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.exchange import template
from townclerk.platform.registers.steps import NotInThisState

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 12)


@pytest.fixture
def corporate(clerk):
    return a_body(clerk, "corporate", Body.Kind.SCRUTINY, decides=False)


@pytest.fixture
def subject():
    return ScrutinySubject.objects.create(
        code="contact",
        title="Customer contact",
        names="channel shift\ncontact centre\ncustomer journey",
        start=date(2024, 1, 1),
    )


@pytest.fixture
def programme(corporate, subject):
    return Programme.objects.create(
        reference="corporate-2024",
        body=corporate,
        year="2024/25",
        start=date(2024, 5, 14),
        end=date(2025, 5, 20),
        capacity=2,
    )


@pytest.fixture
def june(clerk, corporate):
    planned = a_meeting(clerk, corporate, date(2024, 6, 11))
    return meetings.hold(planned, **by(clerk, at(date(2024, 6, 11))))


@pytest.fixture
def september(clerk, corporate):
    return a_meeting(clerk, corporate, date(2024, 9, 10))


def a_topic(programme, actor, title, **values):
    given = {"reference": title.lower().replace(" ", "-"), "programme": programme, "title": title}
    return scrutiny.suggest(given | values, **by(actor, at(TODAY)))


def an_entry(title, **values):
    """A key decision of an officer to come in October."""
    officer = {"maker": "officer", "maker_role": "Head", "lead_role": "Head"}
    given = officer | {"text": "Decide it.", "decision_on": date(2024, 10, 3)} | values
    return Entry.objects.create(reference="fp", title=title, **given)


def dropped_for_overlap(programme, clerk, june, september):
    due = a_topic(programme, clerk, "Contact-centre activity", meeting=september)
    return due, a_topic(programme, an_actor("scrutiny-member"), "Channel shift review")


def test_an_overlap_is_shown_and_stops_acceptance_until_it_is_settled(
    clerk, programme, june, september
):
    due, review = dropped_for_overlap(programme, clerk, june, september)
    assert due.state == Topic.State.SCHEDULED
    assert "Contact-centre activity (topic, Corporate, 10 September 2024)" in review.overlaps
    with pytest.raises(Problems) as refused:
        scrutiny.accept(review, **by(clerk, at(TODAY)))
    assert refused.value.problems[0].hint.startswith("Defer it, drop it")
    why = "It asks about residents without the internet, which the other leaves out."
    review = scrutiny.go_ahead(review, reason=why, **by(clerk, at(TODAY)))
    assert scrutiny.accept(review, **by(clerk, at(TODAY))).state == Topic.State.ACCEPTED


def test_dropping_it_puts_the_reason_in_the_minutes(clerk, programme, june, september):
    _, review = dropped_for_overlap(programme, clerk, june, september)
    with pytest.raises(Problems):
        scrutiny.drop(review, at=june, reason=" ", **by(clerk, at(TODAY)))
    with pytest.raises(Problems):
        scrutiny.drop(review, at=september, reason="Said twice", **by(clerk, at(TODAY)))
    later = date(2024, 10, 15)
    kept = scrutiny.defer(review, to=later, at=june, reason="Wait.", **by(clerk, at(TODAY)))
    assert (kept.state, kept.due, kept.deferrals) == ("suggested", later, 1)
    gone = scrutiny.drop(kept, at=june, reason="The presentation says it.", **by(clerk, at(TODAY)))
    minute = MinuteLine.objects.get(item=gone.minuted)
    assert minute.text.splitlines() == [
        "“Channel shift review” was deferred to 15 October 2024: Wait.",
        "“Channel shift review” was dropped: The presentation says it.",
    ]
    assert (gone.state, gone.minuted.meeting) == ("dropped", june)
    with pytest.raises(NotInThisState):
        scrutiny.accept(gone, **by(clerk, at(TODAY)))


def test_decisions_to_come_overlap_too_except_the_one_it_is_about(clerk, programme):
    entry = an_entry("Contact centre contract", state="published", published_on=date(2024, 6, 3))
    assert "decision to come" in a_topic(programme, clerk, "Channel shift").overlaps
    assert a_topic(programme, clerk, "Customer journey", entry=entry, kind="policy").overlaps == (
        "Channel shift (topic, Corporate): both are about Customer contact"
    )


def test_no_topic_names_a_decision_that_the_public_was_not_told_of(clerk, programme):
    entry = an_entry("Sale of the quay")
    with pytest.raises(Problems, match="not on the forward plan yet"):
        a_topic(programme, clerk, "The quay", entry=entry)
    topic = a_topic(programme, clerk, "The quay")
    with pytest.raises(Problems, match="not on the forward plan yet"):
        scrutiny.change(topic, {"entry": entry}, **by(clerk, at(TODAY)))
    Entry.objects.update(state="published", published_on=date(2024, 6, 3))
    assert scrutiny.change(topic, {"entry": entry}, **by(clerk, at(TODAY))).entry == entry


def test_subjects_are_the_councils_own_by_date(clerk, programme, subject, september):
    a_topic(programme, clerk, "Contact centre activity", meeting=september)
    subject.start = date(2024, 7, 1)
    subject.save()
    review = a_topic(programme, clerk, "Channel shift review")
    assert review.overlaps == ""
    later = at(date(2024, 7, 2))
    again = {"reference": "again", "programme": programme, "title": "Channel shift in 2025"}
    assert "Customer contact" in scrutiny.suggest(again, **by(clerk, later)).overlaps
    row = {"code": "parks", "title": "Parks", "names": "green space\nplayground"}
    row |= {"start": "2024-01-01"}
    template("scrutiny-subjects").load([row], actor=clerk, moment=at(TODAY), batch="b")
    a_topic(programme, clerk, "Playgrounds")
    assert "Playgrounds" in a_topic(programme, clerk, "Our green spaces").overlaps


def test_what_the_programme_puts_on_a_meeting_comes_onto_its_agenda(clerk, programme, september):
    plan = {"code": "fp", "body": programme.body, "title": "Forward plan", "kind": "forward-plan"}
    agendas.create_standing_item(plan, **by(clerk))
    for title in ("Family hubs", "Contact-centre activity"):
        a_topic(programme, clerk, title, meeting=september)
    made = agendas.compose(september, **by(clerk, at(TODAY)))
    assert [str(item) for item in made] == [
        "1. Forward plan",
        "2. Contact-centre activity",
        "3. Family hubs",
    ]
    assert agendas.compose(september, **by(clerk, at(TODAY))) == ()


def test_a_meeting_takes_no_more_than_its_capacity(clerk, programme, september):
    for title in ("Rough sleeping", "Libraries and museums"):
        a_topic(programme, clerk, title, meeting=september)
    with pytest.raises(Problems) as refused:
        a_topic(programme, clerk, "Cemeteries", meeting=september)
    assert "has 2 topics, and a meeting takes 2" in refused.value.problems[0].message


def test_a_topic_runs_its_course(clerk, programme, september):
    brought = {"origin": "public", "kind": "presentation", "officer_role": "head-of-service"}
    topic = a_topic(programme, clerk, "Cemeteries", meeting=september, **brought)
    assert (topic.due, topic.get_origin_display(), topic.officer_role) == (
        september.on,
        "The public",
        "head-of-service",
    )
    with pytest.raises(Problems):
        scrutiny.consider(topic, outcome="Noted", **by(clerk, at(TODAY)))
    held = at(september.on)
    meetings.hold(september, **by(clerk, held))
    topic = Topic.objects.get(pk=topic.pk)
    topic = scrutiny.consider(topic, outcome="More was asked.", **by(clerk, held))
    topic = scrutiny.follow_up(topic, outcome="A report came.", **by(clerk, held))
    assert (topic.state, topic.outcome) == ("followed-up", "More was asked.\nA report came.")


def test_members_of_scrutiny_bring_topics_and_clerks_settle_them(programme, june):
    member = an_actor("scrutiny-member")
    topic = a_topic(programme, member, "Cemeteries")
    with pytest.raises(Refused):
        scrutiny.drop(topic, at=june, reason="No", **by(member, at(TODAY)))
    with pytest.raises(Refused):
        a_topic(programme, an_actor("head-of-service"), "Parks")


def test_the_board_settles_an_overlap_between_its_committees(clerk, programme, june, september):
    _, review = dropped_for_overlap(programme, clerk, june, september)
    board = a_body(clerk, "board", Body.Kind.BOARD, decides=False)
    other = a_body(clerk, "audit", Body.Kind.COMMITTEE)
    day = date(2024, 6, 18)
    met, elsewhere = (
        meetings.hold(a_meeting(clerk, one, day), **by(clerk, at(day))) for one in (board, other)
    )
    with pytest.raises(Problems, match="of its board"):
        scrutiny.drop(review, at=elsewhere, reason="Said there.", **by(clerk, at(day)))
    gone = scrutiny.drop(review, at=met, reason="Said there.", **by(clerk, at(day)))
    assert gone.minuted.meeting == met


def test_a_survey_has_no_more_answers_than_were_asked(clerk):
    row = {"reference": "s24", "title": "Survey of 2024", "about": "Scrutiny", "asked": "66"}
    row |= {"sent_on": "2024-03-01", "findings": "More time for each item."}
    load = template("member-surveys").load
    with pytest.raises(Problems, match="More answered"):
        load([row | {"answered": "67"}], actor=clerk, moment=at(TODAY), batch="b")
    load([row | {"answered": "41"}], actor=clerk, moment=at(TODAY), batch="b")
    assert MemberSurvey.objects.get().answered == 41


def test_what_the_link_member_brings_is_heard_by_the_body_it_is_for(clerk, corporate, june):
    region = a_body(clerk, "region", Body.Kind.JOINT)
    met = meetings.hold(a_meeting(clerk, region, date(2024, 6, 5)), **by(clerk, at(TODAY)))
    given = {"reference": "fund", "title": "Prosperity fund", "meeting": june, "feeds": corporate}
    with pytest.raises(Problems, match="a body of this council"):
        scrutiny.create_link(given, **by(clerk, at(TODAY)))
    item = scrutiny.create_link(given | {"meeting": met}, **by(clerk, at(TODAY)))
    with pytest.raises(Problems, match="It is for Corporate"):
        scrutiny.feed_back(item, at=met, **by(clerk, at(TODAY)))
    fed = scrutiny.feed_back(item, at=june, **by(clerk, at(TODAY)))
    assert (fed.state, fed.fed_at) == ("fed-back", june)
