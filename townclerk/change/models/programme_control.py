"""Risks, issues, dependencies and changes of projects, and the matrix they are measured by."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.change.core.programme_control import (
    BOARD_MONEY,
    CABINET_MONEY,
    Level,
    Matrix,
)
from townclerk.change.models.options import Sourced
from townclerk.change.models.programme import Milestone, Programme, Project
from townclerk.kernel.money import Money
from townclerk.platform.fields import MoneyField


class RiskMatrix(Sourced):
    """The settings of a programme from a day: scores, tolerance, who decides changes."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="matrices")
    start = models.DateField()
    size = models.PositiveIntegerField(default=5)
    amber_from = models.PositiveIntegerField(default=8)
    red_from = models.PositiveIntegerField(default=15)
    escalate_from = models.PositiveIntegerField(default=15)
    amber_days = models.PositiveIntegerField(default=14)
    red_days = models.PositiveIntegerField(default=90)
    report_days = models.PositiveIntegerField(
        default=35, help_text="Days after which a project is asked how it stands."
    )
    board_money = MoneyField(default=BOARD_MONEY)
    board_days = models.PositiveIntegerField(default=30)
    cabinet_money = MoneyField(default=CABINET_MONEY)
    cabinet_days = models.PositiveIntegerField(default=180)

    class Meta:
        ordering = ["programme", "start"]
        verbose_name_plural = "risk matrices"
        constraints = [
            models.UniqueConstraint(fields=["programme", "start"], name="one_matrix_from_a_day")
        ]

    def __str__(self) -> str:
        return f"Settings of {self.programme} from {self.start}"

    def clean(self) -> None:
        if not 1 <= self.amber_from <= self.red_from <= self.size * self.size:
            raise ValidationError({"red_from": "Amber comes first, then red, within the matrix."})
        if self.amber_days > self.red_days:
            raise ValidationError({"red_days": "Amber comes before red."})
        if self.board_money > self.cabinet_money or self.board_days > self.cabinet_days:
            raise ValidationError({"cabinet_money": "Cabinet decides no less than the board."})

    @property
    def core(self) -> Matrix:
        return Matrix(
            size=self.size,
            amber_from=self.amber_from,
            red_from=self.red_from,
            escalate_from=self.escalate_from,
            board_money=self.board_money,
            board_days=self.board_days,
            cabinet_money=self.cabinet_money,
            cabinet_days=self.cabinet_days,
        )


class ProgrammeRisk(Sourced):
    """A risk of a programme or of one project; generic ones are given to each new project."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ESCALATED = "escalated", "Taken to the board"
        CLOSED = "closed", "Closed"

    class Corporate(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Returned"
        CLOSED = "closed", "Closed there"

    code = models.SlugField(max_length=120, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="risks")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    generic = models.BooleanField(default=False)
    inherited_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="heirs",
    )
    risk = models.TextField()
    mitigation = models.TextField(blank=True)
    likelihood = models.PositiveIntegerField(null=True, blank=True)
    impact = models.PositiveIntegerField(null=True, blank=True)
    scored_on = models.DateField(null=True, blank=True, editable=False)
    exposure = MoneyField(null=True, blank=True, help_text="The money at stake.")
    owner_role = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    corporate = models.SlugField(
        max_length=100, blank=True, editable=False, help_text="Its code on the corporate register."
    )
    corporate_state = models.CharField(
        max_length=8, choices=Corporate.choices, blank=True, editable=False
    )
    corporate_why = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["programme", "project", "code"]

    def __str__(self) -> str:
        return self.risk

    def clean(self) -> None:
        if self.generic and self.project is not None:
            raise ValidationError({"generic": "A generic risk belongs to no one project."})
        if (self.likelihood is None) != (self.impact is None):
            raise ValidationError({"impact": "Give likelihood and impact, or neither."})

    @property
    def score(self) -> int | None:
        if self.likelihood is None or self.impact is None:
            return None
        return self.likelihood * self.impact


class ProjectIssue(Sourced):
    """Something that has gone wrong and needs putting right."""

    class Severity(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved"

    code = models.SlugField(max_length=100, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="issues")
    title = models.CharField(max_length=200)
    raised_on = models.DateField()
    severity = models.CharField(max_length=6, choices=Severity.choices)
    owner_role = models.CharField(max_length=120, blank=True)
    resolve_by = models.DateField(null=True, blank=True)
    resolution = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["project", "raised_on", "code"]

    def __str__(self) -> str:
        return self.title


class ProjectDependency(Sourced):
    """What one project gives another, and by when the other needs it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        GIVEN = "given", "Given"
        DROPPED = "dropped", "No longer needed"

    code = models.SlugField(max_length=100, unique=True)
    giver = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="gives")
    receiver = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="needs")
    what = models.CharField(max_length=200)
    need_on = models.DateField()
    milestone = models.ForeignKey(
        Milestone,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="awaited",
        help_text="The giver's milestone it comes with; its day then counts.",
    )
    expected_on = models.DateField(null=True, blank=True, help_text="When no milestone brings it.")
    why_moved = models.CharField(max_length=300, blank=True, editable=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)

    class Meta:
        ordering = ["need_on", "code"]
        verbose_name_plural = "project dependencies"

    def __str__(self) -> str:
        return f"{self.receiver} needs {self.what} from {self.giver}"

    def clean(self) -> None:
        if self.giver_id == self.receiver_id:
            raise ValidationError({"receiver": "A project does not wait for itself."})
        if self.milestone is not None and self.milestone.project_id != self.giver_id:
            raise ValidationError({"milestone": "That milestone is not the giver's."})
        if self.milestone is not None and self.expected_on is not None:
            raise ValidationError({"expected_on": "The milestone says when, so leave this out."})

    @property
    def expected(self) -> date:
        """The giver's day: of its milestone, else as stated, else as needed."""
        if self.milestone is not None:
            return self.milestone.expected
        return self.expected_on or self.need_on


class ProjectChange(Sourced):
    """A change asked of what was approved, its effect, and who decided it."""

    class Reason(models.TextChoices):
        SCOPE = "scope", "Scope"
        DEMAND = "demand", "Demand"
        LEGISLATION = "legislation", "Legislation"
        MARKET = "market", "Market"

    class State(models.TextChoices):
        RAISED = "raised", "Raised"
        ASSESSED = "assessed", "Impact assessed"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        APPLIED = "applied", "Applied"

    UNDECIDED = (State.RAISED, State.ASSESSED, State.APPROVED)

    code = models.SlugField(max_length=100, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="changes")
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=11, choices=Reason.choices)
    description = models.TextField(blank=True)
    money = MoneyField(default=Money.zero, help_text="More cost is positive.")
    benefit = MoneyField(default=Money.zero, help_text="More saving is positive.")
    benefit_year = models.PositiveIntegerField(null=True, blank=True)
    days = models.IntegerField(default=0, help_text="Days later is positive.")
    impact = models.TextField(blank=True, editable=False)
    level = models.CharField(
        max_length=7,
        choices=[(level.value, level.value.capitalize()) for level in Level],
        blank=True,
        editable=False,
    )
    decision = models.CharField(max_length=100, blank=True, editable=False)
    decided_on = models.DateField(null=True, blank=True, editable=False)
    applied_on = models.DateField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RAISED)

    class Meta:
        ordering = ["project", "code"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.benefit and self.benefit_year is None:
            raise ValidationError({"benefit_year": "Say in which year the saving changes."})
