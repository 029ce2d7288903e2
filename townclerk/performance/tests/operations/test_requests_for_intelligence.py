"""Requests asked before, and who is let down to a client."""

from datetime import UTC, date, datetime

import pytest

from townclerk import figures
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.performance.models import Dashboard, DataSource, Drill
from townclerk.performance.operations import requests as operations
from townclerk.performance.queries.requests import is_stale
from townclerk.performance.tests.builders import MOMENT, by
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.organisation import operations as organisation

pytestmark = pytest.mark.django_db
INFORMATION = ("information-officer",)


@pytest.fixture
def dashboard():
    source = DataSource(code="care", title="Care records", owner_role="head-of-service")
    records.create(source, **by(*INFORMATION))
    found = Dashboard(
        code="care",
        title="Children in care",
        audience="Social workers",
        level="client",
        owner_role="head-of-service",
        data=source,
    )
    return records.create(found, **by(*INFORMATION))


def a_request(code, title="Attendance of pupils by ward", on=date(2024, 3, 1), **values):
    given = {"code": code, "title": title, "purpose": "The panel", "logged_on": on, **values}
    return operations.log(given, **by(*INFORMATION))


def test_a_request_made_within_sixty_days_is_shown_the_report_there_is(dashboard):
    first = a_request("first", report=dashboard)
    second = a_request("second", "Pupil attendance by ward", date(2024, 4, 30))
    later = a_request("later", "Pupil attendance by ward", date(2024, 7, 15))
    other = a_request("other", "Rent arrears by estate", date(2024, 4, 30))
    assert (second.like, second.report) == (first, dashboard)
    assert (later.like, other.like) == (None, None)
    assert figures.ask("performance.requests.repeated", reader=OPERATOR).value == 1
    answered = operations.use_existing(second, **by(*INFORMATION))
    assert answered.state == "answered"
    assert Task.objects.filter(kind="intelligence-request", state="open").count() == 3


def test_it_is_scoped_let_by_the_owner_of_the_data_delivered_and_rated(dashboard):
    one = a_request("one", data=dashboard.data)
    with pytest.raises(Problems, match="days it takes"):
        operations.scope(one, **by(*INFORMATION))
    one = records.change(one, {"effort": 3}, **by(*INFORMATION))
    one = operations.scope(one, **by(*INFORMATION))
    with pytest.raises(Problems, match="has not let it be used"):
        operations.accept(one, **by(*INFORMATION))
    one = records.change(one, {"authorised": "Head of service, May"}, **by(*INFORMATION))
    one = operations.accept(one, **by(*INFORMATION))
    with pytest.raises(Problems, match="Name the dashboard"):
        operations.deliver(one, **by(*INFORMATION))
    one = records.change(one, {"report": dashboard, "rating": 4}, **by(*INFORMATION))
    one = operations.deliver(one, **by(*INFORMATION))
    assert one.delivered_on == date(2024, 4, 2)
    assert operations.rate(one, **by(*INFORMATION)).state == "rated"


def test_a_drill_by_who_is_not_authorised_is_refused_and_kept(dashboard):
    worker = an_actor("line-manager")
    with pytest.raises(Refused, match="The attempt is kept"):
        operations.drill(dashboard, purpose="A visit", actor=worker, moment=MOMENT)
    kept = Drill.objects.get()
    assert (kept.asked_by, kept.allowed, kept.purpose) == (worker.user, False, "A visit")
    values = {
        "dashboard": dashboard,
        "code": "managers",
        "role": "line-manager",
        "start": date(2024, 4, 1),
        "end": date(2024, 4, 30),
        "reason": "Case reviews",
    }
    with pytest.raises(Refused):
        operations.authorise(values, **by(*INFORMATION))
    operations.authorise(values, **by("head-of-service"))
    assert operations.drill(dashboard, purpose="A visit", actor=worker, moment=MOMENT).allowed
    after = datetime(2024, 5, 1, 9, tzinfo=UTC)
    with pytest.raises(Refused):
        operations.drill(dashboard, purpose="A visit", actor=worker, moment=after)
    assert list(Drill.objects.order_by("pk").values_list("allowed", flat=True)) == [
        False,
        True,
        False,
    ]


