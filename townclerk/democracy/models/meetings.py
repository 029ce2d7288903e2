"""Meetings of bodies, with when their notice and agenda came out."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.bodies import Body
from townclerk.platform.records import Record


class Meeting(Record):
    """One meeting of one body."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "Ordinary"
        ANNUAL = "annual", "Annual meeting"
        BUDGET = "budget", "Budget meeting"
        SPECIAL = "special", "Special or extraordinary"
        INFORMAL = "informal", "Informal"

    class Attendance(models.TextChoices):
        IN_PERSON = "in-person", "In person"
        HYBRID = "hybrid", "In person, with others joining remotely"
        REMOTE = "remote", "Remote"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        NOTIFIED = "notified", "Notice published"
        AGENDA = "agenda-published", "Agenda published"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    OPEN = (State.NOTIFIED, State.AGENDA, State.HELD, State.CANCELLED)
    TO_COME = (State.PLANNED, State.NOTIFIED, State.AGENDA)

    reference = models.SlugField(max_length=100, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    starts = models.CharField(max_length=5, blank=True, help_text="Like 18:30.")
    place = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ORDINARY)
    attendance = models.CharField(
        max_length=10, choices=Attendance.choices, default=Attendance.IN_PERSON
    )
    cycle = models.PositiveIntegerField(null=True, blank=True)
    private = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.PLANNED)
    notified_on = models.DateField(null=True, blank=True)
    agenda_on = models.DateField(null=True, blank=True)
    late_reason = models.TextField(blank=True)
    clash_reason = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "starts", "reference"]
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return f"{self.body}, {self.on.day} {self.on:%B %Y}"

    def clean(self) -> None:
        if self.starts and not _is_time(self.starts):
            raise ValidationError({"starts": "Write the time like 18:30."})


def _is_time(text: str) -> bool:
    hours, _, minutes = text.partition(":")
    digits = len(hours) == len(minutes) == 2 and (hours + minutes).isdecimal()
    return digits and int(hours) < 24 and int(minutes) < 60
