"""A quarter: figures with source and day, portfolios that add up, red ones with an action."""

from datetime import date
from fractions import Fraction

import pytest

from townclerk import figures
from townclerk.figures import operations as returned
from townclerk.figures.models import Scope
from townclerk.figures.operations import Statement
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.performance.models import PackFigure, PackItem
from townclerk.performance.operations import packs as operations
from townclerk.performance.operations.measures import create_measure
from townclerk.performance.queries import packs as queries
from townclerk.performance.tests.builders import MOMENT, by
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.extracts import by_name, rows
from townclerk.platform.organisation import operations as organisation
from townclerk.platform.registers import by_name as register_by_name
from townclerk.platform.registers import operations as register_operations
from townclerk.platform.registers.steps import NotInThisState

pytestmark = pytest.mark.django_db
SPEND, VISITS = "finance.forecast.variance", "customers.shop.visits"
Q2 = "2024/25-Q2"
CHIEF = ("chief-executive",)


def a_value(key, value, *, scope=None, basis="actual", signed=True, reason="", **when):
    statement = Statement(
        key=key, value=value, evidence="ledger", scope=scope, basis=basis, reason=reason, **when
    )
    actor = an_actor("information-officer", "finance-partner")
    owner = an_actor("chief-executive")
    row = returned.state_value(statement, actor=actor, moment=MOMENT)
    return returned.sign_value(row, actor=owner, moment=MOMENT) if signed else row


@pytest.fixture
def council():
    """A figure of money by two portfolios, and a count with a target that it misses."""
    terminal = an_actor("chief-executive")
    units = {
        code: organisation.create_unit(
            code=code,
            name=code.title(),
            kind="directorate",
            parent=None,
            start=date(2016, 4, 1),
            actor=terminal,
            moment=MOMENT,
        )
        for code in ("people", "place")
    }
    for code in units:
        records.create(Scope(code=code, label=code.title()), **by(*CHIEF))
    more = {"definition": "Words.", "owner_role": "chief-executive", "source": "the ledger"}
    create_measure(
        {"key": SPEND, "label": "Variance", "kind": "money", "polarity": "lower-is-better", **more},
        **by("information-officer"),
    )
    create_measure(
        {"key": VISITS, "label": "Visits", "kind": "count", "polarity": "higher-is-better", **more},
        **by("information-officer"),
    )
    for code, key, section, portfolios in (
        ("spend", SPEND, "budget", True),
        ("visits", VISITS, "measures", False),
    ):
        item = PackItem(
            code=code, key=key, section=section, by_portfolio=portfolios, start=date(2024, 4, 1)
        )
        records.create(item, **by(*CHIEF))
    a_value(SPEND, "1000.10", period=Q2)
    a_value(SPEND, "400.05", scope="people", period=Q2)
    a_value(SPEND, "600.05", scope="place", period=Q2)
    a_value(VISITS, "90", period=Q2)
    a_value(VISITS, "100", basis="target", period=Q2, signed=False)
    return units


def a_quarter(period=Q2, month=10, **values):
    days = {
        "collect_by": date(2024, month, 15),
        "moderate_by": date(2024, month, 25),
        "leadership_on": date(2024, month + 1, 5),
        "cabinet_on": date(2024, month + 1, 28),
    }
    code = period.replace("/", "-").lower()
    return operations.open_quarter({"code": code, "period": period, **days, **values}, **by(*CHIEF))


def test_each_figure_has_its_source_and_day_and_portfolios_add_up(council):
    quarter = operations.collect(a_quarter(), **by(*CHIEF))
    held = PackFigure.objects.filter(quarter=quarter)
    assert held.count() == 4
    assert all(one.origin == "the ledger" and one.as_at == date(2024, 9, 30) for one in held)
    assert queries.differences(queries.figures_of(quarter)) == ()
    parts = queries.pack(quarter, "people").lines + queries.pack(quarter, "place").lines
    whole = next(one for one in queries.pack(quarter).lines if one.figure.item.code == "spend")
    exact = Fraction("1000.1")
    assert sum(Fraction(one.figure.value) for one in parts) == exact
    assert Fraction(whole.figure.value) == exact
    assert queries.pack(quarter).lines[0].figure.status == "red"
    quarter = operations.moderate(quarter, **by(*CHIEF))
    with pytest.raises(NotInThisState):
        operations.collect(quarter, **by(*CHIEF))