def test_what_is_taken_out_is_logged_apart_from_what_is_looked_at(dashboard, client):
    values = {
        "dashboard": dashboard,
        "code": "chief",
        "role": "chief-executive",
        "start": date(2024, 4, 1),
        "end": date(2024, 4, 30),
        "reason": "Inspection",
    }
    with pytest.raises(Problems, match="comes before the first"):
        operations.authorise(values | {"end": date(2024, 3, 1)}, **by("chief-executive"))
    operations.authorise(values, **by("chief-executive"))
    for extract in (False, True):
        operations.drill(dashboard, purpose="A list", extract=extract, **by("chief-executive"))
    assert list(Drill.objects.order_by("pk").values_list("kind", "allowed")) == [
        ("drill", True),
        ("extract", True),
    ]
    client.force_login(a_user("chief-executive"))
    assert client.get("/r/drills/?kind=extract").content.decode().count("A list") == 1


def test_two_sources_are_matched_only_once_approved_on_a_named_ground(dashboard):
    other = DataSource(code="rents", title="Rents", owner_role="head-of-service")
    records.create(other, **by(*INFORMATION))
    values = {
        "code": "arrears",
        "title": "Arrears",
        "one": dashboard.data,
        "other": other,
        "purpose": "Help early",
        "basis": "Care Act 2014, section 6",
        "until": date(2025, 3, 31),
    }
    with pytest.raises(Problems, match="two different sources"):
        operations.propose_matching(values | {"other": dashboard.data}, **by(*INFORMATION))
    one = operations.propose_matching(values, **by(*INFORMATION))
    for act in (operations.approve_matching, operations.refuse_matching):
        with pytest.raises(Refused):
            act(one, reason="Sound", **by(*INFORMATION))
    with pytest.raises(Problems, match="why it is refused"):
        operations.refuse_matching(one, **by("chief-executive"))
    assert operations.approve_matching(one, **by("chief-executive")).state == "approved"
    again = operations.propose_matching(values | {"code": "again"}, **by(*INFORMATION))
    refused = operations.refuse_matching(again, reason="No ground", **by("chief-executive"))
    assert refused.state == "refused"


def test_the_page_tells_who_asked_how_it_stands_and_where_the_data_come_from(dashboard, client):
    unit = organisation.create_unit(
        code="care", name="Care", kind="service", start=date(2020, 1, 1), **by("chief-executive")
    )
    refreshed = {"refresh_days": 7, "refreshed_on": date(2024, 3, 1)}
    records.change(dashboard.data, refreshed, **by(*INFORMATION))
    for code, level, kind in (
        ("wards", "open", "profile"),
        ("needs", "staff", "needs"),
        ("pay", "service", "dashboard"),
    ):
        one = Dashboard(
            code=code, title=f"Look at {code}", audience="All", level=level, kind=kind,
            owner_role="hr-officer",
        )  # fmt: skip
        records.create(one, **by(*INFORMATION))
    a_request("own", "Visits by ward", unit=unit, wanted_by=date(2024, 3, 31))
    a_request("others", "Bins missed")
    client.force_login(a_user("head-of-service", unit="care"))
    page = client.get("/performance/intelligence/").content.decode()
    assert "Visits by ward" in page
    assert "Logged" in page
    assert "Bins missed" not in page
    assert "Ward or area profile" in page
    assert "Needs assessment" in page
    assert "Look at pay" not in page
    client.force_login(a_user("chief-executive"))
    page = client.get("/performance/intelligence/").content.decode()
    assert "Bins missed" in page
    assert "Look at pay" in page
    sources = page[page.index("Where the data come from") :]
    assert "Care records" in sources
    assert "Overdue" in sources
    assert "Children in care" in sources
    client.force_login(a_user("resident"))
    assert client.get("/performance/intelligence/").status_code == 403


@pytest.mark.parametrize(
    ("days", "refreshed", "stale"),
    [
        (None, None, False),
        (7, None, True),
        (7, date(2024, 3, 25), True),
        (7, date(2024, 3, 26), False),
    ],
)
def test_a_source_is_overdue_the_day_after_it_was_to_be_refreshed(days, refreshed, stale):
    one = DataSource(refresh_days=days, refreshed_on=refreshed)
    assert is_stale(one, date(2024, 4, 2)) is stale


def test_the_page_refuses_a_drill_and_the_attempt_stays(dashboard, client):
    client.force_login(a_user("line-manager"))
    answer = client.post("/performance/intelligence/care/", {"purpose": "A visit"})
    assert answer.status_code == 403
    assert Drill.objects.filter(allowed=False).count() == 1
