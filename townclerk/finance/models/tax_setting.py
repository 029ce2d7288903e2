"""What the tax of a year is set from: bases, parishes, precepts, and the proposed Band D."""

from django.db import models

from townclerk.finance.models.budget_round import BudgetRound
from townclerk.finance.models.fixing import PartOfFixed
from townclerk.finance.models.tax import TaxOption
from townclerk.kernel.money import Money
from townclerk.platform.fields import MoneyField


class TaxSetting(PartOfFixed):
    """The adopted base and the Band D proposed, beside last year's."""

    owned_by = "round"

    round = models.OneToOneField(BudgetRound, on_delete=models.CASCADE, related_name="tax")
    tax_base = models.DecimalField(
        max_digits=12, decimal_places=2, help_text="Band D equivalents as adopted (T)."
    )
    base_decision = models.CharField(max_length=80, blank=True)
    band_d = MoneyField(help_text="Proposed Band D for the council's own purposes.")
    social_care = MoneyField(
        default=Money.zero, help_text="Adult social care inside it, all years together."
    )
    last_band_d = MoneyField(help_text="Last year's Band D, parish precepts left out.")
    last_social_care = MoneyField(default=Money.zero)
    option = models.ForeignKey(
        TaxOption, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    wholly_parished = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round"]

    def __str__(self) -> str:
        return f"Tax setting, {self.round.label}"


class ParishArea(PartOfFixed):
    """A parish, or another part with expenses of its own, by code: names are not unique."""

    owned_by = "round"

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="parishes")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    tax_base = models.DecimalField(max_digits=10, decimal_places=2)
    precept = MoneyField(default=Money.zero, help_text="The cash sum the parish asks for.")
    received_on = models.DateField(null=True, blank=True)
    special_expenses = MoneyField(default=Money.zero)
    last_tax_base = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    last_precept = MoneyField(null=True, blank=True)
    printed_band_d = MoneyField(
        null=True, blank=True, help_text="What the parish printed as its Band D, when it did."
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "name", "code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="one_parish_of_a_code_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.round.label}"


class MajorPrecept(PartOfFixed):
    """What a precepting authority asks for at Band D. A nil precept is still a precept."""

    owned_by = "round"

    class Authority(models.TextChoices):
        POLICE = "police", "Police and crime commissioner"
        FIRE = "fire", "Fire and rescue authority"
        MAYOR = "mayor", "Combined authority, mayor's general functions"

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="precepts")
    authority = models.CharField(max_length=8, choices=Authority.choices)
    name = models.CharField(max_length=160)
    band_d = MoneyField(null=True, blank=True, help_text="Empty until the precept is issued.")
    last_band_d = MoneyField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "authority"], name="one_precept_an_authority_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.round.label}"


class PrintedSplit(PartOfFixed):
    """A split of a band into core and adult social care that somebody printed, to be checked."""

    owned_by = "round"

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="printed_splits")
    band = models.CharField(max_length=2, choices=[(band, band) for band in ("A-", *"ABCDEFGH")])
    core = MoneyField()
    social_care = MoneyField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "band"]
        constraints = [
            models.UniqueConstraint(fields=["round", "band"], name="one_printed_split_a_band")
        ]

    def __str__(self) -> str:
        return f"Printed split of band {self.band}, {self.round.label}"
