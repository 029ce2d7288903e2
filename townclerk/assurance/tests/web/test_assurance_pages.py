"""The pages of risks, audits and recommendations, by role."""

from datetime import date

import pytest

from townclerk.assurance.models import Recommendation, Risk, RiskAppetite
from townclerk.assurance.tests.builders import (
    a_matrix,
    a_recommendation,
    a_risk,
    a_unit,
    an_audit,
    an_opinion,
    scored,
)
from townclerk.platform.access.testing import a_user, an_actor

pytestmark = pytest.mark.django_db
PLACES = {
    "inherent_likelihood": 5,
    "inherent_impact": 5,
    "current_likelihood": 4,
    "current_impact": 5,
    "target_likelihood": "",
    "target_impact": "",
    "why": "Pay award",
}


@pytest.fixture
def auditor():
    return an_actor("internal-auditor")


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_a_risk_is_scored_moderated_and_approved_from_its_page(client, auditor):
    a_matrix()
    risk = a_risk(auditor, title="The plan does not balance", event="Reserves run out")
    client.force_login(a_user("head-of-service", unit="finance"))
    assert "Not scored yet" in page(client, "/assurance/")
    wrong = client.post(f"/assurance/risks/{risk.code}/score/", PLACES | {"inherent_impact": 1})
    assert "above the inherent" in wrong.content.decode()
    assert client.post(f"/assurance/risks/{risk.code}/score/", PLACES).status_code == 302
    own = page(client, f"/assurance/risks/{risk.code}/")
    assert "20 Very high" in own
    assert "/approve/" not in own
    page(client, f"/assurance/risks/{risk.code}/approve/", 403)
    client.force_login(a_user("risk-officer", unit="finance"))
    client.post(f"/assurance/risks/{risk.code}/moderate/", {"reason": ""})
    client.force_login(a_user("chief-executive"))
    assert client.post(f"/assurance/risks/{risk.code}/approve/", {}).status_code == 302
    assert Risk.objects.get().state == "approved"


def test_the_register_and_its_paper_show_the_same_and_refuse_to_mix(client, auditor):
    a_matrix("v1")
    risk = a_risk(auditor, title="The plan does not balance")
    scored(auditor, risk)
    RiskAppetite.objects.create(
        category=risk.category, matrix=risk.matrix, start=date(2023, 4, 1), most=12
    )
    client.force_login(a_user("leader"))
    index, paper = page(client, "/assurance/"), page(client, "/assurance/paper/")
    for text in (index, paper):
        assert "1 risk scored, 1 above appetite" in text
        assert "1 at likelihood four and impact five" in text
        assert "The plan does not balance" in text
    assert "by 8" in index
    files = {kind: client.get(f"/assurance/paper/{kind}/") for kind in ("pdf", "docx")}
    assert files["pdf"].content.startswith(b"%PDF")
    assert files["docx"].content.startswith(b"PK")
    page(client, "/assurance/paper/odt/", 404)
    a_matrix("v2", start=date(2026, 3, 1))
    assert "Rescore needed" in page(client, "/assurance/")
    assert "does not mix versions" in page(client, "/assurance/paper/", 409)


def test_a_risk_shows_its_figure_as_it_stands(client, auditor):
    a_matrix()
    risk = a_risk(auditor, figure="assurance.risks.unscored", figure_scope="corporate")
    client.force_login(a_user("leader"))
    address = f"/assurance/risks/{risk.code}/"
    assert ">1</a>" in page(client, address)
    scored(auditor, risk)
    assert ">0</a>" in page(client, address)


def test_drafts_are_told_apart_and_opinions_defined(client, auditor):
    opinion = an_opinion("Limited")
    an_audit(auditor, "Debtors", opinion=opinion, high=2, low=1, draft_on=date(2025, 9, 1))
    an_audit(auditor, "Fuel cards", opinion=opinion, medium=4, final_on=date(2025, 9, 1))
    client.force_login(a_user("leader"))
    text = page(client, "/assurance/audit/")
    debtors = text[text.index(">Debtors</a>") : text.index(">Fuel cards</a>")]
    assert "govuk-tag--yellow" in debtors
    assert "What Limited means" in text
    for number in ("2", "4", "1", "7"):
        assert f'numeric">{number}</td>' in text
    assert "Add a review" not in text
    paper = page(client, "/assurance/audit/paper/")
    assert "DRAFT Debtors" in paper
    assert "DRAFT Fuel cards" not in paper
    assert client.get("/assurance/audit/paper/pdf/").content.startswith(b"%PDF")


def test_a_recommendation_is_worked_from_its_page_by_owner_and_originator(client, auditor):
    one = a_recommendation(auditor, due=None, response="")
    address = f"/assurance/recommendations/{one.code}/"
    client.force_login(a_user("head-of-service", unit="finance"))
    assert "Put right rec" in page(client, "/assurance/recommendations/")
    given = {"response": "Agreed", "due": "1/6/2026"}
    assert client.post(f"{address}accept/", given).status_code == 302
    assert client.post(f"{address}report/", {"evidence": ""}).status_code == 302
    page(client, f"{address}verify/", 403)
    client.force_login(a_user("internal-auditor"))
    assert "Closed without evidence" in page(client, "/assurance/recommendations/")
    refused = client.post(f"{address}verify/", {"verification": ""})
    assert "There is no evidence" in refused.content.decode()
    assert client.post(f"{address}verify/", {"verification": "Seen"}).status_code == 302
    assert Recommendation.objects.get().state == "verified"


def test_others_see_what_is_theirs_or_published(client, auditor):
    a_unit("elsewhere")
    risk = a_risk(auditor, title="Hidden risk")
    a_recommendation(auditor)
    an_audit(auditor, "Told audit", published_on=date(2025, 9, 1))
    an_audit(auditor, "Quiet audit")
    public = page(client, "/assurance/audit/")
    assert "Told audit" in public
    assert "Quiet audit" not in public
    assert client.get("/assurance/").status_code == 302
    assert client.get("/assurance/recommendations/").status_code == 302
    client.force_login(a_user("budget-holder", unit="elsewhere"))
    assert "Hidden risk" not in page(client, "/assurance/")
    page(client, f"/assurance/risks/{risk.code}/", 404)


def test_the_public_sees_of_an_audit_what_public_papers_told(client, auditor):
    opinion = an_opinion("Limited")
    told, draft = date(2025, 9, 1), date(2025, 10, 1)
    an_audit(auditor, "In hand", begun_on=told, published_on=told)
    an_audit(auditor, "Moved on", opinion=opinion, draft_on=draft, published_on=told)
    an_audit(auditor, "Told as draft", opinion=opinion, draft_on=draft, published_on=draft)
    an_audit(auditor, "Opinion waits", opinion=opinion, begun_on=told, published_on=told)
    for address in ("/assurance/audit/", "/r/audit-engagements/"):
        text = page(client, address)
        assert "In hand" in text
        assert "Told as draft" in text
        assert "Moved on" not in text
        assert "Opinion waits" not in text


def test_a_theme_names_the_services_that_have_not_scored_it(client, auditor):
    a_matrix()
    a_unit("elsewhere")
    scored(auditor, a_risk(auditor, level="themed", theme="Marathon"))
    client.force_login(a_user("leader"))
    text = page(client, "/assurance/?theme=Marathon")
    assert "<li>Elsewhere</li>" in text
    assert "<li>Finance</li>" not in text
