"""Imports as jobs: a worker killed in the middle leaves nothing half done."""

from datetime import time

from django.urls import reverse

from townclerk.platform import clock
from townclerk.platform.exchange import uploads
from townclerk.platform.exchange.models import Upload
from townclerk.platform.jobs import Every, Outcome, Rhythm, job
from townclerk.platform.jobs.running import JobRun


@job("check-import", title="Check a sheet")
def check_import(run: JobRun, upload: int) -> Outcome:
    found = uploads.examine(
        Upload.objects.get(pk=upload), actor=run.actor, moment=clock.now(), tell=run.progress
    )
    return _outcome(found)


@job("save-import", title="Save a sheet")
def save_import(run: JobRun, upload: int) -> Outcome:
    found = uploads.save(
        Upload.objects.get(pk=upload),
        actor=run.actor,
        moment=clock.now(),
        tell=run.progress,
        fence=lambda: run.checkpoint("saved"),
    )
    return _outcome(found)


@job(
    "discard-old-uploads",
    title="Discard files nobody saved",
    schedule=Rhythm(Every.DAY, time(3, 40)),
)
def discard_old_uploads(run: JobRun) -> Outcome:
    return Outcome(done=uploads.discard_old(clock.now()))


def _outcome(upload: Upload) -> Outcome:
    preview = upload.preview or {}
    return Outcome(
        done=preview.get("added", 0) + preview.get("changed", 0) if upload.preview else 0,
        left=preview.get("same", 0),
        refused=("The file has errors.",) if upload.state == Upload.State.WRONG else (),
        url=reverse("exchange:upload", args=[upload.template, upload.pk]),
    )
