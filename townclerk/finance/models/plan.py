"""Plan versions, their lines, and the amount of a line in a year.

One sign convention everywhere: a positive amount widens the gap, a negative one narrows it.
"""

from typing import Any

from django.db import models

from townclerk.finance.models.fixing import PartOfFixed
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class PublishedPlanIsFixed(TownclerkError):
    """Someone tried to alter a published or superseded version."""

    def __init__(self, version: "PlanVersion") -> None:
        super().__init__(
            f"{version} is {version.get_state_display().lower()} and cannot be changed. "
            "Start the next version from it and change that."
        )


class PlanVersion(Record):
    """One numbered forecast of the gap over some years."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OFFICER_REVIEW = "officer-review", "Officer review"
        INFORMAL_CABINET = "informal-cabinet", "Informal Cabinet"
        PUBLISHED = "published", "Published"
        SUPERSEDED = "superseded", "Superseded"

    FIXED = (State.PUBLISHED, State.SUPERSEDED)

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    first_year = models.PositiveIntegerField(help_text="The year it starts in: 2017 for 2017/18.")
    years = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    published_on = models.DateField(null=True, blank=True)
    noted = models.CharField(
        max_length=80, blank=True, help_text="Reference of the minute in which Cabinet noted it."
    )
    noted_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(years__gte=1, years__lte=5), name="plan_of_one_to_five_years"
            ),
            models.CheckConstraint(
                condition=models.Q(published_on__isnull=False)
                | ~models.Q(state__in=["published", "superseded"]),
                name="published_plan_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan version {self.number}"

    @property
    def is_fixed(self) -> bool:
        return self.state in self.FIXED

    def refuse_when_fixed(self) -> None:
        now = PlanVersion.objects.only("number", "state").get(pk=self.pk)
        if now.is_fixed:
            raise PublishedPlanIsFixed(now)

    @property
    def year_numbers(self) -> range:
        return range(self.first_year, self.first_year + self.years)

    @property
    def year_labels(self) -> tuple[str, ...]:
        return tuple(FinancialYear(year).label for year in self.year_numbers)

    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = PlanVersion.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is not None and stored.is_fixed and not self._only_superseded_since(stored):
            raise PublishedPlanIsFixed(stored)
        super().save(*args, **kwargs)

    def _only_superseded_since(self, stored: "PlanVersion") -> bool:
        fixed = ("number", "title", "first_year", "years", "based_on_id", "published_on", "note")
        same = all(getattr(self, name) == getattr(stored, name) for name in fixed)
        onward = (stored.state, self.state) == (self.State.PUBLISHED, self.State.SUPERSEDED)
        return same and (onward or self.state == stored.state)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_fixed:
            raise PublishedPlanIsFixed(self)
        return super().delete(*args, **kwargs)


class PlanLine(PartOfFixed):
    """One line of a version: a pressure, a revision, a proposal, a phasing entry."""

    owned_by = "plan"

    class Step(models.TextChoices):
        """Which step of the waterfall the line belongs to."""

        ORIGINAL = "original", "Original gap"
        REVISION = "revision", "Revision"
        PROPOSAL = "proposal", "Proposal"
        PHASING = "phasing", "Phasing"
        TAX = "tax", "Local taxation"

    class Type(models.TextChoices):
        GRANT = "grant", "Grant reduction"
        INFLATION = "inflation", "Inflation"
        WAGE_POLICY = "wage-policy", "Wage policy"
        DEMOGRAPHIC = "demographic", "Demographic or resizing"
        ONE_OFF_REPLACEMENT = "one-off-replacement", "Replacement of one-off savings"
        LEVY = "levy", "Levy"
        PENSION = "pension", "Pension"
        LOCAL_TAXATION = "local-taxation", "Local taxation"
        HEALTH_SOCIAL_CARE = "health-social-care", "Health and social care fund"
        ONE_OFF = "one-off", "One-off item"
        REFORM = "reform", "Reform project"
        SERVICE_OPTION = "service-option", "Service option"
        RESERVES = "reserves", "Use of reserves"
        OTHER = "other", "Other"

    class Recurrence(models.TextChoices):
        RECURRING = "recurring", "Recurring"
        ONE_OFF = "one-off", "One-off"

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="lines")
    code = models.SlugField(max_length=80)
    heading = models.CharField(max_length=200)
    step = models.CharField(max_length=12, choices=Step.choices)
    type = models.CharField(max_length=24, choices=Type.choices)
    group = models.CharField(max_length=120, blank=True)
    recurrence = models.CharField(
        max_length=10, choices=Recurrence.choices, default=Recurrence.RECURRING
    )
    unwinds = models.BooleanField(
        default=False, help_text="Whether the year after a one-off amount takes it back."
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    owner_role = models.CharField(max_length=60, default="s151-officer")
    evidence = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(
        max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM
    )
    agreed_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    saving = models.SlugField(
        max_length=80, blank=True, help_text="The saving it counts, so that none is counted twice."
    )
    included_in = models.SlugField(
        max_length=80, blank=True, help_text="The line whose amount already holds this one."
    )
    driver = models.ForeignKey(
        "finance.Driver", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    grant = models.ForeignKey(
        "finance.GrantStream", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    printed_total = MoneyField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    batch = models.CharField(max_length=64, blank=True, editable=False)
    batch_row = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["plan", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_line_of_a_code"),
            models.UniqueConstraint(
                fields=["plan", "saving"],
                condition=~models.Q(saving=""),
                name="no_saving_counted_twice",
                violation_error_message=(
                    "This saving is already in this version. "
                    "Change the line that holds it, or leave this field empty."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class LineAmount(PartOfFixed):
    """What was typed for a line in one year, and the figure a document printed for it.

    A line that unwinds takes each typed amount back the year after; a line with a driver adds what
    the driver makes. Both are worked out on reading, so that nothing here can be out of step.
    """

    owned_by = "line.plan"

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="amounts")
    year = models.PositiveIntegerField()
    amount = MoneyField()
    printed = MoneyField(null=True, blank=True)
    batch = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["line", "year"]
        constraints = [
            models.UniqueConstraint(fields=["line", "year"], name="one_amount_a_line_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.line}, {FinancialYear(self.year).label}"
