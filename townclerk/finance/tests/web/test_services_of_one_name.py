"""Two services that are called alike: each keeps its own budget wherever budgets are printed."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.queries.services import service_names
from townclerk.finance.queries.virements import CurrentLine
from townclerk.finance.tests.budget_builders import P, a_unit, a_whole_round
from townclerk.finance.web.virements import _budget
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.organisation.models import UnitName

pytestmark = pytest.mark.django_db


@pytest.fixture
def alike(client):
    """Care costs £11m and parks £2m, and both are called Commissioning."""
    a_whole_round(an_actor("s151-officer"))
    for code in ("care", "parks"):
        UnitName.objects.create(
            unit=a_unit(code), kind="service", name="Commissioning", start=date(2010, 4, 1)
        )
    client.force_login(a_user("s151-officer"))
    return client


def rows(client, name, caption):
    page = BeautifulSoup(client.get(reverse(name, args=[2017])).content, "html.parser")
    table = next(one for one in page.find_all("table") if caption in one.caption.get_text())
    return [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
        for row in table.find_all("tr")[1:]
    ]


def test_the_budget_book_holds_the_budget_of_both(alike):
    found = rows(alike, "finance:budget-book", "Net budget of each service")
    assert [row[3] for row in found] == ["11,000,000.00", "2,000,000.00", "13,000,000.00"]
    assert [row[0] for row in found[:2]] == ["Commissioning", "Commissioning"]


def test_the_leaflet_shares_a_hundred_pounds_between_both(alike):
    caption = "Each service's part of every £100 that services cost, net of their income"
    assert rows(alike, "finance:leaflet", caption) == [
        ["Commissioning", "84.62"],
        ["Commissioning", "15.38"],
        ["All services", "100.00"],
    ]


def test_the_current_budget_has_a_row_for_each(alike):
    lines = [
        CurrentLine(unit=unit, group="Pay", base=P(base), moved=P(0))
        for unit, base in (("care", 3), ("parks", 2))
    ]
    shown, total = _budget(lines, service_names(2017))
    assert [row[3] for row in shown] == ["3.00", "2.00"]
    assert total[3] == "5.00"
