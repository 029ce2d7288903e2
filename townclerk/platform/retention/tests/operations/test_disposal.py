import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from townclerk.finance.models import GrantStream
from townclerk.kernel.money import Money
from townclerk.platform import clock, records
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines.kinds import REDUNDANCY
from townclerk.platform.deadlines.operations import raise_task
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange.templates import template
from townclerk.platform.files.models import Attachment
from townclerk.platform.files.operations import attach, detach
from townclerk.platform.home import Home
from townclerk.platform.jobs.models import Job
from townclerk.platform.registers.declaration import by_name
from townclerk.platform.registers.models import BulkAct
from townclerk.platform.retention import clearing, operations, queries
from townclerk.platform.retention.models import Certificate, Disposal
from townclerk.platform.retention.removing import CannotDispose
from townclerk.platform.search.queries import find

LONG_AGO = datetime(2015, 6, 1, 9, 0, tzinfo=UTC)
SECRET = "Xylophonequartz"
PERIOD, ERASURE = Disposal.Ground.PERIOD, Disposal.Ground.ERASURE


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.prepare()
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": settings.HOME.files},
        }
    }
    return settings.HOME


@pytest.fixture
def proposer(db):
    return Actor(a_user("finance-partner"))


@pytest.fixture
def decider(db):
    return Actor(a_user("monitoring-officer"))


def a_grant(actor, code="homes", name=f"{SECRET} grant", moment=LONG_AGO):
    made = GrantStream(
        code=code, name=name, type="core", department="Communities", yearly_cost=Money(1_000_00)
    )
    return records.create(made, actor=actor, moment=moment)


def everywhere(home):
    """Every place the word is found in: each table, the database's own bytes, every file."""
    found = {
        str(path.relative_to(home.path))
        for path in home.path.rglob("*")
        if path.is_file() and SECRET.lower().encode() in path.read_bytes().lower()
    }
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert len(tables) > 50
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            if SECRET.lower() in repr(cursor.fetchall()).lower():
                found.add(table)
    if connection.vendor == "sqlite":
        bytes_of_the_file = connection.connection.serialize()
        assert len(bytes_of_the_file) > 100_000
        if SECRET.lower().encode() in bytes_of_the_file.lower():
            found.add("the bytes of the database")
    return found


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_finds_a_disposed_record_nowhere(proposer, decider, home):
    sheet = io.StringIO()
    sheet.write(f"code,name,type,department\nhomes,{SECRET} grant,core,Communities\n")
    file = exchange.File("grants.csv", sheet.getvalue().encode())
    batch = exchange.load(template("grants"), file, actor=proposer, moment=LONG_AGO)
    record = GrantStream.objects.get(code="homes")
    other = a_grant(proposer, code="roads", name="Roads grant")
    changed = {"name": f"{SECRET} renamed"}
    record = records.change(
        record, changed, actor=proposer, moment=LONG_AGO, reason=f"Not {SECRET}"
    )
    letter = SimpleUploadedFile(f"{SECRET}.txt", f"about {SECRET}".encode())
    gone = attach(record, letter, actor=proposer, moment=LONG_AGO, note=SECRET)
    detach(gone, actor=proposer, moment=LONG_AGO, reason=f"{SECRET} again")
    moment = clock.now()
    raise_task(
        purpose="check",
        kind=REDUNDANCY,
        title=f"Look at {SECRET}",
        area=Area.FINANCIAL_PLANNING,
        owner_role="finance-partner",
        due=moment.date(),
        source=record,
        actor=proposer,
        moment=moment,
    )
    BulkAct.objects.create(
        register="grants",
        user=proposer.user,
        moment=LONG_AGO,
        what="Set the name",
        rows=[[record.pk, 2, SECRET], [other.pk, 1, "Roads"]],
        refused=[[SECRET, "It may not."]],
    )
    before = everywhere(home)
    assert {"finance_grantstream", "finance_historicalgrantstream"} <= before
    assert {"audit_auditentry", "files_attachment", "search_indexedpage"} <= before
    assert any(name.startswith("files/attachments/") for name in before)
    assert any(name.startswith("files/imports/") for name in before)

    asked = operations.propose(record, PERIOD, actor=proposer, moment=clock.now())
    certificate = operations.approve(asked, actor=decider, moment=clock.now())
    assert Job.objects.get().kind == "clear-disposals"
    assert clearing.clear(queries.to_clear(), actor=decider, moment=clock.now()) == 1

    assert everywhere(home) == set()
    assert BulkAct.objects.get().rows == [[other.pk, 1, "Roads"]]
    assert find(SECRET, a_reader("finance-partner")).total == 0
    assert list(GrantStream.objects.all()) == [other]
    assert other.history.count() == 1
    batch.refresh_from_db()
    assert (batch.stored, len(batch.sha256)) == ("", 64)
    content = certificate.content
    # The record, its file and the task about it.
    assert content["counts"]["rows"] == 3
    assert content["counts"]["import originals"] == 1
    assert (content["proposed_by"], content["approved_by"]) == (
        proposer.user.pk,
        decider.user.pk,
    )
    assert content["class"] == "financial-7-years"
    assert queries.broken_certificates() == []
    log = AuditEntry.objects.filter(record_type="finance.grantstream", record_id=str(record.pk))
    assert log.exists()
    assert set(log.values_list("record_label", "reason")) == {("", "")}
    asked.refresh_from_db()
    assert (asked.state, asked.erase) == (Disposal.State.CLEARED, [])


