import io

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from townclerk.finance.models import GrantStream
from townclerk.platform import clock, records
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.files import operations, queries, storage
from townclerk.platform.files.core.kinds import NotAccepted
from townclerk.platform.files.models import Attachment
from townclerk.platform.home import Home

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.prepare()
    return settings.HOME


@pytest.fixture
def officer():
    return a_user("finance-partner")


@pytest.fixture
def grant(officer):
    made = GrantStream(code="homes", name="Homes grant", type="core", department="Communities")
    return records.create(made, actor=Actor(officer), moment=clock.now())


def upload(name="letter.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def attached(grant, officer):
    return operations.attach(grant, upload(), actor=Actor(officer), moment=clock.now(), note="Why")


def add_address(grant):
    return reverse("files:add", args=["finance.grantstream", grant.pk])


def status(client, address):
    answer = client.get(address)
    if answer.streaming:
        # Read to its end, which is when the file is closed.
        b"".join(answer.streaming_content)
    return answer.status_code


def stored(home):
    return [p for p in home.files.rglob("*") if p.is_file()]


def test_it_keeps_a_file_from_the_page_of_the_record_and_gives_it_back(
    client, officer, grant, home
):
    client.force_login(officer)
    page = BeautifulSoup(client.get(f"/r/grants/{grant.pk}/").content, "html5lib")
    assert "No files are kept" in page.get_text()
    address = next(a["href"] for a in page.select("a") if "Add a file" in a.get_text())
    answer = client.post(address, {"file": upload(), "note": "Award letter"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/r/grants/{grant.pk}/"
    page = BeautifulSoup(answer.content, "html5lib")
    link = next(a for a in page.select("a") if a.get_text() == "letter.pdf")
    got = client.get(link["href"])
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert got["Content-Type"] == "application/pdf"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    found = Attachment.objects.get()
    assert stored(home) == [home.files / "attachments" / found.sha256[:2] / found.sha256]
    assert stored(home)[0].stat().st_mode & 0o077 == 0
    assert settings.STATIC_ROOT not in stored(home)[0].parents
    verbs = AuditEntry.objects.filter(record_type="finance.grantstream").values_list("verb")
    assert ("attach",) in verbs


def test_it_believes_neither_the_name_nor_the_browser(client, officer, grant, home):
    client.force_login(officer)
    for file in (
        upload("letter.pdf", b"<html><script>alert(1)</script>"),
        upload("picture.png", b"<svg onload='alert(1)'/>"),
        upload("letter.docx", PDF),
        upload("letter.pdf", b""),
    ):
        answer = client.post(add_address(grant), {"file": file})
        page = BeautifulSoup(answer.content, "html5lib")
        assert answer.status_code == 422
        assert page.select_one(".govuk-error-summary a")["href"] == "#id_file"
        assert page.title.get_text().startswith("Error")
    assert client.post(add_address(grant), {}).status_code == 422
    assert Attachment.objects.count() == 0
    assert stored(home) == []


def test_it_refuses_a_file_over_the_cap_by_its_content_not_its_word(grant, officer, settings, home):
    settings.MAX_UPLOAD_BYTES = 100
    at_cap = upload("a.txt", b"x" * 100)
    operations.attach(grant, at_cap, actor=Actor(officer), moment=clock.now())
    lying = io.BytesIO(b"x" * 101)
    lying.name, lying.size = "b.txt", 5
    for file in (upload("c.txt", b"x" * 101), lying):
        with pytest.raises(NotAccepted, match="larger than"):
            operations.attach(grant, file, actor=Actor(officer), moment=clock.now())
    assert len(stored(home)) == 1


def test_it_refuses_the_same_content_twice_on_a_record_and_stores_it_once(
    grant, officer, attached, home
):
    stamp = {"actor": Actor(officer), "moment": clock.now()}
    with pytest.raises(operations.AlreadyThere, match=r"letter\.pdf"):
        operations.attach(grant, upload("other.pdf"), **stamp)
    second = GrantStream(code="roads", name="Roads", type="core", department="Places")
    operations.attach(records.create(second, **stamp), upload("other.pdf"), **stamp)
    assert Attachment.objects.count() == 2
    assert len(stored(home)) == 1


def test_it_strips_a_path_from_the_name(grant, officer):
    file = upload()
    file.name = None
    lying = io.BytesIO(PDF)
    lying.name, lying.size = "C:\\Users\\me\\..\\letter.pdf", len(PDF)
    made = operations.attach(grant, lying, actor=Actor(officer), moment=clock.now())
    assert made.name == "letter.pdf"


def test_it_takes_a_file_off_and_keeps_who_why_and_the_content(
    client, officer, grant, attached, home
):
    client.force_login(officer)
    address = reverse("files:take-off", args=[attached.pk])
    assert "letter.pdf" in client.get(address).content.decode()
    client.post(address, {"reason": "Wrong grant"})
    assert client.get(reverse("files:download", args=[attached.pk])).status_code == 404
    assert list(queries.files_of(grant)) == []
    last = attached.history.latest()
    assert (last.history_user, last.history_change_reason) == (officer, "Wrong grant")
    assert len(stored(home)) == 1


def test_it_does_not_hand_out_content_that_was_changed_on_the_disk(client, officer, attached, home):
    client.force_login(officer)
    storage.place(home, attached.sha256).write_bytes(b"changed")
    with pytest.raises(storage.NotAsStored, match="townclerk check"):
        client.get(reverse("files:download", args=[attached.pk]))


def test_it_opens_and_takes_files_for_each_role_exactly_as_the_record(client, grant, attached):
    """Every role of the matrix against what the record itself allows it."""
    seen, added = set(), set()
    for code in roles():
        user = a_user(code)
        reader = Reader.of(user, clock.today())
        client.force_login(user)
        got = status(client, reverse("files:download", args=[attached.pk]))
        record = client.get(f"/r/grants/{grant.pk}/").status_code
        behind = record == 200 and queries.panel(reader, grant) is not None
        assert got == (200 if behind else 404), code
        posted = client.post(add_address(grant), {"file": upload("x.txt", code.encode())})
        assert posted.status_code in (302, 403, 404), code
        seen |= {code} if got == 200 else set()
        added |= {code} if posted.status_code == 302 else set()
    assert {"finance-partner", "s151-officer"} <= seen
    assert "finance-partner" in added
    assert added < seen < set(roles())
    assert not {"resident", "member"} & seen
    client.logout()
    assert client.get(reverse("files:download", args=[attached.pk])).status_code == 404
    assert client.post(add_address(grant), {"file": upload()}).status_code == 302
    assert Attachment.objects.filter(added_by=None).count() == 0


def test_it_refuses_the_operation_itself_without_permission(grant, attached, home):
    outsider = an_actor("resident")
    with pytest.raises(Refused):
        operations.attach(grant, upload("b.txt", b"b"), actor=outsider, moment=clock.now())
    with pytest.raises(Refused):
        operations.detach(attached, actor=outsider, moment=clock.now())
    assert len(stored(home)) == 1


@pytest.mark.parametrize(
    "where", ["finance.grantstream/99999", "access.user/1", "no.such/1", "x/y"]
)
def test_it_knows_no_records_but_those_declared(client, officer, where):
    client.force_login(officer)
    assert client.get(f"/files/add/{where}/").status_code == 404


def test_it_leaves_nothing_behind_when_the_row_is_not_saved(grant, officer, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("disk")

    monkeypatch.setattr(operations.records, "create", broken)
    with pytest.raises(RuntimeError):
        operations.attach(grant, upload(), actor=Actor(officer), moment=clock.now())
    assert not Attachment.objects.exists()
    assert not AuditEntry.objects.filter(verb="attach").exists()
