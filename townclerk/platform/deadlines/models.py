"""What somebody owes, the rule its last day is counted by, and the stops of that clock."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from townclerk.kernel.explained import Confidence
from townclerk.platform.access.areas import CLEARANCES, Area
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


def record_type(model: models.Model | type[models.Model]) -> str:
    """What a task calls the kind of record it comes from."""
    return str(model._meta.label_lower)  # noqa: SLF001 (the documented way to a model's name)


class Task(Record):
    """One thing to be done, by a person, by whoever holds a role, or by a unit.

    Overdue is no state: it is worked out from the day on which the list is read.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    title = models.CharField(max_length=200)
    kind = models.SlugField(max_length=60)
    area = models.CharField(max_length=2, choices=[(a.value, a.label) for a in Area])
    clearance = models.CharField(max_length=20, blank=True, choices=list(CLEARANCES.items()))
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    owner_role = models.SlugField(max_length=60, blank=True)
    source_type = models.CharField(max_length=100, blank=True)
    source_id = models.CharField(max_length=64, blank=True)
    source_label = models.CharField(max_length=300, blank=True)
    purpose = models.SlugField(max_length=100)
    address = models.CharField(max_length=300, blank=True)
    """Where the work is done."""
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due", "id"]
        indexes = [
            models.Index(fields=["state", "owner_role", "due"], name="tasks_by_role"),
            models.Index(fields=["state", "owner_user", "due"], name="tasks_by_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "purpose"],
                condition=~Q(source_type=""),
                name="one_task_a_source_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(owner_user__isnull=False) | ~Q(owner_role="") | Q(unit__isnull=False),
                name="a_task_is_owed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Deadline(Record):
    """How the last day of a task is counted: the rule, the day it starts from, the reasons."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="deadline")
    rule = models.CharField(max_length=100)
    """The parameter that holds the limit, such as platform/foi-reply."""
    start = models.DateField()
    """The day the count starts from, or the event it goes back from; the rule is read on it."""
    number = models.PositiveIntegerField(null=True, blank=True)
    """A local length in place of the rule's; never shorter where the rule is a minimum."""
    also_closed = models.JSONField(default=list, blank=True)
    provision = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(
        max_length=10, choices=[(c.value, c.value) for c in Confidence], default="confirmed"
    )
    explanation = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["task", "id"]

    def __str__(self) -> str:
        return f"{self.task}: {self.rule} from {self.start}"


class Stoppage(Record):
    """A stop of a deadline's clock, both days included; it lasts while `last` is empty."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="stoppages")
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["deadline", "first", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(last__isnull=True),
                name="a_clock_stops_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")),
                name="a_stop_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} stopped on {self.first}"


class EscalationStep(Record):
    """From so many days late, a task is shown to a further role as well."""

    kind = models.SlugField(max_length=60, blank=True, help_text="Empty for every kind of task.")
    days_late = models.PositiveSmallIntegerField()
    role = models.SlugField(max_length=60)

    class Meta:
        ordering = ["kind", "days_late", "role"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "role"], name="one_step_a_kind_a_role"),
            models.CheckConstraint(condition=Q(days_late__gt=0), name="escalates_what_is_late"),
        ]

    def __str__(self) -> str:
        return f"{self.role} from {self.days_late} days late"


class CalendarFeed(Record):
    """A person's calendar of what they owe, read by a program that knows its secret address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret; the secret itself is shown once and kept nowhere."""

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return f"Calendar of {self.user}"


class RedundancyProposal(Record):
    """Redundancies proposed at one establishment within the window the law adds them up over."""

    reference = models.SlugField(max_length=60, unique=True)
    establishment = models.CharField(max_length=200)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="redundancy_proposals"
    )
    proposed = models.PositiveIntegerField(help_text="Employees whose dismissal is proposed.")
    consultation_starts = models.DateField()
    first_dismissal = models.DateField(null=True, blank=True)
    local_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="A longer consultation the council keeps, in days."
    )

    class Meta:
        ordering = ["consultation_starts", "reference"]

    def __str__(self) -> str:
        return f"Redundancies at {self.establishment} ({self.reference})"
