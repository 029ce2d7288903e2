"""What a worker looks after between jobs: work left by a killed worker, and the schedule."""

from datetime import datetime

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from townclerk.platform.audit.log import Actor
from townclerk.platform.jobs.core.timing import next_due
from townclerk.platform.jobs.kinds import SCHEDULES
from townclerk.platform.jobs.models import Job, ScheduledRun
from townclerk.platform.jobs.operations import enqueue
from townclerk.platform.jobs.running import send

STOPPED = "The worker stopped in the middle of it"


def recover(moment: datetime) -> int:
    """Take over jobs whose lease ran out; answers how many there were."""
    with transaction.atomic():
        stale = list(
            Job.objects.select_for_update(skip_locked=True)
            .filter(state=Job.State.RUNNING, lease_until__lt=moment)
            .order_by("pk")
        )
        for job in stale:
            _take_over(job, moment)
    return len(stale)


def _take_over(job: Job, moment: datetime) -> None:
    if job.worker_task is not None:
        DBTaskResult.objects.filter(pk=job.worker_task, status="RUNNING").update(
            status="FAILED", finished_at=moment, traceback=STOPPED
        )
    job.lease_until = None
    if job.attempts < job.most_attempts:
        job.state, job.error = Job.State.WAITING, f"{STOPPED}. It is being taken up again."
        send(job)
    else:
        job.state, job.finished_at = Job.State.FAILED, moment
        job.error = (
            f"{STOPPED}, {job.attempts} times in all. "
            "Start it again, or ask who runs Townclerk to read the log."
        )
    job.save(update_fields=["state", "error", "lease_until", "finished_at"])


def tick(moment: datetime) -> list[Job]:
    """Ask for every scheduled job that is due, once however many workers tick."""
    made = []
    for name, schedule in SCHEDULES.items():
        ScheduledRun.objects.get_or_create(
            name=name, defaults={"next_at": next_due(schedule.rhythm, moment)}
        )
        with transaction.atomic():
            row = ScheduledRun.objects.select_for_update().get(name=name)
            if row.next_at > moment:
                continue
            key = f"scheduled {row.next_at.isoformat()}"
            made.append(enqueue(name, key=key, actor=Actor(user=None, os_user="schedule")))
            row.next_at = next_due(schedule.rhythm, moment)
            row.save()
    return made
