from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from townclerk.finance.models import GrantStream
from townclerk.platform import records
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.retention.models import Certificate, Disposal, LegalHold

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2015, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def partner():
    return a_user("finance-partner")


@pytest.fixture
def officer():
    return a_user("monitoring-officer")


@pytest.fixture
def grant(partner):
    made = GrantStream(code="homes", name="Homes grant", type="core", department="Communities")
    return records.create(made, actor=Actor(partner), moment=LONG_AGO)


def text(answer, status=200):
    assert answer.status_code == status, answer.content[:1500]
    return BeautifulSoup(answer.content, "html5lib").get_text(" ", strip=True)


def test_it_takes_a_record_from_due_to_certificate_by_two_persons(client, partner, officer, grant):
    client.force_login(partner)
    assert "Funding streams" in text(client.get("/retention/"))
    listed = client.get("/retention/grants/")
    assert "1 April 2022" in text(listed)
    assert f"/retention/grants/{grant.pk}/" in listed.content.decode()
    address = f"/retention/grants/{grant.pk}/"
    assert "gone for good" in text(client.get(address))
    assert "Choose why" in text(client.post(address, {}), 422)
    assert client.post(address, {"ground": "period"}).status_code == 302
    disposal = Disposal.objects.get()
    decision = f"/retention/proposals/{disposal.pk}/"
    assert client.get(decision).status_code == 403
    client.force_login(officer)
    assert "proposed by" in text(client.get("/retention/"))
    assert "Decide about a disposal" in text(client.get(decision))
    assert "Choose what you decide" in text(client.post(decision, {}), 422)
    done = client.post(decision, {"decision": "approve"}, follow=True)
    assert "Certificate 1 is written" in text(done)
    assert not GrantStream.objects.exists()
    assert "finance.grantstream" in text(client.get("/retention/certificates/"))
    assert client.get(decision).status_code == 404


def test_it_places_a_hold_that_stops_a_decision_and_lifts_it(client, partner, officer, grant):
    client.force_login(officer)
    given = {"register": "grants", "record": str(grant.pk), "reason": "Claim"}
    assert "Say why" in text(client.post("/retention/holds/", given | {"reason": ""}), 422)
    assert "Claim" in text(client.post("/retention/holds/", given, follow=True))
    client.force_login(partner)
    assert "Legal hold" in text(client.get("/retention/grants/"))
    refused = client.post(f"/retention/grants/{grant.pk}/", {"ground": "period"})
    assert "it wins" in text(refused, 422)
    held = LegalHold.objects.get()
    assert client.post(f"/retention/holds/{held.pk}/lift/").status_code == 403
    client.force_login(officer)
    assert client.post(f"/retention/holds/{held.pk}/lift/").status_code == 302
    held.refresh_from_db()
    assert held.lifted_by == officer


def test_it_opens_each_page_to_the_roles_that_may_and_no_others(client, grant):
    """Every role of the matrix: who decides, who proposes, who only reads, who does neither."""
    opened = {name: set() for name in ("due", "holds", "certificates")}
    addresses = {
        "due": "/retention/grants/",
        "holds": "/retention/holds/",
        "certificates": "/retention/certificates/",
    }
    for code in roles():
        client.force_login(a_user(code))
        for name, address in addresses.items():
            status = client.get(address).status_code
            assert status in (200, 403), (code, address)
            if status == 200:
                opened[name].add(code)
    assert {"finance-partner", "monitoring-officer"} <= opened["due"]
    assert "monitoring-officer" in opened["certificates"]
    assert opened["certificates"] <= opened["holds"]
    # Who decides about information need not read what the records say.
    assert "information-officer" in opened["certificates"] - opened["due"]
    assert not {"resident", "member"} & set().union(*opened.values())
    client.logout()
    for address in addresses.values():
        assert client.get(address).status_code == 302
    assert not Certificate.objects.exists()
