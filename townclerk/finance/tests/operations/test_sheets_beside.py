"""Sheets of finance: checked beside the database, then written whole in a few statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.finance.imports import plan_lines
from townclerk.finance.imports.tables import BY_NAME, MOST_POSTED, TooManyRows
from townclerk.finance.models import (
    GrantAmount,
    LineAmount,
    PlanLine,
    PlanVersion,
    Reserve,
    ReserveMovement,
    TaxOption,
)
from townclerk.finance.models.plan import PublishedPlanIsFixed
from townclerk.finance.operations import plan as operations
from townclerk.finance.operations.reserves import post_movement
from townclerk.finance.tests.builders import MOMENT, ORDER, rows
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.deadlines.models import Task
from townclerk.platform.exchange import template
from townclerk.platform.exchange.operations import File, check, load
from townclerk.platform.registers.staging import ChangedMeanwhile

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(days=1)
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def reserves(officer):
    BY_NAME["plan-versions"].load(rows("plan-versions"), actor=officer, moment=MOMENT)
    BY_NAME["reserves"].load(rows("reserves"), actor=officer, moment=MOMENT)


def writes(seen):
    """Statements that write to tables others use."""
    return [
        query["sql"]
        for query in seen.captured_queries
        if query["sql"].lstrip().startswith(WRITES) and '"staged_' not in query["sql"][:60]
    ]


def line(number, **more):
    return {
        "plan": "1",
        "code": f"line-{number}",
        "heading": f"Line {number}",
        "step": "original",
        "type": "inflation",
        "y1": "10",
        "y2": "20",
        **more,
    }


def movement(reference, amount, **more):
    return {
        "reserve": "general-fund",
        "reference": reference,
        "year": "2017/18",
        "kind": "use" if amount.startswith("-") else "contribution",
        "amount": amount,
        "decision": "C1",
        **more,
    }


@pytest.mark.parametrize("name", ["plan-lines", *(name for name in ORDER if name != "phasing")])
def test_it_writes_nothing_while_it_checks(name, officer, reserves):
    prepare = template(name).prepare
    with CaptureQueriesContext(connection) as seen:
        prepared = prepare(rows(name), actor=officer, moment=MOMENT)
    assert writes(seen) == []
    assert prepared.added or prepared.same
    assert prepared.samples["added"] or prepared.samples["same"]


def test_it_writes_long_sheets_in_the_statements_of_short_ones(officer, reserves):
    counts = []
    for first, many in ((0, 5), (100, 50)):
        sheet = [line(first + number) for number in range(many)]
        prepared = plan_lines.prepare(sheet, actor=officer, moment=MOMENT)
        with CaptureQueriesContext(connection) as seen:
            prepared.save("import-1")
        counts.append(len([sql for sql in writes(seen) if "search" not in sql]))
        prepared.saved()
    assert counts[0] == counts[1]
    assert (PlanLine.objects.count(), LineAmount.objects.count()) == (55, 110)


def test_each_record_says_which_row_brought_it(officer, reserves):
    text = "plan,code,heading,step,type,y1\n1,a,A,original,inflation,5\n1,b,B,original,levy,7\n"
    file = File("lines.csv", text.encode())
    batch = load(template("plan-lines"), file, actor=officer, moment=MOMENT)
    found = PlanLine.objects.get(code="b")
    cell = found.amounts.get()
    assert (found.batch, found.batch_row, cell.batch) == (batch.reference, 3, batch.reference)
    assert found.history.get().history_change_reason == f"{batch.reference}, row 3"
    assert cell.history.get().history_change_reason == f"{batch.reference}, row 3"
    assert cell.amount == Money.pounds(7)


def test_it_takes_amounts_of_new_and_of_stored_lines_alike(officer, reserves):
    plan_lines.load([line(1)], actor=officer, moment=MOMENT, batch="import-1")
    again = plan_lines.load(
        [line(1, y2="25"), line(2)], actor=officer, moment=LATER, batch="import-2"
    )
    assert (again.added, again.changed, again.same) == (1, 1, 0)
    first, second = PlanLine.objects.order_by("code")
    assert (first.batch, first.version, second.version) == ("import-2", 2, 1)
    amounts = {cell.year: (cell.amount, cell.version) for cell in first.amounts.all()}
    assert amounts == {2017: (Money.pounds(10), 1), 2018: (Money.pounds(25), 2)}
    assert second.amounts.count() == 2


def test_it_is_given_up_when_the_version_was_published_meanwhile(officer, reserves):
    prepared = plan_lines.prepare([line(1)], actor=officer, moment=MOMENT)
    plan = PlanVersion.objects.get()
    for move in ("send-for-review", "put-to-cabinet", "publish"):
        plan = operations.move_version(plan, move, actor=officer, moment=MOMENT)
    with pytest.raises(PublishedPlanIsFixed):
        prepared.save("import-1")
    assert not PlanLine.objects.exists()


def test_tax_assumptions_come_again_to_a_published_version_only_as_they_are(officer, reserves):
    sheet = BY_NAME["tax-assumptions"]
    sheet.load(rows("tax-assumptions"), actor=officer, moment=MOMENT)
    plan = PlanVersion.objects.get()
    for move in ("send-for-review", "put-to-cabinet", "publish"):
        plan = operations.move_version(plan, move, actor=officer, moment=MOMENT)
    assert sheet.load(rows("tax-assumptions"), actor=officer, moment=LATER).same == 1
    changed = [one | {"base": "112"} for one in rows("tax-assumptions")]
    with pytest.raises(Problems, match="Start the next version"):
        sheet.load(changed, actor=officer, moment=LATER)
    plan.tax.delete()
    with pytest.raises(Problems, match="Start the next version"):
        sheet.load(changed, actor=officer, moment=LATER)


def test_it_is_given_up_when_the_ledger_moved_meanwhile(officer, reserves):
    cells = [movement("a", "-5")]
    prepared = BY_NAME["reserve-movements"].prepare(cells, actor=officer, moment=MOMENT)
    post_movement(
        Reserve.objects.get(code="general-fund"),
        reference="other",
        year=2017,
        kind="contribution",
        amount=Money.pounds(1),
        decision="C2",
        actor=officer,
        moment=MOMENT,
    )
    with pytest.raises(ChangedMeanwhile):
        prepared.save("import-1")


def test_a_sheet_of_uses_is_held_to_the_balance_row_by_row(officer, reserves):
    cells = [movement(f"m{number}", "-4", money_unit="£m") for number in range(4)]
    with pytest.raises(Problems) as caught:
        BY_NAME["reserve-movements"].load(cells, actor=officer, moment=MOMENT)
    assert [problem.row for problem in caught.value.problems] == [4, 5]
    assert not ReserveMovement.objects.exists()


def test_it_names_every_row_that_counts_a_saving_twice_or_hides_in_nothing(officer, reserves):
    sheet = [line(1, saving="s"), line(2, saving="s"), line(3, included_in="nowhere")]
    with pytest.raises(Problems) as caught:
        plan_lines.load(sheet, actor=officer, moment=MOMENT)
    places = {(problem.row, problem.column) for problem in caught.value.problems}
    assert places == {(3, "saving"), (4, "included_in")}


def test_it_names_rows_that_assume_two_amounts_and_lets_the_assumption_move(officer, reserves):
    grants = BY_NAME["grants"]

    def row(stage, amount, assumed):
        return {
            "code": "g",
            "name": "G",
            "type": "core",
            "year": "2017/18",
            "stage": stage,
            "amount": amount,
            "assumed": assumed,
        }

    twice = [row("indicative", "5", "yes"), row("final", "6", "yes")]
    with pytest.raises(Problems) as caught:
        grants.load(twice, actor=officer, moment=MOMENT)
    assert [problem.row for problem in caught.value.problems] == [2, 3]
    grants.load(
        [row("indicative", "5", "yes"), row("final", "6", "no")], actor=officer, moment=MOMENT
    )
    assert Task.objects.get().state == Task.State.OPEN
    moved = [row("indicative", "5", "no"), row("final", "6", "yes")]
    grants.load(moved, actor=officer, moment=LATER)
    assert GrantAmount.objects.get(assumed=True).stage == "final"
    assert Task.objects.get().state == Task.State.DONE


def test_it_leaves_a_settled_tax_option_alone(officer, reserves):
    options = BY_NAME["tax-options"]
    options.load(rows("tax-options"), actor=officer, moment=MOMENT)
    TaxOption.objects.update(state=TaxOption.State.RESOLVED)
    assert options.load(rows("tax-options"), actor=officer, moment=LATER).changed == 0
    cells = rows("tax-options")
    cells[0]["core_1"] = "0.5"
    with pytest.raises(Problems, match="is resolved"):
        options.load(cells, actor=officer, moment=LATER)


def test_it_posts_no_more_phasing_than_is_short(officer, reserves):
    with pytest.raises(TooManyRows):
        BY_NAME["phasing"].load([{}] * (MOST_POSTED + 1), actor=officer, moment=MOMENT)


def test_a_sheet_already_right_is_held_against_its_totals_too(officer, reserves):
    text = "reserve,reference,year,kind,amount,decision\ngeneral-fund,a,2017/18,contribution,5,C1\n"
    file = File("moves.csv", (text + "Total,,,,6,\n").encode())
    with pytest.raises(Problems, match="1 apart"):
        check(template("reserve-movements"), file, actor=officer, moment=MOMENT)
