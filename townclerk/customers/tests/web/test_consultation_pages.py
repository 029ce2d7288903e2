"""The register as the public sees it, the page to answer on, and the steps of officers."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache

from townclerk.customers.models import Consultation, FeedbackAddress, Response
from townclerk.customers.operations import responses
from townclerk.customers.tests.builders import (
    ALL,
    OPENS,
    a_live,
    a_proposal,
    after,
    at,
    questions,
    reviewed,
)
from townclerk.customers.web.acts import numbers_in
from townclerk.customers.web.answering import SALT
from townclerk.kernel.errors import Problems
from townclerk.platform import clock
from townclerk.platform.access.testing import a_user

pytestmark = pytest.mark.django_db
INDEX, PAGE = "/consultations/", "/consultations/parks/"
ANSWER = f"{PAGE}answer/"


@pytest.fixture
def on(monkeypatch):
    def stand(day):
        monkeypatch.setattr(clock, "now", lambda: at(day))
        monkeypatch.setattr(clock, "today", lambda: day)

    return stand


@pytest.fixture
def live(proposer, reviewer, on):
    on(OPENS)
    cache.clear()
    return a_live(proposer, reviewer)


def sent(seconds=60, **more):
    shown = signing.dumps((at(OPENS) - timedelta(seconds=seconds)).isoformat(), salt=SALT)
    return {"q1": "Yes", "q2": "Paths", "q3": "Prefer not to say", "shown": shown, **more}


def test_the_public_sees_status_and_no_proposal(client, proposer, reviewer, on):
    on(OPENS)
    made = a_proposal(proposer, method="informal")
    assert "future of parks" not in client.get(INDEX).content.decode()
    assert client.get(PAGE).status_code == 404
    made = reviewed(made, reviewer)
    page = client.get(INDEX).content.decode()
    assert "Planned" in page
    assert "Reviewed by the panel" in page
    assert "Informal and iterative" in client.get(PAGE).content.decode()
    questions(made)
    assert "It opens on 9 March 2026" not in client.get(INDEX).content.decode()


def test_anybody_answers_without_an_account_once(client, live):
    assert "Shall it stay?" in client.get(ANSWER).content.decode()
    given = sent(address="me@example.org")
    page = client.post(ANSWER, given).content.decode()
    assert Response.objects.get().code in page
    assert FeedbackAddress.objects.count() == 1
    again = client.post(ANSWER, given)
    assert again.status_code == 422
    assert "taken already" in again.content.decode()
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"website": "http://buy.example"}, "A field that nobody sees"),
        ({"seconds": 1}, "faster than it can be read"),
        ({"shown": "forged"}, "open too long"),
        ({"q1": ""}, "Question 1 needs an answer"),
    ],
    ids=["trap", "quick", "forged", "unanswered"],
)
def test_it_takes_nothing_from_machines_and_keeps_what_people_typed(client, live, more, told):
    answer = client.post(ANSWER, sent(**more))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "Paths" in page
    assert not Response.objects.exists()


def test_it_takes_so_many_from_one_place_in_an_hour(client, live, monkeypatch):
    monkeypatch.setattr("townclerk.customers.web.answering.MOST_AN_HOUR", 2)
    statuses = [client.post(ANSWER, sent(seconds=60 + n)).status_code for n in range(3)]
    assert statuses == [200, 200, 422]


def test_it_takes_no_answers_when_it_is_over(client, live, on):
    on(after(live))
    page = client.get(ANSWER).content.decode()
    assert "It closed on 19 April 2026" in page
    client.post(ANSWER, sent())
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("communications", {"analyse", "withdraw"}),
        ("internal-auditor", set()),
        ("monitoring-officer", set()),
    ],
)
def test_each_role_is_offered_its_own_acts_and_answers_are_closed(client, live, role, acts):
    client.force_login(a_user(role))
    page = client.get(PAGE).content.decode()
    names = ("review", "open", "analyse", "report", "feed-back", "withdraw")
    assert {name for name in names if f"{PAGE}{name}/" in page} == acts
    assert client.get(f"{PAGE}answers/").status_code == (200 if acts else 403)


def test_the_review_is_recorded_on_its_page(client, proposer, on):
    on(OPENS - timedelta(days=7))
    a_proposal(proposer)
    client.force_login(a_user("information-officer"))
    assert "future of parks" in client.get("/consultations/panel/").content.decode()
    day = f"{OPENS - timedelta(days=7):%d/%m/%Y}"
    refused = client.post(f"{PAGE}review/", {"on": day, "met": ALL[2:]})
    assert refused.status_code == 422
    assert "Not met:" in refused.content.decode()
    client.post(f"{PAGE}review/", {"on": day, "met": ALL})
    assert Consultation.objects.get().state == "panel-reviewed"


def test_it_reads_numbers_as_people_write_them():
    assert numbers_in("3, 7, 12 to 15, 20-21") == {3, 7, 12, 13, 14, 15, 20, 21}
    with pytest.raises(Problems):
        numbers_in("3; 7")
    with pytest.raises(Problems):
        numbers_in("1 to 5000")


def test_answers_in_words_are_listed_by_page_for_who_works_on_them(client, live, proposer):
    questions_of = {1: ["Yes"], 2: ["Mend the paths"]}
    for _ in range(51):
        responses.answer(live, questions_of, moment=at(OPENS))
    client.force_login(proposer.user)
    page = client.get(f"{PAGE}answers/?page=2").content.decode()
    assert page.count("Mend the paths") == 1
    assert "?page=1" in page
