"""The pages of risks, audits and recommendations, by role."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from townclerk.assurance.models import (
    AuditableArea,
    AuditPlan,
    Recommendation,
    Risk,
    RiskAppetite,
    RiskControl,
)
from townclerk.assurance.operations import recommendations
from townclerk.assurance.tests.builders import (
    a_matrix,
    a_plan,
    a_recommendation,
    a_risk,
    a_unit,
    an_audit,
    an_opinion,
    at,
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


def test_the_plan_names_what_risk_or_time_asks_for_and_its_days_beside_those_there_are(
    client, auditor
):
    rows = {
        code: AuditableArea.objects.create(code=code, title=f"Area {code}", **more)
        for code, more in {
            "taken": {"rating": "high"},
            "long": {"every_years": 3, "last_audited_on": date(2019, 5, 1)},
            "longer": {"every_years": 3, "last_audited_on": date(2018, 5, 1)},
            "risky": {"rating": "high", "last_audited_on": date(2025, 1, 1)},
            "fresh": {"every_years": 3, "last_audited_on": date(2018, 5, 1)},
            "rare": {"rating": "low"},
        }.items()
    }
    an_audit(auditor, "Payroll", area=rows["taken"], days_planned=80)
    an_audit(auditor, "School fund", kind="school", days_planned=30)
    before, opinion = a_plan("plan-2024", 2024), an_opinion()
    seen = {"plan": before, "area": rows["fresh"], "opinion": opinion}
    an_audit(auditor, "Fresh", final_on=date(2025, 2, 1), **seen)
    AuditPlan.objects.update(skills="Two auditors; nobody for computing")
    client.force_login(a_user("audit-member"))
    text = page(client, "/assurance/audit/?plan=plan-2025")
    order = [text.index(f"Area {code}") for code in ("risky", "longer", "long<")]
    assert order == sorted(order)
    for absent in ("Area taken", "Area fresh", "Area rare"):
        assert absent not in text
    assert "Two auditors; nobody for computing" in text
    for label, number in (("Days planned", "110.0"), ("Days there are", "100.0")):
        assert number in text[text.index(label) :][:200]
    assert "More planned than there are" in text
    assert "School" in text


def test_the_paper_of_the_committee_has_what_is_late_and_what_is_unproved(client, auditor):
    a_plan()
    head = an_actor("head-of-service", unit="finance")
    late = a_recommendation(auditor, "late")
    a_recommendation(auditor, "ahead", due=date(2099, 1, 31))
    unproved = a_recommendation(auditor, "unproved")
    moment = {"actor": head, "moment": at()}
    recommendations.extend(late, to=date(2026, 2, 28), reason="The supplier", **moment)
    recommendations.report(unproved, **moment)
    client.force_login(a_user("audit-member"))
    text = page(client, "/assurance/audit/paper/")
    outstanding = text[text.index("Outstanding and late") : text.index("Said to be done")]
    assert "Put right late" in outstanding
    assert "28 February 2026" in outstanding
    assert "Put right ahead" not in outstanding
    assert "Put right unproved" not in outstanding
    assert "Put right unproved" in text[text.index("Said to be done") :]


def test_a_risk_shows_its_controls_and_how_well_they_work(client, auditor):
    risk = a_risk(auditor)
    RiskControl.objects.create(
        code="c1", risk=risk, title="Two people sign", effect="partly", tested_on=date(2025, 9, 1)
    )
    with pytest.raises(ValidationError, match="when it was tested"):
        RiskControl(code="c2", risk=risk, title="A lock", effect="effective").full_clean()
    client.force_login(a_user("leader"))
    text = page(client, f"/assurance/risks/{risk.code}/")
    controls = text[text.index("What keeps it down") :]
    for words in ("Two people sign", "Partly effective", "1 September 2025"):
        assert words in controls


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
