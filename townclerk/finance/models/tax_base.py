"""What the tax base and the collection fund estimate of a year are worked out from."""

from django.db import models

from townclerk.finance.models.budget_round import BudgetRound
from townclerk.finance.models.fixing import PartOfFixed
from townclerk.finance.models.tax_setting import MajorPrecept
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.fields import MoneyField
from townclerk.platform.records import Record

WHOLE = "whole"
"""The code of the whole area; any other is the code of a parish or another part."""
OWN = "own"
AUTHORITIES = [(OWN, "This council, with its parishes"), *MajorPrecept.Authority.choices]


class AlreadyDetermined(TownclerkError):
    """What a base or an estimate was worked out from stays as it was when it was determined."""

    def __init__(self, found: "TaxBaseReport | FundEstimate") -> None:
        super().__init__(
            f"{found} is {found.get_state_display().lower()}, so what it was worked out from "
            "stays as it is. Return it to draft, where that is still open, and then change it."
        )


class TaxBaseReport(Record):
    """The tax base of a year, from a draft to its notice to the precepting authorities."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CERTIFIED = "certified", "Certified"
        ADOPTED = "adopted", "Adopted"
        NOTIFIED = "notified", "Notified"

    DECIDED = (State.ADOPTED, State.NOTIFIED)

    round = models.OneToOneField(BudgetRound, on_delete=models.CASCADE, related_name="base_report")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    collection_rate = models.DecimalField(
        max_digits=6, decimal_places=3, help_text="What will be paid in the end, in percent."
    )
    in_lieu = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        default=0,
        help_text="Band D equivalents of defence dwellings.",
    )
    places = models.PositiveSmallIntegerField(
        default=2, help_text="Decimal places the base is adopted to: 0, 1 or 2."
    )
    charge = MoneyField(
        null=True, blank=True, help_text="Band D charge that turns reductions in £ into dwellings."
    )
    adopted = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    decision = models.CharField(max_length=80, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-round__year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(places__lte=2), name="base_of_two_places_at_most"
            ),
            models.CheckConstraint(
                condition=models.Q(collection_rate__gt=0, collection_rate__lte=150),
                name="collection_rate_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"Tax base {self.round.label}"


class BaseLine(PartOfFixed):
    """The dwellings of one band in one area, as the law's steps need them."""

    owned_by = "round"

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="base_lines")
    area = models.SlugField(
        max_length=60, default=WHOLE, help_text="“whole”, or the code of the parish or part."
    )
    band = models.CharField(max_length=2, choices=[(band, band) for band in ("A-", *"ABCDEFGH")])
    listed = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    additions = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    exempt = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    relief_out = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    relief_in = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    quarter_off = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    half_off = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    discount = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    premium = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    changes = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    reductions = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    reductions_pounds = MoneyField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "area", "band"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "area", "band"], name="one_line_a_band_an_area_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"Band {self.band}, {self.area}, {self.round.label}"

    def _refuse_when_fixed(self) -> None:
        super()._refuse_when_fixed()
        found = TaxBaseReport.objects.filter(round_id=self.round_id).first()
        if found is not None and found.state != TaxBaseReport.State.DRAFT:
            raise AlreadyDetermined(found)


class FundEstimate(Record):
    """What the council tax account of the collection fund will have over or lack at year's end."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ESTIMATED = "estimated", "Estimated"
        NOTIFIED = "notified", "Notified"

    DECIDED = (State.ESTIMATED, State.NOTIFIED)

    round = models.OneToOneField(
        BudgetRound, on_delete=models.CASCADE, related_name="fund_estimate"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    opening = MoneyField(help_text="Balance at the start of the year in hand; a deficit is less.")
    credits = MoneyField(help_text="What will be credited to the fund in the year in hand.")
    debits = MoneyField(help_text="What will be charged to the fund in the year in hand.")
    in_pounds = models.BooleanField(
        default=False, help_text="Whether shares are notified in whole pounds."
    )
    estimated_on = models.DateField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-round__year"]

    def __str__(self) -> str:
        return f"Collection fund estimate for {self.round.label}"

    @property
    def balance(self) -> Money:
        """A surplus is positive, a deficit negative."""
        return self.opening + self.credits - self.debits


class FundDemand(PartOfFixed):
    """What an authority asks of the fund for the year in which the estimate is made."""

    owned_by = "round"

    round = models.ForeignKey(BudgetRound, on_delete=models.CASCADE, related_name="fund_demands")
    authority = models.CharField(
        max_length=8,
        choices=AUTHORITIES,
    )
    name = models.CharField(max_length=160)
    amount = MoneyField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "authority"], name="one_demand_an_authority_a_round"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=Money.zero), name="demand_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.round.label}"

    def _refuse_when_fixed(self) -> None:
        super()._refuse_when_fixed()
        found = FundEstimate.objects.filter(round_id=self.round_id).first()
        if found is not None and found.state != FundEstimate.State.DRAFT:
            raise AlreadyDetermined(found)
