"""Importing a sheet through pages, with the jobs behind them run as a worker runs them."""

import io

import pytest
import python_calamine
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from townclerk.finance.models import GrantStream
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_user
from townclerk.platform.exchange.models import ImportBatch, Upload
from townclerk.platform.jobs.models import Job
from townclerk.platform.jobs.running import JobRun, perform

pytestmark = pytest.mark.django_db
GOOD = b'code,name,type,yearly_cost\nhomes,Homes,core,"(1,000.50)"\nbees,Bees,one-off,5\n'
BAD = b"code,name,type,end_date,yearly_cost\n\n,No code,core,,1\nx,X,odd,soon,lots\n"


@pytest.fixture(autouse=True)
def own_storage(tmp_path, monkeypatch):
    monkeypatch.setattr(default_storage, "location", str(tmp_path / "files"), raising=False)


@pytest.fixture
def partner(client):
    user = a_user("finance-partner")
    client.force_login(user)
    return user


def page(response, status=200):
    assert response.status_code == status, response.content[:2000]
    return BeautifulSoup(response.content, "html5lib")


def bring(client, content=GOOD, name="grants.csv", **values):
    data = {"file": SimpleUploadedFile(name, content), "rows": "", "totals": "", **values}
    return client.post("/imports/grants/", data)


def work(upload, kind="check-import"):
    """What the worker does with the job that waits."""
    job = Job.objects.get(kind=kind, key=f"upload {upload.pk}")
    job.attempts, job.state = job.attempts + 1, Job.State.RUNNING
    job.save()
    perform(JobRun(job))
    upload.refresh_from_db()
    job.refresh_from_db()
    return job


def ready(client, content=GOOD, **values):
    answer = bring(client, content, **values)
    assert answer.status_code == 302, answer.content[:3000]
    upload = Upload.objects.latest("pk")
    assert answer["Location"] == f"/imports/grants/{upload.pk}/"
    work(upload)
    return upload


def test_it_offers_the_sheet_from_the_list_with_a_blank_workbook(client, partner):
    assert page(client.get("/r/grants/")).select_one("a[href='/r/grants/import/']")
    soup = page(client.get("/r/grants/import/"))
    blank = client.get(soup.select_one("a[download]")["href"])
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(blank.content))
    assert "yearly_cost" in book.get_sheet_by_index(0).to_python()[0]
    assert soup.select_one("form[enctype='multipart/form-data'] input[type=file]")


