"""The change fund's page: payback, why a request was refused, what is awarded and not drawn."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.models import ChangeFund, ChangeRequest, Reserve
from townclerk.finance.operations import change_fund
from townclerk.finance.queries import plan as plans
from townclerk.finance.tests.budget_builders import a_unit
from townclerk.finance.tests.builders import MOMENT, thousands
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.files.holders import type_of
from townclerk.platform.files.models import Attachment

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


def test_a_sponsor_bids_is_evaluated_on_evidence_and_draws_the_own_award(client, officer):
    a_unit("care")
    sponsor, chief = a_user("project-sponsor", unit="care"), an_actor("chief-executive")
    client.force_login(sponsor)
    page = reverse("finance:change-fund")
    assert "have not asked for money" in client.get(page).content.decode()
    bid = {
        "reference": "tele", "title": "Tele care", "fund": ChangeFund.objects.get().code,
        "purpose": "save", "amount": "600,000", "needed_from": "1/4/2017",
        "alignment": "Fewer falls", "yearly_return": "400,000", "unit": "care",
    }  # fmt: skip
    assert client.post("/r/change-requests/new/", bid | {"alignment": ""}).status_code == 422
    assert client.post("/r/change-requests/new/", bid).status_code == 302
    found = ChangeRequest.objects.get()
    assert "1.5 years" in client.get(page).content.decode()
    stamp = {"actor": officer, "moment": MOMENT}
    with pytest.raises(change_fund.NoEvidence, match="Attach the business case"):
        change_fund.evaluate(found, evaluation="Sound", **stamp)
    case = Attachment.objects.create(
        record_type=type_of(found),
        record_id=str(found.pk),
        name="case.pdf",
        size=1,
        added_at=MOMENT,
    )
    found = change_fund.evaluate(found, evaluation="Sound", **stamp)
    case.delete()
    found.evidence = "Case 7"
    found = change_fund.evaluate(found, evaluation="Yes", actor=chief, moment=MOMENT)
    client.force_login(officer.user)
    award = {"request": found.pk, "awarded_on": "1/5/2017"}
    client.post(reverse("finance:act", args=["award"]), award)
    draw = reverse("finance:act", args=["draw", found.pk])
    assert draw in client.get(page).content.decode()
    for who, allowed in ((a_user("project-sponsor", unit="other"), False), (sponsor, True)):
        client.force_login(who)
        assert (draw in client.get(page).content.decode()) is allowed
        status = client.post(draw, {"amount": "200,000"}).status_code
        assert status == (302 if allowed else 403)
    found.refresh_from_db()
    assert (found.state, found.drawn) == ("drawn", Money.thousands(200))
    assert "0.200" in client.get(page).content.decode()


def test_phasing_is_posted_on_a_page_with_the_years_that_unwind_it(client, plan, officer):
    client.force_login(officer.user)
    at = reverse("finance:act", args=["post-phasing", plan.pk])
    assert at in client.get(reverse("finance:plan")).content.decode()
    reserve = Reserve.objects.get(code="transforming")
    sent = {
        "code": "bridge", "name": "Bridge", "kind": "reserve-loan", "amount": "900,000",
        "year": "2018/19", "reserve": reserve.pk, "repayment": "400,000",
    }  # fmt: skip
    before = plans.load(plan).row("phasing").amounts
    assert "together with its year" in client.post(at, sent).content.decode()
    sent |= {"repayment_year": "2019/20"}
    assert "needs the reference of the decision" in client.post(at, sent).content.decode()
    client.post(at, sent | {"decision": "CAB 3"})
    after = plans.load(plan).row("phasing").amounts
    moved = tuple(now - then for now, then in zip(after, before, strict=True))
    assert moved == thousands(0, -900, 1300)
    posted = reserve.movements.filter(phasing__code="bridge").order_by("year")
    assert [one.amount for one in posted] == list(thousands(-900, 400))
