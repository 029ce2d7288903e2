"""Reports as pages and files."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.platform.access.models import User
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.home import Home
from townclerk.platform.jobs.kinds import kind
from townclerk.platform.jobs.models import Job
from townclerk.platform.jobs.running import JobRun
from townclerk.reports import catalogue, operations, publishing, queries
from townclerk.reports.models import Report

MOMENT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
REPORT = "budget-report"


def test_it_lists_the_reports_there_are(client, db):
    page = BeautifulSoup(client.get(reverse("reports:index")).content, "html.parser")
    assert page.find("a", href=reverse("reports:show", args=[REPORT]))
    assert "No report has been published yet" in page.get_text()


def test_it_stops_the_public_at_a_figure_that_is_not_published(client, demonstration):
    answer = client.get(reverse("reports:show", args=[REPORT]))
    assert answer.status_code == 403
    assert "is held by the role Section 151 officer" in answer.content.decode()


def test_it_opens_the_figures_of_a_report_to_those_who_may_read_them(client, demonstration):
    client.force_login(User.objects.get(username="s151"))
    page = BeautifulSoup(client.get(reverse("reports:show", args=[REPORT])).content, "html.parser")
    text = page.get_text(" ")
    assert "64.418" in text
    assert "14.028" in text
    links = {a["href"] for a in page.find_all("a", href=True) if "/figures/finance." in a["href"]}
    assert len(links) > 10
    assert client.get(min(links)).status_code == 200


@pytest.mark.parametrize(("kind", "starts"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_it_gives_the_same_report_as_a_file(client, demonstration, kind, starts):
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


def report_in(state, home):
    """The demonstration's figures, and a report on its way."""
    by = {"actor": an_actor("finance-partner"), "moment": MOMENT}
    chief = {"actor": Actor(user=User.objects.get(username="s151")), "moment": MOMENT}
    wanted = operations.Commission(
        reference="budget-2017",
        template=REPORT,
        body="cabinet",
        meeting_date=date(2017, 1, 12),
        subject="The budget",
        period="2017/18",
    )
    made = operations.move(operations.commission(wanted, **by), "drafting", **by)
    if state == "drafting":
        return made
    marks = {"core_purposes": dict.fromkeys(PURPOSES, "neutral")}
    made = operations.fill_cover(made, marks, **by)
    made = operations.move(made, "consultation", **by)
    operations.clear(made, "finance", "FD 1/17", **chief)
    operations.clear(made, "legal", "LD 1/17", actor=an_actor("monitoring-officer"), moment=MOMENT)
    made = operations.move(made, "cleared", **by)
    made = operations.move(made, "approved", **chief)
    publisher = an_actor("democratic-services")
    publishing.publish(made, home=home, actor=publisher, moment=MOMENT)
    made.refresh_from_db()
    return made


PURPOSES = ("protect", "communities", "core_services", "place", "reform", "prosperity", "income")


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def test_it_shows_a_published_report_and_opens_its_every_number_to_the_public(
    client, demonstration, tmp_path, monkeypatch
):
    monkeypatch.setenv("TOWNCLERK_HOME", str(tmp_path))
    made = report_in("published", Home(tmp_path))
    answer = client.get(reverse("reports:show", args=["budget-2017"]))
    page = soup(answer)
    assert answer.status_code == 200
    assert "64.418" in page.get_text(" ")
    numbers = {a["href"] for a in page.find_all("a", href=True) if "/printed/" in a["href"]}
    assert len(numbers) > 15
    for address in numbers:
        assert client.get(address).status_code == 200, address
    frozen = bytes(made.publication.outputs.get(name="report.pdf").body)
    got = client.get(reverse("reports:file", args=["budget-2017", "report.pdf"]))
    assert got.content == frozen
    manifest = soup(client.get(reverse("reports:manifest", args=["budget-2017"]))).get_text(" ")
    assert made.publication.checksum in manifest
    assert sha256(frozen).hexdigest() in manifest
    raw = client.get(reverse("reports:raw_manifest", args=["budget-2017"])).content
    assert sha256(raw).hexdigest() == made.publication.checksum
    changes = soup(client.get(reverse("reports:changes", args=["budget-2017"])))
    assert "No printed figure that is open to you has moved" in changes.get_text(" ")
    front = soup(client.get(reverse("reports:index")))
    assert front.find("a", href=reverse("reports:show", args=["budget-2017"]))


