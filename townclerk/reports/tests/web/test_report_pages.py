"""Reports as pages and files."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.demonstration import loading
from townclerk.platform.access.models import User

MOMENT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
REPORT = "budget-report"


@pytest.fixture
def loaded(db):
    loading.load(moment=MOMENT, today=date(2026, 11, 26))


def test_it_lists_the_reports_there_are(client, db):
    page = BeautifulSoup(client.get(reverse("reports:index")).content, "html.parser")
    assert page.find("a", href=reverse("reports:show", args=[REPORT]))
    assert "No report has been published yet" in page.get_text()


def test_it_stops_the_public_at_a_figure_that_is_not_published(client, loaded):
    answer = client.get(reverse("reports:show", args=[REPORT]))
    assert answer.status_code == 403
    assert "is held by the role Section 151 officer" in answer.content.decode()


def test_it_opens_the_figures_of_a_report_to_those_who_may_read_them(client, loaded):
    client.force_login(User.objects.get(username="s151"))
    page = BeautifulSoup(client.get(reverse("reports:show", args=[REPORT])).content, "html.parser")
    text = page.get_text(" ")
    assert "64.418" in text
    assert "14.028" in text
    links = {a["href"] for a in page.find_all("a", href=True) if "/figures/finance." in a["href"]}
    assert len(links) > 10
    assert client.get(min(links)).status_code == 200


@pytest.mark.parametrize(("kind", "starts"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_it_gives_the_same_report_as_a_file(client, loaded, kind, starts):
    client.force_login(User.objects.get(username="s151"))
    answer = client.get(reverse("reports:download", args=[REPORT, kind]))
    assert answer.status_code == 200
    assert answer.content.startswith(starts)


def test_it_keeps_a_report_on_an_empty_installation_closed(client, db):
    answer = client.get(reverse("reports:show", args=[REPORT]))
    assert answer.status_code == 403
    assert "not open to you yet" in answer.content.decode()


def test_it_knows_no_other_report(client, db):
    assert client.get(reverse("reports:show", args=["no-such-report"])).status_code == 404
