"""The short page of a contribution, signed in and by its link; the page of its compiler."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from townclerk.figures.models import ReturnedValue
from townclerk.kernel.display import date_display
from townclerk.platform import clock
from townclerk.platform.access.testing import a_user
from townclerk.platform.files.queries import files_of
from townclerk.platform.mail.models import Letter
from townclerk.platform.organisation.models import Council
from townclerk.reports import linking, periods
from townclerk.reports.models import Contribution, Report, ReportPeriod
from townclerk.reports.tests.operations import cycle_builder as build

pytestmark = pytest.mark.django_db
HERE = "/reports/portfolio-1/give/libraries/"
WHOLE = {"value-0": "1,200", "evidence": "Door counter", "text": "Doors opened.", "give": "yes"}


def page(answer):
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def figures():
    build.declare_figures()
    yield
    build.forget_figures()


@pytest.fixture
def asked(figures):
    """A period whose libraries are asked for one number and a paragraph, and are a day late."""
    cache.clear()
    people = build.people()
    kind = build.a_kind(people.compiler, next_due=clock.today() - timedelta(days=12))
    build.a_section(
        kind,
        people.compiler,
        section="libraries",
        contributor_role="licensing-officer",
        figures=build.VISITS,
    )
    build.a_section(kind, people.compiler, section="arts", contributor_role="registrar")
    today = clock.today()
    period = build.a_period(
        kind,
        people.compiler,
        first=today - timedelta(days=120),
        last=today - timedelta(days=30),
        meeting_date=today + timedelta(days=20),
        due=today - timedelta(days=1),
    )
    periods.collect(period, actor=people.compiler, moment=clock.now())
    return people


def contribution(section="libraries"):
    return Contribution.objects.get(section=section)


class TestSigningIn:
    def test_a_section_is_kept_as_it_is_typed_and_handed_in_when_it_is_whole(self, client, asked):
        client.force_login(asked.libraries.user)
        form = page(client.get(HERE)).find("form", enctype="multipart/form-data")
        assert form.find("label", {"for": "value-0"}).get_text() == "Visits"
        kept = client.post(HERE, {"text": "Doors"}, headers={"hx-request": "true"})
        assert kept.content.startswith(b"Kept at")
        wrong = client.post(HERE, {"text": "Doors", "value-0": "many", "give": "yes"})
        assert wrong.status_code == 422
        found = page(wrong)
        assert found.find(id="value-0")["value"] == "many"
        assert found.find(id="value-0-error")
        assert found.find(id="text").get_text().strip() == "Doors"
        evidence = SimpleUploadedFile("visits.csv", b"day,visits\n1,2\n", "text/csv")
        done = client.post(HERE, {**WHOLE, "file": evidence})
        assert done.status_code == 302
        assert (contribution().state, ReturnedValue.objects.get().value) == ("given", "1200")
        assert [one.name for one in files_of(contribution())] == ["visits.csv"]

    def test_somebody_else_may_look_and_not_write(self, client, asked):
        client.force_login(asked.registrars.user)
        assert not page(client.get(HERE)).find("form", enctype="multipart/form-data")
        client.post(HERE, WHOLE)
        assert contribution().state == "asked"


class TestByLink:
    @pytest.fixture
    def address(self, asked):
        made = linking.make(contribution(), actor=asked.compiler, moment=clock.now())
        return linking.address(made)

    def test_it_opens_this_section_and_nothing_else(self, client, address):
        answer = client.get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        found = page(answer)
        assert found.h1.get_text() == "Libraries"
        assert not [one["href"] for one in found.find_all("a", href=True)]
        assert client.post(address, WHOLE).status_code == 302
        given = contribution()
        assert (given.state, given.by_link, given.given_by) == ("given", True, None)
        assert page(client.get(address)).find(string=lambda text: text and "Handed in" in text)
        assert client.get("/reports/portfolio-1/period/").status_code in (302, 403)

    def test_a_wrong_address_opens_nothing(self, client, address):
        wrong = client.get(address[:-2] + "x/")
        assert wrong.status_code == 404
        assert "Libraries" not in wrong.content.decode()


class TestTheCompiler:
    def test_who_is_late_stands_first_and_a_link_is_shown_once(self, client, asked):
        client.force_login(asked.compiler.user)
        here = "/reports/portfolio-1/period/"
        found = page(client.get(here))
        assert "2 late" in found.get_text(" ", strip=True)
        made = client.post(here + "link/", {"section": "arts"}, follow=True)
        assert "/reports/contribute/" in made.content.decode()
        assert "/reports/contribute/" not in client.get(here).content.decode()

    def test_it_sees_who_was_told_by_mail_and_who_could_not_be(self, client, asked):
        client.force_login(asked.compiler.user)
        type(asked.registrars.user).objects.filter(pk=asked.registrars.user.pk).update(email="")
        Contribution.objects.all().delete()
        ReportPeriod.objects.update(state="open")
        Report.objects.update(state="commissioned")
        here = "/reports/portfolio-1/period/"
        said = client.post(here + "collect/", follow=True)
        text = page(said).get_text(" ", strip=True)
        missing = f"{asked.registrars.user}, no e-mail address"
        assert "Every contributor is asked. Mail goes to 1 account. Nothing can be sent to" in text
        assert f"Mail to {asked.libraries.user}, {date_display(clock.today())}" in text
        assert f"Not told: {missing}" in text
        assert (
            f"Not told: {missing}"
            in client.get("/reports/portfolio-1/sections/arts/").content.decode()
        )
        client.force_login(a_user("member"))
        assert "Not told" not in client.get("/reports/portfolio-1/sections/arts/").content.decode()

    def test_the_mail_is_previewed_in_a_demonstration_and_its_link_opens(self, client, asked):
        council = Council.objects.create(name="A council", short_name="A", demonstration=True)
        client.force_login(asked.libraries.user)
        letter = Letter.objects.get(user=asked.libraries.user)
        preview = page(client.get(f"/mail/{letter.pk}/"))
        link = preview.find("a", string="Libraries, by " + date_display(contribution().due))
        client.logout()
        assert page(client.get(link["href"])).h1.get_text() == "Libraries"
        Council.objects.filter(pk=council.pk).update(demonstration=False)
        client.force_login(asked.libraries.user)
        assert link["href"] not in client.get(f"/mail/{letter.pk}/").content.decode()

    def test_the_calendar_says_what_is_late_from_whom(self, client, asked):
        client.force_login(asked.compiler.user)
        said = page(client.get("/reports/calendar/")).get_text(" ", strip=True)
        assert "12 days late Escalated" in said
        month = f"{date(2001, 5, 1):%Y-%m}"
        assert (
            "No report is due" in client.get(f"/reports/calendar/?month={month}").content.decode()
        )
