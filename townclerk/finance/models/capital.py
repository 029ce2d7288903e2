"""Capital grants by stream and year: expected receipts, commitments, and what is left."""

from django.db import models

from townclerk.kernel.years import FinancialYear
from townclerk.platform.fields import MoneyField
from townclerk.platform.records import Record


class CapitalGrant(Record):
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
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
