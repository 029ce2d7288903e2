"""Requests asked before, and who is let down to a client."""

from datetime import UTC, date, datetime

import pytest

from townclerk import figures
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.performance.models import Dashboard, DataSource, Drill
from townclerk.performance.operations import requests as operations
from townclerk.performance.tests.builders import MOMENT, by
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.deadlines.models import Task

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


def test_the_page_refuses_a_drill_and_the_attempt_stays(dashboard, client):
    client.force_login(a_user("line-manager"))
    answer = client.post("/performance/intelligence/care/", {"purpose": "A visit"})
    assert answer.status_code == 403
    assert Drill.objects.filter(allowed=False).count() == 1
