"""Local taxation planning: the assumptions of a plan and the options drawn on them."""

from django.db import models

from townclerk.finance.models.plan import PlanVersion
from townclerk.finance.models.reserves import ReserveMovement
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.records import Record


class TaxAssumption(Record):
    """What every option of a plan starts from."""

    plan = models.OneToOneField(PlanVersion, on_delete=models.PROTECT, related_name="tax")
    base = MoneyField(help_text="Council tax income of the year before the plan, at its charge.")
    base_growth = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    tax_base = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="Band D equivalents."
    )
    collection_rate = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    core_cap = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    precept_cap = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    precept_cap_period = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    reduction_scheme_cost = MoneyField(null=True, blank=True)
    fund_surplus = MoneyField(
        null=True, blank=True, help_text="Collection fund surplus; a deficit is negative."
    )
    rates_income = MoneyField(null=True, blank=True)
    rates_share = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    appeals_provision = MoneyField(null=True, blank=True)
    pool = models.CharField(max_length=200, blank=True, help_text="Pooling or pilot position.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["plan"]

    def __str__(self) -> str:
        return f"Tax assumptions of {self.plan}"


class TaxOption(Record):
    """One set of increases, carried from a draft to the bills."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft option"
        ILLUSTRATED = "illustrated", "Illustrated"
        RECOMMENDED = "recommended", "Recommended"
        RESOLVED = "resolved", "Resolved"
        BILLED = "billed", "Billed"

    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="tax_options")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    decision = models.CharField(
        max_length=80, blank=True, help_text="The decision that resolved it."
    )
    printed_total = MoneyField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=300, blank=True)
    batch = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["plan", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_tax_option_of_a_code")
        ]

    def __str__(self) -> str:
        return self.name


class TaxOptionYear(Record):
    """The increases of an option in a year, and the printed yield (positive raises money)."""

    option = models.ForeignKey(TaxOption, on_delete=models.CASCADE, related_name="increases")
    year = models.PositiveIntegerField()
    core = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    precept = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    printed_yield = MoneyField(null=True, blank=True)

    class Meta:
        ordering = ["option", "year"]
        constraints = [
            models.UniqueConstraint(fields=["option", "year"], name="one_increase_an_option_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.option}, {FinancialYear(self.year).label}"


class TaxCarry(Record):
    """An early surplus put into a reserve in one year and taken out in a later one."""

    option = models.ForeignKey(TaxOption, on_delete=models.CASCADE, related_name="carries")
    from_year = models.PositiveIntegerField()
    to_year = models.PositiveIntegerField()
    amount = MoneyField()
    decision = models.CharField(max_length=80)
    contribution = models.ForeignKey(
        ReserveMovement, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    use = models.ForeignKey(
        ReserveMovement, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["option", "from_year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_year__gt=models.F("from_year")), name="carry_goes_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=Money.zero), name="carry_of_a_surplus"
            ),
        ]

    def __str__(self) -> str:
        first, last = FinancialYear(self.from_year).label, FinancialYear(self.to_year).label
        return f"Carry from {first} to {last}"
