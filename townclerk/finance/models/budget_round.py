"""A budget round: its timetable, what each budget holder submits, and the council's own items."""

from django.db import models

from townclerk.finance.models.fixing import PartOfFixed
from townclerk.finance.models.plan import PlanVersion
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class BudgetIsFixed(TownclerkError):
    """Someone tried to alter a budget the Council has set."""

    def __init__(self, round_: "BudgetRound") -> None:
        super().__init__(
            f"{round_} is {round_.get_state_display().lower()} and cannot be changed. What changes "
            "in the year is a virement or a supplementary estimate."
        )


class BudgetRound(Record):
    """The making of one year's budget, from the first letter to the locked budget."""

    class State(models.TextChoices):
        OPENED = "opened", "Opened"
        SUBMITTED = "submitted", "Submitted"
        CHALLENGED = "challenged", "Challenged"
        RECOMMENDED = "recommended", "Recommended"
        APPROVED = "approved", "Approved"
        LOCKED = "locked", "Locked"

    FIXED = (State.APPROVED, State.LOCKED)

    code = models.SlugField(max_length=20, unique=True, help_text="Such as 2017-18.")
    year = models.PositiveIntegerField(unique=True, help_text="The year it starts in.")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPENED)
    plan = models.ForeignKey(
        PlanVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="rounds"
    )
    cabinet_on = models.DateField(help_text="The day Cabinet considers the budget.")
    council_on = models.DateField(help_text="The day of Budget Council.")
    recommendation = models.CharField(
        max_length=80, blank=True, help_text="Cabinet's decision to recommend the budget."
    )
    vote = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text="Number of the Council's vote in the register of votes.",
    )
    decision = models.CharField(max_length=80, blank=True, help_text="The Council's resolution.")
    equality_effect = models.TextField(
        blank=True, help_text="What the proposals together do to people who share a characteristic."
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"Budget {self.label}"

    @property
    def label(self) -> str:
        return FinancialYear(self.year).label

    @property
    def is_fixed(self) -> bool:
        return self.state in self.FIXED

    def refuse_when_fixed(self) -> None:
        now = BudgetRound.objects.only("year", "state").get(pk=self.pk)
        if now.is_fixed:
            raise BudgetIsFixed(now)


class BudgetStep(Record):
    """One step of the timetable: its last day and why, the day chosen, the day it was done."""

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="steps")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    owner_role = models.SlugField(max_length=60)
    last_day = models.DateField()
    planned_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    provision = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(
        max_length=10, choices=[(c.value, c.value) for c in Confidence], default="confirmed"
    )
    by_law = models.BooleanField(default=False)
    limit = models.CharField(max_length=100, blank=True, editable=False)
    start = models.DateField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "planned_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="one_step_of_a_code_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.round.label}"


class BudgetSubmission(PartOfFixed):
    """What the holder of a unit's budget proposes, against the cash limit of the unit."""

    owned_by = "round"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        CHALLENGED = "challenged", "Challenged"
        AGREED = "agreed", "Agreed"

    reference = models.SlugField(max_length=100, unique=True)
    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="submissions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    cash_limit = MoneyField(help_text="The most the unit may propose, net of its income.")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    over_limit_reason = models.TextField(
        blank=True, help_text="Why more than the limit is proposed, and what would bring it within."
    )
    submitted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["round", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="one_submission_a_unit_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.round.label}"


class SubmissionLine(PartOfFixed):
    """One line: spending is positive, income is negative, as in the ledger."""

    owned_by = "submission.round"

    class Kind(models.TextChoices):
        PAY = "pay", "Pay"
        PRICES = "prices", "Prices and contracts"
        RUNNING = "running", "Running costs"
        RECHARGES = "recharges", "Recharges"
        GROWTH = "growth", "Growth"
        SAVINGS = "savings", "Savings"
        FEES = "fees", "Fees and charges"
        GRANTS = "grants", "Specific grants"
        OTHER_INCOME = "other-income", "Other income"

    INCOME = (Kind.FEES, Kind.GRANTS, Kind.OTHER_INCOME)

    submission = models.ForeignKey(BudgetSubmission, on_delete=models.CASCADE, related_name="lines")
    code = models.SlugField(max_length=60)
    heading = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    base = MoneyField(default=Money.zero, help_text="This year's budget, the base of the next.")
    amount = MoneyField(help_text="Proposed for the year; income is negative.")
    why = models.CharField(max_length=300, blank=True, help_text="What it rests on.")

    class Meta:
        ordering = ["submission", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "code"], name="one_line_of_a_code_a_submission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading}, {self.submission}"

    @property
    def is_income(self) -> bool:
        return self.kind in self.INCOME


class SubmissionDraft(Record):
    """The lines as they stood each time a submission was sent in, to show what changed since."""

    submission = models.ForeignKey(
        BudgetSubmission, on_delete=models.CASCADE, related_name="drafts"
    )
    number = models.PositiveIntegerField()
    sent_on = models.DateField()
    lines = models.JSONField(editable=False)

    class Meta:
        ordering = ["submission", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="one_draft_of_a_number_a_submission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission}, draft {self.number}"


class ChallengeNote(Record):
    """A question put to a submission, and its answer."""

    submission = models.ForeignKey(BudgetSubmission, on_delete=models.CASCADE, related_name="notes")
    asked_on = models.DateField()
    asked_role = models.CharField(max_length=60)
    question = models.TextField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["submission", "asked_on", "id"]

    def __str__(self) -> str:
        return f"Challenge of {self.submission}"


class CouncilItem(PartOfFixed):
    """A part of the requirement that no budget holder submits, by the paragraph of the Act."""

    owned_by = "round"

    class Paragraph(models.TextChoices):
        EXPENDITURE = "expenditure", "Other expenditure: levies, capital financing"
        CONTINGENCY = "contingency", "Contingency"
        RESERVES_RAISED = "reserves-raised", "Put into reserves"
        DEFICITS = "deficits", "Deficits of earlier years"
        RATES_TRANSFER = "rates-transfer", "Transfer for business rates"
        FUND_DEFICIT = "fund-deficit", "Share of a collection fund deficit"
        DIRECTION = "direction", "Sums under a direction"
        INCOME = "income", "Other income"
        GENERAL_GRANT = "general-grant", "General grant"
        RATES = "rates", "Retained business rates and top-up"
        FUND_SURPLUS = "fund-surplus", "Share of a collection fund surplus"
        RESERVES_USED = "reserves-used", "Taken from reserves"

    DEDUCTIONS = (
        Paragraph.INCOME,
        Paragraph.GENERAL_GRANT,
        Paragraph.RATES,
        Paragraph.FUND_SURPLUS,
        Paragraph.RESERVES_USED,
    )

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="items")
    code = models.SlugField(max_length=80, unique=True, help_text="Such as contingency-2017.")
    name = models.CharField(max_length=200)
    paragraph = models.CharField(max_length=16, choices=Paragraph.choices)
    amount = MoneyField(help_text="Its size; whether it adds or deducts follows from the kind.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=Money.zero), name="item_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.round.label}"

    @property
    def is_deduction(self) -> bool:
        return self.paragraph in self.DEDUCTIONS
