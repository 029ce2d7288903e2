"""What figures keep: values services returned, sign-offs, and the batches of the facts store."""

from django.conf import settings
from django.db import models

from townclerk.platform.records import Record


class ReturnedValue(Record):
    """One statement of a figure's value by a service. A correction is a new row, never an edit."""

    class Basis(models.TextChoices):
        ACTUAL = "actual", "Actual"
        TARGET = "target", "Target"
        BUDGET = "budget", "Budget"
        NATIONAL = "national", "England average"
        FAMILY = "family", "Family group average"
        NEIGHBOURS = "neighbours", "Neighbours"
        REGION = "region", "Region"
        METROPOLITAN = "metropolitan", "Metropolitan districts"
        EARLIER = "earlier", "Earlier, as printed beside it"

    class Qualifier(models.TextChoices):
        """How exactly the value was stated."""

        OVER = "over", "over"
        UNDER = "under", "under"
        UP_TO = "up-to", "up to"
        ABOUT = "about", "about"
        AT_LEAST = "at-least", "at least"

    key = models.CharField(max_length=200)
    scope = models.CharField(max_length=100, default="council")
    period = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.ACTUAL)
    revision = models.PositiveIntegerField(default=1)
    value = models.CharField(max_length=100)
    qualifier = models.CharField(max_length=8, choices=Qualifier.choices, blank=True)
    numerator = models.CharField(max_length=100, blank=True)
    denominator = models.CharField(max_length=100, blank=True)
    as_at = models.DateField(null=True, blank=True)
    evidence = models.TextField()
    reason = models.TextField(blank=True)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("key", "scope", "period", "basis", "as_at", "revision")
        constraints = [
            models.UniqueConstraint(
                fields=("key", "scope", "period", "basis", "as_at", "revision"),
                name="returned_value_revision",
            ),
            models.UniqueConstraint(
                fields=("key", "scope", "period", "basis", "revision"),
                condition=models.Q(as_at=None),
                name="returned_value_revision_without_a_day",
            ),
        ]

    def __str__(self) -> str:
        of = self.period or (self.as_at.isoformat() if self.as_at else "whole")
        return f"{self.key} {self.scope} {of}, revision {self.revision}"


class Scope(Record):
    """What a figure can be about besides a unit of the organisation: a site, a group, a course."""

    code = models.SlugField(max_length=100, unique=True)
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, blank=True, help_text="Site, group, course and so on.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("label", "code")

    def __str__(self) -> str:
        return self.label


class SignOff(Record):
    """The owner role stood behind a computed value; what it was and how it was explained."""

    key = models.CharField(max_length=200)
    scope = models.CharField(max_length=100)
    period = models.CharField(max_length=40, blank=True)
    as_at = models.DateField(null=True, blank=True)
    value = models.CharField(max_length=100)
    display = models.CharField(max_length=100)
    checksum = models.CharField(max_length=64)
    definition_version = models.PositiveIntegerField()
    role = models.CharField(max_length=60)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("key", "scope", "period", "signed_at")
        indexes = [models.Index(fields=("key", "scope", "period"), name="sign_off_of_figure")]

    def __str__(self) -> str:
        return f"{self.key} {self.scope} {self.period or 'whole'} signed off"


class FactBatch(Record):
    """One delivery of rows to a table of the facts store."""

    class State(models.TextChoices):
        WRITING = "writing", "Being written"
        LANDED = "landed", "Landed"
        SUPERSEDED = "superseded", "Superseded"
        DISPOSING = "disposing", "Being disposed of"
        DISPOSED = "disposed", "Disposed of"
        FAILED = "failed", "Not landed"

    table = models.CharField(max_length=100)
    batch = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITING)
    file = models.CharField(max_length=300)
    checksum = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    totals = models.JSONField(default=dict)
    delta_version = models.BigIntegerField(null=True, blank=True)
    landed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("table", "landed_at", "pk")
        verbose_name_plural = "fact batches"

    def __str__(self) -> str:
        return f"{self.table}: {self.name} ({self.file})"


class Residual(models.Model):
    """What records that were disposed of added to a figure, without anything else of them."""

    key = models.CharField(max_length=200)
    scope = models.CharField(max_length=100)
    period = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField()
    """Whole pence of money; else whole units."""
    certificate = models.PositiveIntegerField()

    class Meta:
        ordering = ("key", "scope", "period", "certificate")
        indexes = [models.Index(fields=("key", "scope", "period"), name="residual_of_figure")]

    def __str__(self) -> str:
        return f"Residual of {self.key} by certificate {self.certificate}"
