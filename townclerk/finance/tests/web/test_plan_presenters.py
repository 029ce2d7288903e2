"""What the plan's pages are given to show."""

from itertools import pairwise

import pytest

from townclerk.finance.core.versions import bridge
from townclerk.finance.operations import plan as operations
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries import tax
from townclerk.finance.tests.builders import MOMENT
from townclerk.finance.web import presenters, schedules
from townclerk.kernel.money import Money

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


@pytest.fixture
def facts(plan):
    return plans.load(plan)


def test_it_shows_one_row_a_step_with_a_total(facts):
    table = presenters.waterfall_table(facts, "£m")
    assert [row.label for row in table] == [
        "Original funding gap",
        "Revisions",
        "Revised funding gap",
        "Public sector reform projects",
        "Service options",
        "Phasing",
        "Remaining funding gap",
    ]
    assert [cell.text for cell in table[1].cells] == ["−9.220", "4.693", "−3.234", "−7.761"]
    assert table[1].cells[0].exact == "−£9,220,000.00"
    assert table[-1].cells[0].url == "/figures/finance.plan.remaining_gap/?period=2017/18"


def test_it_switches_the_unit(facts):
    table = presenters.waterfall_table(facts, "£000")
    assert [cell.text for cell in table[0].cells] == ["33,432", "14,614", "16,372", "64,418"]


@pytest.mark.parametrize("place", [None, 0, 1, 2])
def test_it_draws_bars_that_meet(facts, place):
    bars = presenters.waterfall_bars(facts, place)
    for before, after in pairwise(bars):
        assert after.start == (Money.zero if after.is_total else before.end)
        if after.is_total:
            assert after.end == before.end
    assert all(bar.url for bar in bars)


def test_it_lists_the_lines_behind_a_step(facts):
    rows = presenters.line_table(facts, facts.row("original_gap"), "£m")
    assert len(rows) == 7
    assert rows[3].cells[0].text == "3.985"


def test_it_says_what_closes_the_gap(facts):
    assert presenters.finding(facts, tax.options_of(facts)) == (
        "£14.028m of the gap is left before council tax; it closes with 3.99% a year"
    )
    assert presenters.finding(facts) == "£14.028m of the gap is left before council tax"


def test_it_shows_what_each_option_leaves(facts):
    table = schedules.residual_table(tax.options_of(facts), "£m")
    front = next(row for row in table if row.label.startswith("4.99"))
    assert [cell.text for cell in front.cells] == ["−1.123", "−1.230", "2.353", "0.000"]


def test_it_bridges_two_versions_line_by_line(facts, officer):
    first = plans.version_numbered(1)
    second = operations.start_next_version(first, title="Two", actor=officer, moment=MOMENT)
    line = second.lines.get(code="original-national-living-wage")
    operations.set_amount(line, 2019, Money.thousands(3000), actor=officer, moment=MOMENT)
    moved = bridge(facts.core, plans.load(second).core)
    (row,) = presenters.bridge_table(moved, "£m")
    assert (row.label, row.cells[-2].text) == ("National Living Wage (changed)", "−0.450")
    assert row.cells[-1].text == "No reason was given"
