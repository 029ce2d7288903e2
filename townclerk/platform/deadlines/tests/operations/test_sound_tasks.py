"""What `townclerk check` says of tasks and deadlines."""

from datetime import UTC, date, datetime

import pytest

from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations, soundness
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_roles")]
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = task_kind("sound-test", "Sound test")


def raised(**more):
    values = {
        "source": None,
        "purpose": "do",
        "title": "Answer",
        "kind": KIND,
        "area": Area.FINANCIAL_PLANNING,
        "owner_role": "s151-officer",
        "actor": Actor(user=None),
        "moment": MOMENT,
    }
    return operations.raise_task(**values | more)


def told(check):
    return [problem.message for problem in check()]


def test_it_finds_nothing_wrong_with_tasks_that_somebody_owes():
    user = a_user("s151-officer")
    raised()
    raised(owner_role="", owner_user=user)
    assert told(soundness.tasks_fall_to_somebody) == []


def test_it_names_the_role_nobody_holds_and_the_person_who_left():
    raised()
    raised()
    gone = a_user("finance-partner")
    raised(owner_role="", owner_user=gone)
    gone.is_active = False
    gone.save()
    role, person = told(soundness.tasks_fall_to_somebody)
    assert role == "Nobody holds the role s151 officer, which owes 2 of the tasks."
    assert "may no longer sign in" in person


def test_it_names_a_kind_that_is_declared_no_more(client):
    client.force_login(a_user("s151-officer"))
    task = raised()
    Task.objects.update(kind="long-gone")
    assert "long-gone" in told(soundness.tasks_fall_to_somebody)[0]
    for address in ("/tasks/", f"/tasks/{task.pk}/"):
        assert "long-gone" in client.get(address).content.decode()


def test_it_names_a_deadline_that_is_not_as_its_rule_says():
    rule = Counted(rule="platform/foi-reply", start=date(2026, 3, 2))
    raised(counted=rule)
    assert told(soundness.deadlines_stand_as_the_law_says) == []
    Task.objects.update(due=date(2026, 3, 20))
    (problem,) = told(soundness.deadlines_stand_as_the_law_says)
    assert problem == "“Answer” is 20 March 2026, and its rule gives 31 March 2026."
