"""The edit grid: saving many amounts together, conflicts, errors and undo."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.operations import plan as operations
from townclerk.finance.queries import plan as queries
from townclerk.finance.tests.builders import MOMENT, thousands
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]
STEP = "?step=original"


@pytest.fixture
def partner(client):
    client.force_login(a_user("finance-partner"))
    return client


@pytest.fixture
def wage(plan):
    return plan.lines.get(code="original-national-living-wage")


def address(plan):
    return reverse("finance:edit", args=[plan.number]) + STEP


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def fields(client, plan):
    """What a browser would send back of the page as it was opened."""
    form = page_of(client.get(address(plan))).find("table").find_parent("form")
    return {field["name"]: field.get("value", "") for field in form.find_all("input")}


def original(plan):
    return queries.load(plan).row("original_gap").amounts


def test_it_saves_several_amounts_at_once(partner, plan, wage):
    sent = fields(partner, plan)
    sent |= {f"a-{wage.pk}-2017": "3,200", f"a-{wage.pk}-2018": "(5.25)"}
    before = original(plan)
    assert partner.post(address(plan), sent).status_code == 302
    amounts = {cell.year: cell.amount for cell in wage.amounts.all()}
    assert amounts[2017] == Money.thousands(3200)
    assert amounts[2018] == Money.pounds(-5250)
    assert original(plan)[0] - before[0] == Money.thousands(2)
    assert original(plan)[2] == before[2]


def test_it_shows_an_amount_to_the_penny_and_saves_nothing_that_was_not_typed(
    partner, plan, wage, officer
):
    cell = operations.set_amount(
        wage, 2017, Money.parse("3198123.45"), actor=officer, moment=MOMENT
    )
    sent = fields(partner, plan)
    assert sent[f"a-{wage.pk}-2017"] == "3,198.12345"
    partner.post(address(plan), sent)
    cell.refresh_from_db()
    assert cell.version == wage.amounts.get(year=2017).version
    assert cell.amount == Money.parse("3198123.45")


def test_it_tells_every_wrong_cell_and_saves_none(partner, plan, wage):
    sent = fields(partner, plan)
    sent |= {
        f"a-{wage.pk}-2017": "three",
        f"a-{wage.pk}-2018": "0.0000001",
        f"a-{wage.pk}-2019": "1",
    }
    before = original(plan)
    answer = partner.post(address(plan), sent)
    assert answer.status_code == 422
    page = page_of(answer)
    links = [link["href"] for link in page.select(".govuk-error-summary a")]
    assert links == [f"#a-{wage.pk}-2017", f"#a-{wage.pk}-2018"]
    assert all(page.select_one(link)["aria-describedby"] == f"{link[1:]}-error" for link in links)
    assert page.select_one(links[0])["value"] == "three"
    assert original(plan) == before


def test_it_tells_the_second_person_what_changed_and_lets_them_decide(partner, plan, wage, officer):
    sent = fields(partner, plan)
    operations.set_amount(wage, 2017, Money.thousands(3200), actor=officer, moment=MOMENT)
    sent |= {f"a-{wage.pk}-2017": "3100", f"a-{wage.pk}-2019": "7"}
    answer = partner.post(address(plan), sent)
    assert answer.status_code == 422
    page = page_of(answer)
    said = page.select_one(f"#a-{wage.pk}-2017-error").get_text()
    assert f"{officer.user} changed this from 3,198 to 3,200 after you opened it" in said
    assert wage.amounts.get(year=2017).amount == Money.thousands(3200)
    assert wage.amounts.get(year=2019).amount != Money.thousands(7)
    form = page.find("table").find_parent("form")
    again = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    assert partner.post(address(plan), again).status_code == 302
    assert wage.amounts.get(year=2017).amount == Money.thousands(3100)
    assert wage.amounts.get(year=2019).amount == Money.thousands(7)


def test_it_undoes_the_last_save_and_redoes_it(partner, plan, wage):
    before = original(plan)
    sent = fields(partner, plan) | {f"a-{wage.pk}-2017": "1", f"a-{wage.pk}-2019": "2"}
    partner.post(address(plan), sent)
    changed = original(plan)
    undo = reverse("finance:undo", args=[plan.number])
    assert "Undo the last save of 2 amounts" in partner.get(address(plan)).content.decode()
    partner.post(undo)
    assert original(plan) == before
    partner.post(undo)
    assert original(plan) == changed != before


def test_it_does_not_undo_over_what_others_typed_since(partner, plan, wage, officer):
    partner.post(address(plan), fields(partner, plan) | {f"a-{wage.pk}-2017": "1"})
    operations.set_amount(wage, 2017, Money.thousands(9), actor=officer, moment=MOMENT)
    answer = partner.post(reverse("finance:undo", args=[plan.number]), follow=True)
    assert "Nothing was undone" in answer.content.decode()
    assert wage.amounts.get(year=2017).amount == Money.thousands(9)


def test_it_lets_nobody_type_into_a_published_version(client, plan, wage, officer):
    for step in ("send-for-review", "put-to-cabinet", "publish"):
        plan = operations.move_version(plan, step, actor=officer, moment=MOMENT)
    client.force_login(officer.user)
    text = client.get(address(plan)).content.decode()
    assert "cannot be changed" in text
    client.post(address(plan), {f"a-{wage.pk}-2017": "1", f"seen-{wage.pk}": "2017:1:0"})
    assert original(plan) == thousands(33432, 14614, 16372)


@pytest.mark.parametrize("role", ["budget-holder", "scrutiny-member"])
def test_it_refuses_those_who_only_read(client, plan, wage, role):
    client.force_login(a_user(role))
    sent = {f"a-{wage.pk}-2017": "1", f"seen-{wage.pk}": "2017:1:0"}
    assert client.post(address(plan), sent).status_code in (302, 403)
    assert original(plan) == thousands(33432, 14614, 16372)


def test_it_keeps_to_the_lines_of_the_version(partner, plan, wage, officer):
    following = operations.start_next_version(plan, title="Two", actor=officer, moment=MOMENT)
    sent = {f"a-{wage.pk}-2017": "1", f"seen-{wage.pk}": "2017:1:0"}
    partner.post(address(following), sent)
    assert original(plan) == original(following) == thousands(33432, 14614, 16372)
