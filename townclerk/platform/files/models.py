"""Files that hang on records. The content lies in the data directory, under its own checksum."""

from django.conf import settings
from django.db import models

from townclerk.platform.records import Record


class Attachment(Record):
    """A file on a record. Taking it off keeps this row and the content until disposal."""

    record_type = models.CharField(max_length=100)
    record_id = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    detached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["record_type", "record_id"])]

    def __str__(self) -> str:
        return self.name
