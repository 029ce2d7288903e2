"""Which jobs a reader sees: their own, and for who runs the installation every one."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from townclerk.platform.access.areas import Area, Reach, Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.jobs.core.timing import time_left
from townclerk.platform.jobs.models import Job


def seen_by(reader: Reader) -> QuerySet[Job]:
    every = Job.objects.select_related("user")
    if reader.reach(Area.ADMINISTRATION, Verb.READ) is Reach.ALL:
        return every
    return every.filter(user_id=reader.user_id) if reader.user_id else every.none()


def remaining(job: Job, now: datetime) -> timedelta | None:
    if job.state != Job.State.RUNNING or job.started_at is None:
        return None
    return time_left(job.started_at, now, job.done, job.of)
