"""The change fund's page: payback, why a request was refused, what is awarded and not drawn."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.models import ChangeFund, ChangeRequest
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


def request(reference, **changed):
    values = {
        "fund": ChangeFund.objects.get(),
        "title": reference.title(),
        "purpose": "save",
        "alignment": "Serves the programme",
        "amount": Money.thousands(900),
        "needed_from": date(2017, 4, 1),
        **changed,
    }
    return ChangeRequest.objects.create(reference=reference, **values)


@pytest.fixture
def tables(client):
    request("system", yearly_return=Money.thousands(600))
    request("garden", social_return="Fewer lonely people")
    request("tower", state="refused", refusal="No plan for benefits")
    request(
        "works",
        state="drawn",
        awarded_on=date(2017, 5, 1),
        drawn=Money.thousands(650),
        yearly_return=Money.thousands(900),
    )
    client.force_login(a_user("finance-partner"))
    page = BeautifulSoup(client.get(reverse("finance:change-fund")).content, "html.parser")
    return {
        table.caption.get_text().split(",")[0]: {
            row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.find_all("td")]
            for row in table.tbody.find_all("tr")
        }
        for table in page.find_all("table")
    }


def test_it_says_when_each_request_pays_back_and_why_one_was_refused(tables):
    assert tables["Requests"] == {
        "garden: Garden": ["Bid", "social return", "0.900"],
        "system: System": ["Bid", "1.5 years", "0.900"],
        "tower: Tower": ["Refused: No plan for benefits", "social return", "0.900"],
        "works: Works": ["Drawn", "1.0 year", "0.900"],
    }


def test_it_lists_what_is_awarded_and_not_drawn(tables):
    assert tables["Awarded and not yet drawn"] == {"works: Works": ["1 May 2017", "0.250"]}
