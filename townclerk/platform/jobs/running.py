"""One attempt at a job: the lease kept alive beside it, progress, checkpoints, and its end."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, close_old_connections, connection, transaction
from django_tasks import task

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.audit.log import Actor
from townclerk.platform.jobs.core.timing import back_off
from townclerk.platform.jobs.kinds import Outcome, kind
from townclerk.platform.jobs.models import Job

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
BEATS_A_LEASE = 6
TELL_EVERY = timedelta(seconds=2)
"""How soon progress is written that a page waits for."""


class LostLease(Exception):
    """Another worker took the job over; what this one still holds is not to be saved."""


class JobRun:
    """What a job's function is handed: who asked, how far it got before, and where to say so."""

    def __init__(self, job: Job):
        self.job = job
        self.actor = Actor(user=job.user, os_user=job.os_user)
        self.checkpointed: Any = job.checkpoint
        self._told: dict[str, Any] = {}

    def progress(self, done: int, of: int | None = None, doing: str = "") -> None:
        """Say how far it is. Kept in memory and written beside the work within two seconds, since
        the transaction of the work would hide it from everybody else."""
        self._told = {"done": done, "of": of, "doing": doing[:200]}

    @property
    def has_news(self) -> bool:
        """Whether progress was told that is not written yet."""
        return bool(self._told)

    def checkpoint(self, data: Any) -> None:
        """Remember how far the work is, in the transaction of the work. Raises LostLease."""
        if not self._mine().update(checkpoint=data):
            raise LostLease(str(self.job))
        self.checkpointed = data

    def beat(self) -> None:
        """Extend the lease and write the progress told since."""
        told, self._told = self._told, {}
        if not self._mine().update(lease_until=clock.now() + LEASE, **told):
            log.warning("job %s was taken over", self.job.pk)

    def finish(self, **values: Any) -> bool:
        values = {**self._told, **values}
        return bool(self._mine().update(lease_until=None, **values))

    def _mine(self) -> Any:
        return Job.objects.filter(
            pk=self.job.pk, state=Job.State.RUNNING, attempts=self.job.attempts
        )


@contextmanager
def _heartbeat(run: JobRun) -> Iterator[None]:
    stop = threading.Event()

    def keep() -> None:
        due = LEASE.total_seconds() / BEATS_A_LEASE
        step = min(due, TELL_EVERY.total_seconds())
        waited = 0.0
        try:
            while not stop.wait(step):
                waited += step
                if waited < due and not run.has_news:
                    continue
                waited = 0.0
                try:
                    run.beat()
                except OperationalError:
                    # Somebody holds the database: the next beat comes soon enough.
                    close_old_connections()
        finally:
            connection.close()

    thread = threading.Thread(target=keep, name=f"lease-{run.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _claim(job_id: int, number: int, task_id: UUID) -> Job | None:
    """The job, when it still waits for this attempt; None when this call is out of date."""
    now = clock.now()
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING, attempts=number - 1).update(
        state=Job.State.RUNNING,
        attempts=number,
        lease_until=now + LEASE,
        worker_task=task_id,
        started_at=now,
        error="",
    )
    return Job.objects.select_related("user").get(pk=job_id) if taken else None


@task(takes_context=True)
def attempt(context: Any, job_id: int, number: int) -> None:
    """Run a job for the nth time."""
    job = _claim(job_id, number, UUID(str(context.task_result.id)))
    if job is not None:
        perform(JobRun(job))


def perform(run: JobRun) -> None:
    try:
        with _heartbeat(run):
            outcome = kind(run.job.kind).work(run, **run.job.arguments) or Outcome()
    except LostLease:
        log.warning("job %s was taken over", run.job.pk)
    except TownclerkError as error:
        # Trying again would meet the same input.
        fail(run, str(error))
    except Exception as error:
        log.exception("job %s failed", run.job.pk)
        try_again(run, error)
    else:
        run.finish(
            state=Job.State.DONE, result=outcome.as_json(), doing="", finished_at=clock.now()
        )


def fail(run: JobRun, sentence: str) -> None:
    run.finish(state=Job.State.FAILED, error=sentence, finished_at=clock.now())


def try_again(run: JobRun, error: Exception) -> None:
    job = run.job
    sentence = f"It stopped on a fault of the program ({type(error).__name__})."
    if job.attempts >= job.most_attempts:
        fail(run, f"{sentence} It was tried {_times(job.attempts)}. Nothing more will be tried.")
        return
    with transaction.atomic():
        if run.finish(state=Job.State.WAITING, error=f"{sentence} It will be tried again."):
            send(job, wait=back_off(job.attempts))


def send(job: Job, *, wait: timedelta | None = None) -> None:
    """Hand the job's next attempt to the worker."""
    using = attempt if wait is None else attempt.using(run_after=clock.now() + wait)
    using.enqueue(job.pk, job.attempts + 1)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
