"""What must happen after a meeting: by whom, by when, reported back to whom."""

from django.db import models

from townclerk.democracy.models.agendas import AgendaItem
from townclerk.democracy.models.bodies import Body, Dated
from townclerk.democracy.models.business import MeetingQuestion, Motion
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.records import Record


class CommitteeAction(Record):
    """A resolution, a part of a motion, a petition or a question that somebody must answer."""

    class Origin(models.TextChoices):
        RESOLUTION = "resolution", "Resolution"
        MOTION = "motion", "Motion"
        PETITION = "petition", "Petition"
        QUESTION = "question", "Question"
        REQUEST = "request", "Request of a committee"

    class State(models.TextChoices):
        ASSIGNED = "assigned", "Assigned"
        UNDER_WAY = "under-way", "Under way"
        REPORTED = "reported-back", "Reported back"
        CLOSED = "closed", "Closed"

    UNFINISHED = (State.ASSIGNED, State.UNDER_WAY, State.REPORTED)

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.RESOLUTION)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    motion = models.OneToOneField(
        Motion, null=True, blank=True, on_delete=models.PROTECT, related_name="action"
    )
    question = models.OneToOneField(
        MeetingQuestion, null=True, blank=True, on_delete=models.PROTECT, related_name="action"
    )
    owner_role = models.CharField(max_length=60)
    due = models.DateField()
    first_due = models.DateField(null=True, blank=True)
    rolled = models.PositiveIntegerField(default=0, help_text="How often it was rolled forward.")
    report_to = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    signatures = models.PositiveIntegerField(null=True, blank=True)
    progress = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    reported_at = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="heard_actions"
    )
    closed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=13, choices=State.choices, default=State.ASSIGNED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due", "reference"]
        indexes = [models.Index(fields=["state", "due"])]

    def __str__(self) -> str:
        return self.title


class ReportHeading(Dated):
    """A heading that a resolution put into every report, from a day and until it is taken back."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    form = models.SlugField(
        max_length=60, default="committee", help_text="The form of report it is asked in."
    )
    body = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="report_headings",
        help_text="Left empty, it is asked in reports to every body.",
    )
    mandatory = models.BooleanField(default=True, help_text="No report is submitted without it.")
    resolution = models.ForeignKey(
        CommitteeAction,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="headings",
        help_text="The resolution, or the part of it, that binds authors.",
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["start", "code"]

    def __str__(self) -> str:
        return self.title
