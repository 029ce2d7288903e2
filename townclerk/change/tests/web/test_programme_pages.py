"""Pages of the programme, of a project and of savings: what they say, to whom, and their acts."""

import re
from datetime import date

import pytest
from django.test import Client

from townclerk.change.documents.case import case_document
from townclerk.change.models import OptionSheet, OptionYear, Programme, Project, SavingYear
from townclerk.change.operations import benefits, delivery, programme, programme_control
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_programme import by
from townclerk.democracy.models import CommitteeAction, Meeting
from townclerk.democracy.tests import builders as democracy
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.testing import an_actor
from townclerk.platform.documents import render_html


def signed_in(actor):
    client = Client()
    client.force_login(actor.user)
    return client


@pytest.fixture
def office(db):
    return an_actor("programme-office")


@pytest.fixture
def pair(office):
    teams = builders.a_project(office, "teams", {2018: 9_000}, published_on=builders.START)
    assets = builders.a_project(office, "assets", {2018: 1_538})
    given = {"code": "d1", "giver": teams, "receiver": assets, "what": "team sites"}
    programme_control.create_dependency({**given, "need_on": date(2018, 4, 1)}, **by(office))
    programme_control.slip(teams, months=6, why="Partners signed late", **by(office))
    return teams, assets


def test_the_programme_says_what_is_late_and_why_on_one_page(office, pair):
    page = signed_in(office).get("/change/programme/").content.decode()
    assert "10.538" in page
    assert "At risk because of Assets" in page
    assert "1 of 1 dependencies come late" in page
    assert "Partners signed late" in page


def test_others_see_the_published_projects_alone(office, pair):
    page = signed_in(an_actor("resident")).get("/change/programme/").content.decode()
    assert "Teams" in page
    assert "Assets" not in page
    assert signed_in(an_actor("resident")).get("/change/projects/assets/").status_code == 404
    page = signed_in(an_actor("resident")).get("/change/projects/teams/").content.decode()
    assert "Open risks" not in page


@pytest.mark.parametrize("address", ["/change/programme/", "/change/programme/highlight/"])
def test_risks_of_published_projects_are_not_public(office, pair, address):
    teams, _ = pair
    given = {"code": "r1", "risk": "Partners leave", "programme": teams.pillar.programme}
    programme_control.create_risk({**given, "project": teams}, **by(office))
    assert "Partners leave" in signed_in(office).get(address).content.decode()
    assert "Partners leave" not in signed_in(an_actor("resident")).get(address).content.decode()


def test_the_highlight_report_comes_as_page_and_files(office, pair):
    client = signed_in(office)
    page = client.get("/change/programme/highlight/").content.decode()
    assert "Savings of the projects by year" in page
    assert client.get("/change/programme/highlight.pdf").content.startswith(b"%PDF")
    assert client.get("/change/programme/highlight.docx").content.startswith(b"PK")
    assert client.get("/change/programme/highlight.odt").status_code == 404


def test_a_refused_gate_tells_every_reason(office):
    builders.a_project(office)
    client = signed_in(office)
    answer = client.post("/change/projects/assets/gate/", {"decision": ""}, follow=True)
    page = answer.content.decode()
    assert "the gate stays shut. No sponsor is named." in page
    assert Project.objects.get().gate == "idea"


def test_a_project_shows_what_was_signed_beside_what_is_now_and_warns(office):
    builders.ready_for_delivery(office, an_actor("head-of-service"), scope="Six offices")
    project = Project.objects.get()
    values = {"scope": "Four offices", "equality": "", "link_role": "Programme analyst"}
    project = programme.change_project(project, values, **by(office))
    page = signed_in(office).get("/change/projects/assets/").content.decode()
    for said in ("Six offices", "Four offices", "has changed since it was signed"):
        assert said in page
    assert "No equality assessment is recorded, and the project goes live." in page
    assert "Programme analyst" in page
    case = project.cases.get(kind="full")
    address = f"/change/projects/assets/cases/{case.pk}."
    assert f'href="{address}pdf"' in page
    assert signed_in(office).get(f"{address}docx").content.startswith(b"PK")
    document = render_html(case_document(case, {2017: Money.thousands(503)}))
    for said in (
        "Six offices",
        "Eight risks.",
        "By quarter.",
        "Three ways were compared.",
        "0.503",
    ):
        assert said in document
    assert signed_in(an_actor("resident")).get(f"{address}pdf").status_code == 404
    page = signed_in(office).get("/change/programme/").content.decode()
    assert "Has not reported within 35 days" in page
    assert "never yet. Ask Programme analyst" in page
    programme.report(project, state="on-track", **{**by(office), "moment": clock.now()})
    assert "Has not reported" not in signed_in(office).get("/change/programme/").content.decode()


def test_the_board_of_a_programme_is_shown_with_its_meetings_and_what_they_asked_for(office):
    clerk = an_actor("democratic-services")
    body = democracy.a_body(clerk, code="change-board", name="Board for change")
    held = Meeting.objects.create(
        reference="board-1", body=body, on=date(2017, 5, 2), state="held", private=True
    )
    CommitteeAction.objects.create(
        reference="a1", title="Count the desks", meeting=held, owner_role="head-of-service",
        due=date(2017, 6, 30),
    )  # fmt: skip
    builders.a_project(office)
    Programme.objects.update(board="change-board")
    page = signed_in(office).get("/change/programme/").content.decode()
    for said in ("Board for change", "2 May 2017", "Count the desks", "head of service"):
        assert said in page
    others = signed_in(an_actor("resident")).get("/change/programme/").content.decode()
    assert "Count the desks" not in others


