"""Paying for change: the fund, requests on it, and phasing that unwinds by itself."""

from django.db import models

from townclerk.finance.models.plan import PlanVersion
from townclerk.finance.models.reserves import Reserve
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class ChangeFund(Record):
    """Money set aside to pay for change."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    cabinet_limit = MoneyField(
        null=True, blank=True, help_text="Awards above this need a Cabinet decision."
    )
    printed_total = MoneyField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ChangeFundSource(Record):
    """Where money of the fund comes from, and since when it is there."""

    class Kind(models.TextChoices):
        REVENUE = "revenue", "Revenue reserve"
        RECEIPTS = "capital-receipts", "Capital receipts"
        BORROWING = "capital-borrowing", "Borrowing"
        OTHER = "other", "Other"

    fund = models.ForeignKey(ChangeFund, on_delete=models.CASCADE, related_name="sources")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    amount = MoneyField()
    available_from = models.DateField(null=True, blank=True)
    reserve = models.ForeignKey(Reserve, null=True, blank=True, on_delete=models.PROTECT)
    source = models.CharField(max_length=300, blank=True)
    batch = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["fund", "code"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "code"], name="one_source_of_a_code"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=Money.zero), name="source_gives_money"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChangeRequest(Record):
    """A sponsor's bid for money from the fund."""

    class Purpose(models.TextChoices):
        GROW = "grow", "Invest to grow"
        SAVE = "save", "Invest to save"
        THRIVE = "thrive", "Invest to thrive"

    class State(models.TextChoices):
        BID = "bid", "Bid"
        EVALUATED = "evaluated", "Evaluated"
        AWARDED = "awarded", "Awarded"
        DRAWN = "drawn", "Drawn"
        REVIEWED = "reviewed", "Reviewed"
        CLOSED = "closed", "Closed"
        REFUSED = "refused", "Refused"

    HOLDING = (State.AWARDED, State.DRAWN, State.REVIEWED, State.CLOSED)

    fund = models.ForeignKey(ChangeFund, on_delete=models.PROTECT, related_name="requests")
    reference = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    alignment = models.TextField(
        help_text="How it serves the vision, core purpose, sustainability."
    )
    social_return = models.TextField(blank=True)
    yearly_return = MoneyField(null=True, blank=True, help_text="Saving or income a year.")
    amount = MoneyField()
    needed_from = models.DateField()
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    sponsor_role = models.CharField(max_length=60, default="project-sponsor")
    evidence = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BID)
    raised_by = models.ForeignKey(
        "access.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    evaluated_by = models.JSONField(default=list, blank=True, editable=False)
    evaluation = models.TextField(blank=True)
    refusal = models.TextField(blank=True)
    decision = models.CharField(max_length=80, blank=True)
    awarded_on = models.DateField(null=True, blank=True)
    drawn = MoneyField(null=True, blank=True)
    benefit_found = models.TextField(blank=True)

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=Money.zero), name="request_for_money"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refusal=""),
                name="refusal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"


class PhasingEntry(Record):
    """Money that moves between years of a plan: one-off savings, or a loan from a reserve."""

    class Kind(models.TextChoices):
        ONE_OFF_SAVING = "one-off-saving", "One-off saving"
        RESERVE_LOAN = "reserve-loan", "Loan from reserves"

    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="phasing")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    amount = MoneyField()
    year = models.PositiveIntegerField()
    reserve = models.ForeignKey(Reserve, null=True, blank=True, on_delete=models.PROTECT)
    repayment = MoneyField(null=True, blank=True)
    repayment_year = models.PositiveIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_phasing_entry_of_a_code"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=Money.zero), name="phasing_moves_money"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {FinancialYear(self.year).label}"
