"""Units in registers: by the name people know them by, with the code beside."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup

from townclerk.finance.models import GrantStream
from townclerk.platform import records
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit, UnitName

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(client):
    user = a_user("finance-partner")
    client.force_login(user)
    return user


@pytest.fixture
def grants():
    made = []
    for code, name in (("x1", "Zebra crossings"), ("x2", "Adult care"), ("x3", "")):
        unit = Unit.objects.create(code=code)
        if name:
            UnitName.objects.create(
                unit=unit,
                name=f"Old {name}",
                kind="service",
                start=date(2010, 4, 1),
                end=date(2015, 4, 1),
            )
            UnitName.objects.create(unit=unit, name=name, kind="service", start=date(2015, 4, 1))
        made.append(
            GrantStream.objects.create(code=f"of-{code}", name=code, type="core", unit=unit)
        )
    return made


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib")


def units(soup):
    return [
        row.select_one("td:last-child").get_text(" ", strip=True) for row in soup.select("tbody tr")
    ]


def test_a_list_shows_the_name_with_the_code_and_sorts_by_the_name(client, partner, grants):
    listed = "/r/grants/?columns=code,unit&sort={}"
    rising = units(page(client, listed.format("unit")))
    assert rising == ["Adult care x2", "Zebra crossings x1", "x3"]
    assert units(page(client, listed.format("-unit"))) == rising[::-1]
    link = page(client, listed.format("unit")).select_one("tbody td:last-child a")
    assert link["href"] == "/organisation/x2/"
    assert link.select_one(".tc-code").get_text() == "x2"


def test_a_list_is_still_narrowed_by_the_code(client, partner, grants):
    soup = page(client, "/r/grants/?columns=code,unit&unit=x2")
    assert units(soup) == ["Adult care x2"]


def test_the_names_of_many_units_cost_no_query_each(
    client, partner, grants, django_assert_max_num_queries
):
    for number in range(30):
        unit = Unit.objects.create(code=f"u{number}")
        UnitName.objects.create(unit=unit, name=f"U {number}", kind="team", start=date(2010, 4, 1))
        GrantStream.objects.create(code=f"g{number}", name="G", type="core", unit=unit)
    with django_assert_max_num_queries(18):
        soup = page(client, "/r/grants/?columns=code,unit")
    assert len(units(soup)) == 33


def test_a_record_its_history_and_its_form_show_the_name(client, partner, grants):
    moment = datetime(2017, 2, 1, 9, 30, tzinfo=UTC)
    records.change(grants[0], {"unit": grants[1].unit}, actor=Actor(partner), moment=moment)
    soup = page(client, f"/r/grants/{grants[0].pk}/")
    assert "Adult care x2" in [
        one.get_text(" ", strip=True) for one in soup.select(".govuk-summary-list__value")
    ]
    form = page(client, f"/r/grants/{grants[0].pk}/edit/")
    chosen = form.select_one("#id_unit option[selected]")
    assert (chosen["value"], chosen.get_text()) == ("x2", "Adult care")


def test_a_file_holds_the_code_which_reads_back_and_the_name_beside_it(client, partner, grants):
    rows = client.get("/r/grants/export/json/?sort=unit").json()
    assert [row["unit"] for row in rows] == ["x2", "x1", "x3"]


def test_a_role_is_shown_by_its_title_and_kept_by_its_code(client, partner, grants):
    GrantStream.objects.update(owner_role="head-of-service")
    soup = page(client, "/r/grants/?columns=code,owner_role")
    assert units(soup) == ["Executive director / head of service"] * 3
    option = soup.select("#filter-owner_role option")[1]
    assert (option["value"], option.get_text()) == (
        "head-of-service",
        "Executive director / head of service (3)",
    )
    row = client.get("/r/grants/export/json/").json()[0]
    assert row["owner_role"] == "head-of-service"
