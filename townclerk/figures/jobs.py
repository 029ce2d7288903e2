"""What figures look after behind the pages."""

from datetime import timedelta

from townclerk.platform import clock
from townclerk.platform.jobs import Every, Outcome, Rhythm, job
from townclerk.platform.jobs.running import JobRun

ABANDONED = timedelta(hours=1)
"""A batch is written in seconds; one that is still 'being written' lost its writer."""


@job("recover-facts", title="Give up facts whose writer died", schedule=Rhythm(Every.HOUR))
def recover_facts(run: JobRun) -> Outcome:
    from townclerk.figures.facts import batches

    now = clock.now()
    return Outcome(done=batches.recover(actor=run.actor, moment=now, before=now - ABANDONED))
