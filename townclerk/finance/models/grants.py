"""Government funding: one record a stream, its amounts as they firm up, and settlement events."""

from django.db import models

from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class Stage(models.TextChoices):
    """How firm an amount is. Also the states of a stream, in this order."""

    RUMOURED = "rumoured", "Rumoured"
    INDICATIVE = "indicative", "Indicative"
    PROVISIONAL = "provisional", "Provisional"
    FINAL = "final", "Final"
    RECEIVED = "received", "Received"
    ENDED = "ended", "Ended"
    CLAWED_BACK = "clawed-back", "Clawed back"


class GrantStream(Record):
    """One stream of funding from one department."""

    class Type(models.TextChoices):
        CORE = "core", "Core"
        RING_FENCED = "ring-fenced", "Ring-fenced"
        CAPITAL = "capital", "Capital"
        ONE_OFF = "one-off", "One-off"
        NEW_BURDENS = "new-burdens", "New burdens"

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    department = models.CharField(max_length=120, blank=True)
    type = models.CharField(max_length=12, choices=Type.choices)
    state = models.CharField(max_length=12, choices=Stage.choices, default=Stage.RUMOURED)
    conditions = models.TextField(blank=True)
    end_date = models.DateField(null=True, blank=True)
    certified = models.BooleanField(
        default=False, help_text="Whether the grant needs certification."
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    owner_role = models.CharField(max_length=60, default="finance-partner")
    yearly_cost = MoneyField(
        null=True,
        blank=True,
        help_text="What the stream pays for each year and would go on costing.",
    )
    posts = models.CharField(max_length=300, blank=True, help_text="References of posts it funds.")
    source = models.CharField(max_length=300, blank=True)
    batch = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class GrantAmount(Record):
    """What the stream gives in a year at one stage. The stages stand side by side."""

    stream = models.ForeignKey(GrantStream, on_delete=models.CASCADE, related_name="amounts")
    year = models.PositiveIntegerField()
    stage = models.CharField(max_length=12, choices=Stage.choices)
    amount = MoneyField()
    assumed = models.BooleanField(
        default=False, help_text="Whether the plan assumes this amount, as the s151 officer agreed."
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["stream", "year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "year", "stage"], name="one_amount_a_year_a_stage"
            ),
            models.UniqueConstraint(
                fields=["stream", "year"],
                condition=models.Q(assumed=True),
                name="one_assumed_amount_a_year",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.stream}, {FinancialYear(self.year).label}, {self.get_stage_display().lower()}"
        )


class SettlementEvent(Record):
    """Something government announced, on a day, about one stream or about all."""

    class Kind(models.TextChoices):
        SPENDING_REVIEW = "spending-review", "Spending review"
        PROVISIONAL = "provisional", "Provisional settlement"
        RESPONSE = "response", "Consultation response"
        FINAL = "final", "Final settlement"
        OFFER = "multi-year-offer", "Multi-year offer"
        ACCEPTANCE = "acceptance", "Acceptance of an offer"
        OTHER = "other", "Other announcement"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    happened_on = models.DateField()
    stream = models.ForeignKey(
        GrantStream, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    summary = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["happened_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.summary}"
