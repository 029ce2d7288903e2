"""Building a report behind its page, and noting each night what moved in those being written."""

from datetime import time

from townclerk.platform import clock
from townclerk.platform.jobs import Every, Outcome, Rhythm, job
from townclerk.platform.jobs.running import JobRun
from townclerk.reports import changing, making, queries, reminding
from townclerk.reports.models import Report

BUILD = "reports.build"


@job(BUILD, title="Build a report")
def build(run: JobRun, reference: str, site: str) -> Outcome:
    """Draw everything, then keep it with the checkpoint that says so: once, or not at all."""
    if not run.checkpointed:
        making.make(
            queries.report(reference),
            actor=run.actor,
            moment=clock.now(),
            site=site,
            progress=run.progress,
            kept=lambda made: run.checkpoint({"build": made.pk}),
        )
    return Outcome(done=1, url=f"/reports/{reference}/")


@job(
    "reports.note-changes",
    title="Note figures that moved in reports being written",
    schedule=Rhythm(Every.DAY, time(4, 50)),
)
def note_changes(run: JobRun) -> Outcome:
    """Each report by itself, so that a killed night is taken up again where nothing is noted."""
    noted = 0
    for report in Report.objects.exclude(state=Report.State.PUBLISHED).order_by("pk"):
        noted += len(changing.note_now(report, moment=clock.now()))
    return Outcome(done=noted)


@job(
    "reports.remind",
    title="Remind of sections that are due or late",
    schedule=Rhythm(Every.DAY, time(7, 10)),
)
def remind(run: JobRun) -> Outcome:
    return Outcome(done=reminding.remind(moment=clock.now(), on=clock.today()))
