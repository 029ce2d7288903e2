"""The chooser's page: the plan's gap, the sheets, the choice with its whys, and runs kept."""

import pytest
from django.test import Client

from townclerk.change.models import ChooserRun, OptionPackage, OptionSheet, OptionYear
from townclerk.change.tests.builders_programme import by
from townclerk.finance.operations.plan import add_line, create_version
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import an_actor


def signed_in(*roles):
    client = Client()
    client.force_login(an_actor(*roles).user)
    return client


def a_sheet(package, reference, thousands, **values):
    sheet = OptionSheet.objects.create(
        reference=reference, title=reference.capitalize(), package=package, confidence="high",
        equality="none-expected", gross=Money.thousands(thousands), **values,
    )  # fmt: skip
    OptionYear.objects.create(option=sheet, year=2017, amount=Money.thousands(thousands))
    return sheet


@pytest.fixture
def sheets(db):
    finance = an_actor("finance-partner")
    plan = create_version(number=1, title="Plan", first_year=2017, **by(finance))
    gap = {"code": "gap", "heading": "Gap", "step": "original", "type": "other"}
    add_line(plan, gap, {2017: Money.thousands(1_000)}, **by(finance))
    package = OptionPackage.objects.create(code="p", title="P", kind="other")
    a_sheet(package, "pool", 1_000)
    a_sheet(package, "library", 1_000, exit_cost=Money.thousands(500))
    a_sheet(package, "parks", 400, exit_cost=Money.thousands(900))


@pytest.mark.usefixtures("sheets")
def test_it_chooses_the_least_harm_and_says_why():
    client = signed_in("finance-partner")
    assert "Choices that were kept" not in client.get("/change/chooser/").content.decode()
    page = client.get("/change/chooser/?ask=yes").content.decode()
    assert "1 of 3 options close the gap: they save £1.000m at 1.0 points of harm." in page
    assert "this is proved" in page
    assert "against at most 1.0 points among those chosen" in page
    page = client.get("/change/chooser/?ask=yes&fall=pool").content.decode()
    assert "at 5.0 points more harm" in page
    assert "In its place: Library." in page
    page = client.get("/change/chooser/?ask=yes&s-library=must&apart=pool,library")
    assert "You said it must be in." in page.content.decode()
    assert "It cannot go with Library, which is in." in page.content.decode()


@pytest.mark.usefixtures("sheets")
def test_it_says_what_cannot_be_and_what_is_badly_put():
    client = signed_in("finance-partner")
    barred = "&".join(f"s-{name}=must_not" for name in ("pool", "library"))
    page = client.get(f"/change/chooser/?ask=yes&{barred}").content.decode()
    assert "The gap cannot be closed: 2017/18 stays £600,000.00 short" in page
    answer = client.get("/change/chooser/?ask=yes&apart=pool,nothing&risk=-1")
    assert answer.status_code == 422
    assert "nothing is not among the options" in answer.content.decode()
    both = "s-pool=must&s-library=must&apart=pool,library"
    answer = client.get(f"/change/chooser/?ask=yes&{both}")
    assert "cannot go together, but both must be in" in answer.content.decode()


@pytest.mark.usefixtures("sheets")
def test_a_run_is_kept_with_what_it_was_asked():
    client = signed_in("finance-partner")
    query = "ask=yes&s-library=must&posts=3"
    assert client.post("/change/chooser/", {"query": query, "title": ""}).status_code == 422
    client.post("/change/chooser/", {"query": query, "title": "With the library"})
    run = ChooserRun.objects.get()
    OptionSheet.objects.all().update(gross=None, title="Another")
    page = client.get(f"/change/chooser/{run.pk}/?fall=library").content.decode()
    assert "3 points" in page
    assert "Must be in" in page
    assert "In its place: Pool." in page


@pytest.mark.usefixtures("sheets")
def test_it_is_for_those_who_read_the_plan_wholly():
    assert signed_in("resident").get("/change/chooser/").status_code == 403
    reader = signed_in("scrutiny-member")
    assert "Keep it" not in reader.get("/change/chooser/?ask=yes").content.decode()
    answer = reader.post("/change/chooser/", {"query": "ask=yes", "title": "Mine"})
    assert answer.status_code == 403


@pytest.mark.django_db
def test_without_a_plan_there_is_nothing_to_choose_for():
    page = signed_in("finance-partner").get("/change/chooser/").content.decode()
    assert "No plan is loaded" in page
