"""An act that the page no longer offers, or not yet, is refused in words when it is sent."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from townclerk.customers.models import Consultation
from townclerk.customers.tests.builders import OPENS, a_live, a_theme
from townclerk.customers.web.acts import ACTS

pytestmark = pytest.mark.django_db
SENT = {
    "review": {"on": "2/3/2026", "why_not": "They are met in other ways."},
    "open": {},
    "analyse": {},
    "report": {"findings": "People want paths."},
    "feed-back": {"use_in_decision": "Paths are mended first."},
    "withdraw": {"reason": "No longer needed."},
    "code": {"numbers": ""},
    "take-back": {"code": "abc"},
}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_it_is_refused_in_words_in_every_state_that_does_not_offer_it(proposer, reviewer, name):
    made = a_live(proposer, reviewer)
    theme = a_theme(made)
    client, tried = Client(), 0
    client.force_login((reviewer if name == "review" else proposer).user)
    address = f"/consultations/parks/{name}/"
    for state in Consultation.State.values:
        Consultation.objects.update(state=state)
        made.refresh_from_db()
        if ACTS[name].is_open(made):
            continue
        tried += 1
        assert client.get(address).status_code == 200
        answer = client.post(address, SENT[name] | {"theme": str(theme.pk)})
        assert answer.status_code == 422
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.find(class_="govuk-error-summary").get_text(strip=True)
        made.refresh_from_db()
        assert (made.state, made.opens_on) == (state, OPENS)
    assert tried
