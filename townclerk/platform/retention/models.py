"""Legal holds, disposals asked for and decided, and the certificates they leave."""

from django.conf import settings
from django.db import models

from townclerk.platform.records import Record


class LegalHold(Record):
    """Nothing it covers may be disposed of while it stands, whoever agrees."""

    record_type = models.CharField(max_length=100)
    record_id = models.CharField(max_length=64, blank=True)
    """Empty: every record of the type."""
    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-placed_at", "-pk"]
        indexes = [models.Index(fields=["record_type", "record_id"])]

    def __str__(self) -> str:
        return f"Legal hold {self.pk}"


class Disposal(Record):
    """One record proposed for disposal. It holds no words: what it says must outlive the record."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        REJECTED = "rejected", "Not agreed"
        REMOVED = "removed", "Removed, traces being cleared"
        CLEARED = "cleared", "Disposed of"

    class Ground(models.TextChoices):
        PERIOD = "period", "Its retention period is over"
        ERASURE = "erasure", "A request for erasure was upheld"
        ERROR = "error", "It was recorded in error"

    record_type = models.CharField(max_length=100)
    record_id = models.CharField(max_length=64)
    retention_class = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=10, choices=Ground.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    erase = models.JSONField(default=list, blank=True)
    """Files still to be erased, by their place in the data directory."""
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "record_id"],
                condition=models.Q(state="proposed"),
                name="one_open_disposal_a_record",
            )
        ]

    def __str__(self) -> str:
        return f"Disposal {self.pk}"


class Certificate(models.Model):
    """What was disposed of, by whom and when, without a word of it. Written once, chained."""

    number = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    disposal = models.OneToOneField(Disposal, models.PROTECT, null=True, related_name="certificate")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Certificate {self.number}"
