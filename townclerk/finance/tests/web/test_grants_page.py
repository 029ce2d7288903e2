"""Funding on its page: the schedule, a stream taken into the plan, and what services record."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.home import grants_that_end
from townclerk.finance.models import GrantAmount, GrantStream, PlanLine, SettlementEvent
from townclerk.finance.operations import grants
from townclerk.finance.queries import plan as plans
from townclerk.finance.tests.budget_builders import a_unit
from townclerk.finance.tests.builders import MOMENT, thousands
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_user
from townclerk.platform.deadlines.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]
STREAM = {
    "code": "winter",
    "name": "Winter fund",
    "department": "Health department",
    "type": "one-off",
    "conditions": "Spent on home care",
    "end_date": date(2018, 3, 31),
    "certified": True,
    "owner_role": "head-of-service",
    "posts": "HC-101, HC-102",
}


@pytest.fixture
def winter(officer):
    unit = a_unit("care")
    return grants.create_stream({**STREAM, "unit": unit}, actor=officer, moment=MOMENT)


def assumed(stream, officer, **years):
    for year, amount in years.items():
        kept = grants.record_amount(
            stream, year=int(year[1:]), stage="provisional", amount=Money.thousands(amount),
            actor=officer, moment=MOMENT,
        )  # fmt: skip
        grants.assume(kept, actor=officer, moment=MOMENT)


@pytest.mark.parametrize(
    ("kind", "years", "expected"),
    [
        ("one-off", {"y2017": 1532}, (-1532, 1532, 0)),
        ("one-off", {"y2018": 700, "y2019": 300}, (0, -700, 400)),
        ("core", {"y2016": 900, "y2017": 1000, "y2018": 1000}, (-100, 0, 1000)),
        ("ring-fenced", {"y2017": 80, "y2018": 50, "y2019": 50}, (-80, 30, 0)),
    ],
)
def test_a_stream_is_taken_into_the_plan_once_as_what_it_changes(
    client, plan, winter, officer, kind, years, expected
):
    GrantStream.objects.filter(pk=winter.pk).update(type=kind)
    client.force_login(officer.user)
    at = reverse("finance:act", args=["take-grant-into-plan"])
    sent = {"stream": winter.pk, "plan": plan.pk}
    assert "no assumed amount" in client.post(at, sent).content.decode()
    assumed(winter, officer, **years)
    before = plans.load(plan).row("remaining_gap").total
    client.post(at, sent)
    line = PlanLine.objects.get(grant=winter)
    after = plans.load(plan)
    assert after.results[line.code].amounts == thousands(*expected)
    assert after.row("remaining_gap").total - before == Money.thousands(sum(expected))
    assert "has a line for Winter fund already" in client.post(at, sent).content.decode()


def test_the_schedule_says_who_pays_for_what_until_when_and_for_whom(client, plan, winter, officer):
    assumed(winter, officer, y2017=250)
    client.force_login(officer.user)
    page = BeautifulSoup(client.get(reverse("finance:grants")).content, "html.parser")
    table = next(t for t in page.find_all("table") if "Schedule" in t.caption.get_text())
    head = table.find("th", string="Winter fund")
    assert [cell.get_text(strip=True) for cell in head.parent.find_all("td")] == [
        "Health department", "One-off, rumoured", "31 March 2018; needs a certificate",
        "Spent on home care", "HC-101, HC-102", "0.250", "not assumed", "not assumed",
    ]  # fmt: skip


def test_a_service_records_what_its_own_stream_gives_and_assumes_nothing(client, winter, officer):
    assumed(winter, officer, y2017=250)
    client.force_login(a_user("head-of-service", unit="care"))
    sent = {"stream": "winter", "year": "2017/18", "stage": "final", "amount": "200,000"}
    new = reverse("registers:new", args=["grant-amounts"])
    assert client.post(new, sent).status_code == 302
    kept = GrantAmount.objects.get(stream=winter, stage="final")
    assert (kept.amount, kept.assumed) == (Money.thousands(200), False)
    assert "£200,000.00; the plan assumes £250,000.00" in Task.objects.get(state="open").note
    edit = f"/r/grant-amounts/{kept.pk}/edit/"
    assert client.post(edit, {**sent, "amount": "250,000", "version": 1}).status_code == 302
    assert Task.objects.get(kind="grant-variance").state == "done"
    other = GrantStream.objects.exclude(pk=winter.pk).first()
    client.post(new, {**sent, "stream": other.code})
    assert not other.amounts.filter(amount=Money.thousands(200)).exists()


def test_each_kind_of_announcement_is_kept_with_its_stream(client, winter, officer):
    client.force_login(officer.user)
    at = reverse("finance:act", args=["record-settlement"])
    for kind in SettlementEvent.Kind.values:
        said = {"kind": kind, "happened_on": "15/12/2016", "summary": "Four years"}
        assert client.post(at, {**said, "stream": winter.pk}).status_code == 302
    page = client.get(reverse("finance:grants")).content.decode()
    for label in SettlementEvent.Kind.labels:
        assert f"15 December 2016: {label}: Four years (Winter fund)" in page


def test_who_owns_a_stream_is_told_a_year_before_its_cost_is_left_behind(winter):
    owner = Reader.of(a_user("head-of-service", unit="care"), date(2017, 6, 1))
    other = Reader.of(a_user("head-of-service", unit="parks"), date(2017, 6, 1))
    assert list(grants_that_end(owner, date(2017, 6, 1))) == []
    GrantStream.objects.filter(pk=winter.pk).update(yearly_cost=Money.thousands(250))
    (owed,) = grants_that_end(owner, date(2017, 6, 1))
    assert (owed.title, owed.due) == ("Settle what Winter fund pays for", date(2018, 3, 31))
    assert owed.note == "It ends, and £250,000.00 a year goes on without it."
    assert list(grants_that_end(other, date(2017, 6, 1))) == []
    assert list(grants_that_end(owner, date(2017, 3, 1))) == []
    GrantStream.objects.filter(pk=winter.pk).update(state="ended")
    assert list(grants_that_end(owner, date(2017, 6, 1))) == []
