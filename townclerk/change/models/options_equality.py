"""Equality impact assessments of options: screening to review, and each group affected."""

from django.conf import settings
from django.db import models

from townclerk.change.models.options import OptionSheet, Sourced


class EqualityAssessment(Sourced):
    """The assessment of one option, frozen with the decision it informs."""

    class State(models.TextChoices):
        SCREENING = "screening", "Screening"
        FULL = "full", "Full assessment"
        MITIGATED = "mitigations-agreed", "Mitigations agreed"
        DECIDED = "decided", "Decided"
        IN_REVIEW = "in-review", "In review"

    class Conclusion(models.TextChoices):
        NONE = "none", "No impact"
        MITIGATED = "mitigated", "Impact removed by mitigation"
        RESIDUAL = "residual", "Impact remains"

    FROZEN = (State.DECIDED, State.IN_REVIEW)

    option = models.OneToOneField(
        OptionSheet, on_delete=models.CASCADE, related_name="equality_assessment"
    )
    state = models.CharField(max_length=18, choices=State.choices, default=State.SCREENING)
    started_on = models.DateField()
    screening = models.TextField(help_text="Who may be affected, and whether that is looked into.")
    evidence = models.TextField(blank=True)
    consultation = models.TextField(blank=True, help_text="What the consultation tells.")
    consultation_reference = models.CharField(
        max_length=80, blank=True, help_text="Reference of the consultation in its register."
    )
    conclusion = models.CharField(max_length=9, choices=Conclusion.choices, blank=True)
    residual = models.TextField(blank=True, help_text="What remains, and why it is justified.")
    owner_role = models.CharField(max_length=60, default="head-of-service")
    review_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=100, blank=True, editable=False)
    decided_on = models.DateField(null=True, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["option"]

    def __str__(self) -> str:
        return f"Equality assessment of {self.option}"


class EqualityImpact(Sourced):
    """What an option does to one group of people."""

    class Effect(models.TextChoices):
        POSITIVE = "positive", "Positive"
        NEUTRAL = "neutral", "Neutral"
        NEGATIVE = "negative", "Negative"
        UNKNOWN = "unknown", "Not yet known"

    class Degree(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    assessment = models.ForeignKey(
        EqualityAssessment, on_delete=models.CASCADE, related_name="impacts"
    )
    group = models.SlugField(max_length=60, help_text="A characteristic in force on the day.")
    effect = models.CharField(max_length=8, choices=Effect.choices)
    degree = models.CharField(max_length=6, choices=Degree.choices, blank=True)
    evidence = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)
    remaining = models.CharField(
        max_length=6, choices=Degree.choices, blank=True, help_text="What remains after mitigation."
    )

    class Meta:
        ordering = ["assessment", "group"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "group"], name="one_impact_a_group")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_effect_display().lower()}"
