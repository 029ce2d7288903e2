"""What moves a line: inflation on a base, volume at a price, a profile; and scenarios over them."""

from django.db import models

from townclerk.finance.models.fixing import PartOfFixed
from townclerk.finance.models.plan import PlanVersion
from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField


class Driver(PartOfFixed):
    """A quantity that several lines can follow."""

    owned_by = "plan"

    class Kind(models.TextChoices):
        INFLATION = "inflation", "Inflation on a base"
        VOLUME = "volume", "Change in volume at a unit price"
        PROFILE = "profile", "A total spread by shares"

    class Distribution(models.TextChoices):
        NONE = "none", "Not varied"
        NORMAL = "normal", "Normal"
        TRIANGULAR = "triangular", "Triangular"
        UNIFORM = "uniform", "Uniform"

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="drivers")
    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    base = MoneyField(null=True, blank=True, help_text="The base, or the total to spread.")
    distribution = models.CharField(
        max_length=10, choices=Distribution.choices, default=Distribution.NONE
    )
    low = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    deviation = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_driver_of_a_code")
        ]

    def __str__(self) -> str:
        return self.name


class DriverYear(PartOfFixed):
    """The driver in one year: a rate in percent, a volume and a price, or a share in percent."""

    owned_by = "driver.plan"

    driver = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="values")
    year = models.PositiveIntegerField()
    rate = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    volume = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    price = MoneyField(null=True, blank=True)

    class Meta:
        ordering = ["driver", "year"]
        constraints = [
            models.UniqueConstraint(fields=["driver", "year"], name="one_value_a_driver_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.driver}, {FinancialYear(self.year).label}"


class Correlation(PartOfFixed):
    """How two drivers move together in the simulation, from -1 to 1."""

    owned_by = "first.plan"

    first = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="+")
    coefficient = models.DecimalField(max_digits=4, decimal_places=3)

    class Meta:
        ordering = ["first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_correlation_a_pair"),
            models.CheckConstraint(
                condition=models.Q(coefficient__gte=-1, coefficient__lte=1),
                name="correlation_between_minus_one_and_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} with {self.second}"


class Scenario(PartOfFixed):
    """A named set of moved drivers."""

    owned_by = "plan"

    class Case(models.TextChoices):
        BEST = "best", "Best case"
        CENTRAL = "central", "Central case"
        WORST = "worst", "Worst case"
        OTHER = "other", "Other"

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="scenarios")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    case = models.CharField(max_length=8, choices=Case.choices, default=Case.OTHER)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_scenario_of_a_code")
        ]

    def __str__(self) -> str:
        return self.name


class ScenarioOverride(PartOfFixed):
    """By how much a scenario moves a driver: points of a rate or share, percent of a volume."""

    owned_by = "scenario.plan"

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="overrides")
    driver = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveIntegerField(null=True, blank=True, help_text="Empty for every year.")
    points = models.DecimalField(max_digits=9, decimal_places=4)

    class Meta:
        ordering = ["scenario", "driver", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "driver", "year"],
                nulls_distinct=False,
                name="one_override_a_driver_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.driver} {self.points:+}"