def test_it_is_not_moderated_with_figures_missing_unsigned_or_not_adding_up(council):
    a_value(SPEND, "700.05", scope="place", period=Q2, reason="A late invoice", signed=False)
    item = PackItem(code="staff", key="people.staff", section="workforce", start=date(2024, 4, 1))
    records.create(item, **by(*CHIEF))
    quarter = operations.collect(a_quarter(), **by(*CHIEF))
    with pytest.raises(Problems) as wrong:
        operations.moderate(quarter, **by(*CHIEF))
    messages = [problem.message for problem in wrong.value.problems]
    assert len(messages) == 3
    assert messages[0].startswith("Workforce: people.staff has no value for it.")
    assert "not signed" in messages[1]
    assert "come to" in messages[2]
    a_value(SPEND, "600.05", scope="place", period=Q2, reason="It was not ours")
    item = PackItem.objects.get(code="staff")
    records.change(item, {"end": date(2024, 6, 30)}, **by(*CHIEF))
    quarter = operations.collect(quarter, **by(*CHIEF))
    assert operations.moderate(quarter, **by(*CHIEF)).state == "moderated"


def test_a_red_figure_without_an_action_is_not_signed_off(council):
    quarter = operations.collect(a_quarter(), **by(*CHIEF))
    quarter = operations.moderate(quarter, **by(*CHIEF))
    red = figures.ask("performance.quarters.red_without_action", reader=OPERATOR)
    assert red.value == 1
    with pytest.raises(Problems, match="Visits is red"):
        operations.to_leadership(quarter, **by(*CHIEF))
    figure = PackFigure.objects.get(quarter=quarter, status="red")
    issue = operations.raise_issue(
        {
            "code": "visits-down",
            "quarter": quarter,
            "figure": figure,
            "text": "Fewer visits",
            "action": "Open on Saturdays",
            "owner_role": "customer-adviser",
            "due": date(2024, 12, 1),
        },
        **by("information-officer"),
    )
    task = Task.objects.get(kind="pack-issue")
    assert (issue.state, task.owner_role, task.due) == (
        "assigned",
        "customer-adviser",
        date(2024, 12, 1),
    )
    assert figures.ask("performance.quarters.red_without_action", reader=OPERATOR).value == 0
    assert operations.to_leadership(quarter, **by(*CHIEF)).state == "leadership"
    found = rows(
        by_name("measures-red"), date(2024, 7, 1), date(2024, 9, 30), reader=a_reader(*CHIEF)
    )
    assert [one.pk for one in found] == [figure.pk]


def test_it_goes_to_cabinet_signed_for_each_portfolio_with_last_quarters_questions_answered(
    council,
):
    before = operations.collect(a_quarter("2024/25-Q1", month=7), **by(*CHIEF))
    asked = operations.ask_question(
        before, code="why", text="Why?", role="cabinet-member", **by("cabinet-member")
    )
    for item in PackItem.objects.filter(code="visits"):
        records.change(item, {"end": date(2024, 6, 30)}, **by(*CHIEF))
    quarter = operations.collect(a_quarter(), **by(*CHIEF))
    quarter = operations.moderate(quarter, **by(*CHIEF))
    quarter = operations.to_leadership(quarter, **by(*CHIEF))
    with pytest.raises(Refused):
        operations.sign(quarter, council["people"], **by("finance-partner"))
    with pytest.raises(Problems) as waits:
        operations.to_cabinet(quarter, **by(*CHIEF))
    assert len(waits.value.problems) == 3
    for unit in council.values():
        operations.sign(quarter, unit, **by("cabinet-member"))
    values = {
        "action": "It was closed for repairs",
        "owner_role": "chief-executive",
        "due": date(2024, 9, 1),
    }
    asked = operations.change_issue(asked, values, **by(*CHIEF))
    asked = operations.assign(asked, **by(*CHIEF))
    operations.done(asked, reason="Answered in writing", **by(*CHIEF))
    quarter = operations.to_cabinet(quarter, **by(*CHIEF))
    with pytest.raises(Problems, match="decision"):
        operations.close(quarter, **by(*CHIEF))
    assert operations.close(quarter, reason="Cabinet, minute 40", **by(*CHIEF)).state == "closed"


