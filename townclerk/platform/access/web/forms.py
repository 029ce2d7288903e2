"""Forms of the account and of administration."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms

from townclerk.platform import clock
from townclerk.platform.access.areas import CLEARANCES
from townclerk.platform.access.holding import in_force
from townclerk.platform.access.models import Holding, IdentityProvider, Role, User
from townclerk.platform.organisation import queries
from townclerk.platform.organisation.models import Council, Kind
from townclerk.platform.web.fields import day_input


def _reason(label: str = "Reason") -> forms.CharField:
    return forms.CharField(label=label, max_length=300, error_messages={"required": "Say why"})


def _people(*, but: int = 0) -> "forms.ModelChoiceField[User]":
    chosen = User.objects.filter(is_active=True).exclude(pk=but)
    return forms.ModelChoiceField(chosen, label="Person", empty_label="Choose a person")


class SignIn(LoginForm):  # type: ignore[misc]
    """The library's form in our words; its own link to a new password stands below the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Account name"
        self.fields["password"].help_text = ""


class ResetPassword(ResetPasswordForm):  # type: ignore[misc]
    """Asking for a new password. The answer is the same whether there is such an account or not."""

    users: list[User]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        self.fields["email"].error_messages["required"] = "Enter the e-mail address of your account"

    def clean_email(self) -> str:
        email: str = super().clean_email()
        # Whoever signs in at a provider only has no password here to be replaced.
        self.users = [user for user in self.users if user.has_usable_password()]
        return email


class NewUser(forms.Form):
    username = forms.SlugField(label="Account name", help_text="Letters, digits and hyphens")
    email = forms.EmailField(label="E-mail", required=False)
    job_title = forms.CharField(
        label="Job title", max_length=120, required=False, help_text="How others see the person"
    )
    external = forms.BooleanField(label="A partner, auditor or school", required=False)


class Grant(forms.Form):
    role = forms.ModelChoiceField(
        Role.objects.all(), to_field_name="code", empty_label="Choose a role"
    )
    scope_kind = forms.ChoiceField(label="Held for", choices=Holding.Scope.choices, required=False)
    scope_code = forms.SlugField(
        label="Code of the unit, body, project or case type", required=False
    )
    start = day_input("First day")
    end = day_input("First day without it", required=False, help_text="Leave empty for no end.")
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind, code = given.get("scope_kind", ""), given.get("scope_code", "")
        if bool(kind) is not bool(code):
            self.add_error("scope_code", "Give both what it is held for and its code, or neither")
        if kind in ("unit", "portfolio") and code and code not in queries.known_codes():
            self.add_error("scope_code", f"There is no unit {code}")
        _ends_after_start(self, given)
        return given


def _ends_after_start(form: forms.Form, given: dict[str, Any]) -> None:
    start, end = given.get("start"), given.get("end")
    if start and end and end <= start:
        form.add_error("end", "The end must come after the first day")


class Reason(forms.Form):
    reason = _reason()


class Link(forms.Form):
    provider = forms.ModelChoiceField(
        IdentityProvider.objects.all(), empty_label="Choose a provider"
    )
    subject = forms.CharField(
        max_length=255, help_text="The page that refused the sign-in names it"
    )


