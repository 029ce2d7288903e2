"""What is asked when a clock stops or starts, a task is handed on or cancelled, posts may go."""

from typing import Any

from django import forms

from townclerk.platform.access.models import Role, User
from townclerk.platform.deadlines.kinds import KINDS
from townclerk.platform.organisation.models import Unit
from townclerk.platform.web.fields import day_input


def _reason(hint: str = "") -> forms.CharField:
    return forms.CharField(
        label="Reason", max_length=100, help_text=hint, error_messages={"required": "Say why"}
    )


class Stop(forms.Form):
    first = day_input("First day the clock stands still")
    reason = _reason("What is waited for. It stays in the history.")


class Start(forms.Form):
    last = day_input(
        "Last day the clock stood still",
        help_text="The day what was waited for came, such as an answer.",
    )


class HandOn(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label="Person",
        required=False,
        empty_label="Nobody by name",
    )
    role = forms.ModelChoiceField(
        Role.objects.all(),
        to_field_name="code",
        label="Or whoever holds the role",
        required=False,
        empty_label="No role",
    )
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("user")) is bool(given.get("role")):
            self.add_error("user", "Choose a person or a role, one of the two")
        return given


class Cancel(forms.Form):
    reason = _reason("Why it need not be done.")


class Redundancies(forms.Form):
    reference = forms.SlugField(
        label="Reference", max_length=60, help_text="Letters, digits and hyphens."
    )
    establishment = forms.CharField(label="Establishment", max_length=200)
    unit = forms.ModelChoiceField(
        Unit.objects.all(),
        to_field_name="code",
        label="Unit (optional)",
        required=False,
        empty_label="The whole council",
    )
    proposed = forms.IntegerField(
        label="Employees whose dismissal is proposed",
        min_value=1,
        help_text="At this establishment within 90 days. Voluntary redundancies count.",
        error_messages={"invalid": "Enter a whole number, such as 25"},
    )
    consultation_starts = day_input("Day consultation starts")
    first_dismissal = day_input("Day of the first dismissal (optional)", required=False)
    local_days = forms.IntegerField(
        label="Days of consultation the council keeps (optional)",
        min_value=1,
        required=False,
        help_text="Only where it is longer than the law's.",
    )


class Step(forms.Form):
    kind = forms.ChoiceField(label="Kind of task", required=False)
    days_late = forms.IntegerField(
        label="Days late",
        min_value=1,
        max_value=365,
        error_messages={"required": "Enter how many days late", "invalid": "Enter a whole number"},
    )
    role = forms.ModelChoiceField(
        Role.objects.all(),
        to_field_name="code",
        label="Also shown to",
        empty_label="Choose a role",
        error_messages={"required": "Choose a role"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(KINDS.items(), key=lambda pair: pair[1])
        self.fields["kind"].choices = [("", "Every kind"), *kinds]  # type: ignore[attr-defined]
