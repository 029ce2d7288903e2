"""Recommendations: outstanding until their originator agrees, whoever says that they are done."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.assurance.models import Recommendation
from townclerk.assurance.operations import recommendations as operations
from townclerk.assurance.operations.errors import CannotAct
from townclerk.assurance.queries.recommendations import list_of
from townclerk.assurance.tests.builders import TODAY, a_recommendation, a_unit, by
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    return an_actor("internal-auditor")


@pytest.fixture
def head():
    a_unit()
    return an_actor("head-of-service", unit="finance")


def told(name, scope=None, day=TODAY):
    key = f"assurance.recommendations.{name}"
    return figures.ask(key, scope, as_at=day, reader=OPERATOR).value


def test_what_is_said_done_without_evidence_stays_open(auditor, head):
    made = [a_recommendation(auditor, f"r{n:02d}") for n in range(20)]
    a_recommendation(auditor, "other", priority="low")
    for one in made[:5]:
        done = operations.report(one, **by(head))
        assert (done.state, done.get_state_display()) == ("reported", "Reported, unverified")
    found = list_of(Recommendation.objects.all(), {"finance": "Finance"}, TODAY)
    assert (found.chart.outstanding["high"], found.chart.unverified["high"]) == (15, 5)
    assert (told("outstanding", "high"), told("unverified", "high")) == (15, 5)
    assert told("without_evidence") == 5 == len(found.without_evidence)
    assert [(name, len(rows)) for name, rows in found.by_unit] == [("Finance", 21)]
    assert found.ages["Up to 30 days late"]["high"] == 20
    assert found.ages["Up to 30 days late"]["low"] == 1
    assert found.followed_up.due == 21
    assert found.followed_up.implemented == 0


def test_its_originator_verifies_and_never_its_owner(auditor, head):
    one = operations.report(a_recommendation(auditor), **by(head))
    with pytest.raises(Refused):
        operations.verify(one, verification="Fine", **by(head))
    with pytest.raises(Problems, match="no evidence"):
        operations.verify(one, **by(auditor))
    one = operations.reopen(one, reason="Nothing was seen", **by(auditor))
    assert (one.state, one.reopened, one.reported_on) == ("reopened", 1, None)
    one = operations.report(one, evidence="Ledger of March", **by(auditor))
    with pytest.raises(Problems, match="You reported it"):
        operations.verify(one, **by(auditor))
    one = operations.verify(one, **by(an_actor("internal-auditor")))
    assert (one.state, one.verified_on) == ("verified", TODAY)
    assert (told("verified"), told("outstanding")) == (1, 0)
    own = a_recommendation(auditor, "own", owner_role="internal-auditor")
    own = operations.report(own, evidence="Done", **by(auditor))
    with pytest.raises(Problems, match="You own it"):
        operations.verify(own, **by(an_actor("internal-auditor")))


def test_one_from_elsewhere_says_who_there_agreed(auditor, head):
    one = a_recommendation(head, origin="peer", priority="")
    one = operations.report(one, evidence="New plan", **by(head))
    with pytest.raises(Problems, match="came from elsewhere"):
        operations.verify(one, **by(auditor))
    assert operations.verify(one, verification="Lead peer, letter of May", **by(auditor))


def test_more_time_is_counted_and_its_task_follows(auditor, head):
    one = a_recommendation(auditor, due=None, response="")
    with pytest.raises(Problems) as refused:
        operations.accept(one, **by(head))
    assert {problem.field for problem in refused.value.problems} == {"response", "due"}
    one = operations.accept(one, response="Agreed", due=date(2026, 4, 1), **by(head))
    assert Task.objects.get().due == date(2026, 4, 1)
    with pytest.raises(CannotAct, match="more time"):
        operations.change(one, {"due": date(2027, 1, 1)}, **by(head))
    with pytest.raises(Problems) as refused:
        operations.extend(one, to=date(2026, 4, 1), reason="", **by(head))
    assert {problem.field for problem in refused.value.problems} == {"to", "reason"}
    one = operations.extend(one, to=date(2026, 6, 1), reason="Supplier", **by(head))
    assert (one.revised, one.first_due, one.due) == (1, date(2026, 4, 1), date(2026, 6, 1))
    assert Task.objects.get().due == date(2026, 6, 1)
    assert (told("overdue"), told("overdue", day=date(2026, 6, 2))) == (0, 1)
    operations.report(one, evidence="Done", **by(head))
    assert Task.objects.get().state == "done"


def test_what_was_superseded_is_neither_done_nor_late(auditor, head):
    one = operations.supersede(a_recommendation(auditor), reason="New system", **by(auditor))
    found = list_of([one], {}, TODAY)
    assert found.followed_up.due == 0
    assert not found.by_unit
    assert [told(name) for name in ("outstanding", "overdue", "verified")] == [0, 0, 0]
    assert Task.objects.get().state == "done"
    assert a_recommendation(auditor, "asked", response="").state == "raised"


def test_an_owner_does_not_reword_what_an_audit_recommends(auditor, head):
    from townclerk.assurance.tests.builders import an_audit

    one = a_recommendation(auditor, engagement=an_audit(auditor))
    with pytest.raises(CannotAct, match="worded by internal audit"):
        operations.change(one, {"priority": "low"}, **by(head))
    assert operations.change(one, {"part_done": True}, **by(head)).part_done
    with pytest.raises(CannotAct, match="recorded by internal audit"):
        a_recommendation(head, "mine", engagement=one.engagement)
