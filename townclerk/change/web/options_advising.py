"""What advisers do on a sheet: say what they think of it, and review its equality assessment."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from townclerk.change import permissions, policies_options
from townclerk.change.models import EqualityAssessment, OptionAdvice, OptionSheet
from townclerk.change.operations import options_equality, options_parts
from townclerk.change.web import options_reading as reading
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.http import signed_in
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.web import acts


class NothingToReview(TownclerkError):
    """A review is of what somebody assessed."""


AGREE = policies_options.ASSESSMENT["agree"]


class OnSheet(acts.Act):
    about = OptionSheet

    def trail(self) -> acts.Trail:
        own = reverse("change:option", args=[self.record.reference])
        return [("Option sheets", reverse("change:options")), (self.record.title, own)]


class Advise(OnSheet):
    title = "Give advice"
    label = "Give advice"
    intro = ("It is kept with your name, and only the council reads it.",)

    discipline = forms.ChoiceField(label="As", choices=OptionAdvice.Discipline.choices)
    text = forms.CharField(label="Advice", widget=forms.Textarea)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in policies_options.BEFORE_APPROVAL

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        every = {role for roles in options_parts.DISCIPLINES.values() for role in roles}
        permissions.check_role(actor, *sorted(every), moment=moment, record=record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        on = moment.astimezone(LOCAL).date()
        values = {"option": self.record, "given_on": on, **given}
        options_parts.advise(values, actor=actor, moment=moment)
        return "Your advice is kept."


class ReviewEquality(OnSheet):
    title = "Review the equality assessment"
    label = "Agree what it says"
    intro = ("Somebody else than its author agrees what is done. What it lacks is told at once.",)

    reason = forms.CharField(label="What you looked at", widget=forms.Textarea, required=False)

    @classmethod
    def of(cls, record: Any) -> EqualityAssessment | None:
        return EqualityAssessment.objects.filter(option=record).first()

    @classmethod
    def is_open(cls, record: Any) -> bool:
        found = cls.of(record)
        return found is not None and found.state in AGREE.sources

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        found = cls.of(record)
        if found is not None:
            options_equality.check_step(found, AGREE, actor=actor, moment=moment)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = self.of(self.record)
        if found is None:
            raise NothingToReview(
                f"{self.record} has no equality assessment yet, so there is none to review."
            )
        options_equality.move(found, "agree", **given, actor=actor, moment=moment)
        return "The equality assessment is reviewed."


ACTS = {"advice": Advise, "review": ReviewEquality}


def offered(request: HttpRequest, sheet: OptionSheet) -> tuple[acts.Offered, ...]:
    named = [
        (kind, reverse(f"change:option-{name}", args=[sheet.reference]))
        for name, kind in ACTS.items()
    ]
    return acts.offered(request, named, sheet)


@signed_in
def advise(request: HttpRequest, reference: str) -> HttpResponse:
    return acts.act_page(request, Advise, reading.sheet_or_404(request, reference))


@signed_in
def review(request: HttpRequest, reference: str) -> HttpResponse:
    return acts.act_page(request, ReviewEquality, reading.sheet_or_404(request, reference))
