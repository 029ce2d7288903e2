"""What is owed and the nightly count, from the command line and behind the pages."""

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from townclerk.platform import clock
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import commands, jobs, operations
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.models import Task
from townclerk.platform.jobs.kinds import SCHEDULES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_roles")]
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = task_kind("command-test", "Command test")


@pytest.fixture
def task():
    return operations.raise_task(
        source=None,
        purpose="do",
        title="Answer",
        kind=KIND,
        area=Area.INFORMATION,
        owner_role="monitoring-officer",
        counted=Counted(rule="platform/foi-reply", start=date(2026, 3, 2)),
        actor=Actor(user=None),
        moment=MOMENT,
    )


@pytest.fixture
def wrongly_counted(task):
    """As if the law had been otherwise when it was counted."""
    Task.objects.filter(pk=task.pk).update(due=date(2026, 3, 20))
    return task


def run(*words):
    return CliRunner().invoke(commands.task, list(words))


def test_it_lists_what_a_user_owes(task, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 4, 1))
    user = a_user("monitoring-officer")
    told = run("owed", "--as", user.username)
    assert told.output == "Overdue\t31 March 2026\tAnswer\n"
    (row,) = json.loads(run("owed", "--as", user.username, "--json").output)
    assert (row["id"], row["due"], row["standing"]) == (task.pk, "2026-03-31", "Overdue")


def test_it_counts_again_with_the_reason(wrongly_counted):
    user = a_user("monitoring-officer")
    told = run("recount", "--reason", "A new rule", "--as", user.username)
    assert told.exit_code == 0
    assert "Answer: 20 March 2026 is now 31 March 2026" in told.output
    latest = Task.objects.get(pk=wrongly_counted.pk).history.first()
    assert (latest.history_change_reason, latest.history_user) == ("A new rule", user)


def test_it_counts_again_for_few_roles_only(wrongly_counted):
    user = a_user("s151-officer")
    told = run("recount", "--reason", "A new rule", "--as", user.username)
    assert isinstance(told.exception, Refused)
    assert Task.objects.get(pk=wrongly_counted.pk).due == date(2026, 3, 20)


def test_it_counts_again_each_night_and_twice_changes_nothing(wrongly_counted):
    assert "recount-deadlines" in SCHEDULES
    night = SimpleNamespace(actor=Actor(user=None, os_user="schedule"))
    first, second = jobs.recount_deadlines(night), jobs.recount_deadlines(night)
    assert (first.done, first.left, first.refused) == (1, 0, ())
    assert (second.done, second.left) == (0, 1)
    assert Task.objects.get(pk=wrongly_counted.pk).due == date(2026, 3, 31)
