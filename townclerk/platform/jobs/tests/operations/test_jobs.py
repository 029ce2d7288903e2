from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock, jobs
from townclerk.platform.access.testing import an_actor
from townclerk.platform.jobs import kinds, operations, recovery, running
from townclerk.platform.jobs.kinds import Outcome
from townclerk.platform.jobs.models import Job, ScheduledRun
from townclerk.platform.jobs.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr(kinds, "KINDS", {})
    monkeypatch.setattr(kinds, "SCHEDULES", {})
    monkeypatch.setattr(recovery, "SCHEDULES", kinds.SCHEDULES)
    return kinds.KINDS


def drain():
    Worker(worker_id="test", interval=0).work(until_idle=True)


def test_it_does_what_was_asked_and_says_what_came_of_it(declared):
    @jobs.job("count", title="Count")
    def count(run, *, to):
        run.progress(to, to, "counting")
        return Outcome(done=to - 1, left=0, refused=("Row 3: no amount.",), url="/x/")

    actor = an_actor("internal-auditor")
    job = jobs.enqueue("count", key="a", actor=actor, to=3)
    assert job.state == Job.State.WAITING
    drain()
    job.refresh_from_db()
    assert (job.state, job.done, job.of, job.attempts) == ("done", 3, 3, 1)
    assert job.result == {"done": 2, "left": 0, "refused": ["Row 3: no amount."], "url": "/x/"}
    assert job.user == actor.user


def test_it_gives_the_same_job_for_the_same_key(declared):
    ran = []
    jobs.job("once")(lambda run: ran.append(1))
    actor = an_actor("internal-auditor")
    first = jobs.enqueue("once", key="k", actor=actor)
    assert jobs.enqueue("once", key="k", actor=actor) == first
    drain()
    assert jobs.enqueue("once", key="k", actor=actor) == first
    drain()
    assert ran == [1]


def test_it_refuses_a_kind_nobody_declared(declared):
    with pytest.raises(kinds.UnknownKind, match="no kind of job called nothing"):
        jobs.enqueue("nothing", key="k", actor=an_actor("internal-auditor"))


def test_it_tries_again_after_a_fault_and_then_fails_in_words(declared, monkeypatch):
    monkeypatch.setattr(running, "back_off", lambda attempt: timedelta(0))
    seen = []

    @jobs.job("faulty", retries=2)
    def faulty(run):
        seen.append(run.checkpointed)
        run.checkpoint(len(seen))
        raise ZeroDivisionError

    job = jobs.enqueue("faulty", key="k", actor=an_actor("internal-auditor"))
    drain()
    job.refresh_from_db()
    assert seen == [None, 1, 2]
    assert job.state == "failed"
    assert job.error == (
        "It stopped on a fault of the program (ZeroDivisionError). "
        "It was tried 3 times. Nothing more will be tried."
    )


def test_it_waits_before_trying_again(declared):
    @jobs.job("faulty", retries=1)
    def faulty(run):
        raise ZeroDivisionError

    job = jobs.enqueue("faulty", key="k", actor=an_actor("internal-auditor"))
    drain()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 1)


def test_it_does_not_try_again_on_bad_input_and_can_be_started_again(declared):
    fail = [True]

    @jobs.job("picky", retries=5)
    def picky(run):
        if fail[0]:
            raise TownclerkError("Row 4 has no date. Give one.")

    job = jobs.enqueue("picky", key="k", actor=an_actor("internal-auditor"))
    drain()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("failed", 1, "Row 4 has no date. Give one.")
    fail[0] = False
    operations.start_again(job)
    drain()
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    with pytest.raises(operations.NotFailed, match="This job is done"):
        operations.start_again(job)


def test_it_takes_over_a_silent_job_and_fails_it_when_no_attempt_is_left(declared):
    ran = []
    jobs.job("left", retries=1)(lambda run: ran.append(run.job.attempts))
    job = jobs.enqueue("left", key="k", actor=an_actor("internal-auditor"))
    running._claim(job.pk, 1, uuid4())
    assert recovery.recover(clock.now()) == 0
    later = clock.now() + running.LEASE + timedelta(seconds=1)
    assert recovery.recover(later) == 1
    job.refresh_from_db()
    assert (job.state, job.lease_until) == ("waiting", None)
    running._claim(job.pk, 2, uuid4())
    recovery.recover(later + running.LEASE)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error.startswith("The worker stopped in the middle of it, 2 times in all.")
    drain()
    assert ran == []


def test_it_keeps_a_worker_that_lost_its_lease_from_writing(declared):
    jobs.job("slow")(lambda run: None)
    job = jobs.enqueue("slow", key="k", actor=an_actor("internal-auditor"))
    old = running.JobRun(running._claim(job.pk, 1, uuid4()))
    recovery.recover(clock.now() + running.LEASE + timedelta(seconds=1))
    with pytest.raises(running.LostLease):
        old.checkpoint({"row": 7})
    assert not old.finish(state="done")
    job.refresh_from_db()
    assert (job.state, job.checkpoint) == ("waiting", None)


def test_it_runs_nothing_the_caller_did_not_commit(declared):
    jobs.job("undone")(lambda run: None)
    with transaction.atomic():
        jobs.enqueue("undone", key="k", actor=an_actor("internal-auditor"))
        transaction.set_rollback(True)
    drain()
    assert not Job.objects.exists()


def test_it_asks_for_a_scheduled_job_once_each_time_it_is_due(declared):
    jobs.job("nightly", schedule=jobs.Rhythm(jobs.Every.DAY, time(2, 0)))(lambda run: None)
    now = clock.now()
    assert recovery.tick(now) == []
    due = ScheduledRun.objects.get().next_at
    assert len(recovery.tick(due)) == 1
    assert recovery.tick(due) == []
    assert ScheduledRun.objects.get().next_at > due
    assert Job.objects.get().os_user == "schedule"
