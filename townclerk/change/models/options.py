"""Option sheets: what is proposed, for how much, in which state, and the groups they add up in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class Sourced(Record):
    """A record that names the document and the place it was taken from."""

    source = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class OptionPackage(Sourced):
    """Options that are added up and phased together: a project, or a table of a report."""

    class Kind(models.TextChoices):
        REFORM = "reform", "Reform project"
        EFFICIENCY = "efficiency", "Business efficiencies and financing changes"
        SERVICE_CHANGE = "service-change", "Service changes"
        GROWTH = "growth", "Growth"
        OTHER = "other", "Other"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    other_title = models.CharField(
        max_length=200, blank=True, help_text="What the same package is called elsewhere."
    )
    kind = models.CharField(max_length=14, choices=Kind.choices)
    section = models.CharField(max_length=20, blank=True, help_text="Where its sheets are printed.")
    position = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    plan_line = models.SlugField(
        max_length=80, blank=True, help_text="Code of the line of the plan that counts it."
    )
    printed_total = MoneyField(null=True, blank=True)
    summary_total = MoneyField(
        null=True, blank=True, help_text="The total a second table prints for it."
    )
    note = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title


class PackageYear(Sourced):
    """What a package saves in a year, as a change from the year before."""

    package = models.ForeignKey(OptionPackage, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveIntegerField()
    amount = MoneyField()

    class Meta:
        ordering = ["package", "year"]
        constraints = [
            models.UniqueConstraint(fields=["package", "year"], name="one_amount_a_package_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.package}, {FinancialYear(self.year).label}"


class YesNo(models.TextChoices):
    """A tick that may not be certain: blank says that nobody knows."""

    YES = "yes", "Yes"
    NO = "no", "No"


class OptionSheet(Sourced):
    """One proposal under the headings of an option sheet."""

    class Approval(models.TextChoices):
        COMMENCE = "commence", "Commence action"
        IMPLEMENT = "implement", "Implement"
        CONSULT = "consult", "Consult"
        COMMENCE_AND_IMPLEMENT = "commence-and-implement", "Commence action and implement"
        ALL = "all", "All three left open"

    class Classification(models.TextChoices):
        ASSUMPTION = "planning-assumption", "Budget planning assumption"
        SPECIFIC = "specific-saving", "Specific saving"

    class Kind(models.TextChoices):
        EFFICIENCY = "efficiency", "Business efficiency"
        SERVICE_CHANGE = "service-change", "Service change"
        TRANSFORMATION = "transformation", "Transformation"

    class Nature(models.TextChoices):
        SAVING = "saving", "Saving"
        INCOME = "income", "Net additional income"
        SUBSIDY = "subsidy", "Reduced subsidy"
        FINANCING = "financing", "Financing change"
        COST = "cost", "Growth or cost"

    class Recurrence(models.TextChoices):
        RECURRING = "recurring", "Recurring"
        ONE_OFF = "one-off", "One-off"
        MIXED = "mixed", "Partly one-off"

    class Cash(models.TextChoices):
        CASHABLE = "cashable", "Cashable"
        AVOIDED = "avoided", "Avoided cost"

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class Equality(models.TextChoices):
        TO_BE_ASSESSED = "to-be-assessed", "To be assessed"
        NOT_REQUIRED = "not-required", "Not required"
        NONE_EXPECTED = "none-expected", "No impact expected"
        ASSESSED = "assessed", "Assessed"
        POLICY_ONLY = "policy-only", "Staffing policy only"
        CONFLICT = "conflict", "The sheet says two things"

    class State(models.TextChoices):
        IDEA = "idea", "Idea"
        WORKED_UP = "worked-up", "Worked up"
        VALIDATED = "finance-validated", "Finance validated"
        FOR_CONSULTATION = "for-consultation", "Member approved for consultation"
        CONSULTED = "consulted", "Consulted"
        RECOMMENDED = "recommended", "Recommended"
        APPROVED = "approved", "Approved"
        AMENDED = "amended", "Approved as amended"
        WITHDRAWN = "withdrawn", "Withdrawn"
        HANDED_OVER = "handed-over", "Handed to delivery"

    OPEN = (State.IDEA, State.WORKED_UP)
    """States in which the money, the staffing and the claims of a sheet may be changed."""

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    package = models.ForeignKey(OptionPackage, on_delete=models.PROTECT, related_name="options")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    service = models.CharField(max_length=200, blank=True)
    approval_sought = models.CharField(max_length=22, choices=Approval.choices, blank=True)
    description = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    stops = models.TextField(blank=True, help_text="What stops, shrinks or happens later.")
    outcomes = models.TextField(blank=True)
    impact_users = models.TextField(blank=True)
    impact_partners = models.TextField(blank=True)
    impact_council = models.TextField(blank=True)
    classification = models.CharField(max_length=20, choices=Classification.choices, blank=True)
    kind = models.CharField(max_length=14, choices=Kind.choices, blank=True)
    nature = models.CharField(max_length=10, choices=Nature.choices, default=Nature.SAVING)
    recurrence = models.CharField(max_length=9, choices=Recurrence.choices, blank=True)
    cash = models.CharField(max_length=8, choices=Cash.choices, blank=True)
    gross = MoneyField(null=True, blank=True)
    low = MoneyField(null=True, blank=True)
    high = MoneyField(null=True, blank=True)
    reinvestment = MoneyField(default=Money.zero)
    exit_cost = MoneyField(null=True, blank=True)
    amount_note = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence.choices, blank=True)
    included_in = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    outside_reason = models.CharField(
        max_length=300, blank=True, help_text="Why it stands outside every total."
    )
    inform = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    consult_internal = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    engage = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    coproduce = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    consult_external = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    partnership = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    consultation_note = models.TextField(blank=True)
    consultation_outcome = models.TextField(blank=True)
    consultation_reference = models.CharField(
        max_length=80, blank=True, help_text="Reference of the consultation in its register."
    )
    equality = models.CharField(max_length=14, choices=Equality.choices, blank=True)
    equality_note = models.TextField(blank=True)
    legislation = models.TextField(blank=True, help_text="One a line, or that there is none.")
    evidence = models.TextField(blank=True)
    timing = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=18, choices=State.choices, default=State.IDEA)
    consultation_decision = models.CharField(max_length=100, blank=True, editable=False)
    decision = models.CharField(max_length=100, blank=True, editable=False)
    amendment = models.TextField(blank=True, editable=False)
    handed_to = models.CharField(max_length=200, blank=True, editable=False)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    validated_on = models.DateField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_on = models.DateField(null=True, blank=True, editable=False)
    published_on = models.DateField(null=True, blank=True)
    published_in = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["package", "reference"]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        wrong = {}
        if self.low is not None and self.high is not None and self.low > self.high:
            wrong["low"] = "The low amount is above the high one."
        if self.gross is not None and self.reinvestment > abs(self.gross):
            wrong["reinvestment"] = "More is reinvested than is saved."
        if self.included_in is not None and self._circle():
            wrong["included_in"] = "A part may not hold the option that holds it."
        if self.included_in is not None and self.outside_reason:
            wrong["outside_reason"] = "It is inside another option, so it is not outside all."
        if self.published_on is not None and not self.published_in:
            wrong["published_in"] = "Name the document it was published in."
        if wrong:
            raise ValidationError(wrong)

    def _circle(self) -> bool:
        above: OptionSheet | None = self.included_in
        while above is not None:
            if above.pk == self.pk and self.pk is not None:
                return True
            above = above.included_in
        return False

    @property
    def net(self) -> Money | None:
        return None if self.gross is None else self.gross - self.reinvestment

    @property
    def counted(self) -> bool:
        """Whether totals add it: not inside another, not outside all, not withdrawn."""
        return (
            self.included_in_id is None
            and not self.outside_reason
            and self.state != self.State.WITHDRAWN
        )


class OptionYear(Sourced):
    """What an option saves in a year, as a change from the year before, with its range."""

    option = models.ForeignKey(OptionSheet, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveIntegerField()
    amount = MoneyField()
    low = MoneyField(null=True, blank=True)
    high = MoneyField(null=True, blank=True)

    class Meta:
        ordering = ["option", "year"]
        constraints = [
            models.UniqueConstraint(fields=["option", "year"], name="one_amount_an_option_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.option}, {FinancialYear(self.year).label}"

    def clean(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValidationError({"low": "The low amount is above the high one."})


class OptionTableLine(Sourced):
    """A line of a table a document printed over options, as it printed it."""

    class Part(models.TextChoices):
        LINE = "line", "Line"
        SUBTOTAL = "subtotal", "Sub-total"
        TOTAL = "total", "Total"

    code = models.SlugField(max_length=100, unique=True)
    table = models.CharField(max_length=120)
    package = models.ForeignKey(
        OptionPackage, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    group = models.CharField(max_length=200, blank=True)
    heading = models.CharField(max_length=300)
    part = models.CharField(max_length=8, choices=Part.choices)
    position = models.PositiveIntegerField(default=0)
    option = models.ForeignKey(
        OptionSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="table_lines"
    )
    assumption = MoneyField(null=True, blank=True)
    saving = MoneyField(null=True, blank=True)
    total = MoneyField(null=True, blank=True)
    sheet_amount = MoneyField(
        null=True, blank=True, help_text="What the option sheet itself gives for the line."
    )
    sheet_low = MoneyField(null=True, blank=True)
    sheet_high = MoneyField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["table", "position", "code"]

    def __str__(self) -> str:
        return f"{self.table}: {self.heading}"
