"""Open deadlines counted again each night, and one mail a week to each who owes something."""

from datetime import time

from django.conf import settings

from townclerk.platform import clock
from townclerk.platform.deadlines import digest, law_changes
from townclerk.platform.jobs import Every, Outcome, Rhythm, job
from townclerk.platform.jobs.running import JobRun

MONDAY = 0
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


@job("send-digests", title="Mail what is owed this week", schedule=Rhythm(Every.DAY, time(6, 30)))
def send_digests(run: JobRun) -> Outcome:
    """On Mondays, one mail to each person who owes something this week.

    Who has been written to is kept after each mail, so a worker killed on the way writes at most
    one person twice.
    """
    on = clock.today()
    if on.weekday() != MONDAY:
        return Outcome()
    written = set(run.checkpointed or ())
    refused = []
    for user in digest.receivers():
        found = digest.pressing(user, on)
        if not found or user.pk in written:
            continue
        try:
            digest.mail(user, found, on, site=settings.SITE_URL).send()
        except OSError as error:
            refused.append(f"{user}: {error}")
            continue
        written.add(user.pk)
        run.checkpoint(sorted(written))
    return Outcome(done=len(written), refused=tuple(refused))
