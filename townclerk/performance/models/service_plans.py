"""Service plans: the template as dated data, and each service's plan for a year."""

from django.db import models

from townclerk.performance.models.plans import Aim
from townclerk.performance.models.sourced import Sourced
from townclerk.platform.organisation.models import Unit


class PlanTemplate(Sourced):
    """What a service plan of a year has to say, and by when it is written."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    year = models.PositiveIntegerField(help_text="The financial year it plans for.")
    guidance = models.TextField(blank=True)
    due = models.DateField(help_text="The day plans go to their director.")
    review_due = models.DateField(null=True, blank=True, help_text="Mid-year review.")

    class Meta:
        ordering = ["-year", "code"]

    def __str__(self) -> str:
        return self.title


class TemplatePart(Sourced):
    """One part of a template: words to be written, or records that are read as they stand."""

    class Kind(models.TextChoices):
        WORDS = "words", "Words"
        RECORDS = "records", "Records"

    template = models.ForeignKey(PlanTemplate, on_delete=models.PROTECT, related_name="parts")
    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.WORDS)
    register = models.SlugField(
        max_length=60, blank=True, help_text="For records: the register they are read from."
    )
    required = models.BooleanField(default=True)
    guidance = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["template", "position", "code"]

    def __str__(self) -> str:
        return self.title


class ServicePlan(Sourced):
    """The plan of a service for a year."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        RETURNED = "returned", "Returned"
        CHALLENGED = "challenged", "With its director"
        AGREED = "agreed", "Agreed"
        MID_YEAR = "mid-year", "Reviewed mid-year"
        CLOSED = "closed", "Closed"

    WRITING = (State.DRAFT, State.RETURNED)
    FROZEN = (State.AGREED, State.MID_YEAR, State.CLOSED)

    template = models.ForeignKey(PlanTemplate, on_delete=models.PROTECT, related_name="plans")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="service_plans")
    code = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    returned_why = models.TextField(blank=True, editable=False)
    submitted_on = models.DateField(null=True, blank=True, editable=False)
    checked_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day its quality was checked."
    )
    agreed_on = models.DateField(null=True, blank=True, editable=False)
    mid_year = models.TextField(blank=True, help_text="What the review at mid-year found.")
    year_end = models.TextField(blank=True, help_text="What came of it by the end of the year.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    class Meta:
        ordering = ["template", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["template", "unit"], name="one_plan_of_a_service")
        ]

    def __str__(self) -> str:
        return self.title


class ServicePlanText(Sourced):
    """What a plan says in one part; for records, what they said on the day it was agreed."""

    plan = models.ForeignKey(ServicePlan, on_delete=models.PROTECT, related_name="texts")
    part = models.ForeignKey(TemplatePart, on_delete=models.PROTECT, related_name="texts")
    text = models.TextField(blank=True)
    kept = models.JSONField(
        null=True, blank=True, editable=False, help_text="Headings and rows as they stood."
    )
    kept_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["plan", "part"]
        constraints = [models.UniqueConstraint(fields=["plan", "part"], name="one_text_of_a_part")]

    def __str__(self) -> str:
        return f"{self.plan}: {self.part}"


class ServicePlanAim(Sourced):
    """An aim of the corporate plan that a service plan serves, and how."""

    plan = models.ForeignKey(ServicePlan, on_delete=models.PROTECT, related_name="links")
    aim = models.ForeignKey(Aim, on_delete=models.PROTECT, related_name="service_plans")
    how = models.CharField(max_length=300, help_text="What the service does for it.")

    class Meta:
        ordering = ["plan", "aim"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "aim"], name="one_link_of_plan_and_aim")
        ]

    def __str__(self) -> str:
        return f"{self.plan} for {self.aim}"
