"""The pages of the capital programme, and what of it the report to Budget Council prints."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from townclerk.finance.models import BudgetRound, CapitalGrant, CapitalScheme, FinancialStrategy
from townclerk.finance.operations import capital, grants
from townclerk.finance.tests.budget_builders import a_round, a_unit, a_whole_round
from townclerk.finance.tests.capital_builders import (
    MOMENT,
    P,
    a_decision,
    a_pot,
    a_programme,
    a_scheme,
    approved,
    cost,
    pay,
)
from townclerk.platform import records
from townclerk.platform.access.testing import a_user
from townclerk.platform.files.queries import files_of, type_of
from townclerk.platform.home import Home

pytestmark = pytest.mark.django_db
PAGE = reverse("finance:capital")


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.prepare()


@pytest.fixture
def s151(client):
    client.force_login(a_user("s151-officer"))
    return client


def soup(answer) -> BeautifulSoup:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def text(answer) -> str:
    return soup(answer).get_text(" ", strip=True)


def tables(answer) -> dict[str, dict[str, list[str]]]:
    return {
        table.caption.get_text(strip=True): {
            row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.find_all("td")]
            for row in table.tbody.find_all("tr")
        }
        for table in soup(answer).find_all("table")
    }


def test_the_programme_stands_by_year_and_by_source(s151, officer):
    a_programme(officer)
    answer = s151.get(PAGE, {"unit": "£000"})
    found = tables(answer)
    assert found["Cost of approved schemes, £000"] == {
        "Road": ["1", "–", "1"],
        "Roof": ["0", "0", "1"],
        "All schemes": ["1", "0", "1"],
    }
    assert list(found["What pays for them, £000"]) == [
        "Grant", "Capital receipts", "Borrowing", "All funding"
    ]  # fmt: skip
    page = soup(answer)
    exact = {cell["title"] for cell in page.select("td [title]")}
    assert {"£1,200.00", "£700.00", "£300.00", "£200.00"} <= exact
    links = {link["href"] for link in page.select("td a")}
    assert "/figures/finance.capital.cost/" in links
    assert "/plan/capital/roof/" in {link["href"] for link in page.select("th a")}


def test_an_empty_programme_says_what_to_do(s151):
    page = text(s151.get(PAGE))
    assert "No scheme is approved yet, so there is no programme." in page
    assert "No scheme waits for approval." in page


def test_what_waits_says_what_is_missing_by_year(s151, officer):
    hall = a_scheme(officer, "hall")
    cost(hall, 2018, P(5_000_000), officer)
    pay(hall, "Loans", 2018, P(2_000_000), officer)
    page = text(s151.get(PAGE))
    assert "Cost £5.000m, funding £2.000m." in page
    assert "2018/19: £3.000m of cost has no funding." in page
    shown = s151.get(reverse("finance:capital-scheme", args=["hall"]))
    assert "Its funding is not complete" in text(shown)
    assert tables(shown)["Cost and funding, £m"]["Cost without funding"] == ["3.000", "3.000"]
    assert s151.get(reverse("finance:capital-scheme", args=["nothing"])).status_code == 404


def test_a_decision_that_is_named_beforehand_has_approved_nothing_yet(s151, officer):
    roof = a_scheme(officer, decision=a_decision("CL-1"))
    at = reverse("finance:capital-scheme", args=["roof"])
    assert "Approved by CL-1, not approved yet" in text(s151.get(at))
    cost(roof, 2017, P(10), officer)
    pay(roof, "Loans", 2017, P(10), officer)
    approved(roof, officer)
    assert "Approved by CL-1, 26 January 2017" in text(s151.get(at))


def test_years_that_do_not_agree_are_said_though_they_come_to_nothing_together(s151, officer):
    a_programme(officer)
    assert "do not agree" not in text(s151.get(PAGE))
    roof = CapitalScheme.objects.get(code="roof")
    stamp = {"actor": officer, "moment": MOMENT}
    roof = capital.move_scheme(roof, "vary", reason="The tender", **stamp)
    later = roof.costs.get(year=2018)
    capital.change_part(later, {"amount": P(150)}, **stamp)
    capital.change_part(roof.costs.get(year=2017), {"amount": P(350)}, **stamp)
    answer = s151.get(PAGE)
    assert "Cost and funding of approved schemes do not agree" in text(answer)
    row = next(one for one in soup(answer).find_all("tr") if "without funding" in one.get_text())
    assert [cell["title"] for cell in row.select("[title]")] == ["£50.00", "−£50.00", "£0.00"]


def test_the_pots_stand_without_a_plan_and_one_award_has_no_amount_of_a_year(s151, officer):
    deal = a_pot(awarded=P(37_500_000))
    deal.by_year.create(year=2023, receipts=P(0), commitments=P(5_000_000))
    found = tables(s151.get(reverse("finance:capital-grants")))["Town Deal, £m"]
    assert found["Expected receipts"] == ["–", "37.500"]
    assert found["Current commitments"] == ["5.000", "5.000"]
    assert found["Available for new starts"] == ["–", "32.500"]


def test_who_may_open_it(client, officer):
    a_scheme(officer, "swings", unit=a_unit("parks"))
    a_scheme(officer, "beds", unit=a_unit("care"))
    one, other = (reverse("finance:capital-scheme", args=[code]) for code in ("swings", "beds"))
    assert client.get(PAGE).status_code == 302
    client.force_login(a_user("budget-holder", unit="parks"))
    assert [client.get(at).status_code for at in (PAGE, one, other)] == [403, 200, 403]
    assert "Add a cost" in text(client.get(one))
    client.force_login(a_user("finance-partner"))
    assert [client.get(at).status_code for at in (PAGE, one, other)] == [200, 200, 200]
    client.force_login(a_user("scrutiny-member"))
    assert "Add a cost" not in text(client.get(one))
    for role in ("democratic-services", "revenues-officer", "line-manager"):
        client.force_login(a_user(role))
        assert [client.get(at).status_code for at in (PAGE, one)] == [403, 403], role


def test_a_scheme_is_approved_from_its_record_and_refused_while_short(s151, officer):
    roof = a_scheme(officer, decision=a_decision("CL-1"))
    cost(roof, 2017, P(10), officer)
    roof = capital.move_scheme(roof, "make-case", actor=officer, moment=MOMENT)
    at = reverse("registers:transition", args=["capital-schemes", roof.pk, "approve"])
    answer = s151.post(at, {"version": roof.version, "reason": "Council"})
    assert (
        "£10.00 of cost has no funding" in BeautifulSoup(answer.content, "html.parser").get_text()
    )
    pay(roof, "Loans", 2017, P(10), officer)
    s151.post(at, {"version": roof.version, "reason": "Council"}, follow=True)
    assert CapitalScheme.objects.get().stage == "approved"


def test_the_pages_ask_no_more_for_more_schemes(s151, officer):
    a_programme(officer)
    counts = []
    for more in (0, 5):
        for number in range(more):
            scheme = a_scheme(officer, f"more-{number}")
            cost(scheme, 2017, P(1), officer)
            pay(scheme, "Loans", 2017, P(1), officer)
            approved(scheme, officer)
        with CaptureQueriesContext(connection) as asked:
            assert s151.get(PAGE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] < 40


def test_a_pot_shows_what_schemes_call_on_and_what_is_left(s151, officer, printed_plan):
    """The schools grant as the budget report printed it, with one scheme on it."""
    schools = CapitalGrant.objects.get(code="schools")
    hall = a_scheme(officer, "hall")
    pay(hall, "Schools grant", 2017, P(2_359_000), officer, kind="grant", grant=schools)
    a_pot(awarded=P(37_500_000))
    answer = s151.get(reverse("finance:capital-grants"))
    found = tables(answer)["Schools Capital Funding, £m"]
    assert found["Available for new starts"] == ["0.767", "1.378", "1.214", "3.359"]
    assert found["Left for other schemes"][-1] == "1.000"
    assert "By the end of 2017/18 schemes call on £1.592m more" in text(answer)
    assert tables(answer)["Town Deal, £m"]["Expected receipts"] == ["37.500"]


def report(client) -> str:
    return text(client.get(reverse("finance:council-report", args=[2017])))


def checksum(page: str) -> str:
    return page.partition("Checksum: ")[2].split()[0]


def test_the_council_report_prints_the_programme_with_what_pays_for_it(s151, officer):
    a_whole_round(officer)
    empty = report(s151)
    assert "No capital scheme is approved, and none is put up for approval." in empty
    a_programme(officer)
    assert checksum(report(s151)) != checksum(empty)
    hall = a_scheme(officer, "hall", decision=a_decision("CL-2"))
    cost(hall, 2016, P(40), officer)
    cost(hall, 2030, P(60), officer)
    pay(hall, "Loans", 2016, P(40), officer)
    capital.move_scheme(hall, "make-case", actor=officer, moment=MOMENT)
    a_scheme(officer, "idea")
    page = report(s151)
    at = 0
    for part in (
        "Capital programme",
        "Approved schemes and what they cost",
        "Scheme 2017/18 2018/19 All years",
        "Road (approved, CL-1) 700 0 700",
        "Roof (approved, CL-1) 300 200 500",
        "All schemes 1,000 200 1,200",
        "Grant 700 0 700",
        "Capital receipts 0 200 200",
        "Borrowing 300 0 300",
        "All funding 1,000 200 1,200",
        "The borrowing need of the approved programme is £300.00",
        "Schemes put up for approval",
        "Scheme Earlier years Later years All years",
        "Hall (business case) 40 60 100",
        "Cost and funding do not agree",
        "Hall. 2030/31: £60.00 of cost has no funding.",
        "Capital, treasury and other strategies",
        "Council tax set for each part",
    ):
        assert part in page[at:], part
        at = page.index(part, at)
    assert "Idea" not in page
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        address = reverse("finance:budget-document", args=[2017, "council-report", kind])
        assert s151.get(address).content.startswith(begins)


def test_the_council_report_prints_whole_thousands_as_such(s151, officer):
    a_whole_round(officer)
    hall = a_scheme(officer, "hall")
    cost(hall, 2017, P(4_500_000), officer)
    pay(hall, "Loans", 2017, P(4_500_000), officer)
    approved(hall, officer)
    page = report(s151)
    assert "Approved schemes and what they cost (£000)" in page
    assert "Hall (approved, CL-1) 4,500 4,500" in page
    assert "The borrowing need of the approved programme is £4.500m" in page


def test_the_report_of_a_budget_that_is_set_keeps_what_the_council_had(s151, officer, client):
    """It is open to all from then on: what is drafted since is not in it, nor is it shown."""
    found = a_whole_round(officer)
    stamp = {"actor": officer, "moment": MOMENT}
    a_programme(officer)
    given = {"code": "treasury", "name": "Treasury policy", "kind": "treasury", "year": 2017}
    capital.draft_strategy(given, **stamp)
    stream = grants.create_stream({"code": "rsg", "name": "Support", "type": "core"}, **stamp)
    grants.record_amount(stream, year=2017, stage="final", amount=P(80), **stamp)
    before = checksum(report(s151))
    records.change(found, {"state": BudgetRound.State.APPROVED}, **stamp)
    later = {"actor": officer, "moment": MOMENT + timedelta(days=30)}
    given = {"code": "hall", "name": "A new hall", "objective": "Dancing"}
    hall = capital.create_scheme(given, **later)
    capital.move_scheme(hall, "make-case", **later)
    roof = CapitalScheme.objects.get(code="roof")
    roof = capital.move_scheme(roof, "vary", reason="The tender", **later)
    capital.change_part(roof.costs.get(year=2017), {"amount": P(999)}, **later)
    given = {"code": "invest", "name": "Shares", "kind": "investment", "year": 2017}
    capital.draft_strategy(given, **later)
    grants.record_amount(stream, year=2017, stage="received", amount=P(77), **later)
    client.logout()
    page = report(client)
    kept = ("Support 80.00", "Roof (approved, CL-1) 300 200 500", "Treasury policy", "Missing for")
    for part in kept:
        assert part in page
    for part in ("A new hall", "999", "being varied", "Shares"):
        assert part not in page
    assert checksum(page) == before


def test_the_council_report_lists_strategies_and_names_the_missing_ones(s151, officer):
    a_whole_round(officer)
    given = {"code": "treasury", "name": "Treasury policy", "kind": "treasury", "year": 2017}
    stamp = {"actor": officer, "moment": MOMENT}
    made = capital.draft_strategy({**given, "decision": a_decision("CL-1")}, **stamp)
    assert "Treasury policy For Council to approve" in report(s151)
    capital.move_strategy(made, "approve", **stamp)
    page = report(s151)
    assert "Treasury policy Council, 26 January 2017, CL-1" in page
    assert "Investment strategy Missing None is recorded Statutory guidance on invest" in page
    assert "section 15 (not confirmed)" in page
    missing = "Missing for 2017/18: minimum revenue provision statement, investment strategy."
    assert missing in page


def test_a_strategy_is_added_by_its_page_with_its_paper(s151, officer):
    a_round(officer)
    assert "None is recorded for 2017/18." in text(s151.get(PAGE))
    values = {
        "code": "treasury", "name": "Treasury policy", "kind": "treasury", "year": "2017/18",
        "body": "council", "owner_role": "s151-officer",
    }  # fmt: skip
    new = reverse("registers:new", args=["financial-strategies"])
    assert s151.post(new, values).status_code == 302
    made = FinancialStrategy.objects.get()
    paper = SimpleUploadedFile("treasury.txt", b"The policy of the year")
    s151.post(reverse("files:add", args=[type_of(made), made.pk]), {"file": paper, "note": "Paper"})
    assert [one.name for one in files_of(made)] == ["treasury.txt"]
    assert "Treasury policy" in text(s151.get(PAGE))