class Review(forms.Form):
    keep = forms.ChoiceField(
        label="Answer",
        choices=[("yes", "Keep it"), ("no", "End it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to keep it or end it"},
    )
    reason = _reason()


class CouncilSettings(forms.ModelForm):  # type: ignore[type-arg]
    reason = _reason()

    class Meta:
        model = Council
        fields = ["name", "short_name", "ons_code", "colour"]
        labels = {"ons_code": "Code of the national statistics office"}


class ProviderSettings(forms.ModelForm):  # type: ignore[type-arg]
    issuer = forms.URLField(assume_scheme="https")
    reason = _reason()

    class Meta:
        model = IdentityProvider
        fields = ["slug", "name", "issuer", "client_id", "method", "creates_users", "active"]
        labels = {
            "slug": "Short name in addresses",
            "client_id": "Client identifier",
            "method": "How this service proves itself",
            "creates_users": "Open an account without roles for whoever is unknown",
            "active": "In use",
        }

    def _get_validation_exclusions(self) -> set[str]:
        """A provider that exists is changed by the same form, so its name may be taken."""
        return {*super()._get_validation_exclusions(), "slug", "issuer"}  # type: ignore[misc]


class Deputy(forms.Form):
    """Naming somebody to act under one of one's own roles until a day."""

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = Holding.objects.filter(in_force(clock.today()), user=user, kind=Holding.Kind.OWN)
        self.fields["source"] = forms.ModelChoiceField(
            own.select_related("role"), label="Role", empty_label="Choose a role"
        )
        self.fields["to"] = _people(but=user.pk or 0)
        self.fields["kind"] = forms.ChoiceField(label="As", choices=Holding.Kind.choices[1:])
        self.fields["start"] = day_input("First day")
        self.fields["end"] = day_input("First day without it")
        self.fields["reason"] = _reason()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        _ends_after_start(self, given)
        return given


class Interest(forms.Form):
    about = forms.CharField(
        label="Company or matter", max_length=120, help_text="You can no longer decide about it"
    )
    start = day_input("From")
    reason = _reason("What the interest is")


class Clear(forms.Form):
    user = _people()
    name = forms.ChoiceField(label="Clearance", choices=list(CLEARANCES.items()))
    start = day_input("First day")
    end = day_input("First day without it", required=False, help_text="Leave empty for no end.")
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        _ends_after_start(self, given)
        return given


class AsOn(forms.Form):
    """The day on which something is shown."""

    on = day_input("Show it as it was on", required=False)


class _OnDay(forms.Form):
    on = day_input("From")
    reason = _reason()
    field_order: list[str] | None = None


class CreateUnit(_OnDay):
    code = forms.SlugField(max_length=60, help_text="It never changes and is never used again")
    name = forms.CharField(max_length=160)
    kind = forms.ChoiceField(choices=Kind.choices)
    parent = forms.SlugField(label="Code of the unit above", required=False)
    field_order = ["code", "name", "kind", "parent", "on", "reason"]


class RenameUnit(_OnDay):
    code = forms.SlugField(label="Code of the unit")
    name = forms.CharField(label="New name", max_length=160)
    field_order = ["code", "name", "on", "reason"]


class MoveUnit(_OnDay):
    code = forms.SlugField(label="Code of the unit")
    parent = forms.SlugField(label="Code of the unit above", required=False)
    field_order = ["code", "parent", "on", "reason"]


class CloseUnit(_OnDay):
    code = forms.SlugField(label="Code of the unit")
    successor = forms.SlugField(label="Code of the unit that takes over")
    field_order = ["code", "successor", "on", "reason"]


class SplitUnit(_OnDay):
    code = forms.SlugField(label="Code of the unit")
    into = forms.CharField(
        label="New units",
        widget=forms.Textarea,
        help_text="One a line: code, name, share. For example: customers, Customer services, 60",
    )
    field_order = ["code", "into", "on", "reason"]

    def clean_into(self) -> dict[str, tuple[str, int]]:
        made: dict[str, tuple[str, int]] = {}
        for number, line in enumerate(self.cleaned_data["into"].splitlines(), start=1):
            parts = [part.strip() for part in line.split(",")]
            if len(parts) != 3 or not parts[2].isdigit() or int(parts[2]) == 0:
                raise forms.ValidationError(
                    f"Line {number} must be a code, a name and a share in whole numbers"
                )
            made[parts[0]] = (parts[1], int(parts[2]))
        return made


class MergeUnits(_OnDay):
    codes = forms.CharField(label="Codes of the units", help_text="Separated by spaces")
    into = forms.SlugField(label="Code of the unit they become")
    name = forms.CharField(label="Its name", max_length=160)
    field_order = ["codes", "into", "name", "on", "reason"]

    def clean_codes(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["codes"].replace(",", " ").split())
