"""Building a report behind its page."""

from townclerk.platform import clock
from townclerk.platform.jobs import Outcome, job
from townclerk.platform.jobs.running import JobRun
from townclerk.reports import making, queries

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
