"""Clearing runs behind the page: it writes the whole database anew."""

from datetime import time

from townclerk.platform import clock
from townclerk.platform.jobs import Every, Outcome, Rhythm, job


@job(
    "clear-disposals",
    title="Clear what was disposed of",
    retries=5,
    schedule=Rhythm(Every.DAY, time(3, 15)),
)
def clear_disposals(run):  # type: ignore[no-untyped-def]
    """Every removal that is not cleared yet; what was cut off is done again."""
    from townclerk.platform.retention import clearing, queries

    return Outcome(done=clearing.clear(queries.to_clear(), actor=run.actor, moment=clock.now()))
