"""Interests held against the register, questions, motions with amendments, private notices."""

from datetime import date

import pytest

from townclerk.democracy.core.voting import BadCount, Count
from townclerk.democracy.models import (
    CommitteeAction,
    Declaration,
    MeetingQuestion,
    Motion,
    PrivateNotice,
)
from townclerk.democracy.operations import (
    agendas,
    following,
    interests,
    meetings,
    private_notices,
    questions,
)
from townclerk.democracy.operations.following import Part
from townclerk.democracy.operations.questions import CannotPut
from townclerk.democracy.queries.interests import to_ask_about
from townclerk.democracy.tests.builders import a_body, a_meeting, a_member, at, by, seat
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible
from townclerk.platform.registers.steps import NotInThisState

pytestmark = pytest.mark.django_db
DAY = date(2017, 1, 12)
BEFORE, AFTER = at(date(2017, 1, 3)), at(date(2017, 1, 13))


@pytest.fixture
def meeting(clerk):
    return a_meeting(clerk, a_body(clerk), on=DAY)


@pytest.fixture
def item(clerk, meeting):
    given = {"meeting": meeting, "title": "Sale of the harbour warehouse"}
    return agendas.add_item(given, **by(clerk, BEFORE))


def an_interest(clerk, member, text="A lease of the harbour warehouse", **values):
    given = {
        "reference": f"i-{member.code}",
        "member": member,
        "kind": "land",
        "text": text,
        "start": date(2016, 5, 10),
        **values,
    }
    return interests.notify(given, **by(clerk))


def declared(clerk, meeting, member, text, kind="pecuniary", **values):
    given = {"meeting": meeting, "member": member, "kind": kind, "text": text, **values}
    return interests.declare(given, **by(clerk, AFTER))


def test_a_declaration_is_held_against_the_register(clerk, meeting):
    member, other = a_member(clerk, "a"), a_member(clerk, "b")
    known = an_interest(clerk, member)
    found = declared(clerk, meeting, member, known.text.upper())
    assert (found.registered, found.notify_by) == (known, None)
    with pytest.raises(Problems, match="disclosable pecuniary"):
        declared(clerk, meeting, member, known.text, kind="other")
    with pytest.raises(Problems, match="Member a's"):
        declared(clerk, meeting, other, "Something", registered=known)


def test_an_interest_not_in_the_register_is_to_be_notified_in_28_days(clerk, meeting):
    member = a_member(clerk, "a")
    found = declared(clerk, meeting, member, "Shares in the dock")
    assert found.notify_by == date(2017, 2, 8)
    later = an_interest(clerk, member, "Shares in the dock", start=date(2017, 1, 20))
    assert Declaration.objects.get(pk=found.pk).registered == later
    assert declared(clerk, meeting, member, "Plays there", kind="other").notify_by is None


def test_the_clerk_is_told_which_interests_an_item_may_touch(clerk, meeting, item):
    member = a_member(clerk, "a")
    known = an_interest(clerk, member)
    assert to_ask_about(meeting) == ()
    seat(clerk, meeting.body, member, start=date(2016, 5, 10))
    (asked,) = to_ask_about(meeting)
    assert (asked.interest, asked.item, asked.words) == (known, item, ("harbour", "warehouse"))
    declared(clerk, meeting, member, known.text)
    assert to_ask_about(meeting) == ()


def test_a_sensitive_interest_is_not_open(clerk):
    an_interest(clerk, a_member(clerk, "a"))
    an_interest(clerk, a_member(clerk, "b"), sensitive=True)
    shown = visible(by_name("member-interests"), Reader.anonymous(DAY))
    assert [row.reference for row in shown] == ["i-a"]


def a_question(clerk, meeting, **values):
    given = {
        "reference": "q1",
        "meeting": meeting,
        "text": "When does the pier open?",
        "to_role": "Cabinet Member for Leisure",
        "received_on": date(2017, 1, 4),
        **values,
    }
    return questions.receive(given, **by(clerk, BEFORE))


