"""Fields of forms: money, years, days, percentages and codes as people write them."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear


class MoneyInput(forms.CharField):
    """Pounds and pence, with commas, brackets or a minus sign; cleaned to Money."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=f"{label}, £",
            required=required,
            help_text=help_text or "For example, 1,250,000",
            error_messages={"required": f"Enter {_lowered(label)}"},
        )
        self.named = label

    def clean(self, value: object) -> Money | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        try:
            return Money.parse(text)
        except TownclerkError:
            raise ValidationError(
                f"{self.named} is not an amount in pounds. Write it like 1,250,000 or 1250000.50."
            ) from None


class YearInput(forms.CharField):
    """A financial year written like 2017/18; cleaned to the year it starts in."""

    def __init__(
        self,
        label: str = "Year",
        *,
        required: bool = True,
        help_text: str = "For example, 2017/18",
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            error_messages={"required": f"Enter {_lowered(label)}"},
        )

    def clean(self, value: object) -> int | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        try:
            return FinancialYear.parse(text).start_year
        except TownclerkError as error:
            raise ValidationError(str(error)) from None


def day_input(
    label: str, *, required: bool = True, initial: date | None = None, help_text: str = ""
) -> forms.DateField:
    """A day, as 31/3/2018, 31 March 2018 or 2018-03-31. `help_text` goes before the example."""
    named = label.removesuffix(" (optional)")
    return forms.DateField(
        label=label,
        required=required,
        initial=initial,
        help_text=f"{help_text} For example, 31/3/2018.".strip(),
        input_formats=["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"],
        widget=forms.DateInput(format="%d/%m/%Y"),
        error_messages={
            "required": f"Enter {_lowered(named)}",
            "invalid": f"“{named}” is not a date. Write it like 31/3/2018.",
        },
    )


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def percent_input(
    label: str, *, required: bool = True, initial: Decimal | None = None
) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{label}, %",
        required=required,
        initial=initial,
        max_digits=7,
        decimal_places=4,
        error_messages={
            "required": f"Enter {_lowered(label)}",
            "invalid": f"{label} is not a number. Write it like 3.99.",
        },
    )


def text_input(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=300,
        help_text=help_text,
        error_messages={"required": f"Enter {_lowered(label)}"},
    )


def code_input(label: str = "Code") -> forms.SlugField:
    return forms.SlugField(
        label=label,
        help_text="Letters, digits and hyphens",
        error_messages={
            "required": f"Enter {_lowered(label)}",
            "invalid": f"{label} may have letters, digits and hyphens only.",
        },
    )
