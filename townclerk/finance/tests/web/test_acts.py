"""Every act has its form, is offered to whoever may do it, and does what it says."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from townclerk.finance.models import (
    ChangeFund,
    GrantAmount,
    GrantStream,
    PlanVersion,
    ReplenishmentObligation,
    Reserve,
    ReserveMovement,
    RiskAssessment,
    SettlementEvent,
    TaxCarry,
    TaxOption,
)
from townclerk.finance.tests.builders import MOMENT
from townclerk.finance.web.acts import ACTS
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


@pytest.fixture
def s151(client):
    client.force_login(a_user("s151-officer"))
    return client


def address(name: str) -> str:
    about = ACTS[name].about
    return reverse(
        "finance:act", args=[name] if about is None else [name, about.objects.first().pk]
    )


def open_acts() -> list[str]:
    """Acts whose record is there in the printed plan."""
    return [name for name, act in ACTS.items() if act.about is None or act.about.objects.exists()]


def errors(answer) -> str:
    found = BeautifulSoup(answer.content, "html.parser").find(class_="govuk-error-summary")
    return found.get_text(" ", strip=True) if found else ""


def sent(client, name, /, **values):
    answer = client.post(address(name), values, follow=True)
    assert errors(answer) == ""
    assert answer.redirect_chain
    return answer.content.decode()


def test_every_act_opens_to_the_s151_officer(s151):
    found = open_acts()
    assert len(found) > 14
    assert {name: s151.get(address(name)).status_code for name in found} == dict.fromkeys(
        found, 200
    )


def test_no_act_opens_to_who_only_reads(client):
    client.force_login(a_user("scrutiny-member"))
    found = open_acts()
    assert {client.get(address(name)).status_code for name in found} == {403}
    assert {client.post(address(name)).status_code for name in found} == {403}


def test_the_public_is_asked_to_sign_in(client):
    assert {client.get(address(name)).status_code for name in open_acts()} == {302}


def test_an_empty_form_tells_every_fault_at_once(s151):
    answer = s151.post(address("record-grant"), {})
    assert answer.status_code == 422
    assert "Enter year" in errors(answer)
    assert "Enter amount" in errors(answer)


def test_an_act_that_is_not_there_is_not_found(s151):
    assert s151.get(reverse("finance:act", args=["nothing"])).status_code == 404
    assert s151.get(reverse("finance:act", args=["add-risk"])).status_code == 404


def test_a_page_offers_only_what_the_reader_may_do(client):
    client.force_login(a_user("scrutiny-member"))
    assert "What you can do" not in client.get(reverse("finance:reserves")).content.decode()
    client.force_login(a_user("s151-officer"))
    assert "Review a reserve" in client.get(reverse("finance:reserves")).content.decode()


def test_the_page_of_options_asks_no_more_for_more_of_them(s151):
    plan = TaxOption.objects.first().plan
    counts = []
    for more in (0, 4):
        for number in range(more):
            made = TaxOption.objects.create(plan=plan, code=f"more-{number}", name="More")
            for year in plan.year_numbers:
                made.increases.create(year=year, core=1)
        with CaptureQueriesContext(connection) as asked:
            page = s151.get(reverse("finance:tax")).content.decode()
        counts.append(len(asked))
    assert page.count("Take the option on") >= 4
    assert counts[0] == counts[1] < 40


def test_a_reserve_is_reviewed(s151):
    reserve = Reserve.objects.first()
    days = {"reviewed_on": "12/1/2017", "next_review": "12/1/2018"}
    sent(s151, "review-reserve", reserve=reserve.pk, outcome="keep", **days)
    reserve.refresh_from_db()
    assert (reserve.outcome, reserve.review_on.year) == ("keep", 2018)


def test_what_is_used_of_the_general_balance_is_put_back(s151):
    balance = Reserve.objects.get(kind=Reserve.Kind.GENERAL)
    use = {"reserve": balance.pk, "reference": "storm", "decision": "CAB-1", "amount": "100,000"}
    page = sent(s151, "use-general-balance", year="2017/18", due_year="2018/19", **use)
    assert "To be put back" in page
    duty = ReplenishmentObligation.objects.get()
    assert duty.amount == Money.pounds(100_000)
    back = ReserveMovement(
        reserve=balance, reference="back", year=2018, kind="contribution", amount=duty.amount
    )
    back.decision, back.version = "CAB-2", 1
    ReserveMovement.objects.bulk_create([back])
    sent(s151, "meet-replenishment", movement=ReserveMovement.objects.get(reference="back").pk)
    duty.refresh_from_db()
    assert duty.state == ReplenishmentObligation.State.MET


def test_the_general_balance_is_not_used_beyond_the_plan(s151):
    balance = Reserve.objects.get(kind=Reserve.Kind.GENERAL)
    use = {"reserve": balance.pk, "reference": "late", "decision": "CAB-1", "amount": "1"}
    answer = s151.post(
        address("use-general-balance"), use | {"year": "2017/18", "due_year": "2030/31"}
    )
    assert "put back by the end of the plan, 2019/20" in errors(answer)
    assert not ReserveMovement.objects.filter(reference="late").exists()


def test_an_assessment_gathers_risks_and_is_agreed(s151):
    balance = Reserve.objects.get(kind=Reserve.Kind.GENERAL)
    RiskAssessment.objects.all().delete()
    year = {"year": "2018/19", "net_budget": "190,000,000", "net_budget_year": "2018/19"}
    sent(s151, "assess-balances", reserve=balance.pk, **year)
    risk = {"code": "pay", "name": "Pay", "exposure": "fifty", "change": "1", "likelihood": "50"}
    assert "not an amount in pounds" in errors(s151.post(address("add-risk"), risk))
    sent(s151, "add-risk", **(risk | {"exposure": "50,000,000"}))
    for move in ("score", "agree"):
        sent(s151, "move-assessment", move=move)
    assert RiskAssessment.objects.get().state == RiskAssessment.State.AGREED
    late = risk | {"code": "late", "exposure": "1"}
    assert "stay as they are" in errors(s151.post(address("add-risk"), late))


def test_a_grant_firms_up_and_its_variance_moves_the_plan(s151):
    stream = GrantStream.objects.first()
    amounts = {"stream": stream.pk, "year": "2018/19"}
    sent(s151, "record-grant", stage="provisional", amount="1,000", **amounts)
    sent(s151, "assume-grant", amount=GrantAmount.objects.get(stream=stream, year=2018).pk)
    page = sent(s151, "record-grant", stage="final", amount="900", **amounts)
    assert "£100.00 less" in page
    plan = PlanVersion.objects.get(number=1)
    plan.lines.first().__class__.objects.filter(pk=plan.lines.first().pk).update(grant=stream)
    assert "£100.00 less than assumed is now in" in sent(
        s151, "post-variance", plan=plan.pk, **amounts
    )


def test_an_announcement_is_recorded_and_shown(s151):
    page = sent(
        s151, "record-settlement", kind="final", happened_on="20/2/2017", summary="Final figures"
    )
    assert "20 February 2017" in page
    assert SettlementEvent.objects.filter(summary="Final figures").exists()


def test_a_fund_is_set_up_with_a_source(s151):
    sent(s151, "set-up-fund", code="digital", name="Digital fund", cabinet_limit="250,000")
    fund = ChangeFund.objects.get(code="digital")
    source = {"code": "sale", "name": "Sale", "kind": "capital-receipts", "amount": "5,000"}
    page = sent(s151, "add-fund-source", fund=fund.pk, available_from="1/4/2017", **source)
    assert "Digital fund" in page
    assert fund.sources.get().amount == Money.pounds(5_000)


def test_what_every_option_rests_on_is_typed_and_shown_with_the_rates_kept(s151):
    form = BeautifulSoup(s151.get(address("tax-assumptions")).content, "html.parser")
    typed = {field["name"]: field.get("value", "") for field in form.select("main input[name]")}
    assert typed["base"] == "111,980,000.00"
    typed |= {
        "tax_base": "83,120.4".replace(",", ""), "collection_rate": "98.25",
        "reduction_scheme_cost": "21,500,000", "fund_surplus": "-2,004,000",
        "rates_income": "64,200,000", "appeals_provision": "1,900,000", "rates_share": "99",
        "pool": "100% retention pilot from 2017/18",
    }  # fmt: skip
    page = BeautifulSoup(sent(s151, "tax-assumptions", **typed), "html.parser")
    table = next(t for t in page.find_all("table") if "rests on" in t.caption.get_text())
    found = {row.th.get_text(): row.td.get_text(strip=True) for row in table.tbody.find_all("tr")}
    assert found["Collection fund surplus"] == "−2.004"
    # 99% of 64.2 less 1.9.
    assert found["Business rates kept"] == "61.677"
    assert (found["Collection rate"], found["Growth of the base a year"]) == ("98.250%", "0.571%")
    assert found["Tax base, Band D equivalents"] == "83,120.40"
    assert found["Pool or pilot"] == "100% retention pilot from 2017/18"


def test_what_the_options_of_a_published_version_rest_on_is_not_typed_again(s151):
    tax = reverse("finance:tax")
    assert address("tax-assumptions") in s151.get(tax).content.decode()
    PlanVersion.objects.update(state="published", published_on=MOMENT.date())
    assert address("tax-assumptions") not in s151.get(tax).content.decode()
    refused = s151.post(address("tax-assumptions"), {"base": "1", "base_growth": "0"}, follow=True)
    assert "cannot be changed" in refused.content.decode()


def test_an_option_is_drawn_year_by_year_and_carries_its_surplus(s151):
    PlanVersion.objects.exclude(number=1).delete()
    years = {f"core_{year}": "1.99" for year in (2017, 2018, 2019)}
    years |= {"precept_2017": "3", "precept_2018": "3", "precept_2019": "0"}
    sent(s151, "draw-tax-option", code="early", name="Early precept", **years)
    option = TaxOption.objects.get(code="early")
    assert [float(year.precept) for year in option.increases.order_by("year")] == [3, 3, 0]
    TaxOption.objects.exclude(pk=option.pk).filter(carries=None).update(position=9)
    reserve = Reserve.objects.get(kind=Reserve.Kind.GENERAL)
    carry = {"reserve": reserve.pk, "amount": "1,120,000", "decision": "CL-7"}
    at = reverse("finance:act", args=["carry-surplus", option.pk])
    wrong = s151.post(at, carry | {"from_year": "2018/19", "to_year": "2017/18"})
    assert "comes after the year of the surplus" in errors(wrong)
    s151.post(at, carry | {"from_year": "2017/18", "to_year": "2019/20"})
    assert TaxCarry.objects.get(option=option).amount == Money.pounds(1_120_000)


def test_an_option_is_resolved_only_with_the_council_s_decision(s151):
    option = TaxOption.objects.first()
    TaxOption.objects.filter(pk=option.pk).update(state=TaxOption.State.RECOMMENDED)
    at = reverse("finance:act", args=["move-tax-option", option.pk])
    assert "Give the reference" in errors(s151.post(at, {"move": "resolve"}))
    s151.post(at, {"move": "resolve", "decision": "CL-7"})
    option.refresh_from_db()
    assert (option.state, option.decision) == (TaxOption.State.RESOLVED, "CL-7")


def test_the_grants_page_says_what_ends_and_what_a_stop_would_leave(s151):
    stream = GrantStream.objects.first()
    sent(s151, "record-grant", stream=stream.pk, year="2018/19", stage="final", amount="2,000,000")
    sent(s151, "assume-grant", amount=GrantAmount.objects.get(stream=stream, year=2018).pk)
    GrantStream.objects.filter(pk=stream.pk).update(
        end_date="2019-03-31", yearly_cost=Money.pounds(500_000)
    )
    text = s151.get(reverse("finance:grants")).content.decode()
    assert f"{stream.name} ends; from 2019/20 the £500,000.00 a year" in text
    assert "What the gap widens by if a stream stops" in text
    assert "−2.000" in text