def test_a_question_is_accepted_and_answered_at_the_meeting_or_in_writing(clerk, meeting):
    question = questions.accept(a_question(clerk, meeting), **by(clerk, BEFORE))
    with pytest.raises(Problems, match="has not been held") as refused:
        questions.answer(question, text="", supplementary_answer="So", **by(clerk, BEFORE))
    assert {problem.field for problem in refused.value.problems} == {
        "text",
        "supplementary",
        "written",
    }
    meetings.hold(meeting, **by(clerk, AFTER))
    question = MeetingQuestion.objects.get(pk=question.pk)
    said = questions.answer(question, text="In May.", **by(clerk, AFTER))
    assert (said.state, said.answer) == ("answered", "In May.")
    with pytest.raises(CannotPut):
        questions.change(said, {"text": "Another?"}, **by(clerk, AFTER))


def test_a_question_is_refused_with_the_reason_and_never_after_its_meeting(clerk, meeting):
    question = a_question(clerk, meeting)
    with pytest.raises(CannotPut, match="reason"):
        questions.refuse(question, **by(clerk, BEFORE))
    assert questions.refuse(question, reason="Not ours", **by(clerk, BEFORE)).state == "refused"
    with pytest.raises(Problems, match="before the question"):
        a_question(clerk, meeting, reference="q2", received_on=date(2017, 1, 13))
    with pytest.raises(Refused):
        a_question(an_actor("leader"), meeting)


def test_an_amendment_comes_first_and_becomes_the_motion_when_it_is_carried(clerk, item):
    anne, bert = a_member(clerk, "a"), a_member(clerk, "b")
    item.meeting = meetings.hold(item.meeting, **by(clerk, AFTER))
    given = {"reference": "mo", "item": item, "text": "Sell it", "mover": anne, "seconder": bert}
    motion = questions.move(questions.give_notice(given, **by(clerk)), **by(clerk, AFTER))
    given = {"reference": "am", "item": item, "text": "Let it", "amends": motion, "mover": bert}
    amendment = questions.give_notice(given, **by(clerk, AFTER))
    with pytest.raises(Problems, match="seconds"):
        questions.move(amendment, **by(clerk, AFTER))
    amendment = questions.change(amendment, {"seconder": anne}, **by(clerk, AFTER))
    amendment = questions.move(amendment, **by(clerk, AFTER))
    with pytest.raises(CannotPut, match="vote first"):
        questions.decide(motion, count=Count(2, 0), **by(clerk, AFTER))
    with pytest.raises(BadCount):
        questions.decide(amendment, count=Count(3, 3), **by(clerk, AFTER))
    amendment = questions.decide(amendment, count=Count(3, 3), casting="for", **by(clerk, AFTER))
    assert (amendment.state, amendment.vote.amendment) == ("carried", True)
    motion = Motion.objects.get(pk=motion.pk)
    assert (motion.text, motion.first_text) == ("Let it", "Sell it")
    motion = questions.decide(motion, count=Count(2, 4), **by(clerk, AFTER))
    assert (motion.state, motion.vote.motion, motion.vote.carried) == ("lost", "Let it", False)
    with pytest.raises(NotInThisState):
        questions.withdraw_motion(motion, **by(clerk, AFTER))


def a_notice(clerk, meeting, **values):
    given = {
        "reference": "n1",
        "meeting": meeting,
        "matter": "Price of the warehouse",
        "paragraph": "3",
        "reason": "It would weaken the sale.",
        **values,
    }
    return private_notices.create(given, **by(clerk))


def test_a_private_meeting_takes_28_clear_days_and_then_five(clerk, meeting):
    notice = a_notice(clerk, meeting)
    with pytest.raises(Problems, match="14 December 2016") as late:
        private_notices.publish_first(notice, on=date(2016, 12, 15), **by(clerk))
    assert "chair of the relevant scrutiny committee" in late.value.problems[0].hint
    notice = private_notices.publish_first(notice, on=date(2016, 12, 14), **by(clerk))
    notice = private_notices.change(notice, {"representations": "Be open."}, **by(clerk))
    with pytest.raises(Problems, match="nothing answers it"):
        private_notices.publish_second(notice, on=date(2017, 1, 4), **by(clerk))
    notice = private_notices.change(notice, {"response": "The price will be."}, **by(clerk))
    with pytest.raises(Problems, match="4 January 2017"):
        private_notices.publish_second(notice, on=date(2017, 1, 5), **by(clerk))
    with pytest.raises(Problems, match="told this already"):
        private_notices.change(notice, {"reason": "Another"}, **by(clerk))
    notice = private_notices.publish_second(notice, on=date(2017, 1, 4), **by(clerk))
    assert (notice.state, notice.first_on) == ("second", date(2016, 12, 14))


