"""Single rows of the facts store, disposed of by two persons."""

from datetime import timedelta

import pytest

from townclerk import figures
from townclerk.figures.facts.rows import columns_of
from townclerk.figures.models import FactBatch, Residual
from townclerk.figures.permission import OPERATOR
from townclerk.figures.soundness import facts_are_as_landed
from townclerk.finance.facts import BUDGET_LINES
from townclerk.finance.imports import budget_lines
from townclerk.finance.tests.builders import MOMENT
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.testing import an_actor
from townclerk.platform.home import Home
from townclerk.platform.organisation.models import Unit
from townclerk.platform.retention import clearing, operations, queries, subjects
from townclerk.platform.retention.models import Certificate, Disposal
from townclerk.platform.retention.removing import CannotDispose

SECRET = "xylophonequartz"
KEY = "finance.budget.net"
LATER = MOMENT + timedelta(days=30)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.prepare()
    return settings.HOME


@pytest.fixture
def landed(db):
    """A year that came twice, and in both deliveries the same line."""
    Unit.objects.create(code="care")
    partner = an_actor("finance-partner")
    for moment, amount in ((MOMENT, "100"), (LATER, "150")):
        cells = [
            {"year": "2017/18", "unit": "care", "account_group": group, "amount": found}
            for group, found in (("employees", amount), (SECRET, "7"))
        ]
        budget_lines.load(cells, actor=partner, moment=moment, batch="")
    return partner


def value(**when):
    return figures.ask(KEY, period="2017/18", reader=OPERATOR, **when).value


def row(batch):
    columns = columns_of(BUDGET_LINES, batch)
    return columns["sheet_row"][columns["account_group"].index(SECRET)]


def dispose(partner):
    batch = FactBatch.objects.get(state=FactBatch.State.LANDED)
    subject = subjects.find("facts:finance.budget_lines", f"{batch.batch}:{row(batch)}")
    asked = operations.propose_subject(subject, "erasure", actor=partner, moment=clock.now())
    decider = an_actor("monitoring-officer")
    operations.approve(asked, actor=decider, moment=clock.now())
    return asked, decider


def bytes_that_tell(home):
    return [
        path
        for path in home.path.rglob("*")
        if path.is_file() and SECRET.encode() in path.read_bytes()
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_takes_a_row_out_of_every_delivery_and_keeps_the_figure(landed, home):
    assert bytes_that_tell(home)
    then, now = value(known_at=MOMENT + timedelta(days=1)), value()
    assert (then, now) == (Money.pounds(107), Money.pounds(157))
    asked, decider = dispose(landed)
    assert (value(known_at=MOMENT + timedelta(days=1)), value()) == (then, now)
    assert clearing.clear(queries.to_clear(), actor=decider, moment=clock.now()) == 1

    assert bytes_that_tell(home) == []
    assert (value(known_at=MOMENT + timedelta(days=1)), value()) == (then, now)
    found = figures.ask(KEY, period="2017/18", reader=OPERATOR).explanation
    assert SECRET not in str(found.to_json())
    assert "Records that were disposed of" in {part.label for part in found.parts}
    assert {one.amount for one in Residual.objects.all()} == {700}
    assert list(facts_are_as_landed()) == []
    content = Certificate.objects.get().content
    assert content["counts"]["facts"] == 2
    assert SECRET not in str(content)
    asked.refresh_from_db()
    assert (asked.state, asked.erase) == (Disposal.State.CLEARED, [])
    old, older = FactBatch.objects.filter(state=FactBatch.State.DISPOSED)
    assert {old.rows, older.rows} == {2}


@pytest.mark.django_db
def test_it_leaves_the_file_known_and_the_row_out_when_it_comes_again(landed):
    dispose(landed)
    cells = [
        {"year": "2017/18", "unit": "care", "account_group": group, "amount": amount}
        for group, amount in (("employees", "150"), (SECRET, "7"))
    ]
    again = budget_lines.load(cells, actor=landed, moment=clock.now())
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    assert value() == Money.pounds(157)


@pytest.mark.django_db
def test_a_hold_on_the_rows_wins(landed):
    held = an_actor("monitoring-officer")
    kind = "facts:finance.budget_lines"
    operations.hold(kind, "", reason="Inquiry", actor=held, moment=clock.now())
    with pytest.raises(CannotDispose, match="Legal hold"):
        dispose(landed)


@pytest.mark.django_db
def test_rows_fall_due_with_their_delivery(landed):
    kind = "facts:finance.budget_lines"
    assert subjects.due(kind, LATER.date()) == []
    due = subjects.due(kind, LATER.date() + timedelta(days=9 * 366))
    assert len(due) == 4
    assert {one.retention for one in due} == {"financial-7-years"}
