"""The audit log: who did what to which record, when and why, written with the change itself."""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One act. Rows are only added; disposal of a record leaves its entries without content."""

    moment = models.DateTimeField(db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    os_user = models.CharField(max_length=100, blank=True)
    verb = models.CharField(max_length=60)
    record_type = models.CharField(max_length=100)
    record_id = models.CharField(max_length=64)
    record_label = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-moment", "-id"]
        indexes = [models.Index(fields=["record_type", "record_id"])]

    def __str__(self) -> str:
        return f"{self.moment:%Y-%m-%d %H:%M} {self.verb} {self.record_label}"
