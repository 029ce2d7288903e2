"""Statutory returns: what is owed to whom by law, each time it is due, and what was sent."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from townclerk.performance.models.sourced import Sourced
from townclerk.platform.organisation.models import Unit


class ReturnKind(Sourced):
    """A return that comes again: who asks for it, by which law, for what use."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    body = models.CharField(max_length=200, help_text="Who receives it.")
    legal_basis = models.CharField(max_length=300)
    frequency = models.CharField(max_length=60, help_text="As every year, every quarter.")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    owner_role = models.CharField(max_length=60, default="head-of-service")
    use = models.CharField(max_length=300, blank=True, help_text="What the body does with it.")
    penalty = models.CharField(
        max_length=300, blank=True, help_text="What follows when it is late."
    )
    measures = models.TextField(
        blank=True, help_text="Keys of the figures it holds, one a line, kept with what is sent."
    )
    validator_days = models.PositiveIntegerField(
        default=7, help_text="Days before it is due when somebody has to have taken on the check."
    )

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class StatutoryReturn(Sourced):
    """A return for one period: prepared by one person, checked by another, then sent."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", "Scheduled"
        PREPARING = "preparing", "Being prepared"
        VALIDATED = "validated", "Validated"
        SUBMITTED = "submitted", "Submitted"
        ACCEPTED = "accepted", "Accepted"
        RESUBMITTED = "resubmitted", "Resubmitted"

    UNSENT = (State.SCHEDULED, State.PREPARING, State.VALIDATED)

    code = models.SlugField(max_length=80, unique=True)
    kind = models.ForeignKey(ReturnKind, on_delete=models.PROTECT, related_name="returns")
    period = models.CharField(max_length=40, help_text="As 2024/25 or 2024/25 Q1.")
    due = models.DateField()
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, help_text="As its kind, if empty."
    )
    preparer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    validator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    evidence = models.TextField(
        blank=True, help_text="Where the evidence file is, and what is in it."
    )
    validated_on = models.DateField(null=True, blank=True, editable=False)
    submitted_on = models.DateField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=11, choices=State.choices, default=State.SCHEDULED)

    class Meta:
        ordering = ["due", "code"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "period"], name="one_return_of_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.period}"


class Submission(Sourced):
    """A version that was sent. Nothing of it is changed afterwards; its receipt is added once."""

    made_of = models.ForeignKey(
        StatutoryReturn, on_delete=models.PROTECT, related_name="submissions"
    )
    number = models.PositiveIntegerField()
    submitted_on = models.DateField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was sent again.")
    evidence = models.TextField(blank=True)
    values = models.JSONField(
        default=list, blank=True, help_text="The figures as they were when sent."
    )
    receipt = models.CharField(max_length=120, blank=True)
    received_on = models.DateField(null=True, blank=True)

    SENT = ("made_of_id", "number", "submitted_on", "signed_by_id", "reason", "evidence", "values")

    class Meta:
        ordering = ["made_of", "number"]
        constraints = [
            models.UniqueConstraint(fields=["made_of", "number"], name="one_version_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.made_of}, version {self.number}"

    def clean(self) -> None:
        sent = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if sent is None:
            return
        kept = (*self.SENT, "receipt", "received_on") if sent.receipt else self.SENT
        if any(getattr(sent, name) != getattr(self, name) for name in kept):
            raise ValidationError(
                "What was sent stays as it is. Correct the return and send it as a new version."
            )
