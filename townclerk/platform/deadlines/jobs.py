"""Each night open deadlines are counted again, so that a new law or a new holiday reaches them."""

from datetime import time

from townclerk.platform import clock
from townclerk.platform.deadlines import law_changes
from townclerk.platform.jobs import Every, Outcome, Rhythm, job
from townclerk.platform.jobs.running import JobRun

REASON = "The law or the bank holidays changed"


@job(
    "recount-deadlines",
    title="Count open deadlines again",
    schedule=Rhythm(Every.DAY, time(4, 20)),
)
def recount_deadlines(run: JobRun) -> Outcome:
    """Counting twice changes nothing, so a killed worker's night is counted again whole."""
    told = law_changes.recount_all(reason=REASON, actor=run.actor, moment=clock.now())
    return Outcome(done=len(told.moved), left=told.same, refused=tuple(told.refused))
