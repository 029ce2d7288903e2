"""Programmes, the pillars of their eras, projects with what they save, and where they stood."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.change.core import programme as core
from townclerk.change.core.programme_gates import NAMES, Gate
from townclerk.change.models.options import OptionPackage, OptionSheet, Sourced
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit

STATES = [(state.value, state.said.capitalize()) for state in core.State]
GATES = [(gate.value, NAMES[gate]) for gate in Gate]


class Programme(Sourced):
    """A programme of change, led by a board."""

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    director_role = models.CharField(max_length=120, default="Programme director")
    board = models.SlugField(max_length=100, blank=True, help_text="Code of the board's body.")

    class Meta:
        ordering = ["-start", "code"]

    def __str__(self) -> str:
        return self.title


class Pillar(Sourced):
    """A theme projects stand under, in the years in which the council speaks of it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="pillars")
    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    start = models.DateField()
    end = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")

    class Meta:
        ordering = ["programme", "start", "position", "code"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValidationError({"end": "It ends before it begins."})


class Project(Sourced):
    """A project: what it is for, who answers for it, at which gate it is, how it is reported."""

    class DeliveryModel(models.TextChoices):
        IN_HOUSE = "in-house", "In-house"
        PARTNER = "partner", "With a partner"
        JOINT_VENTURE = "joint-venture", "Joint venture"
        SPECIAL_VEHICLE = "special-vehicle", "Special vehicle"
        HYBRID = "hybrid", "Hybrid"

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class Outcome(models.TextChoices):
        DELIVERED = "delivered", "Delivered"
        PART_DELIVERED = "part-delivered", "Delivered in part"
        STOPPED = "stopped", "Stopped"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="projects")
    package = models.ForeignKey(
        OptionPackage, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    option = models.ForeignKey(
        OptionSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    sponsor_role = models.CharField(max_length=120, blank=True)
    manager_role = models.CharField(max_length=120, blank=True)
    link_role = models.CharField(
        max_length=120, blank=True, help_text="Who of the programme's office stands by it."
    )
    scope = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    objectives = models.TextField(blank=True)
    deliverables = models.TextField(blank=True)
    stakeholders = models.TextField(blank=True)
    impacts = models.TextField(blank=True)
    appraisal = models.TextField(blank=True, help_text="The options appraisal.")
    delivery_model = models.CharField(max_length=15, choices=DeliveryModel.choices, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    cost = MoneyField(null=True, blank=True, help_text="One-off cost of the change.")
    funding = models.CharField(max_length=200, blank=True)
    capacity_confirmed_on = models.DateField(
        null=True, blank=True, help_text="When the sponsor confirmed skills and capacity."
    )
    equality = models.CharField(
        max_length=200, blank=True, help_text="Reference of the equality assessment."
    )
    gate = models.CharField(max_length=8, choices=GATES, default=Gate.IDEA.value, editable=False)
    state = models.CharField(
        max_length=11, choices=STATES, default=core.State.NOT_STARTED.value, editable=False
    )
    state_why = models.CharField(max_length=300, blank=True, editable=False)
    reported_on = models.DateField(null=True, blank=True, editable=False)
    confidence = models.CharField(max_length=6, choices=Confidence.choices, blank=True)
    benefits_review = models.TextField(blank=True)
    learning = models.TextField(blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True, editable=False)
    published_on = models.DateField(
        null=True, blank=True, help_text="The day a report made it public."
    )

    class Meta:
        ordering = ["pillar", "code"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValidationError({"end": "It ends before it begins."})

    @property
    def is_closed(self) -> bool:
        return self.gate == Gate.CLOSED.value


class Placement(Sourced):
    """Under which pillar a project stood from when to when: moving it keeps what was."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="placements")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="placements")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["project", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(end=None), name="one_open_placement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} under {self.pillar}"


class ProjectYear(Sourced):
    """What a project saves in a year, where no package of options holds it already."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveIntegerField()
    amount = MoneyField()

    class Meta:
        ordering = ["project", "year"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="one_saving_a_project_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.project}, {FinancialYear(self.year).label}"

    def clean(self) -> None:
        if self.project.package_id is not None:
            raise ValidationError(
                f"The options of {self.project.package} hold what it saves, so it would be "
                "counted twice. Change it there."
            )


class Workstream(Sourced):
    """A part of a project with a lead of its own."""

    code = models.SlugField(max_length=100, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="workstreams")
    title = models.CharField(max_length=200)
    lead_role = models.CharField(max_length=120, blank=True)
    amount = MoneyField(null=True, blank=True, help_text="What it is to save, within the project.")
    state = models.CharField(max_length=11, choices=STATES, default=core.State.NOT_STARTED.value)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["project", "code"]

    def __str__(self) -> str:
        return self.title


class Milestone(Sourced):
    """A day a project promised, the day it is expected now, and the day it came."""

    code = models.SlugField(max_length=100, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    planned = models.DateField()
    forecast = models.DateField(null=True, blank=True, help_text="As planned when left out.")
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["planned", "code"]

    def __str__(self) -> str:
        return self.title

    @property
    def expected(self) -> date:
        return self.done_on or self.forecast or self.planned
