"""Equality impact assessments: of what, screening to review, and each group affected."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from townclerk.change.models.options import OptionSheet, Sourced
from townclerk.change.models.programme import Project
from townclerk.platform.organisation.models import Unit


class EqualityAssessment(Sourced):
    """The assessment of an option, a project or a decision, frozen with the decision it informs."""

    class Subject(models.TextChoices):
        OPTION = "option", "An option"
        PROJECT = "project", "A project"
        DECISION = "decision", "A decision"

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

    reference = models.SlugField(max_length=120, blank=True, editable=False)
    subject = models.CharField(
        max_length=8, choices=Subject.choices, default=Subject.OPTION, editable=False
    )
    option = models.OneToOneField(
        OptionSheet,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="equality_assessment",
    )
    project = models.OneToOneField(
        Project,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="equality_assessment",
    )
    about_decision = models.CharField(
        max_length=100, blank=True, help_text="Its reference among decisions or on the plan."
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="The service that proposes the decision.",
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
    published_on = models.DateField(
        null=True, blank=True, help_text="The day the report on the decision made it public."
    )
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
        ordering = ["subject", "option", "project", "about_decision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~models.Q(reference=""),
                name="one_equality_assessment_a_reference",
            ),
            models.UniqueConstraint(
                fields=["about_decision"],
                condition=~models.Q(about_decision=""),
                name="one_equality_assessment_a_decision",
                violation_error_message="This decision has an assessment already.",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(subject="option", project=None, about_decision="")
                    | models.Q(subject="project", option=None, about_decision="")
                    | models.Q(subject="decision", option=None, project=None)
                ),
                name="an_equality_assessment_is_of_one_thing",
                violation_error_message="It is of an option, a project or a decision, one of them.",
            ),
        ]

    def __str__(self) -> str:
        return f"Equality assessment of {self.about}"

    def clean(self) -> None:
        if sum(bool(one) for one in (self.option, self.project, self.about_decision)) != 1:
            raise ValidationError(
                "Name the option, the project or the decision it is of, one of them."
            )
        if self.about_decision == "" and (self.unit is not None or self.published_on is not None):
            raise ValidationError(
                {"unit": "Service and publication are those of its option or its project."}
            )

    @property
    def about(self) -> str:
        """What it is of, by title, or by the reference of a decision."""
        return str(self.option or self.project or f"the decision {self.about_decision}")

    @property
    def unit_of_subject(self) -> Unit | None:
        held = self.option or self.project
        return held.unit if held is not None else self.unit


class EqualityImpact(Sourced):
    """What the option, the project or the decision does to one group of people."""

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
