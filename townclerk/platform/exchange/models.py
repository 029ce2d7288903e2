"""What was imported, by whom and when, with the file it came from."""

from django.conf import settings
from django.db import models


class ImportBatch(models.Model):
    """One file that was loaded. It is written once and never changed."""

    template = models.CharField(max_length=60)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    stored = models.CharField(max_length=200)
    """Where the original lies among the installation's files."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    os_user = models.CharField(max_length=60, blank=True)
    moment = models.DateTimeField()
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-moment", "-id"]
        indexes = [models.Index(fields=["template", "sha256"])]

    def __str__(self) -> str:
        return f"{self.filename} into {self.template}"

    @property
    def reference(self) -> str:
        """What records of the batch carry."""
        return f"import-{self.pk}"
