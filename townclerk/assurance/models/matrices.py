"""The matrix that risks are scored on, by version, and the council's appetite on it."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.assurance.core import scoring
from townclerk.assurance.models.sourced import Sourced
from townclerk.platform.organisation.models import Unit


class RiskMatrix(Sourced):
    """One version of the matrix. Published, it holds from its day until the next one does."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    start = models.DateField(unique=True, help_text="The first day it holds.")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    decision = models.CharField(max_length=100, blank=True, help_text="Where it was agreed.")

    class Meta:
        ordering = ["start"]
        verbose_name_plural = "risk matrices"

    def __str__(self) -> str:
        return self.title

    @property
    def core(self) -> scoring.Matrix:
        steps = sorted(self.steps.all(), key=lambda one: one.number)
        return scoring.Matrix(
            key=self.code,
            likelihood=tuple(s.points for s in steps if s.axis == MatrixStep.Axis.LIKELIHOOD),
            impact=tuple(s.points for s in steps if s.axis == MatrixStep.Axis.IMPACT),
            bands=tuple(scoring.Band(one.label, one.lowest) for one in self.bands.all()),
        )


class PartOfMatrix(Sourced):
    """A part of a matrix, which changes only while the matrix is a draft."""

    matrix: models.ForeignKey[RiskMatrix, RiskMatrix]

    class Meta:
        abstract = True

    def clean(self) -> None:
        if self.matrix_id and self.matrix.state != RiskMatrix.State.DRAFT:  # type: ignore[attr-defined]
            raise ValidationError(
                f"{self.matrix} is published and risks are scored on it, so it stays as it is. "
                "Add the next version."
            )


class MatrixStep(PartOfMatrix):
    """A step of likelihood or of impact: its number, its points, its name and what it means."""

    class Axis(models.TextChoices):
        LIKELIHOOD = "likelihood", "Likelihood"
        IMPACT = "impact", "Impact"

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="steps")
    axis = models.CharField(max_length=10, choices=Axis.choices)
    number = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    guide = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["matrix", "axis", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matrix", "axis", "number"], name="one_step_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_axis_display()} {self.number}: {self.label}"


class MatrixBand(PartOfMatrix):
    """What a risk is called from a score on."""

    class Colour(models.TextChoices):
        GREEN = "green", "Green"
        YELLOW = "yellow", "Yellow"
        ORANGE = "orange", "Orange"
        RED = "red", "Red"

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="bands")
    label = models.CharField(max_length=60)
    lowest = models.PositiveIntegerField(help_text="The lowest score that is called this.")
    colour = models.CharField(max_length=6, choices=Colour.choices)

    class Meta:
        ordering = ["matrix", "lowest"]
        constraints = [
            models.UniqueConstraint(fields=["matrix", "label"], name="one_band_a_label"),
            models.UniqueConstraint(fields=["matrix", "lowest"], name="one_band_a_score"),
        ]

    def __str__(self) -> str:
        return f"{self.label} from {self.lowest}"


class RiskCategory(Sourced):
    """What kind of harm a risk does: the council has an appetite for each."""

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "risk categories"

    def __str__(self) -> str:
        return self.title


class RiskAppetite(Sourced):
    """From a day, the highest current score the council accepts in a category, on one matrix."""

    category = models.ForeignKey(RiskCategory, on_delete=models.PROTECT, related_name="appetites")
    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="appetites")
    start = models.DateField()
    most = models.PositiveIntegerField(help_text="The highest score that is accepted.")
    words = models.CharField(max_length=300, blank=True, help_text="Averse, cautious, open.")
    decision = models.CharField(max_length=100, blank=True, help_text="Where it was agreed.")

    class Meta:
        ordering = ["category", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "matrix", "start"], name="one_appetite_from_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category}: up to {self.most}"
