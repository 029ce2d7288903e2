"""Acts on the corporate plan: approve, rate, report, carry over, settle what an aim became."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from townclerk.performance import operations, queries
from townclerk.performance.models import Action, Aim, Contribution, CorporatePlan, Mapping
from townclerk.performance.operations import PERFORMANCE
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import code_input, day_input, text_input

TRAIL_LABEL = "Corporate plan"


class PlanAct(acts.Act):
    """An act on a whole plan."""

    about = CorporatePlan
    verb: ClassVar[Verb] = Verb.CONTRIBUTE

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        operations.check(actor, cls.verb, moment=moment)

    def trail(self) -> acts.Trail:
        return [(TRAIL_LABEL, reverse("performance:version", args=[self.record.code]))]


class Approve(PlanAct):
    title = label = "Approve"
    verb = Verb.APPROVE

    approved_on = day_input("Approved on")
    decision = forms.CharField(
        max_length=80,
        help_text="Reference of the Council's decision",
        error_messages={"required": "Enter the reference of the decision"},
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.approve_plan(self.record, **given, actor=actor, moment=moment)
        return f"{self.record} is approved."


class Rate(PlanAct):
    title = "Rate against"
    label = "Save the ratings"

    subject = forms.ChoiceField(label="What is rated", choices=Contribution.Subject.choices)
    reference = code_input("Reference")
    name = text_input("Title")

    def prepare(self) -> None:
        self.rated = ("", "")
        for aim in queries.aims_to_rate(self.record):
            self.fields[f"aim-{aim.code}"] = forms.ChoiceField(
                label=aim.title,
                choices=Contribution.Rating.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"{aim} has no rating. Choose positive, neutral or negative."
                },
            )

    def after(self) -> str:
        return reverse("performance:ratings", args=self.rated)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        subject, reference, name = (given[each] for each in ("subject", "reference", "name"))
        marks = {
            field.removeprefix("aim-"): mark
            for field, mark in given.items()
            if field.startswith("aim-")
        }
        stamp: dict[str, Any] = {"actor": actor, "moment": moment}
        operations.rate(subject, reference, name, marks, plan=self.record, **stamp)
        self.rated = (subject, reference)
        return f"{name} is rated."


class ActionAct(acts.Act):
    """An act on one action, by who may contribute for its unit."""

    about = Action

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        unit = record.unit.code if record.unit is not None else None
        operations.check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit)

    def trail(self) -> acts.Trail:
        progress = reverse("performance:progress", args=[self.record.aim.plan.code])
        return [(TRAIL_LABEL, progress)]


class Report(ActionAct):
    title = "Report on"
    label = "Report"

    state = forms.ChoiceField(label="It is now", widget=forms.RadioSelect)
    progress = forms.CharField(
        label="What was done",
        widget=forms.Textarea,
        error_messages={"required": "Say what was done since the last report."},
    )
    next_step = forms.CharField(label="What comes next", required=False, max_length=300)

    def prepare(self) -> None:
        field: Any = self.fields["state"]
        field.choices = [
            (state, Action.State(state).label) for state in operations.moves_open(self.record.state)
        ]
        self.initial = {name: getattr(self.record, name) for name in self.fields}

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        today = clock.today()
        operations.report_progress(
            self.record, **given, reported_on=today, actor=actor, moment=moment
        )
        return f"{self.record}: reported."


class Carry(ActionAct):
    title = label = "Carry over"

    aim = forms.ModelChoiceField(Aim.objects.none(), empty_label="Choose an aim")
    code = code_input("New code")
    due = day_input("Due", required=False)
    reason = forms.CharField(max_length=300, error_messages={"required": "Say why"})

    def prepare(self) -> None:
        self.plan = self.record.aim.plan
        later = CorporatePlan.objects.filter(start__gt=self.plan.start)
        field: Any = self.fields["aim"]
        field.queryset = Aim.objects.filter(plan__in=later)

    def after(self) -> str:
        return reverse("performance:progress", args=[self.plan.code])

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        fresh = operations.carry_over(self.record, **given, actor=actor, moment=moment)
        self.plan = fresh.aim.plan
        return f"{self.record} goes on under {fresh.aim}."


@needs(Verb.APPROVE, PERFORMANCE)
def approve(request: HttpRequest, code: str) -> HttpResponse:
    return acts.act_page(request, Approve, get_object_or_404(CorporatePlan, code=code))


@needs(Verb.CONTRIBUTE, PERFORMANCE)
def rate(request: HttpRequest, code: str) -> HttpResponse:
    return acts.act_page(request, Rate, get_object_or_404(CorporatePlan, code=code))


@needs(Verb.CONTRIBUTE, PERFORMANCE)
def report(request: HttpRequest, code: str) -> HttpResponse:
    return acts.act_page(request, Report, _action(code))


@needs(Verb.CONTRIBUTE, PERFORMANCE)
def carry(request: HttpRequest, code: str) -> HttpResponse:
    return acts.act_page(request, Carry, _action(code))


def _action(code: str) -> Action:
    return get_object_or_404(Action.objects.select_related("aim__plan", "unit"), code=code)


@needs(Verb.APPROVE, PERFORMANCE)
@require_POST
def settle(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    if answer not in ("accept", "refuse"):
        raise Http404(answer)
    mapping = get_object_or_404(Mapping.objects.select_related("new__plan"), pk=pk)
    settled = operations.settle_mapping(
        mapping, accepted=answer == "accept", actor=actor(request), moment=clock.now()
    )
    messages.info(request, f"{settled}: {settled.get_state_display().lower()}.")
    return redirect("performance:mapping", code=mapping.new.plan.code)
