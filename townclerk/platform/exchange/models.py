"""What was imported, by whom and when, with the file it came from; and what is on its way in."""

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
    sheet = models.CharField(max_length=100, blank=True)
    """The sheet of a workbook that was read."""
    rows_at = models.JSONField(default=list)
    """Runs of rows: the number a loader counts by, and the row of the file it stands for."""
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

    def file_row(self, row: int) -> int:
        """The row of the file for a row as records of the batch carry it."""
        before = [(counted, at) for counted, at in self.rows_at if counted <= row]
        counted, at = before[-1] if before else (row, row)
        return int(at + row - counted)


class Upload(models.Model):
    """A file somebody brought through a page, from its check to its saving or its end."""

    class State(models.TextChoices):
        CHECKING = "checking", "Being checked"
        WRONG = "wrong", "Has errors"
        READY = "ready", "Ready to save"
        SAVING = "saving", "Being saved"
        SAVED = "saved", "Saved"
        DISCARDED = "discarded", "Discarded"

    template = models.CharField(max_length=60)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    stored = models.CharField(max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads"
    )
    moment = models.DateTimeField()
    expected = models.JSONField(default=dict)
    """The rows and totals the person expects of the file."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    preview = models.JSONField(null=True)
    problems = models.JSONField(default=list)
    batch = models.OneToOneField(ImportBatch, null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["-moment", "-id"]
        indexes = [models.Index(fields=["template", "user", "state"])]

    def __str__(self) -> str:
        return f"{self.filename} for {self.template}"