def test_it_keeps_a_report_that_is_being_written_from_the_public(client, demonstration, tmp_path):
    report_in("drafting", Home(tmp_path))
    for name in ("show", "cover"):
        answer = client.get(reverse(f"reports:{name}", args=["budget-2017"]))
        assert answer.status_code == 302, name
    assert client.get(reverse("reports:new")).status_code == 302
    assert (
        client.get(reverse("reports:file", args=["budget-2017", "report.pdf"])).status_code != 200
    )
    for name in ("manifest", "changes", "raw_manifest"):
        assert client.get(reverse(f"reports:{name}", args=["budget-2017"])).status_code == 404


def test_it_names_every_error_of_the_cover_at_once_and_keeps_what_was_typed(
    client, demonstration, tmp_path
):
    report_in("drafting", Home(tmp_path))
    client.force_login(an_actor("finance-partner").user)
    address = reverse("reports:cover", args=["budget-2017"])
    form = soup(client.get(address)).find("form", method="post")
    assert len(form.find_all("fieldset")) == 11
    typed = {
        "reasons": "Because of 12",
        "recommendation-1": "Note it",
        "wards": "All",
        "submit": "yes",
    }
    answer = client.post(address, {**typed, "equality": list(EQUALITY[:2])})
    assert answer.status_code == 422
    said = [one.get_text() for one in soup(answer).select(".govuk-error-summary__list li")]
    assert any("Equality implications has 2 choices marked" in one for one in said)
    assert any("“12” is typed into the text" in one for one in said)
    assert any("Legal is blank" in one for one in said)
    assert sum("core purposes" in one for one in said) == len(PURPOSES)
    kept = Report.objects.get(reference="budget-2017")
    assert kept.state == "drafting"
    assert kept.cover["reasons"] == "Because of 12"
    assert [one.text for one in kept.recommendations.all()] == ["Note it"]
    assert client.get(reverse("reports:show", args=["budget-2017"])).status_code == 200


def test_it_saves_a_cover_and_takes_the_report_to_publication_by_its_pages(
    client, demonstration, tmp_path, monkeypatch
):
    monkeypatch.setenv("TOWNCLERK_HOME", str(tmp_path))
    writer = an_actor("finance-partner").user
    client.force_login(writer)
    made = client.post(
        reverse("reports:new"),
        {
            "template": REPORT,
            "subject": "The budget",
            "reference": "budget-2018",
            "body": "cabinet",
            "meeting_date": "2017-01-12",
            "period": "2017/18",
        },
    )
    assert made.status_code == 302
    address = reverse("reports:cover", args=["budget-2018"])
    form = soup(client.get(address)).find("form", method="post", attrs={"novalidate": True})
    typed = {one["name"]: one.get_text() for one in form.find_all("textarea")}
    typed |= {one["name"]: one.get("value", "") for one in form.select("input.govuk-input")}
    typed |= {one["name"]: one["value"] for one in form.select("input[type=radio][checked]")}
    typed |= {f"core_purposes.{code}": "positive" for code in PURPOSES}
    typed |= {"submit": "yes"}
    assert client.post(address, typed).status_code == 302
    act = lambda what, **data: client.post(reverse("reports:act", args=["budget-2018", what]), data)  # noqa: E731
    client.force_login(User.objects.get(username="s151"))
    act("clear-finance", reference="FD 1/17")
    client.force_login(an_actor("monitoring-officer").user)
    act("clear-legal", reference="LD 1/17")
    client.force_login(writer)
    act("cleared")
    act("approved")
    assert Report.objects.get(reference="budget-2018").state == "cleared"
    client.force_login(User.objects.get(username="s151"))
    act("approved")
    act("publish")
    assert Report.objects.get(reference="budget-2018").state == "approved"
    client.force_login(an_actor("democratic-services").user)
    act("publish")
    assert Report.objects.get(reference="budget-2018").state == "published"
    assert queries.publication("budget-2018") is not None


EQUALITY = next(s.choices for s in catalogue.form_sections("committee") if s.name == "equality")


def test_it_builds_behind_the_page_and_offers_the_files(client, demonstration, tmp_path):
    report_in("drafting", Home(tmp_path))
    writer = an_actor("finance-partner").user
    client.force_login(writer)
    asked = client.post(reverse("reports:act", args=["budget-2017", "build"]))
    job = Job.objects.get(kind="reports.build")
    assert asked["Location"] == reverse("jobs:one", args=[job.pk])
    Job.objects.update(state=Job.State.RUNNING)
    job.refresh_from_db()
    done = kind(job.kind).work(JobRun(job), **job.arguments)
    assert done.url == reverse("reports:show", args=["budget-2017"])
    got = client.get(reverse("reports:file", args=["budget-2017", "report.docx"]))
    assert got.content.startswith(b"PK")
