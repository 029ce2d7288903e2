"""Run as a program by the test of killed workers: the real worker command and one slow job."""

import os
import sys
import time

import click
import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.db import transaction  # noqa: E402

from townclerk.platform import clock, jobs  # noqa: E402
from townclerk.platform.audit.log import Actor  # noqa: E402
from townclerk.platform.audit.models import AuditEntry  # noqa: E402
from townclerk.platform.jobs.commands import worker  # noqa: E402
from townclerk.platform.jobs.models import Job  # noqa: E402

STEPS = 100


@jobs.job("slow steps", retries=3)
def slow_steps(run):
    for number in range(run.checkpointed or 0, STEPS):
        with transaction.atomic():
            AuditEntry.objects.create(moment=clock.now(), verb="step", record_id=str(number))
            run.checkpoint(number + 1)
        run.progress(number + 1, STEPS)
        # Slow until killed, so that the kill falls in the middle on a busy machine too.
        time.sleep(0.5 if run.job.attempts == 1 else 0)


def state():
    job = Job.objects.get(kind="slow steps")
    steps = list(AuditEntry.objects.filter(verb="step").values_list("record_id", flat=True))
    click.echo(f"{job.state} {job.attempts} {len(steps)} {len(set(steps))}")


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "enqueue":
        jobs.enqueue("slow steps", key="k", actor=Actor(user=None, os_user="test"))
    elif what == "state":
        state()
    else:
        worker(["--interval=0.1", "--lease=1", *sys.argv[2:]])
