"""What leads to the Council's decision and proves it: statement, amendments, resolution."""

from typing import Any

from django.db import models

from townclerk.finance.models.budget_round import (
    BudgetIsFixed,
    BudgetRound,
    CouncilItem,
)
from townclerk.finance.models.fixing import PartOfFixed
from townclerk.kernel.money import Money
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class RobustnessStatement(Record):
    """The chief finance officer's report on the estimates and the reserves (section 25)."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SIGNED = "signed", "Signed"

    round = models.OneToOneField(BudgetRound, on_delete=models.CASCADE, related_name="statement")
    reference = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    estimates = models.TextField(blank=True, help_text="Robustness of the estimates.")
    reserves = models.TextField(blank=True, help_text="Adequacy of the proposed reserves.")
    minimum_balance = MoneyField(
        null=True, blank=True, help_text="The least general balance advised."
    )
    planned = models.JSONField(default=list, blank=True, editable=False)
    """The general balance at each 31 March as planned on the day of signing."""
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    regard_minute = models.CharField(
        max_length=80, blank=True, help_text="The minute that shows the Council had regard to it."
    )

    class Meta:
        ordering = ["round"]

    def __str__(self) -> str:
        return f"Robustness statement, {self.round.label}"


class BudgetAmendment(PartOfFixed):
    """A change to the recommended budget that a group moves."""

    owned_by = "round"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        TABLED = "tabled", "Tabled"
        CARRIED = "carried", "Carried"
        LOST = "lost", "Lost"
        WITHDRAWN = "withdrawn", "Withdrawn"

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="amendments")
    reference = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    moved_by = models.CharField(max_length=120, help_text="The group that moves it.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    band_d_change = MoneyField(
        default=Money.zero, help_text="What it adds to the council's own Band D; nil for none."
    )
    tabled_on = models.DateField(null=True, blank=True)
    vote = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text="Number of the Council's vote in the register of votes.",
    )
    minute = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["round", "id"]

    def __str__(self) -> str:
        return f"{self.title}, {self.round.label}"


class AmendmentChange(PartOfFixed):
    """One line the amendment changes: a service's budget or an item of the council."""

    owned_by = "amendment.round"

    amendment = models.ForeignKey(BudgetAmendment, on_delete=models.CASCADE, related_name="changes")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    item = models.ForeignKey(CouncilItem, null=True, blank=True, on_delete=models.PROTECT)
    option = models.SlugField(
        max_length=80, blank=True, help_text="The budget option it alters or withdraws."
    )
    what = models.CharField(max_length=200)
    amount = MoneyField(help_text="What it adds to that line; negative takes away.")

    class Meta:
        ordering = ["amendment", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False, item__isnull=True)
                | models.Q(unit__isnull=True, item__isnull=False),
                name="change_of_a_service_or_an_item",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.amendment}"

    @property
    def effect(self) -> Money:
        """On the requirement: more of a deduction lowers it."""
        return -self.amount if self.item is not None and self.item.is_deduction else self.amount


class TaxResolution(Record):
    """The resolution as the Council passed it: what it was worked out from and what came of it."""

    round = models.OneToOneField(BudgetRound, on_delete=models.PROTECT, related_name="resolution")
    resolved_on = models.DateField()
    decision = models.CharField(max_length=80)
    given = models.JSONField(editable=False)
    found = models.JSONField(editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["round"]

    def __str__(self) -> str:
        return f"Tax resolution, {self.round.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise BudgetIsFixed(self.round)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise BudgetIsFixed(self.round)


class FeeCharge(PartOfFixed):
    """One line of the schedule of fees and charges."""

    owned_by = "round"

    class Basis(models.TextChoices):
        SET_BY_LAW = "set-by-law", "Set by law"
        COST = "cost", "Cost recovery"
        MARKET = "market", "Market"
        SUBSIDISED = "subsidised", "Subsidised"

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="fees")
    code = models.SlugField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    power = models.CharField(max_length=200, help_text="The law that allows the charge.")
    basis = models.CharField(max_length=12, choices=Basis.choices)
    last = MoneyField(null=True, blank=True, help_text="This year's charge.")
    amount = MoneyField(help_text="Proposed charge.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "unit", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="one_fee_of_a_code_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.round.label}"


class ConsultationEntry(Record):
    """Something heard about the budget, and what came of it."""

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="consultation")
    reference = models.SlugField(max_length=80)
    heard_on = models.DateField()
    audience = models.CharField(max_length=160)
    method = models.CharField(max_length=160, blank=True)
    responses = models.PositiveIntegerField(null=True, blank=True)
    summary = models.TextField()
    outcome = models.TextField(blank=True, help_text="What was changed, or why nothing was.")
    consultation = models.CharField(
        max_length=80, blank=True, help_text="Reference of the consultation in its register."
    )

    class Meta:
        ordering = ["round", "heard_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "reference"], name="one_entry_of_a_reference_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience}, {self.round.label}"
