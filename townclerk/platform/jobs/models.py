"""Jobs: work done behind a page, that is either done once or says why it was not."""

from django.conf import settings
from django.db import models


class Job(models.Model):
    """One piece of work asked for. The worker's lease says whether somebody still does it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    """Asking again with the same kind and key gives the same job."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="jobs"
    )
    os_user = models.CharField(max_length=100, blank=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    """Also the fence: only the attempt that holds this number may write to the job."""
    most_attempts = models.PositiveIntegerField(default=1)
    lease_until = models.DateTimeField(null=True)
    worker_task = models.UUIDField(null=True)
    """The library's own row of the attempt that runs."""
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(null=True)
    doing = models.CharField(max_length=200, blank=True)
    checkpoint = models.JSONField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_job_a_key")]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class ScheduledRun(models.Model):
    """When a scheduled job is next due. The rule itself stands in the code that declares it."""

    name = models.CharField(max_length=100, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
