"""The bridge from one version to the next, line by line, and its picture."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.figures import NotAnswerable, ask, every
from townclerk.figures.permission import OPERATOR
from townclerk.finance.core.versions import bridge
from townclerk.finance.operations import plan as operations
from townclerk.finance.queries import plan as queries
from townclerk.finance.tests.builders import MOMENT, thousands
from townclerk.finance.web.pictures import bridge_of
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]
ADDED = {"code": "winter", "heading": "Winter pressures", "step": "revision", "type": "other"}
WAGE, GRANT = "original-national-living-wage", "revision-adult-social-care-support-grant"


@pytest.fixture
def following(plan, analyst):
    """Version 2: one line moved in two years, one that unwinds moved, one added, one taken out."""
    stamp = {"actor": analyst, "moment": MOMENT}
    made = operations.start_next_version(plan, title="Two", **stamp)
    wage, grant = made.lines.get(code=WAGE), made.lines.get(code=GRANT)
    for year, more in ((2017, 100), (2019, -40)):
        now = wage.amounts.get(year=year).amount
        operations.set_amount(wage, year, now + Money.thousands(more), **stamp)
    operations.set_amount(grant, 2017, Money.thousands(-1500), **stamp)
    operations.add_line(made, ADDED, {2018: Money.thousands(250)}, **stamp)
    operations.remove_line(
        made.lines.get(code="revision-better-care-fund"), reason="Moved", **stamp
    )
    return made


@pytest.fixture
def moved(plan, following):
    return bridge(queries.load(plan).core, queries.load(following).core)


def test_it_names_each_line_that_moved_and_no_other(moved):
    found = {line.key: (line.change, line.amounts) for line in moved.lines}
    assert found == {
        WAGE: ("changed", thousands(100, 0, -40)),
        GRANT: ("changed", thousands(32, -32, 0)),
        "winter": ("added", thousands(0, 250, 0)),
        "revision-better-care-fund": ("removed", thousands(3000, 0, 0)),
    }


def test_it_explains_every_year_of_the_change_by_its_lines(moved, plan, following):
    before, after = queries.load(plan), queries.load(following)
    for place in range(3):
        change = (
            after.row("gap_after_tax").amounts[place] - before.row("gap_after_tax").amounts[place]
        )
        assert Money.total(line.amounts[place] for line in moved.lines) == change
    assert Money.total(moved.after) - Money.total(moved.before) == Money.thousands(3310)


def test_it_keeps_the_earlier_version_as_it_was(moved, plan):
    assert queries.load(plan).row("remaining_gap").amounts == thousands(4468, 4673, 4887)


def test_it_draws_the_lines_that_moved_most_first_and_says_what_moved(moved):
    picture = bridge_of(moved, "Plan version 1", "Plan version 2")
    assert picture.title == (
        "The gap of plan version 2 is £3.310m wider than that of plan version 1, "
        "most of it by Better Care Fund"
    )
    assert picture.table.rows[0] == ("Plan version 1", "14.028")
    assert picture.table.rows[1] == ("Better Care Fund", "3.000")
    assert picture.table.rows[-1] == ("Plan version 2", "17.338")


def test_it_gathers_the_small_moves_of_a_long_bridge(plan, analyst):
    stamp = {"actor": analyst, "moment": MOMENT}
    made = operations.start_next_version(plan, title="Two", **stamp)
    for number in range(9):
        values = {**ADDED, "code": f"line-{number}", "heading": f"Line {number}"}
        amount = Money.thousands(number + 1)
        operations.add_line(made, values, {2017: amount}, **stamp)
    moved = bridge(queries.load(plan).core, queries.load(made).core)
    rows = bridge_of(moved, "Plan version 1", "Plan version 2").table.rows
    assert len(rows) == 9
    assert rows[-2] == ("3 other lines", "0.006")


def test_it_shows_the_bridge_on_the_page_of_both_versions(client, plan, following):
    client.force_login(a_user("finance-partner"))
    answer = client.get(reverse("finance:compare"), {"before": "1", "after": "2"})
    page = BeautifulSoup(answer.content, "html.parser")
    table = next(t for t in page.find_all("table") if "line by line" in t.caption.get_text())
    names = {th.get_text() for th in table.find_all("th", scope="row")}
    assert "Winter pressures (added)" in names
    assert "Better Care Fund (removed)" in names
    assert len(names) == 4
    assert "wider than that of plan version 1" in page.find("figcaption").get_text()
    removed = table.find("th", string="Better Care Fund (removed)").parent
    assert removed.find_all("td")[-1].get_text(strip=True) == "Moved"


def test_why_a_line_moved_is_asked_where_it_is_typed_and_stands_beside_what_moved(
    client, plan, analyst
):
    stamp = {"actor": analyst, "moment": MOMENT}
    second = operations.start_next_version(plan, title="Two", **stamp)
    client.force_login(analyst.user)
    at = reverse("finance:edit", args=[2]) + "?step=original"
    form = BeautifulSoup(client.get(at).content, "html.parser").find("table").find_parent("form")
    sent = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    wage = second.lines.get(code=WAGE)
    client.post(at, sent | {f"a-{wage.pk}-2017": "3,200", "reason": "Pay award of 1%"})
    third = operations.start_next_version(second, title="Three", **stamp)
    operations.set_amount(
        third.lines.get(code=WAGE), 2018, Money.zero, reason="Dropped in the autumn", **stamp
    )
    (said,) = queries.reasons_between(plan, third).values()
    assert set(said) == {"Pay award of 1%", "Dropped in the autumn"}
    assert queries.reasons_between(plan, second) == {WAGE: ("Pay award of 1%",)}
    assert queries.reasons_between(second, third) == {WAGE: ("Dropped in the autumn",)}


def test_its_figures_speak_of_the_version_published_before(plan, following, officer):
    with pytest.raises(NotAnswerable, match="published before the one in force"):
        ask("finance.bridge.before", reader=OPERATOR)
    for version in (plan, following):
        moved_on = version
        for move in ("send-for-review", "put-to-cabinet", "publish"):
            moved_on = operations.move_version(
                moved_on, move, actor=officer, moment=MOMENT, reason="Test"
            )
    asked = every("finance.bridge.line", reader=OPERATOR)
    assert {one.scope: one.value for one in asked if not one.period} == {
        "revision-better-care-fund": Money.thousands(3000),
        "winter": Money.thousands(250),
        WAGE: Money.thousands(60),
        GRANT: Money.zero,
    }
    before, after = (ask(f"finance.bridge.{name}", reader=OPERATOR) for name in ("before", "after"))
    assert after.value - before.value == Money.thousands(3310)
    line = ask("finance.bridge.line", WAGE, "2017/18", reader=OPERATOR)
    assert line.value == Money.thousands(100)
    assert [part.label for part in line.explanation.parts] == [
        "In plan version 1",
        "In plan version 2",
    ]


def test_the_next_version_starts_with_the_tax_options_as_drafts(plan, following):
    options = following.tax_options.prefetch_related("increases")
    assert {one.code: one.state for one in options} == {
        one.code: "draft" for one in plan.tax_options.all()
    }
    assert [[i.core for i in one.increases.all()] for one in options] == [
        [i.core for i in one.increases.all()] for one in plan.tax_options.all()
    ]
    assert following.tax.base == plan.tax.base
