"""The tax base and the collection fund of a round: worked out, determined, notified, shown."""

import html
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from townclerk.figures import NotAnswerable, ask
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import BaseLine, FundDemand, ParishArea, TaxBaseReport, TaxSetting
from townclerk.finance.models.tax_base import AlreadyDetermined
from townclerk.finance.operations import tax_base
from townclerk.finance.policies import TAX_BASE
from townclerk.finance.queries.tax_base import worked_base, worked_fund
from townclerk.finance.tests.budget_builders import MOMENT, P, a_round, a_tax
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange import template

pytestmark = pytest.mark.django_db
WINTER = datetime(2017, 2, 6, 9, 0, tzinfo=UTC)
SHEET = """round,area,band,listed,exempt,relief_out,relief_in,quarter_off,half_off,reductions
2017-18,whole,E,212,3,2,1,61,4,5.35
2017-18,whole,B,1840,22,5,7,702,11,231.6
2017-18,ford,G,97,1,0,2,17,0,0.75
"""
DEMANDS = (
    ("own", "The council", 178_500_000),
    ("police", "Police", 24_370_000),
    ("fire", "Fire", 8_408_000),
    ("mayor", "The mayor", 2_096_400),
)


@pytest.fixture
def found(officer):
    made = a_round(officer)
    a_tax(made)
    return made


@pytest.fixture
def report(found, officer):
    values = {"round": found, "collection_rate": Decimal("98.25"), "places": 2}
    made = tax_base.start_base(values, actor=officer, moment=MOMENT)
    sheet = exchange.File("bands.csv", SHEET.encode())
    exchange.load(template("tax-base-lines"), sheet, actor=officer, moment=MOMENT)
    return made


@pytest.fixture
def estimate(found, officer):
    values = {"round": found, "opening": P(-900_000), "credits": P(214_000_000)}
    made = tax_base.start_estimate(
        {**values, "debits": P(210_000_000)}, actor=officer, moment=MOMENT
    )
    for code, name, amount in DEMANDS:
        FundDemand.objects.create(round=found, authority=code, name=name, amount=P(amount))
    return made


def step(report, move, officer, **given):
    return tax_base.move_base(report, move, actor=officer, moment=WINTER, **given)


def adopted(report, officer):
    report = step(report, "certify", officer)
    return step(report, "adopt", officer, on=date(2017, 1, 12), decision="COU-4")


def test_a_sheet_of_bands_becomes_the_base_of_the_whole_area_and_of_each_part(found, report):
    worked = worked_base(found)
    # 226.60 and 1,094.64 Band D equivalents at 98.25%, added before they are rounded.
    assert worked.whole.found.value.adopted == Decimal("1298.12")
    (ford,) = worked.parts
    assert (ford.name, ford.found.value.adopted) == ("Ford", Decimal("152.29"))
    assert [str(line) for line in worked.whole.lines] == [
        "Band B, whole, 2017/18",
        "Band E, whole, 2017/18",
    ]


def test_the_base_adopted_is_what_the_round_sets_its_tax_on(found, report, officer):
    report = adopted(report, officer)
    assert TaxSetting.objects.get(round=found).tax_base == report.adopted == Decimal("1298.12")
    assert TaxSetting.objects.get(round=found).base_decision == "COU-4"
    assert ParishArea.objects.get(code="ford").tax_base == Decimal("152.29")
    with pytest.raises(AlreadyDetermined, match="is adopted, so what it was worked out from"):
        BaseLine.objects.get(area="ford").save()
    report = step(report, "notify", officer, on=date(2017, 2, 3))
    assert found.steps.get(code="tax-base").done_on == date(2017, 2, 3)
    assert "It was notified on 3 February 2017, after the last day, 31 January 2017." in (
        worked_base(found).warnings
    )


