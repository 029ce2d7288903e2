"""Approved savings with their targets by month, what was delivered, and what finance found."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from townclerk.change.core import delivery as core
from townclerk.change.models.options import OptionSheet, Sourced
from townclerk.change.models.programme import Project
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit


class Saving(Sourced):
    """An approved saving that somebody answers for until it is delivered, replaced or given up."""

    class Recurrence(models.TextChoices):
        RECURRING = "recurring", "Recurring"
        ONE_OFF = "one-off", "One-off"

    class State(models.TextChoices):
        APPROVED = "approved", "Approved"
        IN_DELIVERY = "in-delivery", "In delivery"
        DELIVERED = "delivered", "Delivered and verified"
        REPLACED = "replaced", "Replaced"
        WRITTEN_OFF = "written-off", "Written off"

    CLOSED = (State.DELIVERED, State.REPLACED, State.WRITTEN_OFF)

    code = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    option = models.ForeignKey(
        OptionSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="savings"
    )
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="savings"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    owner_role = models.CharField(max_length=120, default="Project sponsor")
    decision = models.CharField(max_length=100, help_text="The decision that approved it.")
    cashable = models.BooleanField(default=True)
    recurrence = models.CharField(
        max_length=9, choices=Recurrence.choices, default=Recurrence.RECURRING
    )
    mitigation = models.TextField(blank=True)
    replaced_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="replaces",
    )
    state = models.CharField(max_length=11, choices=State.choices, default=State.APPROVED)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class SavingYear(Sourced):
    """A year of a saving: its target, what of it is at risk, and what becomes of the rest."""

    class Decision(models.TextChoices):
        ROLL = "roll", "Rolls into the next year"
        WRITE_OFF = "write-off", "Written off"

    saving = models.ForeignKey(Saving, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveIntegerField()
    target = MoneyField()
    rolled_in = MoneyField(default=Money.zero, editable=False)
    at_risk = MoneyField(default=Money.zero, editable=False)
    risk_why = models.CharField(max_length=300, blank=True, editable=False)
    rest = MoneyField(
        null=True, blank=True, editable=False, help_text="What was decided not to come this year."
    )
    rest_decision = models.CharField(
        max_length=9, choices=Decision.choices, blank=True, editable=False
    )
    plan_line = models.SlugField(max_length=100, blank=True, editable=False)

    class Meta:
        ordering = ["saving", "year"]
        constraints = [
            models.UniqueConstraint(fields=["saving", "year"], name="one_target_a_saving_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.saving}, {FinancialYear(self.year).label}"


class SavingMonth(Sourced):
    """A month of a saving: target, what its owner reports, what finance confirms."""

    in_year = models.ForeignKey(SavingYear, on_delete=models.CASCADE, related_name="months")
    number = models.PositiveIntegerField(help_text="1 for April to 12 for March.")
    target = MoneyField()
    forecast = MoneyField(null=True, blank=True)
    delivered = MoneyField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed = MoneyField(null=True, blank=True)
    ledger = models.CharField(
        max_length=120, blank=True, help_text="The reduction of the budget in the ledger."
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["in_year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["in_year", "number"], name="one_month_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.in_year}, {FinancialYear(self.in_year.year).periods[self.number - 1].title}"

    def clean(self) -> None:
        if not 1 <= self.number <= core.MONTHS:
            raise ValidationError({"number": "Months are numbered 1 for April to 12 for March."})
        if self.confirmed is not None and not self.ledger:
            raise ValidationError(
                {"ledger": "Name the reduction of the budget in the ledger that confirms it."}
            )

    @property
    def core(self) -> core.Month:
        return core.Month(
            number=self.number,
            target=self.target,
            delivered=self.delivered,
            forecast=self.forecast,
            confirmed=self.confirmed,
        )


class ChooserRun(Sourced):
    """A run of the portfolio chooser with everything it was asked and what it answered."""

    title = models.CharField(max_length=200)
    plan_version = models.PositiveIntegerField()
    run_on = models.DateField()
    question = models.JSONField(editable=False)
    answer = models.JSONField(editable=False)
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["-run_on", "-id"]

    def __str__(self) -> str:
        return self.title
