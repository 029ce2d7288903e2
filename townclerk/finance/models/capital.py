"""Capital: pots of grant by year, schemes with their cost and funding, and financial strategies."""

from django.db import models

from townclerk.finance.core.capital import SOURCE_WORDS, Source, year_label
from townclerk.finance.models.fixing import PartOfFixed
from townclerk.finance.models.reserves import Reserve
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record

SOURCES = [(one.value, words) for one, words in SOURCE_WORDS.items()]


class CapitalGrant(Record):
    """A pot of grant that schemes call on."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    awarded = MoneyField(
        null=True, blank=True, help_text="The whole award, where it is not known by year."
    )
    source = models.CharField(max_length=300, blank=True)
    batch = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class CapitalGrantYear(Record):
    grant = models.ForeignKey(CapitalGrant, on_delete=models.CASCADE, related_name="by_year")
    year = models.PositiveIntegerField()
    receipts = MoneyField()
    commitments = MoneyField()

    class Meta:
        ordering = ["grant", "year"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "year"], name="one_row_a_grant_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.grant}, {FinancialYear(self.year).label}"


class SchemeIsFixed(TownclerkError):
    """Someone tried to alter the cost, the funding or the decision of a scheme that is settled."""

    def __init__(self, scheme: "CapitalScheme") -> None:
        said = (
            f"{scheme} is {scheme.get_stage_display().lower()}, so its cost, its funding and its "
            "decision stay as they are."
        )
        if scheme.stage in scheme.VARIED:
            said += " Open it for variation first; it is then approved anew."
        super().__init__(said)


class CapitalScheme(Record):
    """One capital scheme, from an idea to its close."""

    class Stage(models.TextChoices):
        PIPELINE = "pipeline", "Pipeline"
        FEASIBILITY = "feasibility", "Feasibility"
        BUSINESS_CASE = "business-case", "Business case"
        APPROVED = "approved", "Approved"
        IN_DELIVERY = "in-delivery", "In delivery"
        VARIATION = "variation", "Being varied"
        COMPLETE = "complete", "Complete"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    PROGRAMME = (Stage.APPROVED, Stage.IN_DELIVERY, Stage.VARIATION, Stage.COMPLETE, Stage.CLOSED)
    """What the programme holds: each was approved by members."""
    OPEN = (Stage.PIPELINE, Stage.FEASIBILITY, Stage.BUSINESS_CASE, Stage.VARIATION)
    """Stages in which cost and funding may be changed."""
    VARIED = (Stage.APPROVED, Stage.IN_DELIVERY)
    """Stages from which a scheme is opened for variation."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    objective = models.TextField(help_text="What it is for.")
    asset = models.CharField(max_length=200, blank=True, help_text="What is built or bought.")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    sponsor_role = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=14, choices=Stage.choices, default=Stage.PIPELINE)
    start = models.DateField(null=True, blank=True)
    finish = models.DateField(null=True, blank=True)
    revenue_note = models.TextField(
        blank=True, help_text="What it will cost or bring in each year once it is there."
    )
    decision = models.CharField(
        max_length=80, blank=True, help_text="Reference of the decision that approves it."
    )
    approved_on = models.DateField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__isnull=True)
                | models.Q(finish__isnull=True)
                | models.Q(finish__gte=models.F("start")),
                name="scheme_finishes_after_start",
                violation_error_message="The finish is before the start.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def refuse_when_fixed(self) -> None:
        now = CapitalScheme.objects.only("name", "stage").get(pk=self.pk)
        if now.stage not in self.OPEN:
            raise SchemeIsFixed(now)


class SchemeCost(PartOfFixed):
    """What a scheme costs in a year; without a year, what is not yet given one."""

    owned_by = "scheme"

    scheme = models.ForeignKey(CapitalScheme, on_delete=models.CASCADE, related_name="costs")
    year = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty while its year is not known."
    )
    amount = MoneyField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["scheme", models.F("year").asc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year"], name="one_cost_a_scheme_a_year"),
            models.UniqueConstraint(
                fields=["scheme"],
                condition=models.Q(year__isnull=True),
                name="one_cost_a_scheme_without_year",
                violation_error_message=(
                    "This scheme has a cost without a year already. Change that, or give the year."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=Money.zero),
                name="scheme_cost_is_not_negative",
                violation_error_message="A cost is not less than nothing.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}, {year_label(self.year)}"


class SchemeFunding(PartOfFixed):
    """What one funder pays of a scheme in a year."""

    owned_by = "scheme"

    scheme = models.ForeignKey(CapitalScheme, on_delete=models.CASCADE, related_name="funding")
    funder = models.CharField(max_length=120, help_text="Who or what pays, in a few words.")
    year = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty while its year is not known."
    )
    kind = models.CharField(max_length=13, choices=SOURCES)
    grant = models.ForeignKey(
        CapitalGrant,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="calls",
        help_text="The pot it is taken from, where a grant of the council pays.",
    )
    within_commitments = models.BooleanField(
        default=False, help_text="Whether the pot's commitments hold it already."
    )
    reserve = models.ForeignKey(
        Reserve, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount = MoneyField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["scheme", models.F("year").asc(nulls_last=True), "funder"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "funder", "year"], name="one_funding_a_funder_a_year"
            ),
            models.UniqueConstraint(
                fields=["scheme", "funder"],
                condition=models.Q(year__isnull=True),
                name="one_funding_a_funder_without_year",
                violation_error_message=(
                    "This funder pays an amount without a year already. Change that, or give the "
                    "year."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=Money.zero),
                name="scheme_funding_is_not_negative",
                violation_error_message="Funding is not less than nothing.",
            ),
            models.CheckConstraint(
                condition=models.Q(grant__isnull=True) | models.Q(kind=Source.GRANT.value),
                name="only_grant_comes_from_a_pot",
            ),
            models.CheckConstraint(
                condition=models.Q(reserve__isnull=True) | models.Q(kind=Source.RESERVES.value),
                name="only_reserves_come_from_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}, {self.funder}, {year_label(self.year)}"


class FinancialStrategy(Record):
    """A strategy of the council's money for a year, with the body that approves it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved"
        SUPERSEDED = "superseded", "Superseded"

    class Kind(models.TextChoices):
        CAPITAL = "capital", "Capital strategy"
        TREASURY = "treasury", "Treasury management strategy"
        INVESTMENT = "investment", "Investment strategy"
        MRP = "revenue-provision", "Minimum revenue provision statement"
        RESERVES = "reserves", "Reserves strategy"
        FEES = "fees", "Fees and charges strategy"
        RECEIPTS = "flexible-receipts", "Flexible use of capital receipts"
        OTHER = "other", "Other strategy"

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    year = models.PositiveIntegerField(
        null=True, blank=True, help_text="The year it is for; empty where it is not known."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    body = models.CharField(
        max_length=10,
        choices=[("council", "Council"), ("executive", "Cabinet")],
        default="council",
        help_text="The body that approves it.",
    )
    decision = models.CharField(
        max_length=80, blank=True, help_text="Reference of the decision that approves it."
    )
    approved_on = models.DateField(null=True, blank=True, editable=False)
    owner_role = models.CharField(max_length=60, default="s151-officer")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = [models.F("year").desc(nulls_last=True), "kind", "code"]

    def __str__(self) -> str:
        label = "" if self.year is None else f" {FinancialYear(self.year).label}"
        return f"{self.name}{label}"