def test_a_base_is_certified_by_one_role_and_adopted_in_the_time_the_law_gives(
    report, officer, analyst
):
    with pytest.raises(Refused):
        step(report, "certify", analyst)
    report = step(report, "certify", officer)
    with pytest.raises(Problems) as refused:
        step(report, "adopt", officer, on=date(2016, 11, 30))
    assert [problem.field for problem in refused.value.problems] == ["on", "decision"]
    assert "1 December 2016" in str(refused.value)


def test_a_base_without_its_bands_is_not_certified(found, officer):
    values = {"round": found, "collection_rate": 98}
    report = tax_base.start_base(values, actor=officer, moment=MOMENT)
    with pytest.raises(tax_base.NotReady, match="No band of the whole area"):
        step(report, "certify", officer)


def test_the_balance_is_shared_by_demands_and_the_council_has_what_is_left(found, estimate):
    worked = worked_fund(found)
    assert (worked.word, worked.estimate.balance) == ("surplus", P(3_100_000))
    assert worked.shares.value == {
        "own": P("2593328.90"),
        "police": P("354058.41"),
        "fire": P("122155.24"),
        "mayor": P("30457.45"),
    }


def test_a_deficit_in_whole_pounds_adds_up_to_the_pound(found, estimate, officer):
    values = {"credits": P(208_400_000), "in_pounds": True}
    tax_base.change(estimate, values, actor=officer, moment=MOMENT)
    worked = worked_fund(found)
    assert worked.word == "deficit"
    assert sum(one.pence for one in worked.shares.value.values()) == -250_000_000
    assert all(one.pence % 100 == 0 for one in worked.shares.value.values())


def test_an_estimate_is_dated_notified_and_held_against_the_budget(found, estimate, officer):
    stamp = {"actor": officer, "moment": WINTER}
    made = tax_base.move_estimate(estimate, "estimate", on=date(2017, 1, 16), **stamp)
    assert found.steps.get(code="fund-estimate").done_on == date(2017, 1, 16)
    (said,) = worked_fund(found).warnings
    assert said.startswith("The round's items of the council hold £0.00 of")
    assert said.endswith("the council's share is £2,593,328.90.")
    with pytest.raises(Problems, match="before 16 January 2017"):
        tax_base.move_estimate(made, "notify", on=date(2017, 1, 15), **stamp)
    tax_base.move_estimate(made, "notify", on=date(2017, 1, 25), **stamp)
    assert "told later than 7 days" in " ".join(worked_fund(found).warnings)
    with pytest.raises(AlreadyDetermined):
        FundDemand.objects.get(authority="fire").delete()


def test_an_estimate_without_the_demand_of_a_precepting_authority_says_so(found, officer):
    values = {"round": found, "opening": P(0), "credits": P(1), "debits": P(0)}
    made = tax_base.start_estimate(values, actor=officer, moment=MOMENT)
    FundDemand.objects.create(round=found, authority="own", name="The council", amount=P(10))
    with pytest.raises(tax_base.NotReady, match="No demand of a precepting authority"):
        tax_base.move_estimate(made, "estimate", on=date(2017, 1, 16), actor=officer, moment=WINTER)


def test_the_figures_lead_to_the_bands_and_the_demands(found, report, estimate, officer):
    base = ask("finance.tax_base.equivalents", period="2017/18", reader=OPERATOR)
    assert (base.value, base.display, str(base.status)) == (
        Decimal("1298.12"),
        "1,298.12",
        "provisional",
    )
    assert [part.source.row for part in base.explanation.parts] == ["3", "2"]
    ford = ask("finance.tax_base.equivalents", "ford", "2017/18", reader=OPERATOR)
    assert ford.value == Decimal("152.29")
    share = ask("finance.collection_fund.share", "fire", "2017/18", reader=OPERATOR)
    assert share.value == P("122155.24")
    assert share.explanation.unconfirmed
    balance = ask("finance.collection_fund.balance", period="2017/18", reader=OPERATOR)
    assert balance.value == P(3_100_000)
    with pytest.raises(NotAnswerable):
        ask("finance.tax_base.equivalents", "nowhere", "2017/18", reader=OPERATOR)
    adopted(report, officer)
    base = ask("finance.tax_base.equivalents", period="2017/18", reader=OPERATOR)
    assert str(base.status) == "published"


