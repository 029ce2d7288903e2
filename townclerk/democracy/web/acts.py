"""Call-in on pages: asking for it, judging whether it is valid, recording what came of it."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.core.call_in import Standing
from townclerk.democracy.models import CallIn, Decision
from townclerk.democracy.operations import call_ins
from townclerk.democracy.operations.decisions import CannotDecide
from townclerk.democracy.policies import DECISION
from townclerk.democracy.queries.decisions import open_to, standing_of
from townclerk.platform.access.http import signed_in
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input

OUTCOMES = tuple((value, CallIn.Outcome(value).label) for value in call_ins.AFTER)


class CallInAct(acts.Act):
    """A step of the table of decisions that asks for more than a reason."""

    about = Decision
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check(actor, *DECISION[cls.step].roles, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in DECISION[cls.step].sources

    def trail(self) -> acts.Trail:
        reference = self.record.reference
        own = reverse("democracy:decision", args=[reference])
        return [("Decisions", reverse("democracy:decisions")), (reference, own)]


class Ask(CallInAct):
    step = "call-in"
    title = label = DECISION[step].label

    signatories = forms.IntegerField(label="How many members sign", min_value=1)
    why = forms.CharField(label="What is wrong with the decision", widget=forms.Textarea)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check_oversees(actor, *DECISION[cls.step].roles, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        uncalled = super().is_open(record) and _of(record) is None
        return uncalled and standing_of(record) is Standing.APPLIES

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        call_ins.call_in(self.record, **given, actor=actor, moment=moment)
        return "The decision is called in and does not take effect."


class Judge(CallInAct):
    step = "judge"
    title = label = DECISION[step].label

    valid = forms.ChoiceField(
        label="Is the call-in valid",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why", widget=forms.Textarea)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        called = _of(record)
        return super().is_open(record) and called is not None and called.valid is None

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        valid, called = given["valid"] == "yes", _called(self.record)
        call_ins.judge(called, valid=valid, why=given["why"], actor=actor, moment=moment)
        return "The test of validity is recorded."


class Conclude(CallInAct):
    step = "conclude"
    title = label = DECISION[step].label

    outcome = forms.ChoiceField(
        label="What was resolved", choices=OUTCOMES, widget=forms.RadioSelect
    )
    heard_on = day_input("When it was heard")
    reason = forms.CharField(label="Reason", widget=forms.Textarea, required=False)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        called = _of(record)
        return super().is_open(record) and called is not None and called.valid is True

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        call_ins.conclude(_called(self.record), **given, actor=actor, moment=moment)
        return "The outcome of the call-in is recorded."


def _of(decision: Decision) -> CallIn | None:
    return CallIn.objects.filter(decision=decision).first()


def _called(decision: Decision) -> CallIn:
    found = _of(decision)
    if found is None:
        raise CannotDecide(f"{decision.reference} was not called in.")
    return found


ACTS: dict[str, type[CallInAct]] = {kind.step: kind for kind in (Ask, Judge, Conclude)}


def offered(request: HttpRequest, decision: Decision) -> tuple[acts.Offered, ...]:
    """The acts about call-in that are open to the reader and to the state of the decision."""
    named = (
        (kind, reverse("democracy:act", args=[decision.reference, name]))
        for name, kind in ACTS.items()
    )
    return acts.offered(request, named, decision)


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """One act about call-in: its form, and the deed when the form is sent."""
    kind = ACTS.get(act)
    reader = request.reader  # type: ignore[attr-defined]
    decision = open_to(reader).filter(reference=reference).first()
    if kind is None or decision is None:
        raise Http404(reference)
    return acts.act_page(request, kind, decision)