def test_too_late_it_needs_agreement_or_the_meeting_is_open(clerk, meeting):
    notice = a_notice(clerk, meeting)
    with pytest.raises(Problems) as refused:
        private_notices.agree(notice, agreed_by="", reason="", **by(clerk))
    assert len(refused.value.problems) == 2
    agreed = private_notices.agree(
        notice, agreed_by="Scrutiny chair", reason="The offer ends.", **by(clerk)
    )
    assert agreed.state in PrivateNotice.ENOUGH
    other = a_notice(clerk, meeting, reference="n2", paragraph="1")
    assert private_notices.withdraw(other, **by(clerk)).state == "withdrawn"


def test_an_agenda_with_exempt_business_waits_for_the_notice_of_it(clerk, meeting):
    given = {"meeting": meeting, "title": "The price", "exempt_paragraph": "3"}
    agendas.add_item(given, **by(clerk, BEFORE))
    on = date(2017, 1, 4)
    with pytest.raises(meetings.CannotMeet, match="paragraph 3"):
        meetings.publish_agenda(meeting, on=on, **by(clerk, at(on)))
    notice = a_notice(clerk, meeting)
    private_notices.agree(notice, agreed_by="Scrutiny chair", reason="It ends.", **by(clerk))
    assert meetings.publish_agenda(meeting, on=on, **by(clerk, at(on))).agenda_on == on


def carried(clerk, item, reference="duty", **values):
    given = {"reference": reference, "item": item, "text": "Adopt the duty.\nReport in May."}
    motion = questions.give_notice(given | values, **by(clerk, BEFORE))
    Motion.objects.filter(pk=motion.pk).update(state="carried")
    motion.refresh_from_db()
    return motion


def test_a_carried_motion_becomes_actions_its_parts_for_their_bodies(clerk, item):
    motion = carried(clerk, item)
    audit = a_body(clerk, "audit", "committee")
    first = Part(title="A heading", owner_role="monitoring-officer", due=date(2017, 2, 1))
    report = Part(
        title="A report", owner_role="chief-executive", due=date(2017, 5, 1), report_to=audit
    )
    with pytest.raises(Problems, match="what the motion asks"):
        following.follow(motion, [], **by(clerk, AFTER))
    with pytest.raises(Refused):
        following.follow(motion, [first], **by(an_actor("leader"), AFTER))
    whole = following.follow(motion, [first, report], **by(clerk, AFTER))
    assert (whole.title, whole.origin, whole.due) == (
        "Adopt the duty.",
        "motion",
        report.due,
    )
    told = [(part.title, part.owner_role, part.report_to) for part in whole.parts.order_by("due")]
    assert told == [
        ("A heading", "monitoring-officer", None),
        ("A report", "chief-executive", audit),
    ]
    with pytest.raises(Problems, match="has its action"):
        following.follow(motion, [first], **by(clerk, AFTER))
    alone = following.follow(carried(clerk, item, "pier"), [report], **by(clerk, AFTER))
    assert (alone.title, alone.report_to, alone.parts.count()) == ("A report", audit, 0)
    lost = questions.give_notice(
        {"reference": "l", "item": item, "text": "Sell."}, **by(clerk, BEFORE)
    )
    with pytest.raises(Problems, match="no motion that was carried"):
        following.follow(lost, [first], **by(clerk, AFTER))


def test_a_members_question_is_an_action_until_it_is_answered(clerk, meeting):
    questions.accept(a_question(clerk, meeting), **by(clerk, BEFORE))
    assert not CommitteeAction.objects.exists()
    asks = {"kind": "member", "member": a_member(clerk, "a")}
    question = a_question(clerk, meeting, reference="q2", to_role="Chief Executive", **asks)
    question = questions.accept(question, **by(clerk, BEFORE))
    action = CommitteeAction.objects.get()
    assert (action.owner_role, action.due, action.question) == ("chief-executive", DAY, question)
    questions.answer(question, text="In May.", written=True, **by(clerk, AFTER))
    action.refresh_from_db()
    assert (action.state, action.evidence) == ("closed", "In May.")
    later = a_question(clerk, meeting, reference="q3", **asks)
    later = questions.accept(later, **by(clerk, BEFORE))
    assert later.action.owner_role == "democratic-services"
    questions.withdraw_question(later, **by(clerk, BEFORE))
    assert CommitteeAction.objects.get(question=later).evidence == "The question was withdrawn"
