"""The page of an equality assessment, from the page of a project to the decision."""

import re

import pytest
from django.test import Client

from townclerk.change.models import EqualityAssessment
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_options import a_sheet
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db


def signed_in(role, **more):
    client = Client()
    client.force_login(an_actor(role, **more).user)
    return client


@pytest.fixture
def office():
    return an_actor("programme-office")


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_project_is_assessed_from_its_page_to_the_decision(office):
    builders.a_project(office)
    pmo = Client()
    pmo.force_login(office.user)
    assert "Assess equality" in words(pmo.get("/change/projects/assets/"))
    answer = pmo.post("/change/projects/assets/equality/", {"screening": "Wheelchair users"})
    made = EqualityAssessment.objects.get()
    page = f"/change/equality/{made.pk}/"
    assert answer.headers["Location"] == page
    assert "Conclude: no impact, mitigated, or residual." in words(pmo.get(page))
    impact = {"group": "disability", "effect": "negative", "degree": "low", "mitigation": "Lifts"}
    pmo.post(f"{page}group/", impact)
    pmo.post(f"{page}group/", {**impact, "mitigation": "Lifts and ramps"})
    assert [one.mitigation for one in made.impacts.all()] == ["Lifts and ramps"]
    assert f"{page}group/?group=disability" in pmo.get(page).content.decode()
    assert "Lifts and ramps" in pmo.get(f"{page}group/?group=disability").content.decode()
    kept = {"version": made.version, "screening": "Wheelchair users", "conclusion": "mitigated"}
    kept |= {"owner_role": "head-of-service", "review_on": "1 February 2030"}
    assert pmo.post(f"{page}edit/", kept).status_code == 302
    pmo.post(f"{page}assess/")
    assert pmo.get(f"{page}agree/").status_code == 403
    lead, leader = signed_in("information-officer"), signed_in("leader")
    assert "Review the equality assessment of Assets" in words(lead.get("/tasks/"))
    lead.post(f"{page}agree/", {"reason": "Read it"})
    assert leader.post(f"{page}decide/", {"reason": ""}).status_code == 422
    leader.post(f"{page}decide/", {"reason": "cabinet-7"})
    made.refresh_from_db()
    assert (made.state, made.decision) == ("decided", "cabinet-7")
    said = words(pmo.get(page))
    assert "Due regard certified" in said
    assert "Change what it says" not in said
    assert "Decided : impact removed by mitigation" in words(
        pmo.get("/change/projects/assets/")
    ).replace("Decided:", "Decided :")


def test_it_opens_to_who_may_read_it_and_to_nobody_else(office):
    builders.a_project(office)
    client = Client()
    client.force_login(office.user)
    client.post("/change/projects/assets/equality/", {"screening": "Wheelchair users"})
    page = f"/change/equality/{EqualityAssessment.objects.get().pk}/"
    for role in ("information-officer", "head-of-service", "finance-partner"):
        assert signed_in(role).get(page).status_code == 200, role
    for role in ("resident", "customer-adviser", "communications"):
        assert signed_in(role).get(page).status_code == 404, role
    assert Client().get(page).status_code == 404
    assert signed_in("scrutiny-member").get(f"{page}edit/").status_code == 403
    assert signed_in("scrutiny-member").get(f"{page}group/").status_code == 403
    assert signed_in("scrutiny-member").get(f"{page}fly/").status_code == 404


def test_what_somebody_else_changed_meanwhile_is_told(office):
    builders.a_project(office)
    client = Client()
    client.force_login(office.user)
    client.post("/change/projects/assets/equality/", {"screening": "Wheelchair users"})
    made = EqualityAssessment.objects.get()
    page = f"/change/equality/{made.pk}/edit/"
    sent = {"version": made.version, "screening": "Walkers", "owner_role": "head-of-service"}
    assert client.post(page, sent).status_code == 302
    again = client.post(page, {**sent, "screening": "Drivers"})
    assert again.status_code == 422
    assert "changed" in words(again)
    made.refresh_from_db()
    assert made.screening == "Walkers"


def test_the_picture_is_cut_by_kind(office):
    a_sheet("lamps", equality="to-be-assessed")
    builders.a_project(office)
    client = Client()
    client.force_login(office.user)
    everything = words(client.get("/change/options/equality/"))
    assert "Lamps" in everything
    assert "Assets (project)" in everything
    projects = words(client.get("/change/options/equality/?kind=project"))
    assert "Equality picture of projects together" in projects
    assert "Lamps" not in projects
    options = words(client.get("/change/options/equality/?kind=option"))
    assert "Assets (project)" not in options
    assert "0 of 1 are assessed" in words(client.get("/change/options/equality/?package=table-2"))
    anybody = words(Client().get("/change/options/equality/"))
    assert "Assets (project)" not in anybody
