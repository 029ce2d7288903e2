"""The catalogue of measures: what is counted, how, by whom, and what it meant before."""

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models

from townclerk.performance.models.plans import Aim
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record

KEY = RegexValidator(
    r"\A[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\Z",
    "Write dotted lower-case names, as customers.one_stop_shop.visits.",
)


class Measure(Record):
    """One measure. Its values are returned by the service, and its definition is its figure's."""

    class State(models.TextChoices):
        IN_USE = "in-use", "In use"
        RETIRED = "retired", "Retired"

    class Kind(models.TextChoices):
        COUNT = "count", "Count"
        NUMBER = "number", "Number"
        PERCENT = "percent", "Percent"
        MONEY = "money", "Money"
        DAYS = "days", "Days"

    class MoneyUnit(models.TextChoices):
        POUNDS = "£", "£"
        THOUSANDS = "£000", "£ thousands"
        MILLIONS = "£m", "£ millions"

    class Polarity(models.TextChoices):
        HIGHER = "higher-is-better", "Higher is better"
        LOWER = "lower-is-better", "Lower is better"
        NEUTRAL = "neutral", "Neither"

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", "Monthly"
        QUARTERLY = "quarterly", "Quarterly"
        YEARLY = "yearly", "Yearly"
        AS_IT_ARISES = "as-it-arises", "As it arises"

    class Quality(models.TextChoices):
        NOT_ASSESSED = "not-assessed", "Not assessed"
        WEAK = "weak", "Weak"
        ADEQUATE = "adequate", "Adequate"
        GOOD = "good", "Good"

    key = models.CharField(max_length=200, unique=True, validators=[KEY])
    label = models.CharField(max_length=200)
    definition = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    money_unit = models.CharField(
        max_length=4, choices=MoneyUnit.choices, blank=True, help_text="How money is shown."
    )
    places = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(6)], help_text="Decimal places shown."
    )
    noun = models.CharField(
        max_length=60, blank=True, help_text="What is counted, one and many: week/weeks."
    )
    polarity = models.CharField(max_length=20, choices=Polarity.choices, default=Polarity.NEUTRAL)
    frequency = models.CharField(
        max_length=12, choices=Frequency.choices, default=Frequency.AS_IT_ARISES
    )
    due_from = models.DateField(
        null=True, blank=True, help_text="The first day of the first period a value is due for."
    )
    due_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days after the end of a period until its value is late."
    )
    tolerance = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="How far short of its target it may be and count as near it, in its own unit.",
    )
    base = models.CharField(max_length=300, blank=True, help_text="What a rate is a share of.")
    benchmark = models.CharField(max_length=300, blank=True, help_text="What it is set beside.")
    quality = models.CharField(max_length=12, choices=Quality.choices, default=Quality.NOT_ASSESSED)
    quality_note = models.TextField(blank=True)
    quality_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day its data were last graded."
    )
    aim = models.ForeignKey(
        Aim,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="measures",
        help_text="The aim of the plan it tells about.",
    )
    owner_role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    public = models.BooleanField(default=False, help_text="Whether published values are open.")
    additive = models.BooleanField(default=False, help_text="Whether periods add up to a whole.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.IN_USE)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.label


class Redefinition(Record):
    """From a day a measure means something else; no line joins what was before to what is after."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="redefinitions")
    number = models.PositiveIntegerField(help_text="2 for the first change.")
    start = models.DateField(help_text="The first day the new definition holds for.")
    what = models.CharField(max_length=300, help_text="What changes, in words.")
    before = models.TextField(help_text="The definition that ended.")

    class Meta:
        ordering = ["measure", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "number"], name="one_redefinition_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}, definition {self.number}"
