"""What records that were read from a document have: where it stands there."""

from django.db import models

from townclerk.platform.records import Record


class Sourced(Record):
    """A record that names the document and the place it was taken from."""

    source = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
