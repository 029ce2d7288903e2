"""From the proposal to the opening: room, standards, the panel, clashes, who may."""

from datetime import date, timedelta

import pytest

from townclerk import figures
from townclerk.customers.models import Consultation, ConsultedPeople, PanelMeeting
from townclerk.customers.operations import findings, proposals
from townclerk.customers.operations.proposals import CannotConsult
from townclerk.customers.policies import NotInThisState
from townclerk.customers.queries import consultations as queries
from townclerk.customers.tests.builders import (
    ALL,
    CLOSES,
    DECIDED,
    OPENS,
    TODAY,
    a_live,
    a_proposal,
    by,
    questions,
    reviewed,
)
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines.models import Task

pytestmark = pytest.mark.django_db


def wrong(caught):
    return [problem.field for problem in caught.value.problems]


def test_a_proposal_of_six_weeks_before_a_cabinet_in_four_is_blocked(proposer):
    with pytest.raises(Problems) as caught:
        a_proposal(proposer, opens_on=TODAY, decision_on=TODAY + timedelta(weeks=4))
    assert wrong(caught) == ["decision_on"]
    assert not Consultation.objects.exists()
    assert not Task.objects.exists()


def test_a_proposal_is_reviewed_by_the_panel_before_it_opens(proposer, reviewer):
    PanelMeeting.objects.create(on=date(2026, 1, 5))
    made = a_proposal(proposer)
    task = Task.objects.get(purpose="review")
    # Two months after the last panel, which is before the consultation opens.
    assert (task.due, task.owner_role) == (date(2026, 3, 5), "information-officer")
    made = reviewed(made, reviewer, advice="Go to the clubs.")
    assert (made.state, made.reviewed_by) == ("panel-reviewed", reviewer.user)
    assert set(made.standards.values()) == {""}
    assert Task.objects.get(purpose="review").state == "done"
    assert Task.objects.get(purpose="open").due == OPENS
    assert AuditEntry.objects.filter(verb="review").count() == 1


def test_who_proposed_does_not_record_the_review(reviewer):
    with pytest.raises(Refused, match="somebody else"):
        reviewed(a_proposal(reviewer), reviewer)


@pytest.mark.parametrize("role", ["head-of-service", "cabinet-member", "customer-adviser"])
def test_other_roles_neither_propose_nor_review(role, proposer):
    other = an_actor(role)
    with pytest.raises(Refused):
        a_proposal(other, "other")
    with pytest.raises(Refused):
        reviewed(a_proposal(proposer), other)


def test_the_review_says_all_that_is_missing_at_once(proposer, reviewer):
    made = a_proposal(proposer, equality="", decided_by="", asks=())
    with pytest.raises(Problems) as caught:
        reviewed(made, reviewer, met=ALL[1:])
    told = str(caught.value)
    assert "affected more than others" in told
    assert "Say who decides" in told
    assert "names nobody" in told
    assert "Not met: Something can still change" in told
    made = a_proposal(proposer, "other")
    done = reviewed(made, reviewer, met=ALL[1:], why_not="It is law.")
    assert [code for code, why in done.standards.items() if why] == [ALL[0]]


def test_the_same_people_are_not_asked_twice_at_once_without_a_reason(proposer, reviewer):
    a_live(proposer, reviewer, "parks", asks=("residents", "clubs"))
    made = a_proposal(proposer, "libraries", asks=("residents",), opens_on=CLOSES, why_short="x")
    elsewhere = a_proposal(proposer, "markets", asks=("traders",))
    assert queries.clashes(elsewhere) == []
    (clash,) = queries.clashes(made)
    assert (clash.people, clash.first, clash.last) == (("Residents",), CLOSES, CLOSES)
    with pytest.raises(Problems, match="“The future of parks” asks Residents"):
        reviewed(made, reviewer)
    values = {"clash_reason": "Both are short."}
    made = proposals.change(made, values, **by(proposer))
    assert reviewed(made, reviewer).state == "panel-reviewed"


def test_what_the_panel_saw_stays_but_days_may_move_with_room(proposer, reviewer):
    made = reviewed(a_proposal(proposer), reviewer)
    with pytest.raises(CannotConsult, match="question may not change"):
        proposals.change(made, {"question": "Another?"}, **by(proposer))
    with pytest.raises(Problems):
        proposals.change(made, {"closes_on": DECIDED}, **by(proposer))
    made = proposals.change(made, {"closes_on": CLOSES + timedelta(days=3)}, **by(proposer))
    assert made.closes_on == CLOSES + timedelta(days=3)


