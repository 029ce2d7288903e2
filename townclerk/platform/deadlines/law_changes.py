"""Reading the law again for every open deadline, as after a change of its table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.duties import LEGAL_ROLES, reader_of
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations, redundancy
from townclerk.platform.deadlines.models import (
    Deadline,
    RedundancyProposal,
    Stoppage,
    Task,
    record_type,
)


@dataclass(frozen=True)
class Moved:
    task: Task
    before: date | None
    after: date | None


@dataclass
class Recounted:
    """What moved, how many stayed, and what could not be counted and why."""

    moved: list[Moved] = field(default_factory=list)
    same: int = 0
    refused: list[str] = field(default_factory=list)

    def tried(self, what: str, count: Callable[[], object]) -> None:
        """One count, whole or not at all; what cannot be counted is named and the rest goes on."""
        try:
            with transaction.atomic():
                count()
        except TownclerkError as error:
            self.refused.append(f"{what}: {error}")


def check_may(actor: Actor, moment: datetime) -> None:
    """Who may have every deadline counted again by hand; each night it is done without asking."""
    reader = reader_of(actor, moment.astimezone(LOCAL).date())
    if not reader.held(*LEGAL_ROLES, "system-administrator"):
        raise Refused(
            "Only the monitoring officer, the HR lead or a system administrator has every "
            "deadline counted again."
        )


def recount_all(
    *, law: ParameterSource | None = None, reason: str, actor: Actor, moment: datetime
) -> Recounted:
    """Count every open deadline again; tasks that are finished keep the date they had.

    A clock that stands still is counted when it starts.
    """
    told = Recounted()
    before = dict(running().values_list("task_id", "task__due"))
    for proposal in redundancy.with_open_tasks():

        def retime(of: RedundancyProposal = proposal) -> None:
            redundancy.retime(of, law=law, reason=reason, actor=actor, moment=moment)

        told.tried(str(proposal), retime)
    plain = running().exclude(task__source_type=record_type(RedundancyProposal))
    for deadline in plain.select_related("task"):

        def recount(of: Task = deadline.task) -> None:
            operations.recount(of, law=law, reason=reason, actor=actor, moment=moment)

        told.tried(str(deadline.task), recount)
    for task in Task.objects.filter(pk__in=before).order_by("pk"):
        if task.due != before[task.pk]:
            told.moved.append(Moved(task, before[task.pk], task.due))
    told.same = len(before) - len(told.moved)
    return told


def running() -> QuerySet[Deadline]:
    """Deadlines of open tasks whose clock runs."""
    stopped = Stoppage.objects.filter(deadline=OuterRef("pk"), last=None)
    return Deadline.objects.filter(~Exists(stopped), task__state=Task.State.OPEN).order_by("pk")
