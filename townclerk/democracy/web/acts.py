"""Call-in on pages: asking for it, judging whether it is valid, recording what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.core.call_in import Standing
from townclerk.democracy.models import CallIn, Decision
from townclerk.democracy.operations import call_ins
from townclerk.democracy.operations.decisions import CannotDecide
from townclerk.democracy.policies import DECISION
from townclerk.democracy.queries.decisions import open_to, standing_of
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, signed_in
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.web.form_pages import form_page
from townclerk.platform.audit.log import Actor

OUTCOMES = tuple((value, CallIn.Outcome(value).label) for value in call_ins.AFTER)


class AskForm(forms.Form):
    signatories = forms.IntegerField(label="How many members sign", min_value=1)
    why = forms.CharField(label="What is wrong with the decision", widget=forms.Textarea)


class JudgeForm(forms.Form):
    valid = forms.ChoiceField(
        label="Is the call-in valid",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why", widget=forms.Textarea)


class ConcludeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What was resolved", choices=OUTCOMES, widget=forms.RadioSelect
    )
    heard_on = forms.DateField(
        label="When it was heard",
        help_text="For example, 27/3/2026",
        input_formats=["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"],
    )
    reason = forms.CharField(label="Reason", widget=forms.Textarea, required=False)


def _ask(decision: Decision, given: Mapping[str, Any], *, actor: Actor, moment: datetime) -> None:
    call_ins.call_in(decision, **given, actor=actor, moment=moment)


def _judge(decision: Decision, given: Mapping[str, Any], *, actor: Actor, moment: datetime) -> None:
    valid = given["valid"] == "yes"
    call_ins.judge(_called(decision), valid=valid, why=given["why"], actor=actor, moment=moment)


def _conclude(
    decision: Decision, given: Mapping[str, Any], *, actor: Actor, moment: datetime
) -> None:
    call_ins.conclude(_called(decision), **given, actor=actor, moment=moment)


def _called(decision: Decision) -> CallIn:
    found = CallIn.objects.filter(decision=decision).first()
    if found is None:
        raise CannotDecide(f"{decision.reference} was not called in.")
    return found


@dataclass(frozen=True)
class Act:
    form: type[forms.Form]
    done: Callable[..., None]
    said: str


ACTS = {
    "call-in": Act(AskForm, _ask, "The decision is called in and does not take effect."),
    "judge": Act(JudgeForm, _judge, "The test of validity is recorded."),
    "conclude": Act(ConcludeForm, _conclude, "The outcome of the call-in is recorded."),
}


@dataclass(frozen=True)
class Offered:
    label: str
    address: str


def offered(request: HttpRequest, decision: Decision) -> tuple[Offered, ...]:
    """The acts about call-in that are open to the reader and to the state of the decision."""
    who, moment = actor(request), clock.now()
    return tuple(
        Offered(DECISION[name].label, reverse("democracy:act", args=[decision.reference, name]))
        for name in ACTS
        if permissions.holds(who, moment, *DECISION[name].roles) and _open(decision, name)
    )


def _open(decision: Decision, name: str) -> bool:
    if decision.state not in DECISION[name].sources:
        return False
    called = CallIn.objects.filter(decision=decision).first()
    if name == "call-in":
        return called is None and standing_of(decision) is Standing.APPLIES
    return called is not None and called.valid is (None if name == "judge" else True)


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """One act about call-in: its form, and the deed when the form is sent."""
    kind = ACTS.get(act)
    inside = request.reader.may(Verb.READ, permissions.DEMOCRATIC).allowed  # type: ignore[attr-defined]
    decision = open_to(inside).filter(reference=reference).first()
    if kind is None or decision is None:
        raise Http404(reference)
    who, moment = actor(request), clock.now()
    permissions.check(who, *DECISION[act].roles, moment=moment)
    address = reverse("democracy:decision", args=[reference])

    def done(given: dict[str, Any]) -> str:
        try:
            kind.done(decision, given, actor=who, moment=moment)
        except (Problems, Refused):
            raise
        except TownclerkError as error:
            raise Problems([Problem(str(error))]) from None
        messages.info(request, kind.said)
        return address

    label = DECISION[act].label
    trail = [("Decisions", reverse("democracy:decisions")), (decision.reference, address)]
    form = kind.form(request.POST if request.method == "POST" else None)
    return form_page(request, form, done, title=f"{label}: {decision}", label=label, trail=trail)
