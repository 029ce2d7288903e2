"""The plan's pages as readers meet them."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.models import PlanVersion
from townclerk.finance.operations.plan import move_version
from townclerk.finance.tests.builders import MOMENT
from townclerk.platform.access.testing import a_user

STEPS = ("send-for-review", "put-to-cabinet", "publish")
CLOSED = (
    "finance:grants",
    "finance:change-fund",
    "finance:compare",
    "finance:tax",
    "finance:reserves",
    "finance:capital-grants",
)
OPEN = ("finance:plan",)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


@pytest.fixture
def draft(plan):
    return plan


@pytest.fixture
def published(draft, officer):
    for step in STEPS:
        draft = move_version(draft, step, actor=officer, moment=MOMENT)
    return draft


def row(page: BeautifulSoup, label: str) -> list[str]:
    heading = page.find("th", string=label)
    return [cell.get_text(strip=True) for cell in heading.parent.find_all("td")]


def test_it_shows_the_public_the_published_waterfall(client, published):
    page = BeautifulSoup(client.get(reverse("finance:plan")).content, "html.parser")
    assert row(page, "Original funding gap") == ["33.432", "14.614", "16.372", "64.418"]
    assert row(page, "Revised funding gap") == ["24.212", "19.307", "13.138", "56.657"]
    assert row(page, "Remaining funding gap") == ["4.468", "4.673", "4.887", "14.028"]


def test_it_opens_every_amount_to_its_figure(client, published):
    page = BeautifulSoup(client.get(reverse("finance:plan")).content, "html.parser")
    links = page.find("th", string="Remaining funding gap").parent.find_all("a")
    assert [client.get(link["href"]).status_code for link in links] == [200] * 4


def test_it_shows_thousands_to_a_reader_who_asks(client, published):
    page = BeautifulSoup(client.get(reverse("finance:plan") + "?unit=£000").content, "html.parser")
    assert row(page, "Remaining funding gap")[0] == "4,468"


def test_it_keeps_a_draft_from_the_public(client, draft):
    assert "No plan is open to you yet" in client.get(reverse("finance:plan")).content.decode()
    assert client.get(reverse("finance:version", args=[draft.number])).status_code == 404


@pytest.mark.parametrize("name", CLOSED)
def test_it_sends_the_public_to_sign_in_where_drafts_stand(client, published, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", OPEN + CLOSED)
def test_it_opens_every_page_to_a_finance_partner(client, published, name):
    client.force_login(a_user("finance-partner"))
    assert client.get(reverse(name)).status_code == 200


def test_it_names_what_each_option_leaves(client, published):
    client.force_login(a_user("finance-partner"))
    text = client.get(reverse("finance:tax")).content.decode()
    assert "−1.123" in text
    assert "2.353" in text
    assert "Not balanced" in text


def test_it_lets_the_section_151_officer_publish_from_the_page(client, draft, officer):
    for step in STEPS[:-1]:
        draft = move_version(draft, step, actor=officer, moment=MOMENT)
    client.force_login(officer.user)
    page = client.get(reverse("finance:plan")).content.decode()
    assert "Publish" in page
    address = reverse("finance:move", args=[draft.number, "publish"])
    client.post(address, {"version": draft.version})
    assert PlanVersion.objects.get(number=1).state == PlanVersion.State.PUBLISHED


def test_it_refuses_the_step_to_a_finance_partner(client, draft, officer):
    for step in STEPS[:-1]:
        draft = move_version(draft, step, actor=officer, moment=MOMENT)
    client.force_login(a_user("finance-partner"))
    answer = client.post(reverse("finance:move", args=[1, "publish"]), {"version": draft.version})
    assert answer.status_code in (302, 403)
    assert PlanVersion.objects.get(number=1).state == "informal-cabinet"
