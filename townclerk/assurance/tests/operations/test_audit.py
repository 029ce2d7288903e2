"""The plan of audits: no review twice, changes agreed, opinions added up, drafts told apart."""

from datetime import date, timedelta

import pytest

from townclerk import figures
from townclerk.assurance.models import Engagement, PlanChange
from townclerk.assurance.operations import audit, recommendations
from townclerk.assurance.operations.errors import CannotAct
from townclerk.assurance.queries.audit import standing_of
from townclerk.assurance.tests.builders import (
    TODAY,
    a_plan,
    a_recommendation,
    a_unit,
    an_audit,
    an_opinion,
    by,
)
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange import template

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    return an_actor("internal-auditor")


@pytest.fixture
def head():
    a_unit()
    return an_actor("head-of-service", unit="finance")


@pytest.fixture
def s151():
    return an_actor("s151-officer")


def told(name):
    return figures.ask(f"assurance.audit.{name}", as_at=TODAY, reader=OPERATOR).value


def test_the_table_of_opinions_adds_up(auditor):
    opinion = an_opinion()
    counts = {"A": (2, 3, 1), "B": (0, 2, 5), "C": (1, 1, 0), "D": (5, 4, 3)}
    for title, (high, medium, low) in counts.items():
        days = {"draft_on": date(2025, 9, 1)}
        if title != "D":
            days["final_on"] = date(2025, 10, 1)
        an_audit(auditor, title, opinion=opinion, high=high, medium=medium, low=low, **days)
    an_audit(auditor, "Under way", begun_on=date(2025, 9, 1))
    plan = Engagement.objects.first().plan
    found = standing_of(plan, plan.engagements.prefetch_related("recommendations"), TODAY)
    assert (found.whole.high, found.whole.medium, found.whole.low) == (8, 10, 9)
    assert found.whole.total == 27 == told("recommendations")
    assert [told(name) for name in ("high", "medium", "low")] == [8, 10, 9]
    assert {line.title for _, line in found.lines if line.draft} == {"D"}
    assert (told("final"), told("in_draft"), told("under_way"), told("planned")) == (3, 1, 1, 5)


def test_a_plan_counts_from_its_year_or_from_its_approval(auditor):
    an_audit(auditor, "Debtors")
    plan = Engagement.objects.get().plan

    def planned(day):
        found = figures.ask("assurance.audit.planned", plan.code, as_at=day, reader=OPERATOR)
        return found.value

    begins = FinancialYear(plan.year).start
    assert planned(begins) == 1
    with pytest.raises(figures.NotAnswerable):
        planned(begins - timedelta(days=1))
    plan.approved_on = begins - timedelta(days=20)
    plan.save()
    assert planned(begins - timedelta(days=1)) == 1


def test_the_same_review_twice_in_a_plan_is_refused_whole(auditor):
    a_plan()
    rows = [f"audit-{n},Review {n},plan-2025" for n in range(1, 19)]
    rows += ["a19,Home to School transport,plan-2025", "a20,Home-to-School Transport,plan-2025"]
    sheet = "\n".join(["code,title,plan", *rows]).encode()
    with pytest.raises(Problems) as refused:
        exchange.load(
            template("audit-engagements"), exchange.File("reviews.csv", sheet), **by(auditor)
        )
    assert [problem.row for problem in refused.value.problems] == [21]
    assert "has this review already" in refused.value.problems[0].message
    assert not Engagement.objects.exists()
    sheet = "\n".join(["code,title,plan", *rows[:-1]]).encode()
    exchange.load(template("audit-engagements"), exchange.File("reviews.csv", sheet), **by(auditor))
    assert Engagement.objects.count() == 19
    with pytest.raises(Exception, match="already"):
        an_audit(auditor, "HOME TO SCHOOL TRANSPORT", code="again")
    assert Engagement.objects.count() == 19 == told("planned")
    other = a_plan("plan-2026", 2026)
    assert an_audit(auditor, "Home to school transport", code="next-year", plan=other)


