"""Reserves, the ledger of their movements, and how much the council ought to hold."""

from django.db import models

from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class Reserve(Record):
    """Money held for a purpose, or the general balance."""

    class Kind(models.TextChoices):
        GENERAL = "general", "General balance"
        EARMARKED = "earmarked", "Earmarked"
        UNUSABLE = "unusable", "Unusable"

    class Outcome(models.TextChoices):
        NONE = "", "Not reviewed"
        KEEP = "keep", "Keep"
        RELEASE = "release", "Release"
        REPURPOSE = "repurpose", "Repurpose"

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    purpose = models.TextField(blank=True)
    trigger = models.CharField(max_length=300, blank=True, help_text="What allows its use.")
    owner_role = models.CharField(max_length=60, default="s151-officer")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    ring_fenced = models.BooleanField(default=False)
    opening = MoneyField()
    opened_on = models.DateField(help_text="The day the opening balance speaks of.")
    opening_known = models.BooleanField(
        default=True,
        help_text="False when no balance was printed and the opening is nil by default.",
    )
    officer_limit = MoneyField(
        null=True,
        blank=True,
        help_text="What the s151 officer decides alone; above it Cabinet or the Council decides.",
    )
    review_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    source = models.CharField(max_length=300, blank=True)
    batch = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class ReserveMovement(Record):
    """One movement. Positive adds to the reserve, negative takes from it."""

    class Kind(models.TextChoices):
        CONTRIBUTION = "contribution", "Contribution"
        USE = "use", "Use"
        TRANSFER = "transfer", "Transfer"
        REPAYMENT = "repayment", "Repayment of a loan"

    class Decider(models.TextChoices):
        UNSAID = "", "Not said"
        OFFICER = "officer", "s151 officer"
        CABINET = "cabinet", "Cabinet"
        COUNCIL = "council", "The Council"

    MEMBERS = (Decider.CABINET, Decider.COUNCIL)

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        MADE = "made", "Made"
        RELEASED = "released", "Released"

    reserve = models.ForeignKey(Reserve, on_delete=models.PROTECT, related_name="movements")
    reference = models.SlugField(max_length=80, unique=True)
    year = models.PositiveIntegerField()
    happened_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    amount = MoneyField()
    decision = models.CharField(max_length=80, help_text="The decision that allows it.")
    decided_by = models.CharField(
        max_length=8, choices=Decider.choices, blank=True, default=Decider.UNSAID
    )
    reason = models.CharField(max_length=300, blank=True)
    phasing = models.ForeignKey(
        "finance.PhasingEntry",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="movements",
    )
    source = models.CharField(max_length=300, blank=True)
    batch = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["reserve", "year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decision=""), name="movement_names_its_decision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reserve}: {self.reference}"


class RiskAssessment(Record):
    """A year's view of how large the general balance ought to be."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCORED = "risk-scored", "Risk scored"
        AGREED = "agreed", "Agreed"
        REVIEWED = "reviewed-mid-year", "Reviewed mid-year"

    OPEN = (State.DRAFT, State.SCORED)
    """States in which its risks may still be added to."""

    year = models.PositiveIntegerField(unique=True)
    reserve = models.ForeignKey(Reserve, on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    net_budget = MoneyField(help_text="The denominator of the ratio.")
    net_budget_year = models.PositiveIntegerField()
    floor = MoneyField(null=True, blank=True)
    floor_percent = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    target = MoneyField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    challenge = models.TextField(
        blank=True, help_text="What the audit and governance committee said of it."
    )
    challenged_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"Balances risk assessment, {FinancialYear(self.year).label}"


class ReserveRisk(Record):
    """One risk: exposure by size of change by likelihood is the amount to hold."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="risks")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    exposure = MoneyField()
    change = models.DecimalField(max_digits=7, decimal_places=3, help_text="Percent of exposure.")
    likelihood = models.DecimalField(max_digits=6, decimal_places=3, help_text="Percent.")
    owner_role = models.CharField(max_length=60, default="s151-officer")

    class Meta:
        ordering = ["assessment", "code"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="one_risk_of_a_code"),
            models.CheckConstraint(
                condition=models.Q(likelihood__gte=0, likelihood__lte=100),
                name="likelihood_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReplenishmentObligation(Record):
    """A duty to put back what was used from the general balance, inside the plan."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MET = "met", "Met"

    movement = models.OneToOneField(
        ReserveMovement, on_delete=models.CASCADE, related_name="obligation"
    )
    amount = MoneyField()
    due_year = models.PositiveIntegerField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    met_by = models.ForeignKey(
        ReserveMovement, null=True, blank=True, on_delete=models.PROTECT, related_name="meets"
    )

    class Meta:
        ordering = ["due_year", "id"]

    def __str__(self) -> str:
        return f"Replenish by the end of {FinancialYear(self.due_year).label}"


class ResilienceIndicator(Record):
    """One indicator of financial resilience in a year, with the comparators' middle value."""

    class Risk(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    year = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=20, default="%")
    median = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    risk = models.CharField(max_length=6, choices=Risk.choices, blank=True, default="")
    direction = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], name="one_indicator_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {FinancialYear(self.year).label}"


class CodeStandard(Record):
    """The council's own view of how far it meets one standard of the financial management code."""

    class Rating(models.TextChoices):
        MET = "met", "Met"
        PARTLY = "partly", "Partly met"
        NOT_MET = "not-met", "Not met"

    year = models.PositiveIntegerField()
    standard = models.CharField(max_length=2)
    title = models.CharField(max_length=300)
    rating = models.CharField(max_length=8, choices=Rating.choices)
    evidence = models.TextField(blank=True)
    action = models.CharField(max_length=300, blank=True)
    action_owner_role = models.CharField(max_length=60, blank=True)
    action_due = models.DateField(null=True, blank=True)
    action_done = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["year", "standard"]
        constraints = [
            models.UniqueConstraint(fields=["year", "standard"], name="one_standard_a_year")
        ]

    def __str__(self) -> str:
        return f"Standard {self.standard}, {FinancialYear(self.year).label}"
