"""Asking for a job."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.audit.log import Actor
from townclerk.platform.jobs.kinds import kind
from townclerk.platform.jobs.models import Job
from townclerk.platform.jobs.running import send


class NotFailed(TownclerkError):
    """Only a job that failed can be started again."""


def enqueue(
    name: str, *, key: str, actor: Actor, wait: timedelta | None = None, **arguments: Any
) -> Job:
    """Ask for a job. The same kind and key give the job already asked for, whatever its state.

    Part of the caller's transaction: what is not committed is not run.
    """
    declared = kind(name)
    with transaction.atomic():
        job, new = Job.objects.get_or_create(
            kind=declared.name,
            key=key,
            defaults={
                "user": actor.user,
                "os_user": actor.os_user,
                "arguments": arguments,
                "most_attempts": declared.attempts,
                "asked_at": clock.now(),
            },
        )
        if new:
            send(job, wait=wait)
    return job


def start_again(job: Job) -> Job:
    """Give a failed job a new round of attempts; it goes on from its checkpoint."""
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        if current.state != Job.State.FAILED:
            raise NotFailed(f"This job is {current.state}. Only a failed job can be started again.")
        current.state, current.error, current.finished_at = Job.State.WAITING, "", None
        current.most_attempts = current.attempts + kind(current.kind).attempts
        current.save()
        send(current)
    return current
