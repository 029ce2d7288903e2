from datetime import timedelta

import pytest

from townclerk.figures.models import FactBatch
from townclerk.platform import clock, jobs, records
from townclerk.platform.audit.log import Actor
from townclerk.platform.jobs import running
from townclerk.platform.jobs.models import Job

pytestmark = pytest.mark.django_db
ASKER = Actor(user=None, os_user="schedule")


def a_batch(name, age):
    made = FactBatch(
        table="t.lines",
        batch=name,
        name=name,
        file="f.csv",
        checksum=name,
        rows=1,
        totals={"rows": 1},
    )
    return records.create(made, actor=ASKER, moment=clock.now() - age)


def test_it_gives_up_a_batch_whose_writer_died_and_no_younger_one():
    dead = a_batch("dead", timedelta(hours=2))
    alive = a_batch("alive", timedelta(minutes=2))
    job = jobs.enqueue("recover-facts", key="now", actor=ASKER)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    job.refresh_from_db()
    running.perform(running.JobRun(job))
    job.refresh_from_db()
    assert (job.state, job.result["done"]) == ("done", 1)
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, alive.state) == ("failed", "writing")
    assert "Bring the file again" in dead.history.latest().history_change_reason
