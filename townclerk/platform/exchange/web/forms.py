"""The form by which a file is brought."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.exchange.core.footing import Control
from townclerk.platform.exchange.expecting import read_totals
from townclerk.platform.exchange.operations import File
from townclerk.platform.exchange.templates import ImportTemplate

MEGABYTE = 1024 * 1024
TABLES = "CSV, Excel (XLSX) or OpenDocument (ODS)"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="The file",
        help_text=f"{TABLES}. Nothing is saved before you have seen what it would do.",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose the file that holds the table.",
        },
    )
    rows = forms.CharField(
        label="How many rows it should have (optional)", required=False, help_text="Totals aside."
    )
    totals = forms.CharField(
        label="Totals it should have (optional)",
        required=False,
        help_text="One a line, as in: amount = 1,234.50. "
        "The file is refused when its rows do not add up to them.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, template: ImportTemplate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        self.fields["rows"].widget.attrs["data-width"] = "5"
        if template.read is not None:
            file = self.fields["file"]
            file.help_text = str(file.help_text).replace(TABLES, template.takes)
            del self.fields["rows"], self.fields["totals"]

    def clean_file(self) -> File:
        given = self.cleaned_data["file"]
        if given.size > settings.MAX_UPLOAD_BYTES:
            most = settings.MAX_UPLOAD_BYTES // MEGABYTE
            raise forms.ValidationError(
                f"The file has {given.size // MEGABYTE} MB, and {most} MB is the most. "
                "Split it into several files."
            )
        return File(given.name, given.read())

    def clean_rows(self) -> int | None:
        text = self.cleaned_data["rows"].strip().replace(",", "")
        if text and not text.isdecimal():
            raise forms.ValidationError(f"“{text}” is not a number of rows. Write it like 120.")
        return int(text) if text else None

    def clean_totals(self) -> dict[str, Decimal]:
        try:
            return read_totals(self.template, self.cleaned_data["totals"].splitlines())
        except TownclerkError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def expected(self) -> Control:
        given = self.cleaned_data
        return Control(rows=given.get("rows"), totals=given.get("totals", {}))
