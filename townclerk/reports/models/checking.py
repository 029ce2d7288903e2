"""What the number check found and somebody accepted, with the reason."""

from django.conf import settings
from django.db import models

from townclerk.platform.records import Record
from townclerk.reports.models.report import Report


class AcceptedFinding(Record):
    """A finding that stands although the check speaks against it. Kept as it read then."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="accepted_findings")
    key = models.CharField(max_length=16)
    """Of the kind, the section, the words and the values: other words need a new reason."""
    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=300)
    words = models.TextField()
    why = models.TextField()
    reason = models.TextField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ("report", "accepted_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("report", "key"), name="finding_accepted_once")
        ]

    def __str__(self) -> str:
        return f"“{self.words}” in {self.report}"
