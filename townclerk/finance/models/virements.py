"""Virements: who may agree which, and the money moved within a budget that is locked."""

from django.db import models

from townclerk.finance.core.virement_rules import WORDS
from townclerk.finance.models.budget_round import BudgetRound
from townclerk.kernel.money import Money
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record

KINDS = [(one.value, f"{words[0].upper()}{words[1:]}") for one, words in WORDS.items()]


class Approver(models.TextChoices):
    """Who agrees a virement, the nearest to the budget first."""

    HOLDER = "budget-holder", "Budget holder"
    DIRECTOR = "head-of-service", "Executive director or head of service"
    S151 = "s151-officer", "Section 151 officer"
    CABINET = "cabinet", "Cabinet"
    COUNCIL = "council", "Council"


class VirementRule(Record):
    """A limit of the financial regulations, from a day: who agrees virements up to which size."""

    code = models.SlugField(max_length=80, unique=True)
    between = models.CharField(max_length=24, choices=KINDS)
    up_to = MoneyField(null=True, blank=True, help_text="Empty where there is no limit.")
    approver = models.CharField(max_length=16, choices=Approver.choices)
    one_off_only = models.BooleanField(
        default=False, help_text="Whether a recurring virement goes to the next limit."
    )
    start = models.DateField(help_text="The first day it holds.")
    end = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    provision = models.CharField(
        max_length=200, blank=True, help_text="Where the financial regulations say so."
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["between", "up_to", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")),
                name="virement_rule_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Virement(Record):
    """Money moved from one line of a locked budget to another; the locked base stays as it is."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        POSTED = "posted", "Posted"

    OPEN = (State.PROPOSED, State.APPROVED)

    reference = models.SlugField(max_length=80, unique=True)
    round = models.ForeignKey(BudgetRound, on_delete=models.PROTECT, related_name="virements")
    on = models.DateField(help_text="The day it takes effect, which settles the rule.")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_group = models.CharField(max_length=80, help_text="Line of the budget it is taken from.")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_group = models.CharField(max_length=80, help_text="Line of the budget it is added to.")
    amount = MoneyField(help_text="What is moved in the year; always positive.")
    recurring = models.BooleanField(
        default=False, help_text="Whether it moves the budget of later years too."
    )
    why = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    between = models.CharField(max_length=24, choices=KINDS, editable=False)
    rule = models.ForeignKey(
        VirementRule, on_delete=models.PROTECT, related_name="virements", editable=False
    )
    approver = models.CharField(max_length=16, choices=Approver.choices, editable=False)
    """As the rule said on the day it was proposed."""
    decision = models.CharField(
        max_length=80, blank=True, help_text="Reference, where Cabinet or Council decides."
    )
    answer = models.CharField(
        max_length=300, blank=True, editable=False, help_text="Why it is refused."
    )
    proposed_by = models.ForeignKey(
        "access.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    decided_on = models.DateField(null=True, blank=True, editable=False)
    posted_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["round", "on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=Money.zero), name="virement_moves_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Virement {self.reference}"
