"""Whether every open task has somebody who can do it, and the date its rule gives."""

from collections.abc import Iterator

from django.db.models import Count

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.platform import clock, parameters
from townclerk.platform.access.holding import in_force
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.models import Holding
from townclerk.platform.check import check
from townclerk.platform.deadlines.counting import Counted, stops_of
from townclerk.platform.deadlines.kinds import KINDS
from townclerk.platform.deadlines.law_changes import running
from townclerk.platform.deadlines.models import Task


@check("tasks", "Whether open tasks fall to somebody")
def tasks_fall_to_somebody() -> Iterator[Problem]:
    tasks = Task.objects.filter(state=Task.State.OPEN)
    held = Holding.objects.filter(in_force(clock.today()), user__is_active=True)
    holders = set(held.order_by().values_list("role__code", flat=True))
    by_role = tasks.filter(owner_user=None).exclude(owner_role="").order_by("owner_role")
    for role, count in by_role.values_list("owner_role").annotate(Count("pk")):
        if role not in holders:
            title = roles().get(role, role)
            yield Problem(
                f"Nobody holds the role {title}, which owes {count} of the tasks.",
                hint="Give the role to somebody, or hand the tasks on.",
            )
    for task in tasks.filter(owner_user__is_active=False).select_related("owner_user"):
        yield Problem(
            f"“{task}” is owed by {task.owner_user}, who may no longer sign in.",
            hint="Hand it on.",
        )
    for kind in sorted(set(tasks.order_by().values_list("kind", flat=True)) - set(KINDS)):
        yield Problem(f"Tasks are of the kind {kind}, which is declared no more.")


@check("deadlines", "Open deadlines against the law as it stands")
def deadlines_stand_as_the_law_says() -> Iterator[Problem]:
    law = parameters.source()
    for deadline in running().select_related("task"):
        task = deadline.task
        try:
            reached = Counted.of(deadline).last_day(law, stops_of(deadline)).value
        except TownclerkError as error:
            yield Problem(f"“{task}” cannot be counted: {error}")
            continue
        if reached != task.due:
            due = date_display(task.due) if task.due else "undated"
            yield Problem(
                f"“{task}” is {due}, and its rule gives {date_display(reached)}.",
                hint="Use “townclerk task recount”, or wait for the night.",
            )
