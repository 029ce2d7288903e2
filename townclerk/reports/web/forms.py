"""Forms of reports: commissioning one, and its cover by the form of its body."""

from collections.abc import Mapping
from typing import Any

from django import forms

from townclerk.platform import clock
from townclerk.platform.organisation.models import Kind, Unit
from townclerk.platform.organisation.queries import names_on, unit_label
from townclerk.reports import versions
from townclerk.reports.core.cover import IMPACTS, Section
from townclerk.reports.drafting import Draft
from townclerk.reports.models import Report

SPARE = 2
"""Empty boxes below the recommendations there are."""
PLACES = {
    "unit": (
        "Directorate or service",
        "Its head approves the report once it is cleared.",
        "The whole council",
    ),
    "portfolio": ("Portfolio", "Its holder approves the report once it is cleared.", "None"),
}
NO_PLACES = (Kind.WARD, Kind.COST_CENTRE, Kind.COMPANY, Kind.BODY)
YES_NO = (("yes", "Yes"), ("no", "No"))


class CommissionForm(forms.Form):
    """What is needed to open a report."""

    template = forms.ChoiceField(label="What kind of report is it?", widget=forms.RadioSelect)
    subject = forms.CharField(label="Subject", max_length=300)
    reference = forms.SlugField(
        label="Reference",
        max_length=60,
        help_text="Letters, digits and hyphens. It becomes the report’s address.",
    )
    body = forms.CharField(label="Body it goes to", max_length=100, help_text="As cabinet.")
    meeting_date = forms.DateField(label="Date of the meeting", help_text="As 2017-01-12.")
    period = forms.CharField(
        label="Financial year", max_length=40, required=False, help_text="As 2017/18."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= places()
        choices = self.fields["template"]
        if isinstance(choices, forms.ChoiceField):
            choices.choices = list(versions.titles().items())


def places(**given: Unit | None) -> dict[str, forms.Field]:
    """Of which unit and which portfolio a report is; none for one of the whole council."""
    today = clock.today()
    named = sorted(
        (one.name, one.unit.code) for one in names_on(today) if one.kind not in NO_PLACES
    )
    units = [(code, name) for name, code in named]
    known = {code for _, code in named}
    found: dict[str, forms.Field] = {}
    for name, (label, hint, nothing) in PLACES.items():
        unit = given.get(name)
        gone = unit is not None and unit.code not in known
        old = [(unit.code, unit_label(unit.code, today))] if unit and gone else []
        field = forms.TypedChoiceField(
            label=label,
            required=False,
            choices=[("", nothing), *units, *old],
            coerce=lambda code: Unit.objects.get(code=code),
            empty_value=None,
            initial=unit.code if unit else "",
            help_text=hint,
        )
        found[name] = field
    return found


class CoverForm(forms.Form):
    """One field for each section. It keeps whatever is typed: the rules speak on submission."""

    def __init__(self, draft: Draft, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": _initial(draft)})
        self.draft = draft
        if any(one.approves for one in versions.form_of(report).consultees):
            self.fields |= places(unit=report.unit, portfolio=report.portfolio)
        self.asked = [one for one in draft.sections if one.kind != "clearance"]
        for section in self.asked:
            self.fields |= _fields(section)
            if section.name == "purpose":
                self._recommendations(len(draft.recommendations))

    def _recommendations(self, count: int) -> None:
        for number in range(1, count + SPARE + 1):
            self.fields[f"recommendation-{number}"] = forms.CharField(
                label=f"Recommendation {number}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="" if number <= count else "Leave empty when there are no more.",
            )

    def cover(self) -> dict[str, Any]:
        """The sections as they are kept, two choices marked in one included."""
        return {section.name: self._kept(section) for section in self.asked}

    def recommendations(self) -> list[str]:
        names = [name for name in self.fields if name.startswith("recommendation-")]
        texts = [str(self.cleaned_data.get(name) or "").strip() for name in names]
        return [text for text in texts if text]

    def _kept(self, section: Section) -> Any:
        if section.kind == "impacts":
            found = {code: self._one(f"{section.name}.{code}") for code, _ in section.items}
            return {code: mark for code, mark in found.items() if mark}
        if section.kind in ("choice", "yes-no"):
            marked = self.data.getlist(section.name) if hasattr(self.data, "getlist") else []
            return marked[0] if len(marked) == 1 else marked
        typed = self._one(section.name)
        return (
            [line.strip() for line in typed.splitlines() if line.strip()]
            if (section.kind == "lines")
            else typed
        )

    def _one(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "").replace("\r\n", "\n").strip()


def _fields(section: Section) -> dict[str, forms.Field]:
    if section.kind == "impacts":
        marks = [(mark, mark.capitalize()) for mark in IMPACTS]
        return {
            f"{section.name}.{code}": _radios(f"{section.title}: {title}", marks)
            for code, title in section.items
        }
    if section.kind in ("choice", "yes-no"):
        choices = YES_NO if section.kind == "yes-no" else [(one, one) for one in section.choices]
        return {section.name: _radios(section.title, choices, _rule(section))}
    widget = forms.TextInput if section.kind in ("reference", "date") else forms.Textarea
    return {
        section.name: forms.CharField(
            label=section.title + ("" if section.mandatory else " (optional)"),
            required=False,
            help_text=_rule(section),
            widget=widget(),
        )
    }


def _radios(label: str, choices: Any, hint: str = "") -> forms.Field:
    # A plain text field under radios: a value that is no choice is refused by the form's rules.
    return forms.CharField(
        label=label, required=False, help_text=hint, widget=forms.RadioSelect(choices=choices)
    )


def _rule(section: Section) -> str:
    return {
        "choice": "Exactly one is chosen. None, or more than one, cannot be submitted.",
        "lines": "One on each line.",
        "date": "As 2017-01-12.",
        "text": "Numbers come from figures or carry a source.",
    }.get(section.kind, "")


def _initial(draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section in draft.sections:
        value = draft.cover.get(section.name)
        if section.kind == "impacts":
            given = value if isinstance(value, Mapping) else {}
            found |= {f"{section.name}.{code}": given.get(code, "") for code, _ in section.items}
        elif section.kind == "lines":
            found[section.name] = "\n".join(value) if isinstance(value, list) else value or ""
        else:
            found[section.name] = value or ""
    for number, text in enumerate(draft.recommendations, start=1):
        found[f"recommendation-{number}"] = text
    return found
