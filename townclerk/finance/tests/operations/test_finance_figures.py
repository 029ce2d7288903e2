"""The published figures, each from loaded records with its explanation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk import figures
from townclerk.figures import Ask, Question
from townclerk.figures.permission import OPERATOR
from townclerk.finance import figures_plan
from townclerk.finance.operations import plan as operations
from townclerk.finance.tests.builders import MOMENT, thousands
from townclerk.kernel.money import Money
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform.access.testing import a_reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]

YEARS = ("2017/18", "2018/19", "2019/20")


def show(key, scope=None, period=None, reader=OPERATOR, **kwargs):
    return figures.ask(key, scope, period, reader=reader, **kwargs)


@pytest.mark.parametrize(
    ("name", "years", "total"),
    [
        ("original_gap", (33432, 14614, 16372), 64418),
        ("revisions", (-9220, 4693, -3234), -7761),
        ("revised_gap", (24212, 19307, 13138), 56657),
        ("remaining_gap", (4468, 4673, 4887), 14028),
    ],
)
def test_it_shows_the_plan_by_year_and_in_total(name, years, total):
    key = f"finance.plan.{name}"
    assert tuple(show(key, period=year).value for year in YEARS) == thousands(*years)
    whole = show(key)
    assert whole.value == Money.thousands(total)
    assert whole.display.strip("−£m") == f"{abs(total) / 1000:.3f}"
    assert whole.explanation.parts


def test_it_opens_the_remaining_gap_down_to_lines_that_add_up():
    step = show("finance.plan.remaining_gap", period="2017/18").explanation
    leaves = [part for part in step.walk() if part.records and part.records.count == 1]
    assert Money.total(leaf.value for leaf in leaves) == step.value
    assert all(leaf.held_by and leaf.notes for leaf in leaves)
    assert any(leaf.source and leaf.source.row == "2" for leaf in leaves)


def test_it_answers_many_figures_from_one_reading(django_assert_num_queries):
    asked = [
        (f"finance.plan.{name}", Question(period=parse_period(year)))
        for name in ("original_gap", "revisions", "revised_gap", "remaining_gap")
        for year in YEARS
    ]
    with django_assert_num_queries(4):
        answered = figures_plan.answer(asked)
    assert answered[0].value == Money.thousands(33432)


def test_it_shows_a_line_and_a_type():
    line = show("finance.plan.line", "revision-adult-social-care-support-grant", "2018/19")
    assert line.value == Money.thousands(1532)
    assert show("finance.plan.type", "wage-policy").value == Money.thousands(9930 - 1082)


def test_it_refuses_a_year_the_plan_does_not_cover():
    with pytest.raises(figures.NotAnswerable):
        show("finance.plan.original_gap", period="2020/21")


def test_it_is_closed_to_the_public_until_published(plan, officer):
    nobody = a_reader()
    with pytest.raises(figures.NotForReader):
        show("finance.plan.original_gap", reader=nobody)
    for move in ("send-for-review", "put-to-cabinet", "publish"):
        plan = operations.move_version(plan, move, actor=officer, moment=MOMENT)
    assert show("finance.plan.original_gap", reader=nobody).value == Money.thousands(64418)


def test_it_reads_what_was_known_then(plan, officer):
    line = plan.lines.get(code="original-national-living-wage")
    later = MOMENT.replace(day=20)
    operations.set_amount(line, 2017, Money.zero, actor=officer, moment=later)
    then = show("finance.plan.original_gap", period="2017/18", known_at=MOMENT.replace(day=15))
    assert then.value == Money.thousands(33432)
    assert show("finance.plan.original_gap", period="2017/18").value == Money.thousands(30234)


@pytest.mark.parametrize(
    ("option", "yields"),
    [
        ("none", (0, 0, 0)),
        ("even", (4468, 4673, 4887)),
        ("front-loaded", (5588, 5900, 2485)),
    ],
)
def test_it_models_the_yield_of_each_option(option, yields):
    found = tuple(show("finance.tax.yield", option, year).value for year in YEARS)
    assert found == thousands(*yields)


def test_it_keeps_the_printed_yield_beside_and_names_the_difference():
    assert show("finance.tax.printed_yield", "front-loaded").value == Money.thousands(14028)
    whole = show("finance.tax.yield", "front-loaded")
    assert whole.value == Money.thousands(13973)
    assert any("0.055" in caveat and "below" in caveat for caveat in whole.caveats)


def test_it_leaves_a_residual_in_each_year():
    found = tuple(show("finance.tax.residual", "front-loaded", year).value for year in YEARS)
    assert found == thousands(-1123, -1230, 2353)
    assert show("finance.tax.residual", "none").value == Money.thousands(14028)


def test_it_shows_the_room_left_for_the_precept():
    assert show("finance.tax.precept_room", "even", "2017/18").value == 1
    assert show("finance.tax.precept_room", "even").value == 0


def test_it_closes_the_general_balance_and_names_the_denominator():
    balance = show("finance.reserves.balance", "general-fund", "2016/17")
    assert balance.value == Money.thousands(7209)
    ratio = show("finance.reserves.ratio", period="2016/17")
    assert ratio.display == "3.39%"
    assert (ratio.numerator.value, ratio.denominator.value) == thousands(7209, 212650)
    assert "2017/18" in ratio.denominator.label


def test_it_shows_the_fund_and_the_capital_grants():
    assert show("finance.change_fund.headroom", "cost-of-change").value == Money.thousands(8500)
    found = tuple(show("finance.capital_grants.balance", "schools", year).value for year in YEARS)
    assert found == thousands(767, 1378, 1214)
    assert show("finance.capital_grants.balance", "transport").value == Money.thousands(7178)


ALL = {
    "finance.reserves.": (
        ("balance", "general-fund", "2016/17"),
        ("balance", "transforming", "2018/19"),
        ("balance", "transforming", "2019/20"),
        ("ratio", "council", "2016/17"),
        ("ratio", "council", "2017/18"),
    ),
    "finance.change_fund.": (
        ("total", "cost-of-change", None),
        ("headroom", "cost-of-change", None),
    ),
    "finance.capital_grants.": tuple(
        (name, grant, year)
        for name in ("receipts", "commitments", "balance")
        for grant in ("schools", "transport")
        for year in (*YEARS, None)
    ),
}


@pytest.mark.parametrize("prefix", sorted(ALL))
def test_it_asks_no_more_queries_for_many_figures_than_for_one_of_each(prefix):
    asked = [Ask(key=prefix + name, scope=scope, period=year) for name, scope, year in ALL[prefix]]
    names = {ask.key: ask for ask in reversed(asked)}
    with CaptureQueriesContext(connection) as few:
        figures.ask_many(list(names.values()), reader=OPERATOR)
    with CaptureQueriesContext(connection) as many:
        found = figures.ask_many(asked, reader=OPERATOR)
    assert len(found) == len(asked)
    assert len(many) <= len(few)


def test_it_answers_together_what_it_answers_alone():
    asked = [
        Ask(key=prefix + name, scope=scope, period=year)
        for prefix, questions in ALL.items()
        for name, scope, year in questions
    ]
    together = [found.value for found in figures.ask_many(asked, reader=OPERATOR)]
    assert together == [show(ask.key, ask.scope, ask.period).value for ask in asked]
