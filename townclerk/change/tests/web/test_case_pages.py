"""The page of a business case: who opens it, what officers say there, and what it prints."""

import pytest
from django.test import Client

from townclerk.change.documents.case import case_document
from townclerk.change.models import CaseAdvice
from townclerk.change.operations import case_advice, programme_gates
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_programme import by
from townclerk.platform import clock
from townclerk.platform.access.testing import an_actor
from townclerk.platform.documents import render_html
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.django_db


def signed_in(actor):
    client = Client()
    client.force_login(actor.user)
    return client


@pytest.fixture
def office():
    return an_actor("programme-office")


@pytest.fixture
def case(office):
    project = builders.a_project(office, scope="Offices")
    stamp = {**by(office), "moment": clock.now()}
    return programme_gates.write_case(project, kind="full", summary="Fewer offices", **stamp)


def address(case, more=""):
    return f"/change/projects/assets/cases/{case.pk}/{more}"


def test_officers_are_asked_and_answer_on_the_page_of_the_case(office, case):
    pmo, hr = signed_in(office), signed_in(an_actor("hr-officer"))
    page = pmo.get(address(case)).content.decode()
    assert "are not asked yet what they think of this version" in page
    assert hr.get(address(case)).status_code == 404
    pmo.post(address(case, "ask/"), {"due": "31/12/2099"})
    page = hr.get(address(case)).content.decode()
    assert "Say what you think, for people" in page
    assert "Say what you think, for legal" not in page
    home = hr.get("/tasks/").content.decode()
    assert "Say what you think, for people: Full business case of Assets, version 1" in home
    answer = hr.post(address(case, "people/"), {"answer": "disagree", "text": ""})
    assert answer.status_code == 422
    assert "Say what you looked at" in answer.content.decode()
    hr.post(address(case, "people/"), {"answer": "disagree", "text": "Forty posts go."})
    for client, where in ((pmo, address(case)), (pmo, "/change/projects/assets/")):
        assert "do not agree" in client.get(where).content.decode().lower()
    assert "Forty posts go." in pmo.get(address(case)).content.decode()
    assert "Say what you think" not in hr.get("/tasks/").content.decode()


def test_each_answers_for_their_own_discipline_and_others_find_nothing(office, case):
    case_advice.ask(case, due=None, **{**by(office), "moment": clock.now()})
    finance = signed_in(an_actor("finance-partner"))
    assert finance.get(address(case)).status_code == 200
    assert finance.get(address(case, "legal/")).status_code == 403
    assert finance.get(address(case, "ask/")).status_code == 403
    assert finance.get(address(case, "weather/")).status_code == 404
    assert finance.get(f"/change/projects/assets/cases/{case.pk}.pdf").status_code == 200
    for role in ("resident", "customer-adviser", "ict-officer"):
        assert signed_in(an_actor(role)).get(address(case)).status_code == 404
    assert CaseAdvice.objects.filter(state="asked").count() == 3


def test_the_page_of_signing_and_the_document_show_who_does_not_agree(office, case):
    answers = {"people": ("disagree", "Forty posts go.")}
    builders.advised(case, office, answers)
    signer = signed_in(an_actor("head-of-service"))
    page = signer.get("/change/projects/assets/sign/").content.decode()
    assert "People, 1 June 2017: do not agree. Forty posts go." in page
    printed = render_html(case_document(case, {}))
    assert "Do not agree" in printed
    assert "Forty posts go." in printed
    signer.post("/change/projects/assets/sign/")
    case.refresh_from_db()
    assert case.signed_on is not None


def test_signing_before_they_answered_tells_everything_that_is_missing(office, case):
    signer = signed_in(an_actor("head-of-service"))
    page = signer.get("/change/projects/assets/sign/").content.decode()
    assert "Legal officers have not said" in page
    answer = signer.post("/change/projects/assets/sign/")
    page = answer.content.decode()
    assert answer.status_code == 422
    for who in ("Finance", "People", "Legal"):
        assert f"{who} officers have not said what they think of this version." in page


def test_an_earlier_version_says_that_another_came_after_it(office, case):
    builders.advised(case, office)
    later = programme_gates.write_case(
        case.project, kind="full", summary="Again", **{**by(office), "moment": clock.now()}
    )
    pmo = signed_in(office)
    page = pmo.get(address(case)).content.decode()
    assert "was said of an earlier version" in page
    assert f"/cases/{later.pk}/" in page
    assert "agree, of an earlier version" in pmo.get("/change/projects/assets/").content.decode()
    assert pmo.get(address(case, "finance/")).status_code == 403


def test_an_officer_of_another_service_does_not_open_what_was_asked(office):
    parks, care = (Unit.objects.create(code=code) for code in ("parks", "care"))
    project = builders.a_project(office, unit=care)
    stamp = {**by(office), "moment": clock.now()}
    case = programme_gates.write_case(project, kind="full", summary="Fewer offices", **stamp)
    case_advice.ask(case, **stamp)
    theirs, other = (signed_in(an_actor("hr-officer", unit=one.code)) for one in (care, parks))
    page = theirs.get(address(case, "people/"))
    assert page.status_code == 200
    above = f'href="{address(case)}"', 'href="/change/projects/assets/"'
    assert [one in page.content.decode() for one in above] == [True, False], "no way to a 404"
    assert other.get(address(case, "people/")).status_code == 404
    assert other.get(address(case)).status_code == 404
    assert other.get(f"/change/projects/assets/cases/{case.pk}.pdf").status_code == 404
