"""The quarter: what is collected, the figures as they were, what is asked and decided of them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from townclerk.performance.models.sourced import Sourced
from townclerk.platform.organisation.models import Unit


class PackItem(Sourced):
    """A figure that every quarter's pack holds, from a day to another."""

    class Section(models.TextChoices):
        MEASURES = "measures", "Measures"
        BUDGET = "budget", "Budget"
        SAVINGS = "savings", "Savings"
        CAPITAL = "capital", "Capital"
        WORKFORCE = "workforce", "Workforce"
        COMPLAINTS = "complaints", "Complaints"
        RISKS = "risks", "Risks"
        AUDIT = "audit", "Audit actions"
        PROJECTS = "projects", "Projects"

    class Speaks(models.TextChoices):
        QUARTER = "quarter", "Of the quarter"
        YEAR = "year", "Of the financial year"
        DAY = "day", "As at its last day"

    code = models.SlugField(max_length=80, unique=True)
    section = models.CharField(max_length=10, choices=Section.choices)
    key = models.CharField("figure", max_length=200, help_text="Key of the figure.")
    scope = models.CharField(
        max_length=100, default="council", help_text="Of the whole council, if nothing else."
    )
    speaks = models.CharField(max_length=7, choices=Speaks.choices, default=Speaks.QUARTER)
    by_portfolio = models.BooleanField(
        default=False, help_text="Whether it is asked of each portfolio too, and they add up."
    )
    start = models.DateField()
    end = models.DateField(null=True, blank=True, help_text="The last day it is asked for.")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.get_section_display()}: {self.key}"


class Quarter(Sourced):
    """A period that is reported on, from its opening to its end."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        COLLECTED = "collected", "Collected"
        MODERATED = "moderated", "Moderated"
        LEADERSHIP = "leadership", "With leadership"
        CABINET = "cabinet", "With Cabinet"
        CLOSED = "closed", "Closed"

    code = models.SlugField(max_length=40, unique=True)
    period = models.CharField(max_length=20, unique=True, help_text="As 2024/25 Q2.")
    first = models.DateField(editable=False)
    last = models.DateField(editable=False)
    collect_by = models.DateField()
    moderate_by = models.DateField()
    leadership_on = models.DateField()
    cabinet_on = models.DateField()
    achievements = models.TextField(blank=True)
    report = models.CharField(max_length=60, blank=True, help_text="Reference of its report.")
    decision = models.CharField(
        max_length=120, blank=True, help_text="What Cabinet decided, by its reference."
    )
    collected_on = models.DateField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["-first"]

    def __str__(self) -> str:
        return f"Quarter {self.period}"


class PackFigure(Sourced):
    """A figure as it was when the quarter was collected, for the council or one portfolio."""

    class Status(models.TextChoices):
        RED = "red", "Red"
        AMBER = "amber", "Amber"
        GREEN = "green", "Green"
        NONE = "none", "No status"

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="figures")
    item = models.ForeignKey(PackItem, on_delete=models.PROTECT, related_name="figures")
    portfolio = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="pack_figures"
    )
    label = models.CharField(max_length=300)
    period = models.CharField(max_length=40, blank=True, help_text="Of which it is, as 2024/25.")
    value = models.CharField(max_length=100, help_text="Exactly, as it is worked with.")
    display = models.CharField(max_length=100)
    as_at = models.DateField(help_text="The day the value speaks of.")
    origin = models.CharField(max_length=300, help_text="Where the value comes from.")
    signed = models.BooleanField(default=False, help_text="Whether its owner has signed it.")
    target = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.NONE)
    narrative = models.TextField(blank=True, help_text="What it means and why it is so.")
    caveats = models.TextField(blank=True, help_text="What is to be minded when it is read.")

    class Meta:
        # The whole council first, on every database.
        ordering = ["quarter", "item", models.F("portfolio__code").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "item", "portfolio"], name="one_figure_of_a_portfolio"
            ),
            models.UniqueConstraint(
                fields=["quarter", "item"],
                condition=models.Q(portfolio=None),
                name="one_figure_of_the_council",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.quarter}"

    @property
    def told(self) -> str:
        """What it means, and what is to be minded when it is read."""
        return " ".join(text.strip() for text in (self.narrative, self.caveats) if text.strip())


class PackIssue(Sourced):
    """What a figure or a reader raises, and what is done: an issue, a question, a decision."""

    class Kind(models.TextChoices):
        ISSUE = "issue", "Issue"
        QUESTION = "question", "Question"
        DECISION = "decision", "Decision"

    class State(models.TextChoices):
        RAISED = "raised", "Raised"
        ASSIGNED = "assigned", "Assigned"
        DONE = "done", "Done"

    code = models.SlugField(max_length=80, unique=True)
    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="issues")
    figure = models.ForeignKey(
        PackFigure, null=True, blank=True, on_delete=models.PROTECT, related_name="issues"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ISSUE)
    text = models.CharField(max_length=300)
    raised_by = models.CharField(max_length=60, blank=True, help_text="The role that raised it.")
    action = models.TextField(blank=True, help_text="What is done about it, or the answer.")
    owner_role = models.CharField(max_length=60, blank=True)
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RAISED)

    class Meta:
        ordering = ["quarter", "due", "code"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.figure is not None and self.figure.quarter_id != self.quarter_id:
            raise ValidationError({"figure": "The figure is of another quarter."})


class PackSign(Sourced):
    """A Cabinet Member stood behind the pack of a portfolio."""

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="signs")
    portfolio = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pack_signs")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["quarter", "portfolio"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "portfolio"], name="one_signature_of_a_portfolio"
            )
        ]

    def __str__(self) -> str:
        return f"{self.portfolio}, {self.quarter}"
