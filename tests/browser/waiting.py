"""Records that wait for somebody, so that the pages of what is under way can be looked at."""

from datetime import timedelta
from typing import Any

from townclerk.performance import operations as performance
from townclerk.performance.models import Aim
from townclerk.platform import clock
from townclerk.platform.access.areas import Area
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines.kinds import REDUNDANCY
from townclerk.platform.deadlines.operations import raise_task
from townclerk.reports import operations as reports


def leave_waiting(owner: User) -> None:
    """A task owed, a report being drafted, and an action of the plan in force."""
    _task(owner)
    _draft()
    _action()


def _by(username: str) -> dict[str, Any]:
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": clock.now()}


def _task(owner: User) -> None:
    raise_task(
        source=None,
        purpose="notify",
        title="Notify the Secretary of State",
        kind=REDUNDANCY,
        area=Area.PEOPLE,
        owner_user=owner,
        due=clock.today() + timedelta(days=3),
        **_by("s151"),
    )


def _draft() -> None:
    wanted = reports.Commission(
        reference="budget-report-next",
        template="budget-report",
        body="cabinet",
        meeting_date=clock.today() + timedelta(days=30),
        subject="The next budget report",
        period="2017/18",
    )
    report = reports.commission(wanted, **_by("analyst"))
    reports.move(report, "drafting", **_by("analyst"))


def _action() -> None:
    values = {"aim": Aim.objects.get(code="place"), "code": "pier", "title": "Open the pier again"}
    performance.create_action(values, **_by("chief"))
