"""The corporate plan: aims from vision to objective, actions, ratings, and what became of aims."""

from django.db import models

from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class CorporatePlan(Record):
    """One version of what the council is for."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved"
        SUPERSEDED = "superseded", "Superseded"

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    start = models.DateField(help_text="The first day it holds.")
    end = models.DateField(null=True, blank=True, help_text="The last day, where one is set.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    approved_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=80, blank=True, help_text="The Council's decision.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-start", "code"]

    def __str__(self) -> str:
        return self.title


class Aim(Record):
    """One aim of a plan, under the aim it serves."""

    class Level(models.TextChoices):
        VISION = "vision", "Vision outcome"
        PURPOSE = "core-purpose", "Core purpose"
        PRIORITY = "priority", "Priority"
        OBJECTIVE = "objective", "Objective"

    plan = models.ForeignKey(CorporatePlan, on_delete=models.PROTECT, related_name="aims")
    code = models.SlugField(max_length=80, unique=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="beneath"
    )
    position = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["plan", "position", "code"]

    def __str__(self) -> str:
        return self.title


class Action(Record):
    """Something to be done for an aim, with an owner and a date."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        ON_TRACK = "on-track", "On track"
        OFF_TRACK = "off-track", "Off track"
        DONE = "done", "Done"
        CARRIED = "carried", "Carried over"

    aim = models.ForeignKey(Aim, on_delete=models.PROTECT, related_name="actions")
    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    owner_role = models.CharField(max_length=60, default="head-of-service")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    due = models.DateField(null=True, blank=True)
    within_a_year = models.BooleanField(
        default=False, help_text="Whether it is a priority of the next twelve months."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    progress = models.TextField(blank=True, help_text="What was last reported.")
    next_step = models.CharField(max_length=300, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    carried_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_from"
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["aim", "due", "code"]

    def __str__(self) -> str:
        return self.title


class Contribution(Record):
    """How an option, project, risk, decision or report bears on one aim."""

    class Subject(models.TextChoices):
        REPORT = "report", "Report"
        OPTION = "option", "Option sheet"
        PROJECT = "project", "Project"
        RISK = "risk", "Risk"
        DECISION = "decision", "Decision"
        SPENDING = "spending", "Spending line"

    class Rating(models.TextChoices):
        POSITIVE = "positive", "Positive"
        NEUTRAL = "neutral", "Neutral"
        NEGATIVE = "negative", "Negative"

    subject = models.CharField(max_length=10, choices=Subject.choices)
    reference = models.SlugField(max_length=120)
    title = models.CharField(max_length=300)
    aim = models.ForeignKey(Aim, on_delete=models.PROTECT, related_name="contributions")
    rating = models.CharField(max_length=8, choices=Rating.choices)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["subject", "reference", "aim"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "reference", "aim"], name="one_rating_a_subject_an_aim"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_rating_display().lower()} for {self.aim}"


class Mapping(Record):
    """What an aim of an earlier plan became in a later one: suggested, then settled by a person."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"

    old = models.ForeignKey(Aim, on_delete=models.CASCADE, related_name="became")
    new = models.ForeignKey(Aim, on_delete=models.CASCADE, related_name="was")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUGGESTED)
    likeness = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="Percent of shared words."
    )

    class Meta:
        ordering = ["old", "new"]
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="one_mapping_of_a_pair")]

    def __str__(self) -> str:
        return f"{self.old} became {self.new}"