def test_a_quarter_is_owed_step_by_step_and_its_days_follow_one_another(council):
    with pytest.raises(Problems) as wrong:
        a_quarter(moderate_by=date(2024, 10, 1), cabinet_on=date(2024, 9, 1))
    assert {problem.field for problem in wrong.value.problems} == {"moderate_by", "cabinet_on"}
    with pytest.raises(Problems, match="Write a quarter"):
        a_quarter("2024-08")
    quarter = a_quarter()
    assert Task.objects.filter(kind="quarter", state="open").count() == 4
    operations.collect(quarter, **by(*CHIEF))
    assert Task.objects.filter(kind="quarter", state="open").count() == 3


def test_a_target_of_another_day_says_nothing_of_this_one(council):
    PackItem.objects.filter(code="visits").update(speaks="day")
    for day, target in ((date(2024, 9, 30), "80"), (date(2024, 12, 31), "500")):
        a_value(VISITS, "90", as_at=day)
        a_value(VISITS, target, basis="target", as_at=day, signed=False)
    quarter = operations.collect(a_quarter(), **by(*CHIEF))
    visits = PackFigure.objects.get(quarter=quarter, item__code="visits")
    assert (visits.as_at, visits.target, visits.status) == (date(2024, 9, 30), "80", "green")


def test_a_value_of_the_year_stated_for_a_later_day_is_no_value_of_the_quarter(council):
    PackItem.objects.filter(code="visits").update(speaks="year")
    a_value(VISITS, "300", period="2024/25", as_at=date(2024, 12, 31))
    quarter = operations.collect(a_quarter(), **by(*CHIEF))
    assert [one.code for one in queries.missing(quarter, queries.figures_of(quarter))] == ["visits"]
    a_value(VISITS, "150", period="2024/25", as_at=date(2024, 9, 15))
    quarter = operations.collect(quarter, **by(*CHIEF))
    visits = PackFigure.objects.get(quarter=quarter, item__code="visits")
    assert (visits.display, visits.as_at) == ("150", date(2024, 9, 15))


def test_what_is_withheld_of_a_portfolio_is_added_to_nothing(council):
    quarter = operations.collect(a_quarter(), **by(*CHIEF))
    PackFigure.objects.filter(portfolio=council["people"]).update(value="suppressed")
    figures_held = queries.figures_of(quarter)
    assert queries.differences(figures_held) == ()
    assert queries.pack(quarter).differences == ()


def test_only_what_adds_up_is_asked_of_portfolios():
    more = {"definition": "Words.", "owner_role": "chief-executive", "source": "the ledger"}
    create_measure(
        {"key": "people.absence.share", "label": "Absence", "kind": "percent", **more},
        **by("information-officer"),
    )
    values = {"code": "absence", "section": "workforce", "key": "people.absence.share"}
    values |= {"start": date(2024, 4, 1), "by_portfolio": True}
    items = register_by_name("pack-items")
    with pytest.raises(Problems, match="Absence is a percent, so portfolios do not add up"):
        register_operations.create(items, values, **by(*CHIEF))
    made = register_operations.create(items, values | {"by_portfolio": False}, **by(*CHIEF))
    assert not made.by_portfolio


def test_a_cabinet_member_signs_the_pack_of_their_own_portfolio_and_asks_of_the_whole(council):
    member = {"actor": an_actor("cabinet-member", unit="people"), "moment": MOMENT}
    quarter = a_quarter()
    with pytest.raises(Problems, match="not collected yet"):
        operations.ask_question(quarter, code="why", text="Why?", role="", **member)
    quarter = operations.moderate(operations.collect(quarter, **by(*CHIEF)), **by(*CHIEF))
    with pytest.raises(Refused):
        operations.sign(quarter, council["place"], **member)
    assert not quarter.signs.exists()
    assert operations.sign(quarter, council["people"], **member).signed_by == member["actor"].user
    asked = operations.ask_question(quarter, code="why", text="Why?", role="", **member)
    assert asked.kind == "question"
    with pytest.raises(Refused):
        operations.ask_question(quarter, code="no", text="Why?", role="", **by("finance-partner"))
