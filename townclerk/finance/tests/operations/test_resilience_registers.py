"""Resilience indicators and the financial management code as registers."""

import pytest
from django.urls import reverse

from townclerk.finance.models import CodeStandard, ResilienceIndicator
from townclerk.finance.registers_resilience import check_standard
from townclerk.platform.access.testing import a_user

pytestmark = pytest.mark.django_db
STANDARD = {
    "year": "2023/24",
    "standard": "F",
    "title": "Resilience is assessed",
    "rating": "met",
}


@pytest.fixture
def partner(client):
    client.force_login(a_user("finance-partner"))
    return client


def add(client, name, values):
    return client.post(reverse("registers:new", args=[name]), values)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, []),
        ({"rating": "partly"}, ["action"]),
        ({"rating": "not-met", "action": "Assess it"}, ["action_owner_role", "action_due"]),
        ({"rating": "met", "action": "Keep it up"}, ["action_owner_role", "action_due"]),
    ],
)
def test_it_asks_for_what_a_rating_needs(changed, fields):
    found = check_standard({**STANDARD, "action": "", **changed}, None)
    assert [problem.field for problem in found] == fields


def test_it_reads_the_stored_record_where_a_change_is_silent():
    held = CodeStandard(year=2023, standard="F", title="x", rating="partly", action="Assess it")
    assert len(check_standard({"action_owner_role": "s151-officer"}, held)) == 1


def test_it_keeps_a_standard_and_refuses_one_without_its_action(partner):
    assert add(partner, "code-standards", STANDARD).status_code == 302
    short = add(partner, "code-standards", {**STANDARD, "standard": "G", "rating": "not-met"})
    assert short.status_code in (200, 422)
    assert CodeStandard.objects.get().standard == "F"


def test_it_keeps_an_indicator_beside_the_comparators(partner):
    values = {
        "code": "demand-led",
        "name": "Share of demand-led services",
        "year": "2023/24",
        "value": "71.2",
        "median": "64",
        "unit": "%",
        "risk": "high",
    }
    assert add(partner, "resilience-indicators", values).status_code == 302
    found = ResilienceIndicator.objects.get()
    assert (found.year, found.value > found.median, found.risk) == (2023, True, "high")
    assert (
        "Share of demand-led services"
        in partner.get(reverse("registers:list", args=["resilience-indicators"])).content.decode()
    )
