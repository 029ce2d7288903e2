"""Reports, their recommendations and clearances, and what was published."""

from django.conf import settings
from django.db import models

from townclerk.platform.records import Record


class Report(Record):
    """One report on its way to a body."""

    class State(models.TextChoices):
        COMMISSIONED = "commissioned", "Commissioned"
        DRAFTING = "drafting", "Drafting"
        CONSULTATION = "consultation", "Consultation"
        CLEARED = "cleared", "Cleared"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"

    reference = models.SlugField(max_length=60, unique=True)
    template = models.CharField(max_length=60)
    period = models.CharField(max_length=40, blank=True)
    body = models.CharField(max_length=100)
    meeting_date = models.DateField()
    subject = models.CharField(max_length=300)
    state = models.CharField(max_length=20, choices=State.choices, default=State.COMMISSIONED)
    cover = models.JSONField(default=dict, blank=True)
    """Section name to what was filled in, by the form of the body on the day."""

    class Meta:
        ordering = ("-meeting_date", "reference")

    def __str__(self) -> str:
        return f"{self.subject} ({self.reference})"


class Recommendation(Record):
    """One numbered recommendation; each becomes one line of the decision."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="recommendations")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("report", "number")
        constraints = [
            models.UniqueConstraint(fields=("report", "number"), name="recommendation_number")
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.number} of {self.report}"


class Clearance(Record):
    """What a consultee cleared: the reference given, and every value as it stood."""

    class Kind(models.TextChoices):
        FINANCE = "finance", "Finance"
        LEGAL = "legal", "Legal"

    report = models.ForeignKey(Report, models.CASCADE, related_name="clearances")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reference = models.CharField(max_length=60)
    values = models.JSONField(default=dict, blank=True)
    """The question of each figure to its exact value and display."""
    cleared_at = models.DateTimeField()
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_reason = models.TextField(blank=True)
    """Why the cleared values are kept although their source moved."""
    held_values = models.JSONField(default=dict, blank=True)
    """The moved values the hold was given for: a further move needs a new hold."""

    class Meta:
        ordering = ("report", "kind", "cleared_at")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} clearance {self.reference}"


class Publication(models.Model):
    """One link of the chain. Written once, never changed."""

    number = models.PositiveIntegerField(unique=True)
    report = models.OneToOneField(Report, models.PROTECT, related_name="publication")
    manifest = models.TextField()
    checksum = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    content = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"Publication {self.number}"


class FrozenFigure(models.Model):
    """A figure with its whole explanation, as it stood when published."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="figures")
    place = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    scope = models.CharField(max_length=100)
    period = models.CharField(max_length=40, blank=True)
    document = models.JSONField()

    class Meta:
        ordering = ("publication", "place")
        indexes = [models.Index(fields=("key", "scope", "period"), name="frozen_figure_printed")]

    def __str__(self) -> str:
        return f"{self.key} in {self.publication}"


class Output(models.Model):
    """A rendered file as it was published."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="outputs")
    name = models.CharField(max_length=100)
    body = models.BinaryField()

    class Meta:
        ordering = ("publication", "name")
        constraints = [models.UniqueConstraint(fields=("publication", "name"), name="output_name")]

    def __str__(self) -> str:
        return f"{self.name} of {self.publication}"


class Build(models.Model):
    """A report as it was made into files, whole. Written once; publication freezes one of these."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="builds")
    checksum = models.CharField(max_length=64)
    """Of the words as written and the figures as answered: says whether the build is current."""
    content = models.JSONField()
    figures = models.JSONField()
    site = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"Build of {self.report}"


class BuiltFile(models.Model):
    """One file of a build."""

    build = models.ForeignKey(Build, models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    body = models.BinaryField()

    class Meta:
        ordering = ("build", "name")
        constraints = [models.UniqueConstraint(fields=("build", "name"), name="built_file_name")]

    def __str__(self) -> str:
        return f"{self.name} of {self.build}"
