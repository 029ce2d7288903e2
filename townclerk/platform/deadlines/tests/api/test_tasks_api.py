"""What a person owes, over the interface for programs."""

import pytest
from django.test import Client

from townclerk.platform import clock
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations
from townclerk.platform.deadlines.kinds import task_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_roles")]
KIND = task_kind("interface-test", "Interface test")


@pytest.fixture
def s151(client):
    user = a_user("s151-officer")
    client.force_login(user)
    return user


@pytest.fixture
def task():
    return operations.raise_task(
        source=None,
        purpose="do",
        title="Answer",
        kind=KIND,
        area=Area.FINANCIAL_PLANNING,
        owner_role="s151-officer",
        due=clock.today(),
        actor=Actor(user=None),
        moment=clock.now(),
    )


def test_it_lists_what_the_caller_owes(client, s151, task):
    found = client.get("/api/tasks").json()
    assert [(one["id"], one["title"], one["standing"]) for one in found] == [
        (task.pk, "Answer", "Due within 7 days")
    ]
    assert found[0]["due"] == clock.today().isoformat()
    assert client.get("/api/tasks?kind=nothing").json() == []


def test_it_refuses_an_unknown_caller(client, task):
    for address in ("/api/tasks", f"/api/tasks/{task.pk}"):
        assert client.get(address).status_code == 401


def test_it_hides_the_tasks_of_others(client, task):
    client.force_login(a_user("registrar"))
    assert client.get("/api/tasks").json() == []
    assert client.get(f"/api/tasks/{task.pk}").status_code == 404
    answer = client.post(f"/api/tasks/{task.pk}/done", {}, content_type="application/json")
    assert answer.status_code == 404


def test_it_marks_done_and_takes_back(client, s151, task):
    answer = client.post(
        f"/api/tasks/{task.pk}/done", {"version": 1}, content_type="application/json"
    )
    assert answer.json()["standing"] == "Finished"
    assert client.get("/api/tasks").json() == []
    back = client.post(f"/api/tasks/{task.pk}/take-back", content_type="application/json")
    assert back.json()["standing"] == "Due within 7 days"


def test_it_tells_the_second_of_two(client, s151, task):
    operations.reassign(task, role="finance-partner", actor=Actor(user=s151), moment=clock.now())
    answer = client.post(
        f"/api/tasks/{task.pk}/done", {"version": 1}, content_type="application/json"
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "changed-by-another"


def test_it_refuses_a_forged_write(s151, task):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(s151)
    answer = strict.post(f"/api/tasks/{task.pk}/done", {}, content_type="application/json")
    assert answer.status_code == 403
    task.refresh_from_db()
    assert task.state == "open"
