"""An act that the page no longer offers, or not yet, is refused in words when it is sent."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from townclerk.assurance.tests.builders import a_matrix, a_recommendation, a_risk
from townclerk.assurance.web import recommendations, risk_acts
from townclerk.platform.access.testing import a_user, an_actor

pytestmark = pytest.mark.django_db
DONE = {
    "reason": "As agreed.",
    "response": "We will.",
    "due": "1/4/2027",
    "to": "1/4/2030",
    "evidence": "Seen.",
    "verification": "Seen.",
    "next_on": "1/4/2030",
}
SCORES = {
    f"{which}_{what}": "1" for which in ("inherent", "current") for what in ("likelihood", "impact")
}
WHO = ("risk-officer", "internal-auditor", "chief-executive", "head-of-service")
"""Each for the service, one of whom may do any act."""


def refused(record, kind, address):
    """How many states do not offer the act, and refuse it in words whoever may do it at all."""
    tried = 0
    client = who_may(address)
    for state in type(record).State.values:
        type(record).objects.update(state=state)
        record.refresh_from_db()
        if kind.is_open(record):
            continue
        tried += 1
        assert client.get(address).status_code == 200
        answer = client.post(address, DONE | SCORES)
        assert answer.status_code == 422, state
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.find(class_="govuk-error-summary").get_text(strip=True)
        record.refresh_from_db()
        assert record.state == state
    return tried


def who_may(address):
    for role in WHO:
        client = Client()
        client.force_login(a_user(role, unit="finance"))
        if client.get(address).status_code == 200:
            return client
    raise AssertionError(address)


@pytest.mark.parametrize("name", sorted(risk_acts.ACTS))
def test_an_act_on_a_risk_is_refused_in_every_state_that_does_not_offer_it(name):
    a_matrix()
    risk = a_risk(an_actor("internal-auditor"))
    assert refused(risk, risk_acts.ACTS[name], f"/assurance/risks/{risk.code}/{name}/")


@pytest.mark.parametrize("name", sorted(recommendations.ACTS))
def test_an_act_on_a_recommendation_is_refused_in_every_state_that_does_not_offer_it(name):
    found = a_recommendation(an_actor("internal-auditor"))
    address = f"/assurance/recommendations/{found.code}/{name}/"
    assert refused(found, recommendations.ACTS[name], address)
