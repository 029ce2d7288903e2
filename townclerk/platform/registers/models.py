"""What people keep of a list: named views of it, and what they did to many records at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A list as an address describes it, under a name: a person's own, or shared with a role."""

    register = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    """Filters, words, order and columns, as they stand in the address."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    role = models.CharField(max_length=60, blank=True)
    """Whoever holds the role sees the view too."""
    default = models.BooleanField(default=False)
    """Whether the list opens with it, for its owner or for the role it is shared with."""
    moment = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["register", "user", "name"], name="one_view_a_name"),
            models.UniqueConstraint(
                fields=["register", "user"],
                condition=Q(default=True, role=""),
                name="one_default_view_of_ones_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BulkAct(models.Model):
    """One act on many records, kept so that it can be taken back."""

    register = models.CharField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_acts"
    )
    moment = models.DateTimeField()
    what = models.CharField(max_length=200)
    column = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=60, blank=True)
    rows = models.JSONField(default=list)
    """Of each record: its key, the version the act left it at, and what the column held before."""
    refused = models.JSONField(default=list)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-moment", "-id"]

    def __str__(self) -> str:
        return self.what
