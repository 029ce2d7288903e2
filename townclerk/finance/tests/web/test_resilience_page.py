"""Financial resilience on one page: risks, levels, draws, reserves, indicators and the code."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.models import CodeStandard, Reserve, ResilienceIndicator, RiskAssessment
from townclerk.finance.operations import reserves
from townclerk.finance.queries import reserves as ledger
from townclerk.finance.tests.builders import MOMENT
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]
PAGE = "finance:resilience"
RISKS = (
    {"code": "pay", "name": "Pay above budget", "exposure": 180_000_000, "change": 1},
    {"code": "care", "name": "More people in care", "exposure": 75_000_000, "change": 8},
)


@pytest.fixture
def assessment(officer):
    found = RiskAssessment.objects.get()
    for risk, likelihood in zip(RISKS, (50, 75), strict=True):
        values = {**risk, "exposure": Money.pounds(risk["exposure"]), "likelihood": likelihood}
        reserves.add_risk(found, values, actor=officer, moment=MOMENT)
    RiskAssessment.objects.update(
        floor=Money.thousands(7000), target=Money.thousands(9000), target_on=date(2020, 3, 31)
    )
    return RiskAssessment.objects.get()


def tables(client) -> dict[str, dict[str, list[str]]]:
    page = BeautifulSoup(client.get(reverse(PAGE)).content, "html.parser")
    return {
        table.caption.get_text().partition(",")[0]: {
            row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.find_all("td")]
            for row in table.tbody.find_all("tr")
        }
        for table in page.find_all("table")
    }


def test_the_balance_stands_beside_its_risks_its_floor_and_its_target(client, assessment, officer):
    client.force_login(officer.user)
    found = tables(client)
    # 180m × 1% × 50% = 0.9m, and 75m × 8% × 75% = 4.5m.
    assert found["The risks the balance stands for"] == {
        "More people in care": ["s151 officer", "75.000", "8.0%", "75%", "4.500"],
        "Pay above budget": ["s151 officer", "180.000", "1.0%", "50%", "0.900"],
        "All risks": ["", "", "", "", "5.400"],
    }
    held = found["What the balance is held against"]
    assert held["To hold for the risks"] == ["5.400"]
    assert held["Above the risks"] == ["1.809"]
    assert held["Level to reach by 31 March 2020"] == ["9.000"]
    assert held["Short of that level"] == ["1.791"]


def test_each_draw_says_what_it_leaves_and_warns_below_the_floor(client, assessment, officer):
    balance = Reserve.objects.get(code="general-fund")
    reserves.use_general_balance(
        balance, reference="storm", year=2018, amount=Money.thousands(2000), decision="CAB 7",
        last_plan_year=2019, actor=officer, moment=MOMENT,
    )  # fmt: skip
    client.force_login(officer.user)
    found = tables(client)["What each draw on the balance leaves"]
    assert next(iter(found.values()))[-2:] == ["7.209", ""]
    assert found["storm, 2018/19"] == [
        "CAB 7", "Planned", "−2.000", "5.209", "Below the lowest level",
    ]  # fmt: skip
    text = client.get(reverse(PAGE)).content.decode()
    assert "is below the floor of" in text
    assert "falls £191,000.00 short of the risks assessed" in text
    assert "Replenish by the end of 2019/20" in text
    row = ledger.general(ledger.schedule())
    assert ledger.held_against(row, assessment).over_risk == Money.thousands(-191)


def test_reserves_indicators_the_code_and_the_committee_stand_on_it(client, assessment, officer):
    made = {
        "code": "winter", "name": "Winter", "kind": "earmarked", "purpose": "Grit in hard winters",
        "trigger": "Ten days of frost", "owner_role": "head-of-service", "ring_fenced": True,
        "opening": Money.pounds(5), "opened_on": date(2016, 4, 1), "review_on": date(2017, 11, 1),
    }  # fmt: skip
    reserves.create_reserve(made, actor=officer, moment=MOMENT)
    ResilienceIndicator.objects.create(
        code="demand", name="Demand-led share", year=2023, value="71.2", median=64, risk="high"
    )
    ResilienceIndicator.objects.create(code="old", name="An older one", year=2022, value=1)
    CodeStandard.objects.create(
        year=2023, standard="F", title="Resilience is assessed", rating="partly",
        action="Assess it", action_owner_role="s151-officer", action_due=date(2024, 6, 19),
    )  # fmt: skip
    client.force_login(officer.user)
    at = reverse("finance:act", args=["challenge-assessment", assessment.pk])
    client.post(at, {"challenge": "Is the floor high enough?", "challenged_on": "26/1/2017"})
    found = tables(client)
    assert found["What each is for"][
        "Winter (ring-fenced)"
    ] == [
        "Grit in hard winters", "Ten days of frost", "Executive director / head of service",
        "1 November 2017; not reviewed yet",
    ]  # fmt: skip
    assert found["Beside the comparators"] == {"Demand-led share": ["71.2%", "64%", "High", ""]}
    assert found["How far each standard is met"] == {
        "F: Resilience is assessed": [
            "Partly met", "Assess it", "s151 officer, due 19 June 2024",
        ]
    }  # fmt: skip
    assert "said on 26 January 2017: Is the floor high enough?" in (
        client.get(reverse(PAGE)).content.decode()
    )


def test_it_is_closed_to_those_who_read_only_what_is_published(client):
    assert client.get(reverse(PAGE)).status_code == 302
    client.force_login(a_user("member"))
    assert client.get(reverse(PAGE)).status_code == 403
