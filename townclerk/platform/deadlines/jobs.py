"""Open deadlines counted again each night, and each morning the list of what is owed."""

from datetime import time

from townclerk.platform import clock
from townclerk.platform.deadlines import digest, law_changes
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


@job("send-digests", title="Remind of what is owed", schedule=Rhythm(Every.DAY, time(6, 30)))
def send_digests(run: JobRun) -> Outcome:
    """Each person's list for the mail of the day; a list of a day is queued once, however often
    a killed worker begins again."""
    on = clock.today()
    queued = 0
    for user in digest.receivers():
        found = digest.pressing(user, on)
        if digest.is_due(user, found, on):
            digest.remind(user, found, on, clock.now())
            queued += 1
    return Outcome(done=queued)
