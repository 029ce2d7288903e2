"""Approval, ratings, mappings, reports and carrying over."""

from datetime import date

import pytest

from townclerk.kernel.errors import Problems
from townclerk.performance import operations, public, queries
from townclerk.performance.models import Action, Aim, Contribution, CorporatePlan, Mapping
from townclerk.performance.tests.builders import a_plan, an_action, by
from townclerk.platform.access.reader import Refused

pytestmark = pytest.mark.django_db
SEVEN = tuple((f"aim-{n}", f"Aim number {n} of seven") for n in range(7))
APPROVAL = {"decision": "C-101", "approved_on": date(2016, 11, 17)}


@pytest.fixture
def approved():
    return operations.approve_plan(a_plan(), **APPROVAL, **by("leader"))


def test_a_plan_is_approved_by_a_named_decision():
    plan = a_plan()
    with pytest.raises(operations.DecisionNeeded):
        operations.approve_plan(plan, **(APPROVAL | {"decision": " "}), **by("leader"))
    assert operations.approve_plan(plan, **APPROVAL, **by("leader")).state == "approved"


def test_a_plan_without_aims_is_not_approved():
    with pytest.raises(operations.NothingToApprove):
        operations.approve_plan(a_plan(aims=()), **APPROVAL, **by("leader"))


@pytest.mark.parametrize("role", ["scrutiny-member", "budget-holder", "member", "legal-officer"])
def test_only_who_approves_may_approve(role):
    with pytest.raises(Refused):
        operations.approve_plan(a_plan(), **APPROVAL, **by(role))


def test_the_aims_of_an_approved_plan_stay(approved):
    with pytest.raises(operations.NotADraft):
        operations.change_aim(approved.aims.get(), {"title": "Other"}, **by("project-sponsor"))


def test_seven_purposes_are_rated_and_a_blank_one_refuses_them_all():
    plan = a_plan(aims=SEVEN)
    ratings = dict.fromkeys([code for code, _ in SEVEN], "positive")
    with pytest.raises(Problems) as found:
        operations.rate(
            "report", "b1", "Budget", ratings | {"aim-3": ""}, plan=plan, **by("project-sponsor")
        )
    assert [problem.field for problem in found.value.problems] == ["aim-3"]
    assert not Contribution.objects.exists()
    operations.rate("report", "b1", "Budget", ratings, plan=plan, **by("project-sponsor"))
    assert Contribution.objects.count() == 7


def test_a_rating_of_an_aim_that_is_not_rated_is_refused():
    plan, ratings = a_plan(), {"protect": "neutral", "unheard": "positive"}
    with pytest.raises(Problems, match="no aim of Plan old"):
        operations.rate("report", "b1", "B", ratings, plan=plan, **by("project-sponsor"))


def test_a_rating_given_again_changes_the_one_there_is(approved):
    for rating in ("positive", "negative"):
        operations.rate(
            "risk", "r1", "Flood", {"protect": rating}, plan=approved, **by("risk-officer")
        )
    (kept,) = Contribution.objects.all()
    assert (kept.rating, kept.version, kept.history.count()) == ("negative", 2, 2)


def test_every_kind_of_subject_is_rated(approved):
    for subject in Contribution.Subject.values:
        marks = {"protect": "neutral"}
        operations.rate(subject, "one", "One", marks, plan=approved, **by("risk-officer"))
    found = queries.rated_against(approved)
    assert {one["subject"] for one in found} >= {"option", "project", "risk", "decision", "report"}


def test_a_later_plan_keeps_old_ratings_and_suggests_what_aims_became(approved):
    operations.rate(
        "report", "b1", "B", {"protect": "positive"}, plan=approved, **by("project-sponsor")
    )
    later = a_plan("new", date(2024, 4, 1), aims=(("care", "Protecting vulnerable people"),))
    approval = {"decision": "C-202", "approved_on": date(2024, 3, 1)}
    operations.approve_plan(later, **approval, **by("leader"))
    approved.refresh_from_db()
    assert (approved.state, approved.end) == ("superseded", date(2024, 3, 31))
    (mapping,) = Mapping.objects.all()
    assert (mapping.old.code, mapping.new.code, mapping.state) == ("protect", "care", "suggested")
    (rated,) = queries.ratings("report", "b1", later)
    assert rated.counts_for is None
    operations.settle_mapping(mapping, accepted=True, **by("leader"))
    (rated,) = queries.ratings("report", "b1", later)
    assert (rated.contribution.aim.code, rated.counts_for.code) == ("protect", "care")


