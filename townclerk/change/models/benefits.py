"""Benefits that are not money: what is measured, from where to where by when, and what came."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.change.core import benefits as core
from townclerk.change.models.delivery import Saving
from townclerk.change.models.options import Sourced
from townclerk.change.models.programme import Project


class Benefit(Sourced):
    """What a project or a saving is to bring besides money."""

    code = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="benefits"
    )
    saving = models.ForeignKey(
        Saving, null=True, blank=True, on_delete=models.PROTECT, related_name="benefits"
    )
    measure = models.CharField(max_length=200, help_text="What is counted, and in what.")
    baseline = models.DecimalField(max_digits=14, decimal_places=4)
    target = models.DecimalField(max_digits=14, decimal_places=4)
    due = models.DateField(help_text="By when it is to come.")
    owner_role = models.CharField(max_length=120, blank=True)
    result = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    measured_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project__isnull=True) ^ models.Q(saving__isnull=True),
                name="a_benefit_is_of_a_project_or_a_saving",
                violation_error_message="Name the project or the saving it comes of, one of them.",
            ),
            models.CheckConstraint(
                condition=models.Q(result__isnull=True, measured_on__isnull=True)
                | models.Q(result__isnull=False, measured_on__isnull=False),
                name="a_result_has_its_day",
                violation_error_message="Give the result with the day it was measured.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.baseline == self.target:
            raise ValidationError({"target": "The target is where it stands already."})
        if self.result is not None and not self.evidence.strip():
            raise ValidationError({"evidence": "Say where the result is taken from."})

    @property
    def came(self) -> core.Came:
        """How far it has come; asked of a benefit as it was last saved."""
        return core.came(
            baseline=Decimal(self.baseline), target=Decimal(self.target), result=self.result
        )
