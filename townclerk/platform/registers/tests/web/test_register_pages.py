"""The pages of registers, read as a browser would."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.models import GrantStream, PlanVersion
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.django_db
MOMENT = datetime(2017, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def finance():
    return a_user("finance-partner")


@pytest.fixture
def grants(finance):
    made = []
    for code, kind, cost in (
        ("homes", "core", 1_000_00),
        ("roads", "capital", 250_000_00),
        ("flu", "one-off", None),
    ):
        stream = GrantStream(
            code=code,
            name=f"{code.capitalize()} grant",
            type=kind,
            department="Communities",
            yearly_cost=None if cost is None else Money(cost),
        )
        made.append(records.create(stream, actor=Actor(finance), moment=MOMENT))
    return made


def page(response, status=200):
    assert response.status_code == status, response.content[:2000]
    return BeautifulSoup(response.content, "html5lib")


def rows(soup):
    """Texts of the cells, without the one that holds the box to choose the row by."""
    return [
        [
            cell.get_text(strip=True)
            for cell in row.find_all(["th", "td"])
            if not cell.select("input[type=checkbox]")
        ]
        for row in soup.select("tbody tr")
    ]


def submit(soup, client, **values):
    form = soup.select_one("main form[method=post]")
    data = {
        i["name"]: i.get("value", "")
        for i in form.select("input[name]")
        if i.get("type") != "radio"
    }
    for radio in form.select("input[type=radio]"):
        if radio.has_attr("checked"):
            data[radio["name"]] = radio["value"]
    data |= {t["name"]: t.get_text() for t in form.select("textarea")}
    for select in form.select("select"):
        chosen = select.select_one("option[selected]")
        data[select["name"]] = chosen["value"] if chosen else ""
    return client.post(form["action"], {**data, **values})


def test_it_lists_rows_with_their_values(client, finance, grants):
    client.force_login(finance)
    soup = page(client.get("/r/grants/"))
    assert [row[0] for row in rows(soup)] == ["flu", "homes", "roads"]
    homes = rows(soup)[1]
    assert "1,000.00" in homes
    assert "Core" in homes
    assert "Rumoured" in homes


def test_it_narrows_by_a_facet_and_by_words(client, finance, grants):
    client.force_login(finance)
    assert [r[0] for r in rows(page(client.get("/r/grants/?type=capital")))] == ["roads"]
    assert [r[0] for r in rows(page(client.get("/r/grants/?q=homes+grant")))] == ["homes"]
    soup = page(client.get("/r/grants/?q=nothing-like-this"))
    assert soup.select_one(".tc-empty a")["href"] == "/r/grants/?view=0"


def test_it_sorts_both_ways_and_keeps_the_filter(client, finance, grants):
    client.force_login(finance)
    soup = page(client.get("/r/grants/?q=grant&sort=-code"))
    assert [row[0] for row in rows(soup)] == ["roads", "homes", "flu"]
    head = soup.select_one("th[aria-sort=descending] a")
    assert head["href"] == "?q=grant&sort=code"


def test_it_shows_fifty_a_page(client, finance):
    for number in range(51):
        GrantStream.objects.create(code=f"g{number:02}", name=f"G{number:02}", type="core")
    client.force_login(finance)
    assert len(rows(page(client.get("/r/grants/")))) == 50
    assert [row[0] for row in rows(page(client.get("/r/grants/?page=2")))] == ["g50"]


def test_it_costs_the_same_queries_for_one_row_and_many(
    client, finance, grants, django_assert_max_num_queries
):
    client.force_login(finance)
    for number in range(40):
        unit = Unit.objects.create(code=f"u{number}")
        GrantStream.objects.create(code=f"g{number}", name=f"G{number}", type="core", unit=unit)
    with django_assert_max_num_queries(16):
        client.get("/r/grants/")


def test_it_says_why_a_list_is_empty(client, finance):
    client.force_login(finance)
    soup = page(client.get("/r/grants/"))
    assert "No stream is recorded yet" in soup.select_one(".tc-empty").get_text()


def test_it_adds_a_record_by_its_form(client, finance):
    client.force_login(finance)
    answer = submit(
        page(client.get("/r/grants/new/")),
        client,
        code="bees",
        name="Bees",
        type="core",
        yearly_cost="(1,234.50)",
        end_date="31 March 2018",
    )
    made = GrantStream.objects.get(code="bees")
    assert answer.url == f"/r/grants/{made.pk}/"
    assert made.yearly_cost == Money(-1_234_50)
    assert made.end_date == date(2018, 3, 31)
    assert made.state == "rumoured"
    assert made.history.get().history_user == finance


def test_it_tells_every_error_of_a_form_at_once(client, finance):
    client.force_login(finance)
    answer = submit(
        page(client.get("/r/grants/new/")),
        client,
        code="",
        name="",
        yearly_cost="a lot",
        end_date="31 February 2018",
    )
    soup = page(answer, 422)
    told = [a.get_text(strip=True) for a in soup.select(".govuk-error-summary a")]
    assert len(told) == 5, told
    assert not GrantStream.objects.exists()
    assert all(soup.select(a["href"]) for a in soup.select(".govuk-error-summary a"))


def test_it_shows_both_values_when_two_people_change_one_record(client, finance, grants):
    client.force_login(finance)
    grant = grants[0]
    opened = page(client.get(f"/r/grants/{grant.pk}/edit/"))
    other = an_actor("finance-partner")
    records.change(grant, {"department": "Treasury"}, actor=other, moment=MOMENT)

    soup = page(submit(opened, client, department="Education"), 409)
    assert str(other.user) in soup.select_one(".govuk-warning-text").get_text()
    assert ["Department", "Treasury", "Education"] in rows(soup)
    grant.refresh_from_db()
    assert grant.department == "Treasury"

    assert submit(soup, client, department="Education").status_code == 302
    grant.refresh_from_db()
    assert grant.department == "Education"


def test_it_leaves_a_record_alone_when_nothing_was_changed(client, finance, grants):
    client.force_login(finance)
    grant = grants[0]
    submit(page(client.get(f"/r/grants/{grant.pk}/edit/")), client)
    grant.refresh_from_db()
    assert grant.version == 1


def test_it_tells_the_history_with_before_and_after(client, finance, grants):
    client.force_login(finance)
    grant = grants[0]
    records.change(
        grant, {"department": "Treasury"}, actor=Actor(finance), moment=MOMENT, reason="Moved"
    )
    told = (
        page(client.get(f"/r/grants/{grant.pk}/"))
        .select_one(".tc-history")
        .get_text(" ", strip=True)
    )
    assert "Department: Communities became Treasury" in told
    assert "1 February 2017 at 09:30" in told
    assert "Moved" in told


@pytest.mark.parametrize(
    "role", ["system-administrator", "licensing-officer", "resident", "member"]
)
def test_it_refuses_rows_to_roles_without_records(client, finance, grants, role):
    client.force_login(a_user(role))
    for address in (
        "/r/grants/",
        "/r/grants/export/csv/",
        "/r/grants/new/",
        f"/r/grants/{grants[0].pk}/",
        f"/r/grants/{grants[0].pk}/edit/",
        f"/r/grants/{grants[0].pk}/indicate/",
    ):
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert b"Homes grant" not in answer.content


def test_it_sends_somebody_unknown_to_sign_in(client, grants):
    answer = client.get("/r/grants/")
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


def test_it_lets_a_reader_read_and_not_write(client, grants):
    client.force_login(a_user("internal-auditor"))
    soup = page(client.get(f"/r/grants/{grants[0].pk}/"))
    assert not soup.select("main a[href$='/edit/']")
    assert client.get(f"/r/grants/{grants[0].pk}/edit/").status_code == 403
    assert client.post("/r/grants/new/", {"code": "x"}).status_code == 403


def test_it_shows_a_head_of_service_their_own_unit_only(client, grants):
    own, other = Unit.objects.create(code="own"), Unit.objects.create(code="other")
    GrantStream.objects.filter(code="homes").update(unit=own)
    GrantStream.objects.filter(code="roads").update(unit=other)
    client.force_login(a_user("head-of-service", unit="own"))
    soup = page(client.get("/r/grants/"))
    assert [row[0] for row in rows(soup)] == ["homes"]
    assert not soup.select("#filter-unit option[value=other]")
    hidden = GrantStream.objects.get(code="roads")
    assert client.get(f"/r/grants/{hidden.pk}/").status_code == 404
    assert b"Roads" not in client.get("/r/grants/export/csv/").content


def test_it_shows_residents_published_versions_without_their_history(client):
    PlanVersion.objects.create(number=1, title="Old", first_year=2017, state="draft")
    shown = PlanVersion.objects.create(
        number=2, title="Out", first_year=2017, state="published", published_on=date(2017, 1, 12)
    )
    soup = page(client.get("/r/plan-versions/"))
    assert [row[1] for row in rows(soup)] == ["Out"]
    assert "history" not in page(client.get(f"/r/plan-versions/{shown.pk}/")).get_text().lower()


def test_it_takes_a_step_with_its_reason(client):
    plan = PlanVersion.objects.create(number=1, title="First", first_year=2017)
    client.force_login(a_user("finance-partner"))
    answer = submit(
        page(client.get(f"/r/plan-versions/{plan.pk}/send-for-review/")), client, reason="Ready"
    )
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert plan.state == "officer-review"
    assert "Ready" in page(client.get(answer.url)).get_text()
    assert client.get(f"/r/plan-versions/{plan.pk}/put-to-cabinet/").status_code == 403


def test_it_indexes_the_registers_the_reader_may_open(client, finance):
    client.force_login(finance)
    names = [a["href"] for a in page(client.get(reverse("registers:index"))).select("main li a")]
    assert "/r/grants/" in names
    client.force_login(a_user("resident"))
    names = [a["href"] for a in page(client.get(reverse("registers:index"))).select("main li a")]
    assert "/r/grants/" not in names
    assert "/r/plan-versions/" in names