def test_the_pages_tell_what_comes_first_and_then_what_came_of_it(client, found, officer):
    client.force_login(a_user("s151-officer"))
    for name, empty in (
        ("tax-base", "The tax base of 2017/18 is not begun."),
        ("collection-fund", "The collection fund is not estimated for 2017/18."),
    ):
        page = client.get(reverse(f"finance:{name}", args=[2017]))
        assert empty in page.content.decode()
        assert "Begin the" in page.content.decode()
    begin = reverse("finance:budget-act", args=["start-base", found.pk])
    answer = client.post(begin, {"collection_rate": "98.25", "places": "2"})
    assert answer.url == reverse("finance:tax-base", args=[2017])
    assert "No band is recorded yet." in client.get(answer.url).content.decode()


def figures_of(page: str) -> list[str]:
    found = [html.unescape(link) for link in re.findall(r'href="(/figures/[^"]+?)"', page)]
    assert [link for link in found if "period" in link]
    return [link for link in found if "period" in link]


def test_the_pages_print_what_was_worked_out(client, found, report, estimate):
    client.force_login(a_user("finance-partner"))
    page = client.get(reverse("finance:tax-base", args=[2017])).content.decode()
    for said in ("1,298.12", "Band E", "226.60", "Ford", "152.29", "by 31 January 2017"):
        assert said in page
    assert all(client.get(link).status_code == 200 for link in figures_of(page))
    page = client.get(reverse("finance:collection-fund", args=[2017])).content.decode()
    for said in ("surplus of", "£3,100,000", "2,593,328.90", "83.6558%", "unconfirmed"):
        assert said in page
    assert all(client.get(link).status_code == 200 for link in figures_of(page))
    for name in ("tax-base", "collection-fund"):
        answer = client.get(reverse("finance:budget-document", args=[2017, name, "pdf"]))
        assert answer.content.startswith(b"%PDF")


def test_the_public_sees_neither_before_the_council_has_set_the_tax(client, found, report):
    answer = client.get(reverse("finance:tax-base", args=[2017]))
    assert answer.status_code in (302, 403)


def test_revenues_officers_bring_the_rate_and_the_dwellings_and_finance_takes_the_steps(
    client, found
):
    revenues = a_user("revenues-officer")
    client.force_login(revenues)
    now = client.get(reverse("finance:tax-base-now"))
    assert now.url == reverse("finance:tax-base", args=[2017])
    assert "Begin the tax base" in client.get(now.url).content.decode()
    begin = reverse("finance:budget-act", args=["start-base", found.pk])
    client.post(begin, {"collection_rate": "97.5", "places": "1"})
    sheet = exchange.File("bands.csv", SHEET.encode())
    exchange.load(template("tax-base-lines"), sheet, actor=Actor(user=revenues), moment=MOMENT)
    page = client.get(now.url).content.decode()
    assert "1,288.2" in page
    assert reverse("exchange:sheet", args=["tax-base-lines"]) in page
    assert "Take the base on" not in page
    report = TaxBaseReport.objects.get()
    for move in ("certify", "adopt", "notify"):
        TaxBaseReport.objects.filter(pk=report.pk).update(state=TAX_BASE[move].sources[0])
        report.refresh_from_db()
        with pytest.raises(Refused):
            step(report, move, Actor(user=revenues), on=date(2017, 1, 12))
    closed = ("tax", "reserves", "fund-now")
    assert all(client.get(reverse(f"finance:{name}")).status_code == 403 for name in closed)
    assert client.get(reverse("finance:budget-round", args=[2017])).status_code == 403
    assert client.get("/r/tax-base-lines/new/").status_code == 200
    assert client.get("/r/budget-rounds/new/").status_code == 403
