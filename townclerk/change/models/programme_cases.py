"""The documents of a project by version, and the gates it asked to pass."""

from django.conf import settings
from django.db import models

from townclerk.change.models.options import Sourced
from townclerk.change.models.programme import GATES, Project


class BusinessCase(Sourced):
    """One version of an initiation document or business case, written and then signed."""

    class Kind(models.TextChoices):
        PID = "pid", "Initiation document"
        OUTLINE = "outline", "Outline business case"
        FULL = "full", "Full business case"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    number = models.PositiveIntegerField(default=1)
    summary = models.TextField()
    scope = models.TextField(blank=True, help_text="As it stood in this version.")
    risk_analysis = models.TextField(blank=True)
    delivery_plan = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["project", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "number"], name="one_case_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.project}, version {self.number}"

    @property
    def called(self) -> str:
        """Within its project."""
        return f"{self.get_kind_display()}, version {self.number}"


class CaseAdvice(Sourced):
    """What officers of one discipline are asked of a version of a case, and what they said."""

    class Discipline(models.TextChoices):
        FINANCE = "finance", "Finance"
        PEOPLE = "people", "People"
        LEGAL = "legal", "Legal"

    class Answer(models.TextChoices):
        AGREE = "agree", "Agree"
        CONDITIONS = "conditions", "Agree with conditions"
        DISAGREE = "disagree", "Do not agree"

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        ANSWERED = "answered", "Answered"
        OVERTAKEN = "overtaken", "Overtaken"

    case = models.ForeignKey(BusinessCase, on_delete=models.CASCADE, related_name="advice")
    discipline = models.CharField(max_length=7, choices=Discipline.choices)
    asked_on = models.DateField()
    due = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    text = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    overtaken_by = models.CharField(max_length=300, blank=True, editable=False)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)

    class Meta:
        ordering = ["case", "id"]
        verbose_name_plural = "advice on cases"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "discipline"],
                name="one_advice_a_discipline_a_version",
                violation_error_message="They are asked already what they think of this version.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_discipline_display()}: {self.case}"


class GatePassage(Sourced):
    """A gate a project asked for: let through, or refused with the reasons."""

    class Outcome(models.TextChoices):
        OPENED = "opened", "Opened"
        REFUSED = "refused", "Refused"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="passages")
    gate = models.CharField(max_length=8, choices=GATES)
    asked_on = models.DateField()
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    reasons = models.TextField(blank=True, help_text="Or what it warned of. One a line.")
    decision = models.CharField(
        max_length=100, blank=True, help_text="Reference of the decision of members that opens it."
    )
    case = models.ForeignKey(
        BusinessCase, null=True, blank=True, on_delete=models.PROTECT, related_name="passages"
    )
    advice = models.TextField(
        blank=True, help_text="What officers said of the case, one discipline a line."
    )

    class Meta:
        ordering = ["project", "asked_on", "id"]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_gate_display().lower()}"