@pytest.mark.django_db
def test_it_keeps_content_that_another_record_still_has(proposer, decider, home):
    one = a_grant(proposer)
    two = a_grant(proposer, code="roads", name="Roads")
    for record in (one, two):
        file = SimpleUploadedFile("a.txt", b"the same words")
        kept = attach(record, file, actor=proposer, moment=LONG_AGO)
    asked = operations.propose(one, PERIOD, actor=proposer, moment=clock.now())
    operations.approve(asked, actor=decider, moment=clock.now())
    assert Attachment.objects.get() == kept
    asked.refresh_from_db()
    assert asked.erase == []


@pytest.mark.django_db
def test_it_needs_two_persons_with_the_right_roles(proposer, decider):
    record = a_grant(proposer)
    outsider = Actor(a_user("resident"))
    with pytest.raises(Refused):
        operations.propose(record, PERIOD, actor=outsider, moment=clock.now())
    asked = operations.propose(record, PERIOD, actor=proposer, moment=clock.now())
    for actor in (proposer, outsider):
        with pytest.raises(Refused):
            operations.approve(asked, actor=actor, moment=clock.now())
    both = Actor(a_user("finance-partner", "monitoring-officer"))
    own = operations.propose(
        a_grant(proposer, code="roads"), PERIOD, actor=both, moment=clock.now()
    )
    with pytest.raises(Refused, match="somebody else decides"):
        operations.approve(own, actor=both, moment=clock.now())
    assert GrantStream.objects.count() == 2
    assert not Certificate.objects.exists()
    asked = operations.reject(asked, actor=decider, moment=clock.now())
    with pytest.raises(CannotDispose, match="not agreed already"):
        operations.approve(asked, actor=decider, moment=clock.now())
    operations.propose(record, PERIOD, actor=proposer, moment=clock.now())
    with pytest.raises(CannotDispose, match="proposed already"):
        operations.propose(record, PERIOD, actor=proposer, moment=clock.now())


@pytest.mark.django_db
def test_it_keeps_a_record_before_its_time_but_erases_on_a_ground(proposer, decider):
    record = a_grant(proposer, moment=clock.now())
    with pytest.raises(CannotDispose, match="kept until 1 April"):
        operations.propose(record, PERIOD, actor=proposer, moment=clock.now())
    asked = operations.propose(record, ERASURE, actor=proposer, moment=clock.now())
    operations.approve(asked, actor=decider, moment=clock.now())
    assert not GrantStream.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("whole_register", [True, False])
def test_it_lets_a_legal_hold_win_whoever_agrees(proposer, decider, whole_register):
    record = a_grant(proposer)
    asked = operations.propose(record, PERIOD, actor=proposer, moment=clock.now())
    held = operations.hold(
        "finance.grantstream",
        "" if whole_register else str(record.pk),
        reason="Claim before the court",
        actor=decider,
        moment=clock.now(),
    )
    with pytest.raises(CannotDispose, match="it wins"):
        operations.approve(asked, actor=decider, moment=clock.now())
    with pytest.raises(CannotDispose, match="it wins"):
        operations.propose(record, ERASURE, actor=proposer, moment=clock.now())
    reader = a_reader("finance-partner")
    assert [due.held for due in queries.due(reader, by_name("grants"), reader.on)] == [True]
    with pytest.raises(Refused):
        operations.lift(held, reason="", actor=proposer, moment=clock.now())
    operations.lift(held, reason="Settled", actor=decider, moment=clock.now())
    operations.approve(asked, actor=decider, moment=clock.now())
    assert not GrantStream.objects.exists()


@pytest.mark.django_db
def test_it_removes_nothing_when_a_hook_refuses(proposer, decider, monkeypatch):
    from townclerk.platform.retention import removing

    def refuse(removal):
        raise CannotDispose("The figures would move.")

    monkeypatch.setattr(removing, "removers", [refuse])
    record = a_grant(proposer)
    asked = operations.propose(record, PERIOD, actor=proposer, moment=clock.now())
    with pytest.raises(CannotDispose, match="figures would move"):
        operations.approve(asked, actor=decider, moment=clock.now())
    assert record.history.count() == 1
    assert AuditEntry.objects.filter(record_label__contains=SECRET).exists()
    assert not Certificate.objects.exists()
    asked.refresh_from_db()
    assert asked.state == Disposal.State.PROPOSED


@pytest.mark.django_db
def test_it_lists_what_is_due_the_longest_first(proposer):
    second = a_grant(proposer, code="b", moment=datetime(2016, 6, 1, tzinfo=UTC))
    first = a_grant(proposer, code="a", moment=LONG_AGO)
    a_grant(proposer, code="c", moment=clock.now())
    reader = a_reader("finance-partner")
    found = queries.due(reader, by_name("grants"), reader.on)
    assert [due.record for due in found] == [first, second]
    assert [due.due_on.isoformat() for due in found] == ["2022-04-01", "2023-04-01"]


@pytest.mark.django_db
def test_it_clears_again_what_was_cut_off(proposer, decider, home, monkeypatch):
    record = a_grant(proposer)
    attach(record, SimpleUploadedFile("a.txt", b"words"), actor=proposer, moment=LONG_AGO)
    asked = operations.propose(record, PERIOD, actor=proposer, moment=clock.now())
    operations.approve(asked, actor=decider, moment=clock.now())

    def killed():
        raise RuntimeError("killed")

    monkeypatch.setattr(clearing, "_overwrite", killed)
    with pytest.raises(RuntimeError):
        clearing.clear(queries.to_clear(), actor=decider, moment=clock.now())
    assert len(queries.to_clear()) == 1
    monkeypatch.setattr(clearing, "_overwrite", lambda: None)
    assert clearing.clear(queries.to_clear(), actor=decider, moment=clock.now()) == 1
    assert queries.to_clear() == []
    assert not [path for path in home.files.rglob("*") if path.is_file()]
