"""The corporate plan's pages as readers meet them."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk import figures
from townclerk.assurance.tests.builders import a_risk
from townclerk.kernel.errors import Problems
from townclerk.performance import operations
from townclerk.performance.models import Action, Aim, Contribution, CorporatePlan, Mapping
from townclerk.performance.tests.builders import MOMENT, a_plan, an_action, by
from townclerk.performance.tests.operations.test_measures import a_measure
from townclerk.performance.tests.operations.test_partnerships import a_strategy
from townclerk.platform import records
from townclerk.platform.access.testing import a_reader, a_user, an_actor

pytestmark = pytest.mark.django_db
TWO = (("protect", "Protect the vulnerable"), ("place", "Lead the place"))


@pytest.fixture
def plan():
    made = a_plan(aims=TWO)
    return operations.approve_plan(
        made, decision="C-101", approved_on=date(2016, 11, 17), **by("leader")
    )


@pytest.fixture
def action(plan):
    return an_action(plan.aims.get(code="protect"), due=date(2024, 3, 1), state="on-track")


def text(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_the_plan_is_open_to_everybody_once_approved(client, action):
    page = text(client.get(reverse("performance:plan")))
    assert "Protect the vulnerable" in page
    assert "Nobody is working on Lead the place" in page
    assert "Rate something" not in page


def test_a_draft_is_not(client):
    a_plan("draft")
    assert "No corporate plan is open to you yet" in text(client.get(reverse("performance:plan")))
    assert client.get(reverse("performance:version", args=["draft"])).status_code == 404
    client.force_login(a_user("leader"))
    assert "approval" in text(client.get(reverse("performance:version", args=["draft"])))


def test_an_aim_leads_to_what_bears_on_it_and_back(client, plan, action):
    aim = plan.aims.get(code="protect")
    below = Aim(plan=plan, code="warm", title="Warm homes", level="objective", parent=aim)
    records.create(below, **by("leader"))
    a_measure(aim=aim, owner_role="head-of-service", public=True)
    made = {"actor": an_actor("s151-officer"), "moment": MOMENT}
    risk = a_risk(made["actor"], objective="protect", title="Nobody comes")
    a_strategy(aim=aim)
    marks = {"protect": "negative", "place": "neutral"}
    operations.rate("spending", "line-1", "Care at home", marks, plan=plan, **by("risk-officer"))
    address = reverse("performance:aim", args=["protect"])
    anybody = text(client.get(address))
    assert "Do it" in anybody
    assert "Visits" in anybody
    assert "Warm homes , objective" in anybody
    assert "Nobody comes" not in anybody
    assert "Care at home" not in anybody
    client.force_login(a_user("leader"))
    page = client.get(address)
    for words in ("Nobody comes", "The digital strategy", "Care at home : Spending line: negative"):
        assert words in text(page)
    links = [one["href"] for one in BeautifulSoup(page.content, "html.parser").select("main li a")]
    shown = [link for link in links if any(part in link for part in ("/r/", "ratings", "measures"))]
    assert {client.get(link).status_code for link in shown} == {200}
    assert len(shown) == 4
    measure = next(link for link in shown if "measures" in link)
    for back in (
        f"/assurance/risks/{risk.code}/",
        "/performance/ratings/spending/line-1/",
        measure,
    ):
        assert f'href="{address}"' in client.get(back).content.decode()
    with pytest.raises(Problems, match="No plan has the aim"):
        a_risk(made["actor"], "r2", objective="warmth")
    trail = text(client.get(reverse("performance:aim", args=["warm"])))
    assert "Protect the vulnerable Warm homes" in trail
    assert "Nothing that is open to you bears on this aim" in trail


def test_priorities_of_the_next_twelve_months_are_told_apart(client, action):
    late = an_action(action.aim, "soon", within_a_year=True, owner_role="leader")
    page = text(client.get(reverse("performance:plan")))
    assert page.index("In the next twelve months Do it") < page.index("Protect the vulnerable")
    assert "Do it, leader" in page
    records.change(late, {"state": "done"}, **by("leader"))
    assert "twelve months" not in text(client.get(reverse("performance:plan")))


def test_progress_opens_to_figures(client, action):
    page = client.get(reverse("performance:progress", args=["old"]))
    assert "0 of 1 actions are done, 1 past its date" in text(page)
    links = BeautifulSoup(page.content, "html.parser").select("a.tc-figure-link")
    assert [client.get(link["href"]).status_code for link in links] == [200] * 5


def test_a_figure_counts_what_the_page_counts(action):
    reader = a_reader()
    asked = {name: figures.ask(f"performance.actions.{name}", "old", reader=reader).value
             for name in ("all", "on_track", "late", "done")}  # fmt: skip
    assert asked == {"all": 1, "on_track": 1, "late": 1, "done": 0}
    assert figures.ask("performance.aims.unattended", "old", reader=reader).value == 1


def test_a_lead_reports_on_the_page(client, action):
    client.force_login(a_user("project-sponsor"))
    address = reverse("performance:report", args=[action.code])
    refused = client.post(address, {"state": "off-track", "progress": "", "next_step": ""})
    assert refused.status_code == 422
    client.post(address, {"state": "done", "progress": "All of it", "next_step": ""})
    assert Action.objects.get().state == "done"


def test_the_council_s_approval_is_recorded_on_the_page(client):
    a_plan("draft")
    client.force_login(a_user("leader"))
    address = reverse("performance:approve", args=["draft"])
    assert client.post(address, {"approved_on": "1/2/2024"}).status_code == 422
    client.post(address, {"approved_on": "1/2/2024", "decision": "C-9"})
    assert CorporatePlan.objects.get().decision == "C-9"


def test_a_rating_left_blank_is_told_beside_its_aim(client, plan):
    client.force_login(a_user("project-sponsor"))
    address = reverse("performance:rate", args=["old"])
    given = {"subject": "project", "reference": "p1", "name": "Pier", "aim-protect": "positive"}
    assert "Lead the place has no rating" in text(client.post(address, given))
    page = client.post(address, given | {"aim-place": "negative"}, follow=True)
    assert "Negative" in text(page)
    assert Contribution.objects.count() == 2
    assert "Rated against this plan Pier" in text(client.get(reverse("performance:plan")))


def test_what_an_aim_became_is_settled_on_the_page(client, plan):
    later = a_plan("new", date(2024, 4, 1), aims=(("care", "Protecting vulnerable people"),))
    operations.approve_plan(later, decision="C-2", approved_on=date(2024, 3, 1), **by("leader"))
    client.force_login(a_user("leader"))
    page = text(client.get(reverse("performance:mapping", args=["new"])))
    assert "Without a successor Lead the place" in page
    mapping = Mapping.objects.get()
    client.post(reverse("performance:settle", args=[mapping.pk, "accept"]))
    mapping.refresh_from_db()
    assert mapping.state == "accepted"


def test_an_action_is_carried_on_the_page(client, action):
    later = a_plan("new", date(2024, 4, 1), aims=(("care", "Care"),))
    client.force_login(a_user("project-sponsor"))
    given = {"aim": later.aims.get().pk, "code": "two", "reason": "Goes on"}
    page = client.post(reverse("performance:carry", args=[action.code]), given, follow=True)
    assert page.status_code == 200
    assert Action.objects.get(code="one").state == "carried"


@pytest.mark.parametrize("name", ["approve", "rate", "mapping"])
def test_the_public_is_asked_to_sign_in(client, plan, name):
    assert client.get(reverse(f"performance:{name}", args=["old"])).status_code == 302


@pytest.mark.parametrize("name", ["approve", "rate"])
def test_who_only_reads_is_refused(client, plan, name):
    client.force_login(a_user("scrutiny-member"))
    assert client.get(reverse(f"performance:{name}", args=["old"])).status_code == 403


def test_without_a_plan_the_page_says_what_to_do(client):
    assert "No corporate plan is open to you yet" in text(client.get(reverse("performance:plan")))
