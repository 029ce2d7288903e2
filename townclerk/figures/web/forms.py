"""Forms of the pages of figures: wording only, what is right is settled by the operations."""

from typing import Any

from django import forms

from townclerk.figures.declaration import Definition
from townclerk.figures.models import ReturnedValue
from townclerk.figures.operations import Statement
from townclerk.kernel.errors import Problem
from townclerk.platform.web.fields import day_input


class Finding(forms.Form):
    """Words and facets of the list of figures."""

    q = forms.CharField(label="Search figures", required=False)
    area = forms.ChoiceField(label="Area", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)

    def __init__(
        self, *args: Any, areas: list[tuple[str, str]], units: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", "All areas"),
            *((code, title.capitalize()) for code, title in areas),
        ]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", "All units"),
            *((name, name.capitalize()) for name in units),
        ]


class Stating(forms.Form):
    """A value with what it rests on."""

    scope = forms.CharField(
        label="Scope", required=False, help_text="Leave it empty for the whole council."
    )
    period = forms.CharField(
        label="Period",
        required=False,
        help_text="A year (2017/18), a quarter (2017/18-Q2) or a month (2017-08).",
    )
    basis = forms.ChoiceField(
        label="What the value is", choices=list(ReturnedValue.Basis.choices), required=False
    )
    value = forms.CharField(label="Value", required=False)
    qualifier = forms.ChoiceField(
        label="How exactly (optional)",
        choices=[("", "Exactly"), *ReturnedValue.Qualifier.choices],
        required=False,
    )
    as_at = day_input("As at (optional)", required=False, help_text="The day it speaks of.")
    numerator = forms.CharField(label="Numerator (optional)", required=False)
    denominator = forms.CharField(label="Denominator (optional)", required=False)
    evidence = forms.CharField(
        label="Evidence",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Where the value is from.",
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why it changes, when you correct an earlier value.",
    )

    def statement(self, definition: Definition) -> Statement:
        given = dict(self.cleaned_data)
        basis = given.pop("basis") or ReturnedValue.Basis.ACTUAL
        scope = given.pop("scope") or None
        given["period"] = given["period"].strip()
        return Statement(key=definition.key, scope=scope, basis=basis, **given)

    def refuse(self, problems: tuple[Problem, ...]) -> None:
        """What the operation refuses, at the field it is about."""
        for problem in problems:
            place = problem.field if problem.field in self.fields else None
            self.add_error(place, f"{problem.message} {problem.hint}".strip())


class Signing(forms.Form):
    """What goes with a sign-off."""

    scope = forms.CharField(widget=forms.HiddenInput)
    period = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(label="Note to the sign-off (optional)", required=False)
