"""The reader against the matrix, as a truth table."""

from datetime import date

import pytest

from townclerk.platform.access.areas import Area, Reach, Verb
from townclerk.platform.access.models import Holding, Role
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_reader, a_user

R, C, A, P = Verb.READ, Verb.CONTRIBUTE, Verb.APPROVE, Verb.PUBLISH

PLAN, RUNNING = Area.FINANCIAL_PLANNING, Area.FINANCIAL_RUNNING
CASES = {
    "a finance partner writes the plan": ("finance-partner", C, PLAN, {}, True),
    "a finance partner does not lock it": ("finance-partner", A, PLAN, {}, False),
    "the finance officer locks the plan": ("s151-officer", A, PLAN, {}, True),
    "a member reads what is published": (
        "member", R, PLAN, {"published": True}, True,
    ),
    "a member reads no draft": ("member", R, PLAN, {}, False),
    "a cabinet member sees totals of people": (
        "cabinet-member", R, Area.PEOPLE, {"aggregate": True}, True,
    ),
    "a cabinet member opens no personnel record": ("cabinet-member", R, Area.PEOPLE, {}, False),
    "counts are not totals": ("leader", R, Area.LEGAL, {"aggregate": True}, False),
    "a dash is nothing": ("budget-holder", R, Area.LEGAL, {"aggregate": True}, False),
    "an administrator reads no content": ("system-administrator", R, Area.PEOPLE, {}, False),
    "a subject opens what it names": (
        "audit-member", R, RUNNING, {"subject": "accounts"}, True,
    ),
    "a subject opens nothing else": ("audit-member", R, RUNNING, {}, False),
    "the press office publishes": ("democratic-services", P, Area.REPORTS, {}, True),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_decides_as_the_matrix_says(case):
    role, verb, area, about, allowed = case
    assert bool(a_reader(role).may(verb, area, **about)) is allowed


def test_it_keeps_company_business_from_a_leader_without_clearance():
    assert not a_reader("leader").may(R, Area.COMMERCIAL)
    assert a_reader("leader", clearances=("company",)).may(R, Area.COMMERCIAL)


def test_it_never_opens_a_cleared_class_by_role_alone():
    reader = a_reader("monitoring-officer")
    decision = reader.may(R, Area.FINANCIAL_PLANNING, clearance="privilege")
    assert not decision
    assert "legal privilege" in decision.reason


def test_it_shows_everybody_the_published_parts():
    reader = Reader.anonymous(date(2017, 1, 12))
    assert reader.reach(Area.REPORTS) is Reach.PUBLISHED
    assert reader.reach(Area.LEGAL) is Reach.NONE
    assert not reader.may(R, Area.REPORTS)


@pytest.mark.parametrize("reader", [Reader.anonymous(date(2017, 1, 12)), a_reader("member")])
def test_it_gives_no_unpublished_total_to_whom_only_the_published_is_open(reader):
    assert reader.may(R, Area.FINANCIAL_PLANNING, published=True)
    assert not reader.may(R, Area.FINANCIAL_PLANNING, aggregate=True)


def test_it_gives_totals_of_an_own_unit_and_of_no_other():
    reader = a_reader("head-of-service", unit="care")
    assert reader.may(R, Area.FINANCIAL_PLANNING, unit="care", aggregate=True)
    assert not reader.may(R, Area.FINANCIAL_PLANNING, aggregate=True)


def test_it_says_who_may_when_it_refuses():
    with pytest.raises(Refused, match="s151 officer"):
        a_reader("finance-partner").require(A, Area.FINANCIAL_PLANNING)


@pytest.mark.django_db
def test_it_is_the_same_reader_from_the_database_in_one_query(django_assert_num_queries):
    user = a_user("finance-partner", clearances=("exempt",))
    with django_assert_num_queries(1):
        reader = Reader.of(user, date(2026, 11, 26))
    made = a_reader("finance-partner")
    for area in Area:
        for verb in Verb:
            assert reader.reach(area, verb) is made.reach(area, verb)
    assert reader.clearances == {"exempt"}


@pytest.mark.django_db
def test_it_stops_a_deputy_on_the_set_date():
    head = a_user("head-of-service", unit="adult-care")
    deputy = a_user()
    Holding.objects.create(
        user=deputy,
        role=Role.objects.get(code="head-of-service"),
        kind=Holding.Kind.DEPUTY,
        scope_kind="unit",
        scope_code="adult-care",
        source=head.holdings.get(),
        start=date(2026, 11, 1),
        end=date(2026, 11, 30),
    )
    last, after = date(2026, 11, 29), date(2026, 11, 30)
    assert Reader.of(deputy, last).may(C, Area.FINANCIAL_PLANNING, unit="adult-care")
    assert not Reader.of(deputy, after).may(C, Area.FINANCIAL_PLANNING, unit="adult-care")


@pytest.mark.django_db
def test_it_reaches_own_unit_only(django_assert_max_num_queries):
    user = a_user("budget-holder", unit="adult-care")
    with django_assert_max_num_queries(2):
        reader = Reader.of(user, date(2026, 11, 26))
    assert reader.units(Area.FINANCIAL_PLANNING, C) == {"adult-care"}
    assert reader.may(C, Area.FINANCIAL_PLANNING, unit="adult-care")
    assert not reader.may(C, Area.FINANCIAL_PLANNING, unit="highways")
    assert not reader.may(C, Area.FINANCIAL_PLANNING)
    user.holdings.update(scope_kind=Holding.Scope.PORTFOLIO)
    portfolio = Reader.of(user, date(2026, 11, 26))
    assert portfolio.units(Area.FINANCIAL_PLANNING, C) == {"adult-care"}


@pytest.mark.django_db
def test_it_gives_nothing_to_somebody_who_has_left():
    user = a_user("s151-officer")
    user.is_active = False
    assert Reader.of(user, date(2026, 11, 26)).roles == ()
