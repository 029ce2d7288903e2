"""The forward plan as the public, a head of service, a clerk and a scrutiny member see it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from townclerk.democracy.models import Entry
from townclerk.democracy.operations import decisions
from townclerk.democracy.operations import forward_plan as operations
from townclerk.democracy.queries import papers
from townclerk.democracy.queries.papers import PublishedReport
from townclerk.democracy.tests.builders import a_body, a_decision, by
from townclerk.democracy.tests.operations.test_forward_plan import an_entry, published
from townclerk.platform.access.testing import a_user, an_actor

pytestmark = pytest.mark.django_db
PLAN = "/democracy/forward-plan/"


@pytest.fixture
def entry():
    return an_entry(a_body(an_actor("democratic-services")), decision_on=date(2027, 3, 4))


def test_the_public_sees_no_draft(client, entry):
    assert "No decision to come is open" in client.get(PLAN).content.decode()
    assert client.get(f"{PLAN}fp-1/").status_code == 404


def test_a_draft_that_is_withdrawn_stays_closed(client, entry):
    clerk = an_actor("democratic-services")
    withdrawn = operations.withdraw(entry, reason="The tenant left.", **by(clerk))
    pages = (f"{PLAN}?show=all", "/r/forward-plan/", "/democracy/published-plans/today/")
    for place in pages:
        assert "Budget for the year" not in client.get(place).content.decode(), place
    for place in (f"{PLAN}fp-1/", f"/r/forward-plan/{entry.pk}/"):
        assert client.get(place).status_code == 404
    client.force_login(clerk.user)
    assert "The tenant left." in client.get(f"{PLAN}fp-1/").content.decode()
    assert withdrawn.state == "withdrawn"


def test_what_came_of_it_is_named_to_whom_the_decision_is_open(client, entry):
    clerk = an_actor("democratic-services")
    decision = a_decision(clerk, entry.body, title="Settle the claim of the tenant")
    made = decisions.make(decision, on=date(2026, 3, 2), **by(clerk))
    foretold = published(entry, clerk, on=date(2026, 11, 2))
    operations.decided(foretold, decision=made, **by(clerk))
    told = "Settle the claim of the tenant"
    assert told not in client.get(f"{PLAN}fp-1/").content.decode()
    client.force_login(clerk.user)
    assert told in client.get(f"{PLAN}fp-1/").content.decode()
    client.logout()
    decisions.publish(made, on=date(2026, 3, 2), **by(clerk))
    assert told in client.get(f"{PLAN}fp-1/").content.decode()


def test_the_public_sees_what_is_published_with_its_notice(client, entry):
    published(entry, an_actor("democratic-services"), on=date(2026, 11, 2))
    page = client.get(PLAN).content.decode()
    assert "March 2027" in page
    assert "Budget for the year" in page
    shown = client.get(f"{PLAN}fp-1/").content.decode()
    assert "Given on 2 November 2026, by the ordinary route" in shown
    assert "/publish/" not in shown


def test_the_public_is_told_everything_an_entry_must_say(client, monkeypatch):
    clerk = an_actor("democratic-services")
    told = {
        "wards": "Riverside and Hilltop",
        "portfolio": "Resources",
        "consultees": "Tenants of the quay",
        "documents": "Valuation of the quay",
        "lead_role": "Director of place",
        "exempt_paragraph": "3",
        "private_reason": "It would weaken the sale.",
        "report": "FD 4466/17",
    }
    found = PublishedReport(title="The sale", content=b"", on=date(2026, 11, 1), address="/sale/")
    monkeypatch.setattr(papers, "_finders", [lambda name: found if name == "FD 4466/17" else None])
    entry = an_entry(a_body(clerk), decision_on=date(2027, 3, 4), **told)
    published(entry, clerk, on=date(2026, 11, 2))
    shown = client.get(f"{PLAN}fp-1/").content.decode()
    told["exempt_paragraph"] = "Paragraph 3"
    assert [value for value in told.values() if value not in shown] == []
    assert "It is significant in cost." in shown
    assert 'href="/sale/">The sale' in shown


def test_it_says_why_it_is_key_and_why_in_private(client):
    clerk = an_actor("democratic-services")
    with pytest.raises(ValidationError) as refused:
        an_entry(a_body(clerk), key_reason="", exempt_paragraph="3")
    assert set(refused.value.message_dict) == {"key_reason", "private_reason"}


def test_a_clerk_is_offered_the_urgent_route_and_told_who_must_agree(client, entry, time_machine):
    time_machine.move_to(date(2027, 3, 1))
    client.force_login(a_user("democratic-services"))
    shown = client.get(f"{PLAN}fp-1/").content.decode()
    assert "special urgency" in shown
    refused = client.post(f"{PLAN}fp-1/publish/", {})
    assert refused.status_code == 422
    assert "chair of the relevant scrutiny committee" in refused.content.decode()
    done = client.post(
        f"{PLAN}fp-1/publish/", {"reason": "The offer ends.", "agreed_by": "Chair of scrutiny"}
    )
    assert done.status_code == 302
    assert Entry.objects.get().route == "special urgency"


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("head-of-service", set()),
        ("democratic-services", {"publish", "withdraw"}),
        ("monitoring-officer", {"rule"}),
    ],
)
def test_each_role_is_offered_its_own_acts(client, entry, role, acts):
    client.force_login(a_user(role))
    page = client.get(f"{PLAN}fp-1/").content.decode()
    found = {
        name for name in ("publish", "withdraw", "rule", "mark", "defer") if f"/{name}/" in page
    }
    assert found == acts
    for name in {"publish", "withdraw", "rule"} - acts:
        assert client.get(f"{PLAN}fp-1/{name}/").status_code == 403


def test_anybody_reads_the_plan_as_a_document_and_clerks_publish_it(client, entry, time_machine):
    time_machine.move_to(date(2026, 11, 2))
    published(entry, an_actor("democratic-services"), on=date(2026, 11, 2))
    today = "/democracy/published-plans/today/"
    page = client.get(PLAN).content.decode()
    assert f'href="{today}"' in page
    assert "Publish the plan" not in page
    shown = client.get(today).content.decode()
    assert "As it stands on 2 November 2026. No plan has been published yet." in shown
    assert "Recommend the budget to Council." in shown
    assert client.get("/democracy/published-plans/2026-11-02/").status_code == 404
    client.force_login(a_user("head-of-service"))
    given = {"copies": "The town hall", "remark": ""}
    assert client.post("/r/published-plans/new/", given).status_code == 403
    client.force_login(a_user("democratic-services"))
    assert "Publish the plan" in client.get(PLAN).content.decode()
    refused = client.post("/r/published-plans/new/", {"copies": "", "remark": ""})
    assert refused.status_code == 422
    assert client.post("/r/published-plans/new/", given).status_code == 302
    client.logout()
    assert "Forward plan of 2 November 2026" in client.get(PLAN).content.decode()
    kept = client.get("/democracy/published-plans/2026-11-02/").content.decode()
    assert "Published on 2 November 2026." in kept
    assert "The town hall" in kept
    pdf = client.get("/democracy/published-plans/2026-11-02.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert 'filename="forward-plan-2026-11-02.pdf"' in pdf["Content-Disposition"]