def test_acts_are_offered_and_open_to_those_who_may(office):
    builders.a_project(office)
    client = signed_in(office)
    page = client.get("/change/projects/assets/").content.decode()
    assert "Say that it slips" in page
    answer = client.post("/change/projects/assets/report/", {"state": "at-risk", "why": ""})
    assert answer.status_code == 422
    assert "Say why it is not on track" in answer.content.decode()
    reader = signed_in(an_actor("scrutiny-member"))
    assert "Say that it slips" not in reader.get("/change/projects/assets/").content.decode()
    assert reader.get("/change/projects/assets/slip/").status_code == 403


def test_a_change_is_decided_from_the_page_of_its_project(office):
    from townclerk.change.models import ProjectChange

    project = builders.a_project(office)
    change = ProjectChange(code="c1", project=project, title="Fewer sites", reason="scope")
    change = programme.create_part(change, **by(office))
    programme_control.assess_change(change, reason="None", **by(office))
    head = signed_in(an_actor("head-of-service"))
    assert "/change/changes/c1/decide/" in head.get("/change/projects/assets/").content.decode()
    head.post("/change/changes/c1/decide/", {"answer": "approve", "reason": ""})
    change.refresh_from_db()
    assert change.state == "approved"


@pytest.fixture
def teams(office):
    given = {"code": "teams", "title": "Locality teams", "decision": "Council"}
    saving = delivery.create_saving(given, **by(office))
    target = {"saving": saving, "year": 2018, "target": Money.thousands(9_000)}
    delivery.set_target(target, **by(office))
    return saving


def test_a_saving_is_reported_confirmed_and_decided_on_its_page(office, teams):
    owner, finance = signed_in(office), signed_in(an_actor("finance-partner"))
    target = SavingYear.objects.get()
    month = target.months.first()
    address = f"/change/savings/months/{month.pk}/report/"
    owner.post(address, {"delivered": "500,000", "forecast": "", "evidence": "Posts"})
    address = f"/change/savings/months/{month.pk}/confirm/"
    assert owner.get(address).status_code == 403
    finance.post(address, {"confirmed": "500,000", "ledger": "Journal 1"})
    month.refresh_from_db()
    assert (month.delivered, month.confirmed) == (Money.pounds(500_000),) * 2
    page = finance.get("/change/savings/").content.decode()
    assert "Not to come" in page
    assert "0.250" in page
    page = finance.get("/change/savings/teams/").content.decode()
    assert "£0.250m not to be achieved" in page
    finance.post(
        f"/change/savings/years/{target.pk}/rest/", {"decision": "roll", "reason": "Later"}
    )
    target.refresh_from_db()
    assert target.rest_decision == "roll"
    assert signed_in(an_actor("customer-adviser")).get("/change/savings/").status_code == 403


def test_savings_add_up_by_service_and_apart_by_whether_they_recur(office, teams):
    sheet = OptionSheet.objects.create(
        reference="windfall", title="Windfall", package=builders.a_package("p", {}),
        state="approved", decision="Council", recurrence="one-off",
    )  # fmt: skip
    OptionYear.objects.create(option=sheet, year=2018, amount=Money.thousands(183))
    finance = signed_in(an_actor("finance-partner"))
    assert "/change/savings/track/windfall/" in finance.get("/change/savings/").content.decode()
    finance.post("/change/savings/track/windfall/")
    page = finance.get("/change/savings/").content.decode()
    assert "not tracked yet" not in page
    rows = dict(
        re.findall(r'<th scope="row(?:group)?"[^>]*>(.*?)</th>.*?--numeric">([^<]*)<', page)
    )
    assert rows["Across the council"] == rows["All savings"] == "9.183"
    assert (rows["Of it recurring"], rows["Of it one-off"]) == ("9.000", "0.183")


def test_a_saving_shows_its_owner_the_milestones_of_its_project_and_its_benefits(office):
    project = builders.a_project(office, "sites")
    mark = {"code": "m", "project": project, "title": "Sites open", "planned": date(2018, 4, 1)}
    programme_control.create_milestone(mark, **by(office))
    given = {"code": "sites", "title": "Sites", "decision": "Council", "project": project}
    saving = delivery.create_saving({**given, "owner_role": "Head of sites"}, **by(office))
    desks = {"title": "Fewer desks", "measure": "Desks", "baseline": 900, "target": 600}
    due = {"code": "desks", "saving": saving, "due": date(2018, 9, 30)}
    benefits.create(desks | due, **by(office))
    page = signed_in(office).get("/change/savings/sites/").content.decode()
    for said in ("Head of sites", "Sites open", "1 April 2018", "Fewer desks", "Not measured yet"):
        assert said in page


def test_a_saving_is_replaced_by_another_and_both_stay(office, teams):
    given = {"code": "fleet", "title": "Fleet", "decision": "Council"}
    other = delivery.create_saving(given, **by(office))
    finance = signed_in(an_actor("finance-partner"))
    address = "/change/savings/teams/replace/"
    assert address in finance.get("/change/savings/teams/").content.decode()
    finance.post(address, {"by": other.pk, "reason": "Sites cannot be let"})
    page = finance.get("/change/savings/teams/").content.decode()
    assert "Replaced by" in page
    assert address not in page
