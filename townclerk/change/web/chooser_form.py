"""The chooser's form: weights, what is settled about each option, what cannot go together."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from townclerk.change.core.chooser import Standing, Weights
from townclerk.change.queries.chooser import GAPS, Asked, Offers

STANDINGS = [
    (Standing.FREE.name.lower(), "Free"),
    (Standing.MUST.name.lower(), "Must be in"),
    (Standing.MUST_NOT.name.lower(), "Must stay out"),
]
BY_NAME = {standing.name.lower(): standing for standing in Standing}


def weight(label: str, initial: Decimal) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_digits=7,
        decimal_places=2,
        initial=initial,
        error_messages={
            "required": f"Enter a number: {label[0].lower()}{label[1:]}",
            "invalid": f"“{label}” is not a number. Write it like 1.5.",
            "min_value": f"“{label}” is below nil. Enter nil or more.",
        },
    )


class ChooserForm(forms.Form):
    gap = forms.ChoiceField(label="Which gap", choices=list(GAPS.items()), required=False)
    posts = weight("Points for each post made redundant", Weights().posts)
    equality = weight("Points for each level of equality impact, 0 to 3", Weights().equality)
    risk = weight("Points for each point of risk, 1 to 5", Weights().risk)
    cost = weight("Points for each £100,000 of one-off cost", Weights().cost)
    apart = forms.CharField(
        label="Options that cannot go together",
        required=False,
        widget=forms.Textarea,
        help_text="One pair a line, references with a comma between them.",
    )

    def __init__(self, data: Mapping[str, Any], offers: Offers) -> None:
        given = dict(data.items())
        for name, field in self.base_fields.items():
            if name not in given:
                given[name] = field.initial if field.initial is not None else ""
        given["gap"] = given.get("gap") or next(iter(GAPS))
        super().__init__(given)
        self.offers = offers
        self.known = {offer.sheet.reference for offer in offers.offers}
        self.settled = {
            reference: BY_NAME.get(str(given.get(f"s-{reference}", "")), Standing.FREE)
            for reference in self.known
        }
        self.waits = {
            reference: 1 if given.get(f"w-{reference}") else 0 for reference in self.known
        }

    def clean_apart(self) -> list[tuple[str, str]]:
        pairs = []
        for line in self.cleaned_data["apart"].splitlines():
            if not line.strip():
                continue
            names = [name.strip() for name in line.split(",")]
            unknown = [name for name in names if name not in self.known]
            if len(names) != 2 or names[0] == names[-1]:
                raise forms.ValidationError(f"“{line.strip()}” is not a pair of two options.")
            if unknown:
                raise forms.ValidationError(f"{unknown[0]} is not among the options.")
            pairs.append((names[0], names[1]))
        return pairs

    def asked(self) -> Asked:
        given = self.cleaned_data
        weights = {name: given[name] for name in ("posts", "equality", "risk", "cost")}
        return Asked(
            weights=Weights(**weights),
            standings=self.settled,
            waits=self.waits,
            apart=given["apart"],
        )