def test_a_refused_mapping_counts_for_nothing(approved):
    later = a_plan("new", date(2024, 4, 1), aims=(("care", "Protecting vulnerable people"),))
    (mapping,) = operations.suggest_mappings(approved, later, **by("project-sponsor"))
    assert operations.suggest_mappings(approved, later, **by("project-sponsor")) == ()
    operations.settle_mapping(mapping, accepted=False, **by("chief-executive"))
    assert Mapping.objects.get().state == "refused"


@pytest.mark.parametrize(
    ("state", "to", "allowed"),
    [
        ("planned", "on-track", True),
        ("planned", "done", True),
        ("on-track", "off-track", True),
        ("off-track", "on-track", True),
        ("on-track", "on-track", True),
        ("on-track", "planned", False),
        ("done", "on-track", False),
        ("carried", "done", False),
        ("planned", "carried", False),
    ],
)
def test_a_report_moves_an_action_between_its_states(approved, state, to, allowed):
    action = an_action(approved.aims.get(), state=state)
    values = {"state": to, "progress": "Did some", "next_step": "More"}
    reported = {"reported_on": date(2024, 4, 2), **by("project-sponsor")}
    if allowed:
        assert operations.report_progress(action, **values, **reported).state == to
    else:
        with pytest.raises(Problems):
            operations.report_progress(action, **values, **reported)


def test_a_report_says_all_that_is_missing_at_once(approved):
    action = an_action(approved.aims.get())
    with pytest.raises(Problems) as found:
        operations.report_progress(
            action,
            state="off-track",
            progress="",
            reported_on=date(2024, 4, 2),
            **by("project-sponsor"),
        )
    assert {problem.field for problem in found.value.problems} == {"progress", "next_step"}


def test_an_action_is_carried_into_the_later_plan(approved):
    action = an_action(approved.aims.get(), state="on-track")
    later = a_plan("new", date(2024, 4, 1), aims=(("care", "Care"),))
    fresh = operations.carry_over(
        action, aim=later.aims.get(), code="two", due=None, **by("project-sponsor")
    )
    action.refresh_from_db()
    assert (action.state, action.carried_to, fresh.state) == ("carried", fresh, "planned")
    with pytest.raises(operations.NotInThisState):
        operations.carry_over(
            action, aim=later.aims.get(), code="three", due=None, **by("project-sponsor")
        )


def test_who_only_reads_does_not_report(approved):
    action = an_action(approved.aims.get())
    with pytest.raises(Refused):
        operations.report_progress(
            action,
            state="done",
            progress="x",
            reported_on=date(2024, 4, 2),
            **by("scrutiny-member"),
        )


def test_the_plan_of_a_day_is_the_one_in_force_then(approved):
    later = a_plan("new", date(2024, 4, 1), aims=(("care", "Care"),))
    operations.approve_plan(later, decision="C-202", approved_on=date(2024, 3, 1), **by("leader"))
    assert queries.plan_on(date(2017, 1, 12)).code == "old"
    assert queries.plan_on(date(2024, 4, 1)).code == "new"
    assert queries.plan_on(date(2010, 1, 1)) is None
    assert public.purposes(date(2017, 1, 12)) == (("protect", "Protect the vulnerable"),)


def test_a_plan_without_core_purposes_is_rated_by_its_priorities():
    plan = a_plan(aims=())
    for level in ("vision", "priority"):
        Aim.objects.create(plan=plan, code=level, title=level, level=level)
    assert [aim.code for aim in queries.aims_to_rate(plan)] == ["priority"]


def test_aims_nobody_works_on_are_found(approved):
    found = queries.outlook(approved, on=date(2024, 4, 2))
    assert [aim.code for aim in found.unattended] == ["protect"]
    an_action(approved.aims.get())
    assert queries.outlook(approved, on=date(2024, 4, 2)).unattended == ()
    assert Action.objects.count() == 1
    assert CorporatePlan.objects.count() == 1
