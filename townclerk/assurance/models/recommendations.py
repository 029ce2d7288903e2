"""Recommendations, whoever made them: what was answered, by when, done, and agreed to be done."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from townclerk.assurance.models.audit import Engagement
from townclerk.assurance.models.sourced import Sourced
from townclerk.platform.organisation.models import Unit


class Recommendation(Sourced):
    """What an auditor, a regulator or a peer asks to be done, until they agree that it is."""

    class Origin(models.TextChoices):
        INTERNAL_AUDIT = "internal-audit", "Internal audit"
        EXTERNAL_AUDIT = "external-audit", "External auditor"
        SAFETY = "safety-regulator", "Safety regulator"
        PEER = "peer", "Peer challenge"
        SCRUTINY = "scrutiny", "Scrutiny"
        INSURER = "insurer", "Insurer"
        OTHER = "other-regulator", "Other regulator"

    class Priority(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class State(models.TextChoices):
        RAISED = "raised", "Raised"
        ACCEPTED = "accepted", "Accepted"
        REPORTED = "reported", "Reported, unverified"
        VERIFIED = "verified", "Verified"
        REOPENED = "reopened", "Reopened"
        SUPERSEDED = "superseded", "Superseded"

    OUTSTANDING = (State.RAISED, State.ACCEPTED, State.REOPENED)
    OPEN = (*OUTSTANDING, State.REPORTED)

    code = models.SlugField(max_length=100, unique=True)
    origin = models.CharField(max_length=16, choices=Origin.choices)
    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    priority = models.CharField(
        max_length=6, choices=Priority.choices, blank=True, help_text="Empty where none is given."
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    owner_role = models.CharField(max_length=60, default="head-of-service")
    raised_on = models.DateField()
    response = models.TextField(blank=True, help_text="What management answered.")
    due = models.DateField(null=True, blank=True)
    first_due = models.DateField(null=True, blank=True, editable=False)
    revised = models.PositiveIntegerField(default=0, editable=False)
    part_done = models.BooleanField(default=False)
    evidence = models.TextField(blank=True, help_text="What shows that it is done.")
    reported_on = models.DateField(null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    verification = models.TextField(blank=True, help_text="What its originator saw.")
    verified_on = models.DateField(null=True, blank=True)
    reopened = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RAISED)

    class Meta:
        ordering = ["due", "code"]
        indexes = [models.Index(fields=["state", "due"], name="recommendation_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def late_on(self, day: date) -> bool:
        return self.state in self.OUTSTANDING and self.due is not None and self.due < day

    def clean(self) -> None:
        if self.engagement_id and self.origin != self.Origin.INTERNAL_AUDIT:
            raise ValidationError({"origin": "What comes of an audit comes from internal audit."})
        if self.engagement_id and not self.priority:
            raise ValidationError({"priority": "A recommendation of an audit has a priority."})
