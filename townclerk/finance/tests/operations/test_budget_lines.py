"""Budget lines through the facts store: landed, replaced, read as they stood, asked as a figure."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk import figures
from townclerk.figures.facts import batches
from townclerk.figures.models import FactBatch
from townclerk.figures.permission import OPERATOR
from townclerk.finance.imports import budget_lines
from townclerk.finance.tests.builders import MOMENT
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.django_db
KEY = "finance.budget.net"


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "root", lambda: tmp_path)


@pytest.fixture(autouse=True)
def units(db):
    for code in ("care", "roads"):
        Unit.objects.create(code=code)


def line(unit, group, amount, year="2017/18", **more):
    return {"year": year, "unit": unit, "account_group": group, "amount": amount, **more}


SHEET = (
    line("care", "employees", "1,200.50"),
    line("care", "fees", "(200.50)"),
    line("roads", "employees", "3", money_unit="£000"),
    {"row": "total", "year": "2017/18", "amount": "4000"},
    line("roads", "employees", "50", year="2018/19"),
)


def load(sheet, actor, moment=MOMENT):
    return budget_lines.load(sheet, actor=actor, moment=moment, batch="import-1")


def ask(scope=None, period="2017/18", **more):
    return figures.ask(KEY, scope, period, reader=OPERATOR, **more)


def test_it_adds_the_lines_of_a_year_up_by_unit_and_group(analyst):
    assert load(SHEET, analyst).added == 4
    assert ask().value == Money.pounds(4000)
    assert ask("care").value == Money.pounds(1000)
    step = ask("care").explanation
    leaves = {part.label: part.value for part in step.parts[0].parts}
    assert leaves == {"employees": Money.parse("1200.50"), "fees": Money.parse("-200.50")}
    assert step.source.batch == "import-1"
    assert [part.source.row for part in step.parts[0].parts] == ["2", "3"]
    assert ask(period="2018/19").value == Money.pounds(50)


def test_it_refuses_rows_that_miss_their_total_and_lands_nothing(analyst):
    sheet = [*SHEET[:3], {"row": "total", "year": "2017/18", "amount": "4000.01"}]
    with pytest.raises(Problems, match="control total"):
        load(sheet, analyst)
    assert not FactBatch.objects.filter(state=FactBatch.State.LANDED).exists()
    with pytest.raises(figures.NotAnswerable):
        ask()


def test_it_names_every_wrong_row_and_lands_nothing(analyst):
    wrong = [line("nowhere", "employees", "1"), line("care", "", "x")]
    with pytest.raises(Problems) as caught:
        load(wrong, analyst)
    places = {(problem.row, problem.column) for problem in caught.value.problems}
    assert places == {(2, "unit"), (3, "account_group"), (3, "amount")}
    assert not FactBatch.objects.exists()


def test_it_leaves_the_same_rows_alone_in_any_order(analyst):
    load(SHEET, analyst)
    again = load(tuple(reversed(SHEET)), analyst, MOMENT + timedelta(days=1))
    assert (again.added, again.changed, again.same) == (0, 0, 4)


def test_it_puts_a_later_file_in_place_of_the_earlier_and_reads_both(analyst):
    load(SHEET, analyst)
    later = MOMENT + timedelta(days=30)
    load([line("care", "employees", "7")], analyst, later)
    assert ask().value == Money.pounds(7)
    assert ask(known_at=MOMENT + timedelta(days=1)).value == Money.pounds(4000)
    assert ask(period="2018/19").value == Money.pounds(50)


def test_it_refuses_those_without_the_role(db):
    with pytest.raises(Refused):
        load(SHEET, an_actor("resident"))


def test_it_answers_many_units_in_the_queries_of_one(analyst):
    load(SHEET, analyst)
    asked = [
        figures.Ask(key=KEY, scope=scope, period=year)
        for scope, year in (("care", "2017/18"), ("roads", "2017/18"), ("roads", "2018/19"))
    ]
    with CaptureQueriesContext(connection) as one:
        figures.ask_many(asked[:1], reader=OPERATOR)
    with CaptureQueriesContext(connection) as many:
        found = figures.ask_many(asked, reader=OPERATOR)
    assert [figure.value for figure in found] == [Money.pounds(n) for n in (1000, 3000, 50)]
    assert len(many) == len(one)