def test_it_opens_on_its_day_with_questions_and_room(proposer, reviewer):
    made = reviewed(a_proposal(proposer), reviewer)
    with pytest.raises(Problems) as caught:
        proposals.open_for_answers(made, **by(proposer))
    assert wrong(caught) == ["opens_on", ""]
    questions(made)
    late = OPENS + timedelta(days=20)
    with pytest.raises(Problems, match="people are given 28"):
        proposals.open_for_answers(made, **by(proposer, late))
    done = proposals.open_for_answers(made, **by(proposer, OPENS + timedelta(days=2)))
    assert (done.state, done.opens_on) == ("live", OPENS + timedelta(days=2))
    assert Task.objects.get(purpose="analyse").due == CLOSES + timedelta(days=14)
    with pytest.raises(NotInThisState):
        reviewed(done, reviewer)


def test_it_is_withdrawn_with_a_reason_and_nobody_owes_anything(proposer, reviewer):
    made = reviewed(a_proposal(proposer), reviewer)
    with pytest.raises(Problems):
        proposals.withdraw(made, reason=" ", **by(proposer))
    proposals.withdraw(made, reason="No money", **by(proposer))
    assert not Task.objects.exclude(state="done").exists()


def test_the_panel_takes_first_what_waited_longest_every_two_months(proposer, reviewer):
    PanelMeeting.objects.create(on=date(2026, 1, 31))
    first = a_proposal(proposer, "first")
    live = a_live(proposer, reviewer, "live", asks=("traders",))
    second = a_proposal(proposer, "second")
    Consultation.objects.filter(pk=second.pk).update(proposed_on=TODAY - timedelta(days=40))
    found = queries.agenda(TODAY)
    assert (found.on, found.later[0]) == (date(2026, 3, 31), date(2026, 5, 31))
    assert found.proposals == (second, first)
    assert found.running == (live,)


def test_one_held_before_is_entered_for_its_findings_and_found_again(proposer):
    values = {
        "opens_on": None,
        "closes_on": date(2024, 8, 18),
        "decision_on": None,
        "held_before": True,
        "findings": "Most want paths.",
    }
    old = a_proposal(proposer, "old", **values)
    made = a_proposal(proposer)
    assert old.state == "earlier"
    assert list(queries.earlier(made)) == [old]
    assert not Task.objects.filter(source_id=str(old.pk)).exists()


def test_figures_count_what_everybody_may_know(proposer, reviewer):
    a_proposal(proposer, "hidden", asks=("traders",))
    a_live(proposer, reviewer)
    reviewed(a_proposal(proposer, "clubs", asks=("clubs",)), reviewer)

    def counted(name, day):
        return figures.ask(f"customers.consultation.{name}", reader=OPERATOR, as_at=day).value

    assert [counted(name, OPENS) for name in ("live", "planned", "closed")] == [1, 1, 0]
    later = DECIDED + timedelta(days=1)
    assert [counted(name, later) for name in ("live", "closed", "feedback_owed")] == [0, 1, 1]
    assert ConsultedPeople.objects.count() == 3
    long_ago = OPENS - timedelta(days=365)
    assert [counted(n, long_ago) for n in ("live", "planned", "closed")] == [0, 0, 0]


def test_one_held_before_without_a_day_counts_from_when_it_was_recorded(proposer):
    a_proposal(proposer, "undated", held_before=True, opens_on=None, closes_on=None)

    def closed(day):
        return figures.ask("customers.consultation.closed", reader=OPERATOR, as_at=day).value

    assert [closed(TODAY - timedelta(days=1)), closed(TODAY)] == [0, 1]


def test_one_since_analysed_was_open_on_its_days(proposer, reviewer):
    made = a_live(proposer, reviewer)
    after = CLOSES + timedelta(days=1)
    findings.analyse(made, **by(reviewer, after))

    def counted(day):
        names = ("live", "closed")
        return [
            figures.ask(f"customers.consultation.{n}", reader=OPERATOR, as_at=day).value
            for n in names
        ]

    assert [counted(CLOSES), counted(after)] == [[1, 0], [0, 1]]
