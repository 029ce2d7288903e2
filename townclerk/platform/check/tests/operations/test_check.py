import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from townclerk.finance.models import GrantStream
from townclerk.kernel.errors import Problem
from townclerk.platform import clock, records
from townclerk.platform.access.loading import load_roles
from townclerk.platform.access.models import Grant, MatrixCell
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.check import declaring, running
from townclerk.platform.check.commands import check
from townclerk.platform.files.operations import attach
from townclerk.platform.files.storage import place
from townclerk.platform.home import Home
from townclerk.platform.retention.models import Certificate

pytestmark = pytest.mark.django_db
NOBODY = Actor(user=None, os_user="test")


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.prepare()
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    return settings.HOME


@pytest.fixture
def officer():
    return an_actor("finance-partner")


@pytest.fixture
def grant(officer):
    made = GrantStream(code="homes", name="Homes grant", type="core", department="Communities")
    return records.create(made, actor=officer, moment=clock.now())


def told(*names):
    return [problem.message for found in running.run(names) for problem in found.problems]


def test_it_checks_everything_it_promises_and_finds_a_new_installation_sound():
    load_roles(actor=NOBODY, moment=clock.now())
    assert {
        "database",
        "facts",
        "figures",
        "files",
        "history",
        "matrix",
        "parameters",
        "publications",
        "retention",
        "settings",
    } <= set(running.names())
    assert told() == []
    assert CliRunner().invoke(check, []).exit_code == 0


def test_it_tells_every_problem_of_every_check_at_once(officer, grant, home, settings):
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["*"]
    kept = attach(grant, SimpleUploadedFile("a.txt", b"words"), actor=officer, moment=clock.now())
    place(home, kept.sha256).write_bytes(b"other")
    GrantStream.objects.filter(pk=grant.pk).update(name="Changed behind its back")
    Certificate.objects.create(number=1, content={}, previous="x", sha256="y")
    done = CliRunner().invoke(check, ["--json"])
    assert done.exit_code == 1
    found = {one["check"]: one["problems"] for one in json.loads(done.output)}
    assert len(found["settings"]) >= 2
    assert found["files"][0]["place"].endswith(kept.sha256)
    assert "name differ from its history" in found["history"][0]["message"]
    assert len(found["retention"]) == 2


def test_it_finds_a_record_taken_out_or_put_in_behind_its_back(grant):
    assert told("history") == []
    GrantStream.objects.bulk_create([GrantStream(code="x", name="X", type="core")])
    assert "no history of its being there" in told("history")[0]
    GrantStream.objects.filter(code="x").delete()
    GrantStream.objects.filter(pk=grant.pk)._raw_delete("default")
    assert "its history does not say so" in told("history")[0]


def test_it_caps_what_it_tells_of_one_table():
    GrantStream.objects.bulk_create(
        GrantStream(code=f"c{n}", name="X", type="core") for n in range(50)
    )
    said = told("history")
    assert len(said) == 21
    assert said[-1].startswith("30 more")


def test_it_finds_a_right_that_was_slipped_into_the_database():
    load_roles(actor=NOBODY, moment=clock.now())
    cell = MatrixCell.objects.get(role__code="resident", area="16")
    Grant.objects.create(role=cell.role, area="16", verb="approve", reach=5)
    assert told("matrix") == ["resident may approve in area 16, which the matrix does not give."]


def test_it_names_a_missing_import_original_and_an_open_key(home, officer):
    from townclerk.platform.exchange.models import ImportBatch

    ImportBatch.objects.create(
        template="grants",
        filename="a.csv",
        sha256="0" * 64,
        size=1,
        stored="imports/00/a.csv",
        user=officer.user,
        moment=clock.now(),
    )
    assert told("files") == ["The file is missing."]
    key = home.keys / "publications.pem"
    key.write_text("key")
    key.chmod(0o644)
    assert told("settings") == ["Others than its owner can open it."]


def test_it_goes_on_when_a_check_cannot_run(monkeypatch):
    def broken():
        yield Problem("First.")
        raise RuntimeError("disk")

    monkeypatch.setitem(declaring.CHECKS, "aaa", declaring.Checked("aaa", "Broken", broken))
    found = {one.check.name: one for one in running.run()}
    assert "could not be checked: RuntimeError: disk" in found["aaa"].problems[0].message
    assert len(found) > 9


def test_it_refuses_an_unknown_name_and_lists_the_known():
    done = CliRunner().invoke(check, ["nonsense"])
    assert done.exit_code == 2
    assert "publications" in done.output
    assert "history" in CliRunner().invoke(check, ["--list"]).output.splitlines()
