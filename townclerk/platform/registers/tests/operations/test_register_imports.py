"""Whole sheets through the import and export commands and the operations behind them."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from townclerk.finance.models import ChangeFund, ChangeFundSource, ChangeRequest, GrantStream
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.exchange import operations, template
from townclerk.platform.exchange.commands import import_
from townclerk.platform.exchange.models import ImportBatch
from townclerk.platform.exchange.operations import File, LoadedBefore
from townclerk.platform.registers import by_name, exporting
from townclerk.platform.registers import operations as register_operations
from townclerk.platform.registers.commands import export
from townclerk.platform.registers.permission import visible

pytestmark = pytest.mark.django_db
MOMENT = datetime(2017, 2, 1, 9, 30, tzinfo=UTC)
GRANTS = File(
    "grants.csv", b'code,name,type,yearly_cost\nhomes,Homes,core,"(1,000.50)"\nbees,Bees,one-off,\n'
)
BAD = File(
    "bad.csv",
    b"code,name,type,end_date,yearly_cost\nok,Fine,core,,1\n\n"
    b",No code,core,,1\nx,X,odd,,1\ny,Y,core,soon,lots\n",
)


@pytest.fixture
def partner():
    return an_actor("finance-partner")


@pytest.fixture
def fund():
    made = ChangeFund.objects.create(code="main", name="Main")
    ChangeFundSource.objects.create(
        fund=made, code="s", name="S", kind="revenue", amount=Money(500_000_00)
    )
    return made


def requests(*rows):
    heading = "reference,title,fund,purpose,amount,needed_from,alignment,yearly_return"
    return File("requests.csv", "\n".join([heading, *rows]).encode())


def test_it_loads_a_sheet_and_keeps_the_file_with_who_and_when(partner):
    batch = operations.load(template("grants"), GRANTS, actor=partner, moment=MOMENT)
    assert (batch.added, batch.changed, batch.same) == (2, 0, 0)
    assert batch.user == partner.user
    assert batch.moment == MOMENT
    assert operations.original(batch) == GRANTS.content
    homes = GrantStream.objects.get(code="homes")
    assert homes.yearly_cost == Money(-1000_50)
    assert homes.batch == batch.reference
    assert AuditEntry.objects.filter(verb="import", record_id=str(batch.pk)).exists()


def test_it_recognises_a_file_that_was_loaded_before(partner):
    first = operations.load(template("grants"), GRANTS, actor=partner, moment=MOMENT)
    with pytest.raises(LoadedBefore, match=first.reference):
        operations.load(template("grants"), GRANTS, actor=partner, moment=MOMENT)
    again = operations.load(template("grants"), GRANTS, actor=partner, moment=MOMENT, again=True)
    assert (again.added, again.changed, again.same) == (0, 0, 2)


def test_it_tells_every_error_of_a_sheet_at_once_and_writes_nothing(partner):
    with pytest.raises(Problems) as caught:
        operations.load(template("grants"), BAD, actor=partner, moment=MOMENT)
    places = {(problem.row, problem.column) for problem in caught.value.problems}
    assert {(4, "code"), (5, "type"), (6, "end_date"), (6, "yearly_cost")} <= places
    assert all(problem.file == "bad.csv" for problem in caught.value.problems)
    assert not GrantStream.objects.exists()
    assert not ImportBatch.objects.exists()


def test_it_previews_without_writing(partner):
    found = operations.check(template("grants"), GRANTS, actor=partner, moment=MOMENT)
    assert (found.rows, found.added, found.changed, found.same) == (2, 2, 0, 0)
    assert not GrantStream.objects.exists()
    assert not AuditEntry.objects.filter(verb="create").exists()


@pytest.mark.parametrize("role", ["resident", "internal-auditor", "system-administrator"])
def test_it_refuses_a_load_by_a_role_that_may_not_contribute(role):
    with pytest.raises(Refused):
        operations.load(template("grants"), GRANTS, actor=an_actor(role), moment=MOMENT)
    assert not ImportBatch.objects.exists()


def test_it_loads_a_register_by_its_own_sheet(fund):
    actor = an_actor("programme-office")
    sheet = requests('r1,One,main,Invest to save,"1,000",1 May 2017,Vision,500')
    batch = operations.load(template("change-requests"), sheet, actor=actor, moment=MOMENT)
    made = ChangeRequest.objects.get()
    assert batch.added == 1
    assert (made.amount, made.purpose, made.raised_by) == (Money(1_000_00), "save", actor.user)

    changed = requests("r1,Two,main,save,1000,2017-05-01,Vision,500")
    batch = operations.load(template("change-requests"), changed, actor=actor, moment=MOMENT)
    assert (batch.added, batch.changed) == (0, 1)
    assert made.history.count() == 2


def test_it_tells_what_operations_refuse_with_what_cells_hold_wrong(fund):
    sheet = requests(
        'r1,One,main,save,"9,000,000",1 May 2017,Vision,500',
        "r2,Two,main,save,10,1 May 2017,Vision,",
        "r3,Three,nowhere,save,ten,1 May 2017,,5",
        "r4,Four,main,save,10,1 May 2017,Vision,5",
        "r4,Again,main,save,10,1 May 2017,Vision,5",
    )
    with pytest.raises(Problems) as caught:
        operations.load(
            template("change-requests"), sheet, actor=an_actor("programme-office"), moment=MOMENT
        )
    rows = [problem.row for problem in caught.value.problems]
    assert rows == [2, 3, 4, 4, 4, 6]
    assert not ChangeRequest.objects.exists()


def test_it_exports_formulas_disarmed_and_reads_them_back():
    GrantStream.objects.create(code="evil", name="=1+1", type="core", yearly_cost=Money(-5_00))
    content = exporting.export(by_name("grants"), a_reader("finance-partner"), {}, "csv")
    row = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert row["name"] == "'=1+1"
    assert row["yearly_cost"] == "-5.00"
    actor = an_actor("finance-partner")
    file = File("back.csv", content)
    done = operations.check(template("grants"), file, actor=actor, moment=MOMENT)
    assert (done.added, done.changed, done.same) == (0, 0, 1)


def test_it_exports_only_rows_the_reader_may_see():
    with pytest.raises(Refused):
        exporting.export(by_name("grants"), a_reader("resident"), {}, "json")
    with pytest.raises(Refused):
        visible(by_name("reserves"), a_reader("system-administrator"))


def test_it_does_not_let_the_raiser_of_a_request_evaluate_it(fund):
    raiser = an_actor("programme-office", "s151-officer")
    made = records.create(
        ChangeRequest(
            fund=fund,
            reference="r",
            title="R",
            purpose="save",
            alignment="a",
            yearly_return=Money(1),
            amount=Money(100),
            needed_from=MOMENT.date(),
            raised_by=raiser.user,
        ),
        actor=raiser,
        moment=MOMENT,
    )
    register = by_name("change-requests")
    step = register.states.named("evaluate")
    assert step.verb is Verb.APPROVE
    with pytest.raises(Refused, match="somebody else"):
        register_operations.take(
            register, made, "evaluate", actor=raiser, moment=MOMENT, expected_version=1
        )


def test_it_imports_and_exports_from_the_command_line(tmp_path: Path):
    user = a_user("finance-partner")
    path = tmp_path / "grants.csv"
    path.write_bytes(GRANTS.content)
    run = CliRunner()
    who = ["--as", user.username]

    told = run.invoke(import_, ["check", "grants", str(path), "--json", *who])
    assert json.loads(told.stdout)["added"] == 2, told.output
    told = run.invoke(import_, ["load", "grants", str(path), *who])
    assert "2 added" in told.output

    for expected, code in (("--total=Yearly cost=-1,000.50", 0), ("--total=yearly_cost=3", 1)):
        told = run.invoke(import_, ["check", "grants", str(path), expected, "--rows=2", *who])
        assert bool(told.exit_code) == bool(code), told.output

    out = tmp_path / "out.json"
    told = run.invoke(export, ["grants", "type=core", "--form", "json", "-o", str(out), *who])
    assert told.exit_code == 0, told.output
    assert [row["code"] for row in json.loads(out.read_text())] == ["homes"]
    blank = tmp_path / "blank.xlsx"
    assert run.invoke(import_, ["blank", "grants", "-o", str(blank)]).exit_code == 0
    assert blank.read_bytes().startswith(b"PK")
    assert "grants" in run.invoke(import_, ["list"]).output


def test_it_keeps_what_is_not_changed_out_of_the_history(partner):
    operations.load(template("grants"), GRANTS, actor=partner, moment=MOMENT)
    stream = GrantStream.objects.get(code="homes")
    register_operations.change(
        by_name("grants"),
        stream,
        {"name": "Homes"},
        actor=Actor(partner.user),
        moment=MOMENT,
        expected_version=stream.version,
    )
    assert stream.history.count() == 1
