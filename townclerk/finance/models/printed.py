"""What a document printed, kept as a record of its own so that checks compare with it."""

from django.db import models

from townclerk.platform.fields import MoneyField
from townclerk.platform.records import Record


class PrintedFigure(Record):
    """One printed number: the document, the place in it, the row, the column, the value."""

    document = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    row = models.CharField(max_length=200)
    column = models.CharField(max_length=60, help_text="A financial year, 'total', or a name.")
    amount = MoneyField(null=True, blank=True)
    number = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=20, default="£")
    qualifier = models.CharField(max_length=60, blank=True, help_text="exact, approximate, …")
    batch = models.CharField(max_length=64, blank=True, editable=False)
    batch_row = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["document", "place", "row", "column"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "place", "row", "column"], name="one_figure_a_printed_cell"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=False) ^ models.Q(number__isnull=False),
                name="printed_money_or_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.row}, {self.column}"
