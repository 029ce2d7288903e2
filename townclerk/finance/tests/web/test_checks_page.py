"""The page of checks as a finance partner meets it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.platform.access.testing import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


def test_it_shows_the_checks_that_do_not_hold_first(client):
    client.force_login(a_user("finance-partner"))
    answer = client.get(reverse("finance:checks"), {"unit": "£000"})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    failing, holding = page.find_all("table")
    rows = {th.get_text(strip=True)[:5]: th.parent for th in failing.find_all("th", scope="row")}
    assert set(rows) == {
        *("CT010", "CT011", "CT012", "CT024", "CT025"),
        *("RS002", "TX004", "TX008", "TX011"),
    }
    apart = [row.find_all("td")[3].get_text(strip=True).lstrip("−") for row in rows.values()]
    sizes = [int(text.replace(",", "")) for text in apart if "%" not in text]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (7000, 14)
    assert all("%" in text for text in apart[len(sizes) :])
    cells = [cell.get_text(strip=True) for cell in rows["TX008"].find_all("td")]
    assert cells[:4] == ["1,452", "equals", "1,466", "−14"]
    assert len(holding.find_all("th", scope="row")) == 166 - len(rows)


def test_it_sends_the_public_to_sign_in(client):
    assert client.get(reverse("finance:checks")).status_code == 302
