"""What was built and what was published."""

from django.conf import settings
from django.db import models

from townclerk.reports.models.report import Report


class Publication(models.Model):
    """One link of the chain. Written once, never changed."""

    number = models.PositiveIntegerField(unique=True)
    report = models.OneToOneField(Report, models.PROTECT, related_name="publication")
    manifest = models.TextField()
    checksum = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    content = models.JSONField()
    issued_on = models.DateField()
    """The date the report bears. The time of signing is `published_at`, and the two may differ."""
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
    restricted = models.BooleanField(default=False)
    """Stands only in what is withheld from the public."""

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
    restricted = models.BooleanField(default=False)
    """Holds exempt parts: only for who holds the clearance for them."""

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
    restricted = models.BooleanField(default=False)

    class Meta:
        ordering = ("build", "name")
        constraints = [models.UniqueConstraint(fields=("build", "name"), name="built_file_name")]

    def __str__(self) -> str:
        return f"{self.name} of {self.build}"