def test_it_shows_progress_until_the_check_is_done(client, partner):
    bring(client)
    upload = Upload.objects.get()
    soup = page(client.get(f"/imports/grants/{upload.pk}/"))
    assert soup.select_one("#upload[hx-trigger='every 2s']")
    assert soup.find("a", string="Refresh")["href"] == f"/imports/grants/{upload.pk}/"
    assert not GrantStream.objects.exists()
    work(upload)
    part = client.get(f"/imports/grants/{upload.pk}/", headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "<html" not in text
    assert "every 2s" not in text
    assert "2</strong> would be added" in text


def test_it_previews_added_changed_and_left_with_samples_then_saves_all(client, partner):
    GrantStream.objects.create(code="bees", name="Bees", type="one-off", yearly_cost=Money(4_00))
    GrantStream.objects.create(code="cows", name="Cows", type="core", yearly_cost=Money(1_00))
    upload = ready(client, GOOD + b"cows,Cows,core,1.00\n")
    soup = page(client.get(f"/imports/grants/{upload.pk}/"))
    counts = [item.get_text(strip=True) for item in soup.select("#upload > ul > li")[:3]]
    assert counts == ["1would be added", "1would be changed", "1would be left as they are"]
    text = soup.select_one("#upload").get_text(" ", strip=True)
    assert "4.00 becomes 5" in text
    assert GrantStream.objects.get(code="bees").yearly_cost == Money(4_00)

    client.post(f"/imports/grants/{upload.pk}/save/")
    job = work(upload, "save-import")
    assert (job.state, upload.state) == ("done", "saved")
    batch = ImportBatch.objects.get()
    assert (batch.user, batch.added, batch.changed, batch.same) == (partner, 1, 1, 1)
    assert GrantStream.objects.get(code="bees").yearly_cost == Money(5_00)
    soup = page(client.get(f"/imports/grants/{upload.pk}/"))
    assert batch.sha256 in soup.get_text()
    kept = client.get(soup.select_one("a[download]")["href"])
    assert b"".join(kept.streaming_content) == GOOD + b"cows,Cows,core,1.00\n"
    assert kept["Content-Disposition"].startswith("attachment")


def test_it_lists_every_error_by_row_and_column_and_saves_nothing(client, partner):
    upload = ready(client, BAD)
    soup = page(client.get(f"/imports/grants/{upload.pk}/"))
    cells = [
        tuple(cell.get_text(strip=True) for cell in row.find_all(["th", "td"])[:2])
        for row in soup.select("tbody tr")
    ]
    assert {("3", "code"), ("4", "type"), ("4", "end_date"), ("4", "yearly_cost")} <= set(cells)
    assert not soup.select(f"form[action='/imports/grants/{upload.pk}/save/']")
    client.post(f"/imports/grants/{upload.pk}/save/")
    upload.refresh_from_db()
    assert upload.state == "wrong"
    assert not GrantStream.objects.exists()


def test_it_names_the_row_of_a_broken_total_and_saves_nothing(client, partner):
    upload = ready(client, GOOD + b"Total,,,-900\n")
    assert upload.state == "wrong"
    row = page(client.get(f"/imports/grants/{upload.pk}/")).select_one("tbody tr")
    assert row.get_text(" ", strip=True).startswith("4 yearly_cost The total says -900")
    assert not GrantStream.objects.exists()
    right = ready(client, GOOD + b"Total,,,-995.50\n")
    assert (right.state, right.preview["added"], right.preview["totals"]) == ("ready", 2, 1)


def test_it_holds_the_file_to_the_rows_and_totals_typed_beside_it(client, partner):
    assert ready(client, rows="2", totals="Yearly cost = -995.50").state == "ready"
    upload = ready(client, rows="3", totals="yearly_cost = 1")
    assert [p["code"] for p in upload.problems] == ["rows-differ", "total-does-not-foot"]
    soup = page(bring(client, totals="colour = 3"), status=422)
    assert "“colour” is no column" in soup.select_one(".govuk-error-summary").get_text()


def test_it_recognises_a_file_that_was_saved_before(client, partner):
    upload = ready(client)
    client.post(f"/imports/grants/{upload.pk}/save/")
    work(upload, "save-import")
    again = ready(client)
    text = page(client.get(f"/imports/grants/{again.pk}/")).get_text()
    assert f"saved before, as {upload.batch.reference}" in text
    assert "Save it again" in text


def test_it_discards_a_file_and_keeps_nothing_of_it(client, partner):
    upload = ready(client)
    assert default_storage.exists(upload.stored)
    client.post(f"/imports/grants/{upload.pk}/discard/")
    upload.refresh_from_db()
    assert (upload.state, upload.preview) == ("discarded", None)
    assert not default_storage.exists(upload.stored)
    client.post(f"/imports/grants/{upload.pk}/save/")
    assert not Job.objects.filter(kind="save-import").exists()


def test_it_tells_a_press_too_many_where_the_upload_is(client, partner):
    upload = ready(client)
    for _ in range(2):
        answer = client.post(f"/imports/grants/{upload.pk}/save/", follow=True)
    assert Job.objects.filter(kind="save-import").count() == 1
    assert "meanwhile" in answer.content.decode()


def test_it_hides_an_upload_from_others_and_the_sheet_from_who_may_not_import(client, partner):
    upload = ready(client)
    client.force_login(a_user("finance-partner"))
    assert client.get(f"/imports/grants/{upload.pk}/").status_code == 404
    client.force_login(a_user("internal-auditor"))
    for address in ("/imports/grants/", "/r/grants/import/", "/imports/grants/blank.xlsx"):
        assert client.get(address).status_code == 403
    assert bring(client).status_code == 403
    soup = page(client.get("/imports/"))
    assert not soup.select("main ul a[href^='/imports/grants/']")
    client.logout()
    assert client.get("/imports/grants/").status_code == 302


def test_it_offers_sheets_that_are_no_register_and_lists_the_batches(client, partner):
    upload = ready(client)
    client.post(f"/imports/grants/{upload.pk}/save/")
    work(upload, "save-import")
    soup = page(client.get("/imports/"))
    assert soup.select_one("a[href='/imports/plan-lines/']")
    row = soup.select_one("table tbody tr").get_text(" ", strip=True)
    assert "grants.csv" in row
    assert partner.username in row


def test_it_refuses_a_form_without_a_file_or_with_a_file_of_another_kind(client, partner):
    soup = page(client.post("/imports/grants/", {"rows": "", "totals": ""}), status=422)
    assert "Choose a file." in soup.select_one(".govuk-error-summary").get_text()
    upload = ready(client, b"%PDF-1.7", name="x.pdf")
    assert "not a kind of table" in upload.problems[0]["message"]
