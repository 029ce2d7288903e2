"""An act its page no longer offers is refused in words when it is sent all the same."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from townclerk.change.models import EqualityAssessment, Project, Saving
from townclerk.change.operations import delivery, options_equality, programme_gates
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_options import a_sheet
from townclerk.change.tests.builders_programme import by
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db
CLOSED = "is closed and kept as it ended"


@pytest.fixture
def office():
    return an_actor("programme-office")


@pytest.fixture
def project(office):
    return builders.a_project(office, scope="Offices")


def send(actor, address, **values):
    """What the form says above its fields, when it is sent."""
    client = Client()
    client.force_login(actor.user)
    answer = client.post(address, values)
    assert answer.status_code == 422, answer.status_code
    found = BeautifulSoup(answer.content, "html.parser").find(class_="govuk-error-summary")
    return found.get_text(" ", strip=True)


def a_saving(office, code="teams"):
    given = {"code": code, "title": code.title(), "decision": "Council"}
    saving = delivery.create_saving(given, **by(office))
    values = {"saving": saving, "year": 2017, "target": Money.thousands(120)}
    return saving, delivery.set_target(values, **by(office))


def test_a_case_of_a_closed_project_is_not_signed(office, project):
    case = programme_gates.write_case(project, kind="pid", summary="Why", **by(office))
    Project.objects.update(gate="closed")
    said = send(an_actor("chief-executive"), "/change/projects/assets/sign/")
    assert CLOSED in said
    case.refresh_from_db()
    assert case.signed_on is None


def test_signing_says_that_nothing_waits_to_be_signed(project):
    said = send(an_actor("chief-executive"), "/change/projects/assets/sign/")
    assert "No business case of Assets waits to be signed." in said


def test_a_version_is_signed_that_was_read_and_not_the_one_that_came_since(office, project):
    read = programme_gates.write_case(project, kind="pid", summary="Why", **by(office))
    client, signer = Client(), an_actor("chief-executive")
    client.force_login(signer.user)
    page = BeautifulSoup(client.get("/change/projects/assets/sign/").content, "html.parser")
    shown = page.find("input", attrs={"name": "case"})["value"]
    assert shown == str(read.pk)
    later = programme_gates.write_case(project, kind="pid", summary="More", **by(office))
    said = send(signer, "/change/projects/assets/sign/", case=shown)
    assert f"{later} came after it. Sign that one." in said
    later.refresh_from_db()
    assert later.signed_on is None


def test_equality_of_a_closed_project_is_not_assessed(office, project):
    Project.objects.update(gate="closed")
    said = send(office, "/change/projects/assets/equality/", screening="Nobody")
    assert CLOSED in said
    assert not EqualityAssessment.objects.exists()


def test_a_project_that_its_option_sheet_assesses_is_not_assessed_again(office):
    sheet = a_sheet()
    builders.a_project(office, option=sheet)
    given = {"option": sheet, "started_on": builders.START, "screening": "Older people"}
    options_equality.create(given, **by(an_actor("finance-partner")))
    said = send(office, "/change/projects/assets/equality/", screening="Nobody")
    assert "The option sheet of Assets is assessed already, and the project with it." in said
    assert EqualityAssessment.objects.count() == 1


def test_a_sheet_without_an_equality_assessment_has_none_to_review():
    sheet = a_sheet()
    address = reverse("change:option-review", args=[sheet.reference])
    said = send(an_actor("information-officer"), address, reason="Read it")
    assert f"{sheet} has no equality assessment yet, so there is none to review." in said


@pytest.mark.parametrize("state", ["replaced", "written-off", "delivered"])
def test_a_saving_that_ended_is_neither_confirmed_nor_decided_on(office, state):
    partner = an_actor("finance-partner")
    saving, target = a_saving(office)
    month = target.months.first()
    month = delivery.change_month(month, {"delivered": month.target}, **by(office))
    delivery.set_at_risk(target, at_risk=Money.thousands(20), why="Late", **by(office))
    Saving.objects.filter(pk=saving.pk).update(state=state)
    told = f"Teams is {Saving.State(state).label.lower()}, so it stays as it is."
    given = {"confirmed": "10000", "ledger": "J1"}
    assert told in send(partner, f"/change/savings/months/{month.pk}/confirm/", **given)
    given = {"decision": "roll", "reason": "Later"}
    assert told in send(partner, f"/change/savings/years/{target.pk}/rest/", **given)
    month.refresh_from_db()
    target.refresh_from_db()
    assert (month.confirmed, target.rest_decision) == (None, "")


def test_a_saving_is_replaced_by_one_that_is_still_delivered(office):
    partner = an_actor("finance-partner")
    saving, _ = a_saving(office)
    other, _ = a_saving(office, "desks")
    Saving.objects.filter(pk=other.pk).update(state="written-off")
    other.refresh_from_db()
    with pytest.raises(delivery.SavingIsClosed, match="Desks is written off"):
        delivery.replace(saving, by=other, reason="It will do", **by(partner))


def test_savings_are_offered_in_place_of_another_to_who_sees_them(office):
    from townclerk.platform.organisation.models import Unit

    for code in ("care", "parks"):
        unit = Unit.objects.create(code=code)
        for which in ("teams", "desks"):
            saving, _ = a_saving(office, f"{code}-{which}")
            Saving.objects.filter(pk=saving.pk).update(unit=unit)
    client = Client()
    client.force_login(an_actor("finance-partner", unit="care").user)
    page = client.get("/change/savings/care-teams/replace/").content.decode()
    assert "Care-Desks" in page
    assert "Parks" not in page
