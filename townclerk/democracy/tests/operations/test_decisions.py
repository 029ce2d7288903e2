"""Decisions: the window for call-in, the waiver, each state, the figures, the door for reports."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy import public
from townclerk.democracy.models import Body, CallIn, Decision
from townclerk.democracy.operations import call_ins, decisions
from townclerk.democracy.operations.decisions import CannotDecide
from townclerk.democracy.policies import DECISION, NotInThisState
from townclerk.democracy.queries import decisions as queries
from townclerk.democracy.tests.builders import (
    a_body,
    a_decision,
    a_meeting,
    a_published,
    at,
    by,
)
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.parameters import source
from townclerk.platform.registers import operations as registers
from townclerk.platform.registers.declaration import by_name
from townclerk.platform.registers.permission import visible

pytestmark = pytest.mark.django_db
DAY_0, LAST, EFFECTIVE = date(2026, 3, 5), date(2026, 3, 13), date(2026, 3, 14)
URGENT = {
    "call_in": "urgent",
    "urgency_reason": "The contract lapses tonight.",
    "urgency_agreed_by": "Chair of overview and scrutiny",
}


@pytest.fixture
def published(clerk, cabinet):
    return a_published(clerk, cabinet)


@pytest.fixture
def member(db):
    return an_actor("scrutiny-member")


@pytest.fixture
def called(published, member):
    return call_ins.call_in(published, signatories=3, why="No costs", **by(member, at(LAST)))


def test_it_counts_the_window_from_publication(published):
    assert (published.last_call_in_day, published.effective_on) == (LAST, EFFECTIVE)
    found = queries.window_of(published, source())
    assert found.step.parts[0].value == LAST
    assert found.step.parts[0].rule is not None


def test_it_counts_a_local_length(clerk, cabinet):
    found = a_published(clerk, cabinet, date(2025, 8, 19), date(2025, 8, 20), call_in_days=6)
    assert (found.last_call_in_day, found.effective_on) == (date(2025, 8, 29), date(2025, 8, 30))


@pytest.mark.parametrize("day", [DAY_0, LAST])
def test_it_is_not_implemented_before_the_window_closes(published, clerk, day):
    with pytest.raises(CannotDecide, match="before 14 March 2026"):
        decisions.implement(published, on=day, evidence="Signed", **by(clerk, at(day)))
    with pytest.raises(CannotDecide, match="before 14 March 2026"):
        decisions.take_effect(published, **by(clerk, at(day)))
    published.refresh_from_db()
    assert published.state == Decision.State.PUBLISHED


def test_it_takes_effect_and_is_implemented_with_evidence_after_the_window(published, clerk):
    moment = at(EFFECTIVE)
    effective = decisions.take_effect(published, **by(clerk, moment))
    with pytest.raises(CannotDecide, match="what shows"):
        decisions.implement(effective, **by(clerk, moment))
    with pytest.raises(CannotDecide, match="before 14 March"):
        decisions.implement(effective, on=LAST, evidence="Signed", **by(clerk, moment))
    done = decisions.implement(effective, evidence="Contract signed", **by(clerk, moment))
    assert (done.state, done.implemented_on) == (Decision.State.IMPLEMENTED, EFFECTIVE)


def test_it_takes_effect_at_once_when_the_urgency_waiver_is_recorded(clerk, cabinet):
    found = a_published(clerk, cabinet, DAY_0, DAY_0, **URGENT)
    assert (found.last_call_in_day, found.effective_on) == (None, DAY_0)
    effective = decisions.take_effect(found, **by(clerk, at(DAY_0)))
    done = decisions.implement(effective, evidence="Signed", **by(clerk, at(DAY_0)))
    assert done.implemented_on == DAY_0


def test_it_refuses_a_waiver_without_why_and_whose_agreement(clerk, cabinet):
    values = {
        "reference": "d2",
        "title": "X",
        "maker": "body",
        "body": cabinet,
        "text": "X",
        "call_in": "urgent",
    }
    with pytest.raises(Problems, match="who agreed"):
        registers.create(by_name("decisions"), values, **by(clerk))


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({}, "applies"),
        ({"call_in": "recommendation"}, "recommendation"),
        ({"maker": "officer", "maker_role": "Head of highways"}, "applies"),
        ({"maker": "officer", "maker_role": "Head", "key_decision": False}, "not-executive"),
        ({"maker": "cabinet-member", "maker_role": "Cabinet Member"}, "applies"),
    ],
)
def test_it_knows_which_decisions_may_be_called_in(clerk, cabinet, values, standing):
    assert queries.standing_of(a_decision(clerk, cabinet, **values)) == standing


def test_it_lets_no_one_call_in_what_council_decides(clerk, council, member):
    found = a_published(clerk, council)
    assert found.effective_on == DAY_0
    with pytest.raises(CannotDecide, match="may not be called in"):
        call_ins.call_in(found, signatories=3, why="No costs", **by(member, at(LAST)))


@pytest.mark.parametrize("blank", ["reasons", "alternatives", "interests"])
def test_it_is_not_made_while_its_record_is_not_complete(clerk, cabinet, blank):
    found = a_decision(clerk, cabinet, **{blank: " "})
    with pytest.raises(Problems) as wrong:
        decisions.make(found, on=DAY_0, **by(clerk, at(DAY_0)))
    assert [problem.field for problem in wrong.value.problems] == [blank]


def test_it_is_not_made_ahead_of_its_day_nor_published_before_it(clerk, cabinet):
    found = a_decision(clerk, cabinet)
    with pytest.raises(CannotDecide, match="still to come"):
        decisions.make(found, on=EFFECTIVE, **by(clerk, at(DAY_0)))
    made = decisions.make(found, on=DAY_0, **by(clerk, at(DAY_0)))
    with pytest.raises(TownclerkError, match="cannot be published"):
        decisions.publish(made, on=date(2026, 3, 4), **by(clerk, at(DAY_0)))


def test_it_keeps_what_was_decided_once_it_is_made(published, clerk):
    with pytest.raises(CannotDecide, match="text may not be changed"):
        decisions.change(published, {"text": "Something else"}, **by(clerk))
    assert decisions.change(published, {"implementing_role": "Head"}, **by(clerk)).pk


def test_it_is_called_in_by_enough_members_in_time(called, published):
    published.refresh_from_db()
    assert published.state == Decision.State.CALLED_IN
    assert (called.outcome, called.valid) == ("waiting", None)


@pytest.mark.parametrize(
    ("signatories", "day", "why"),
    [(2, LAST, "needs 3 members"), (3, EFFECTIVE, "last day to call it in was 13 March 2026")],
)
def test_it_refuses_a_call_in_too_late_or_by_too_few(published, member, signatories, day, why):
    with pytest.raises(Problems, match=why):
        call_ins.call_in(published, signatories=signatories, why="X", **by(member, at(day)))
    assert not CallIn.objects.exists()


def test_it_is_called_in_once_only(called, published, member):
    judge = an_actor("monitoring-officer")
    call_ins.judge(called, valid=False, why="Not in the rules", **by(judge, at(LAST)))
    published.refresh_from_db()
    assert published.state == Decision.State.PUBLISHED
    with pytest.raises(CannotDecide, match="once"):
        call_ins.call_in(published, signatories=5, why="Again", **by(member, at(LAST)))


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("upheld", "effective"), ("referred-back", "proposed"), ("referred-to-council", "proposed")],
)
def test_it_records_what_scrutiny_resolved(called, published, clerk, outcome, state):
    heard = date(2026, 3, 24)
    with pytest.raises(CannotDecide, match="not judged valid"):
        call_ins.conclude(called, outcome=outcome, heard_on=heard, **by(clerk, at(heard)))
    judge = an_actor("monitoring-officer")
    valid = call_ins.judge(called, valid=True, why="In the rules", **by(judge, at(LAST)))
    with pytest.raises(CannotDecide, match="judged already"):
        call_ins.judge(valid, valid=True, why="Twice", **by(judge, at(LAST)))
    done = call_ins.conclude(valid, outcome=outcome, heard_on=heard, **by(clerk, at(heard)))
    published.refresh_from_db()
    assert (done.outcome, published.state) == (outcome, state)
    assert published.effective_on == (heard if state == "effective" else None)


def test_it_refuses_to_conclude_without_an_outcome(called, clerk):
    judge = an_actor("monitoring-officer")
    valid = call_ins.judge(called, valid=True, why="In the rules", **by(judge, at(LAST)))
    with pytest.raises(CannotDecide, match="upheld"):
        call_ins.conclude(valid, outcome="waiting", heard_on=LAST, **by(clerk, at(LAST)))


def test_it_withdraws_what_is_proposed_and_revokes_what_is_made(clerk, cabinet, published):
    proposed = a_decision(clerk, cabinet, reference="d2")
    with pytest.raises(CannotDecide, match="reason"):
        decisions.withdraw(proposed, **by(clerk))
    gone = decisions.withdraw(proposed, reason="Not needed", **by(clerk))
    assert gone.state == Decision.State.WITHDRAWN
    revoked = decisions.revoke(published, reason="Unlawful", **by(clerk, at(LAST)))
    assert revoked.state == Decision.State.REVOKED
    assert revoked.history.first().history_change_reason == "Unlawful"


ACTS = {
    "make": decisions.make,
    "publish": decisions.publish,
    "take-effect": decisions.take_effect,
    "implement": decisions.implement,
    "withdraw": decisions.withdraw,
    "revoke": decisions.revoke,
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("state", Decision.State.values)
def test_it_takes_steps_from_their_states_only(clerk, cabinet, name, state):
    found = a_decision(clerk, cabinet)
    Decision.objects.filter(pk=found.pk).update(state=state, decided_on=DAY_0)
    found.refresh_from_db()
    if state in DECISION[name].sources:
        assert name in ACTS
        return
    with pytest.raises((NotInThisState, CannotDecide)):
        ACTS[name](found, reason="Because", **by(clerk, at(EFFECTIVE)))
    found.refresh_from_db()
    assert found.state == state


@pytest.mark.parametrize("role", roles())
def test_it_leaves_each_step_to_its_roles(published, role, clerk, cabinet):
    actor = an_actor(role)
    proposed = a_decision(clerk, cabinet, reference="d2")
    if role != "democratic-services":
        with pytest.raises(Refused):
            decisions.make(proposed, on=DAY_0, **by(actor, at(DAY_0)))
        with pytest.raises(Refused):
            decisions.take_effect(published, **by(actor, at(EFFECTIVE)))
    if role not in ("scrutiny-member", "opposition-leader"):
        with pytest.raises(Refused):
            call_ins.call_in(published, signatories=3, why="X", **by(actor, at(LAST)))


def test_it_is_public_except_exempt_rows(clerk, cabinet, published):
    exempt = a_published(clerk, cabinet, reference="d2")
    decisions.keep_exempt_part(
        exempt, paragraph="3", text="The price", public_interest="Bids", **by(clerk)
    )
    proposed = a_decision(clerk, cabinet, reference="d3")
    register = by_name("decisions")
    assert list(visible(register, a_reader())) == [published]
    assert set(visible(register, a_reader("internal-auditor"))) == {published, exempt, proposed}
    parts = by_name("exempt-decisions")
    with pytest.raises(Refused):
        visible(parts, a_reader("internal-auditor"))
    assert visible(parts, a_reader("internal-auditor", clearances=("exempt",))).count() == 1


def test_it_is_not_published_while_it_repeats_its_exempt_part(clerk, cabinet):
    found = decisions.make(
        a_decision(clerk, cabinet, text="Award it for £412,300."), on=DAY_0, **by(clerk, at(DAY_0))
    )
    part = {"paragraph": "3", "text": "The tender is £412,300.", "public_interest": "Bids"}
    decisions.keep_exempt_part(found, **part, **by(clerk))
    found.refresh_from_db()
    with pytest.raises(Problems, match="412,300"):
        decisions.publish(found, on=DAY_0, **by(clerk, at(DAY_0)))
    found.refresh_from_db()
    changed = decisions.publish(found, on=DAY_0, reason="Announced", **by(clerk, at(DAY_0)))
    assert changed.state == Decision.State.PUBLISHED


def test_it_counts_decisions_key_decisions_and_call_ins(called, clerk, cabinet, council):
    a_published(clerk, council, reference="d2", key_decision=False)
    a_decision(clerk, cabinet, reference="d3")
    for year in (2025, 2026):
        a_meeting(clerk, council, date(year, 5, 21), kind="annual")
    asked = {"made": 2, "key": 1, "called_in": 1}
    for name, value in asked.items():
        key = f"democracy.decisions.{name}"
        assert figures.ask(key, "municipal-2025-26", reader=OPERATOR).value == value
        assert figures.ask(key, "municipal-2026-27", reader=OPERATOR).value == 0
        assert figures.ask(key, period="2025/26", reader=a_reader()).value == value
    whole = figures.ask("democracy.decisions.made", reader=a_reader())
    assert whole.explanation.records.count == 2
    before = figures.ask("democracy.decisions.made", known_at=at(date(2026, 3, 1)), reader=OPERATOR)
    assert before.value == 0


def test_it_does_not_name_an_exempt_decision_in_the_count(clerk, cabinet):
    a_published(clerk, cabinet, exempt_paragraph="3")
    found = figures.ask("democracy.decisions.made", reader=a_reader())
    assert (found.value, found.explanation.records.keys) == (1, ())


def report(*texts, **values):
    given = {
        "reference": "FD 4466/17",
        "subject": "Budget",
        "body": "Cabinet",
        "meeting_date": DAY_0,
        "key_decision": True,
        **values,
    }
    lines = [public.RecommendedLine(number, text) for number, text in enumerate(texts, start=1)]
    return public.ReportToDecide(recommendations=lines, **given)


FIVE = (
    "Note the plan",
    "Agree activity",
    "Recommend to Council",
    "Approve time",
    "Receive reports",
)


def test_it_makes_a_decision_line_of_each_recommendation(clerk, cabinet):
    meeting = a_meeting(clerk, cabinet)
    made = public.record_recommendations(report(*FIVE), **by(clerk))
    assert [(line.recommendation, line.text) for line in made] == list(enumerate(FIVE, start=1))
    assert {(line.meeting, line.state, line.key_decision) for line in made} == {
        (meeting, "proposed", True)
    }


def test_it_follows_the_report_while_nothing_is_decided_and_keeps_history(clerk, cabinet):
    public.record_recommendations(report(*FIVE), **by(clerk))
    made = public.record_recommendations(report("Note the revised plan"), **by(clerk))
    assert made[0].text == "Note the revised plan"
    assert made[0].history.count() == 2
    assert Decision.objects.filter(state=Decision.State.WITHDRAWN).count() == 4
    again = public.record_recommendations(report("Note the revised plan"), **by(clerk))
    assert again[0].version == made[0].version
    back = public.record_recommendations(report(*FIVE), **by(clerk))
    assert {line.state for line in back} == {"proposed"}


def test_it_leaves_a_recommendation_as_it_was_decided(clerk, cabinet):
    values = {"reasons": "R", "alternatives": "A"}
    line = public.record_recommendations(report(*FIVE, **values), **by(clerk))[0]
    line = decisions.change(line, {"interests": "None"}, **by(clerk))
    decisions.make(line, on=DAY_0, **by(clerk, at(DAY_0)))
    with pytest.raises(public.AlreadyDecided):
        public.record_recommendations(report("Other words", **values), **by(clerk))
    assert public.record_recommendations(report(*FIVE, **values), **by(clerk))[0].state == "made"


def test_it_names_the_body_that_is_missing(clerk):
    with pytest.raises(public.UnknownBody, match="register of bodies"):
        public.record_recommendations(report(*FIVE), **by(clerk))
    a_body(clerk, "cabinet", Body.Kind.EXECUTIVE)
    assert public.body_named(" CABINET ").code == "cabinet"