def test_an_approved_plan_changes_only_by_what_the_committee_agreed(auditor, s151):
    first = an_audit(auditor, "Debtors")
    plan = audit.approve_plan(first.plan, reason="Minute 12", **by(s151))
    assert (plan.state, plan.decision) == ("approved", "Minute 12")
    first.refresh_from_db()
    with pytest.raises(CannotAct, match="Ask for a change"):
        audit.change_engagement(first, {"days_planned": 20}, **by(auditor))
    with pytest.raises(Problems, match="drops the review"):
        audit.take(first, "cancel", **by(auditor))
    added = an_audit(auditor, "Fuel cards", plan=plan, scope="All", auditor_role="auditor")
    waiting = PlanChange.objects.get()
    assert (waiting.engagement, waiting.state) == (added, "asked")
    with pytest.raises(Problems, match="not agreed to add"):
        audit.take(added, "scope", **by(auditor))
    with pytest.raises(Refused):
        audit.decide_change(waiting, "approve", reason="Minute 13", **by(auditor))
    with pytest.raises(Problems, match="Name the decision"):
        audit.decide_change(waiting, "approve", **by(s151))
    audit.decide_change(waiting, "approve", reason="Minute 13", **by(s151))
    assert audit.take(added, "scope", **by(auditor)).state == "scoped"
    for kind, days in (("days", 15), ("drop", None)):
        given = {
            "engagement": first,
            "kind": kind,
            "days": days,
            "asked_on": TODAY,
            "reason": "Fewer auditors",
        }
        asked = audit.ask_change(given, **by(auditor))
        audit.decide_change(asked, "approve", reason="Minute 14", **by(s151))
        first.refresh_from_db()
        asked.engagement.refresh_from_db()
    assert (first.days_planned, first.state) == (15, "cancelled")


def test_an_audit_goes_from_plan_to_follow_up_past_its_gates(auditor, head):
    one = an_audit(auditor, "Debtors")
    with pytest.raises(Problems) as refused:
        audit.take(one, "scope", **by(auditor))
    assert {problem.field for problem in refused.value.problems} == {"scope", "auditor_role"}
    one = audit.change_engagement(one, {"scope": "All", "auditor_role": "senior"}, **by(auditor))
    one = audit.take(one, "scope", **by(auditor))
    one = audit.take(one, "begin", **by(auditor))
    assert one.begun_on == TODAY
    with pytest.raises(Problems, match="no opinion"):
        audit.take(one, "draft", **by(auditor))
    old = an_opinion("Old")
    scale_now = an_opinion_of_now()
    one = audit.change_engagement(one, {"opinion": old}, **by(auditor))
    with pytest.raises(Problems, match="scale in force"):
        audit.take(one, "draft", **by(auditor))
    one = audit.change_engagement(one, {"opinion": scale_now, "high": 2}, **by(auditor))
    one = audit.take(one, "draft", **by(auditor))
    found = a_recommendation(auditor, engagement=one, due=None, response="")
    with pytest.raises(Problems, match="not answered"):
        audit.take(one, "respond", **by(auditor))
    found = recommendations.accept(
        found,
        response="Agreed",
        due=date(2026, 5, 1),
        **by(head),
    )
    one = audit.take(one, "respond", **by(auditor))
    with pytest.raises(Problems, match="states 2 high recommendations and 1"):
        audit.take(one, "finalise", **by(auditor))
    one = audit.change_engagement(one, {"high": None}, **by(auditor))
    one = audit.take(one, "finalise", **by(auditor))
    with pytest.raises(Problems, match="is accepted"):
        audit.take(one, "follow-up", **by(auditor))
    found = recommendations.report(found, evidence="Seen", **by(head))
    recommendations.verify(found, **by(auditor))
    one = audit.take(one, "follow-up", **by(auditor))
    assert (one.state, one.final_on, one.followed_up_on) == ("followed-up", TODAY, TODAY)


def an_opinion_of_now():
    from townclerk.assurance.models import Opinion, OpinionScale

    scale = OpinionScale.objects.create(code="new", title="The new", start=date(2026, 1, 1))
    return Opinion.objects.create(code="n", scale=scale, label="Limited", definition="Little")


def test_advice_ends_without_an_opinion_and_a_grant_is_named(auditor):
    advice = an_audit(auditor, "Advice", kind="advisory", begun_on=TODAY)
    assert audit.take(advice, "draft", **by(auditor)).state == "draft"
    with pytest.raises(Exception, match="without an opinion"):
        audit.change_engagement(advice_again(), {"opinion": an_opinion()}, **by(auditor))
    with pytest.raises(Exception, match="Name the grant"):
        an_audit(auditor, "Grant", kind="grant")
    with pytest.raises(Exception, match="is no role"):
        an_audit(auditor, "Listed", access="somebody")
    with pytest.raises(Refused):
        an_audit(an_actor("head-of-service"), "Mine")


def advice_again():
    return Engagement.objects.get(code="advice")
