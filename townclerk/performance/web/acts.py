"""Acts on the corporate plan: approve, rate, report, carry over, settle what an aim became."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.performance import operations, queries
from townclerk.performance.models import Action, Aim, Contribution, CorporatePlan, Mapping
from townclerk.performance.operations import PERFORMANCE
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.web.form_pages import form_page

TRAIL_LABEL = "Corporate plan"


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text="For example, 16/11/2016",
        input_formats=["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"],
        error_messages={
            "required": f"Enter {label.lower()}",
            "invalid": f"{label} is not a date. Write it like 16/11/2016.",
        },
    )


class Approve(forms.Form):
    approved_on = _day("Approved on")
    decision = forms.CharField(
        max_length=80,
        help_text="Reference of the Council's decision",
        error_messages={"required": "Enter the reference of the decision"},
    )


class Report(forms.Form):
    state = forms.ChoiceField(label="It is now", widget=forms.RadioSelect)
    progress = forms.CharField(
        label="What was done",
        widget=forms.Textarea,
        error_messages={"required": "Say what was done since the last report."},
    )
    next_step = forms.CharField(label="What comes next", required=False, max_length=300)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["state"]
        field.choices = [
            (state, Action.State(state).label) for state in operations.moves_open(action.state)
        ]
        self.initial = {
            "state": action.state,
            "progress": action.progress,
            "next_step": action.next_step,
        }


class Carry(forms.Form):
    aim = forms.ModelChoiceField(Aim.objects.none(), empty_label="Choose an aim")
    code = forms.SlugField(label="New code", help_text="Letters, digits and hyphens")
    due = _day("Due", required=False)
    reason = forms.CharField(max_length=300, error_messages={"required": "Say why"})

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = CorporatePlan.objects.filter(start__gt=action.aim.plan.start)
        field: Any = self.fields["aim"]
        field.queryset = Aim.objects.filter(plan__in=later)


class Rate(forms.Form):
    subject = forms.ChoiceField(label="What is rated", choices=Contribution.Subject.choices)
    reference = forms.SlugField(help_text="Letters, digits and hyphens")
    title = forms.CharField(max_length=300)

    def __init__(self, *args: Any, plan: CorporatePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aims = {aim.code: aim for aim in queries.aims_to_rate(plan)}
        for code, aim in self.aims.items():
            self.fields[code] = forms.ChoiceField(
                label=aim.title,
                choices=Contribution.Rating.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"{aim} has no rating. Choose positive, neutral or negative."
                },
            )


def _told(act: Any) -> Any:
    """What an operation refuses, told on the form."""

    def run(given: dict[str, Any]) -> str:
        try:
            return str(act(given))
        except (Problems, Refused):
            raise
        except TownclerkError as error:
            raise Problems([Problem(str(error))]) from None

    return run


def _page(
    request: HttpRequest, form: forms.Form, act: Any, title: str, label: str, back: str
) -> HttpResponse:
    trail = [(TRAIL_LABEL, back)]
    return form_page(request, form, _told(act), title=title, label=label, trail=trail)


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@needs(Verb.APPROVE, PERFORMANCE)
def approve(request: HttpRequest, code: str) -> HttpResponse:
    plan = get_object_or_404(CorporatePlan, code=code)
    moment, who = clock.now(), actor(request)
    operations.check(who, Verb.APPROVE, moment=moment)
    back = reverse("performance:version", args=[code])

    def act(given: dict[str, Any]) -> str:
        operations.approve_plan(plan, **given, actor=who, moment=moment)
        messages.info(request, f"{plan} is approved.")
        return back

    return _page(request, Approve(_given(request)), act, f"Approve {plan}", "Approve", back)


@needs(Verb.CONTRIBUTE, PERFORMANCE)
def rate(request: HttpRequest, code: str) -> HttpResponse:
    plan = get_object_or_404(CorporatePlan, code=code)
    moment, who = clock.now(), actor(request)
    operations.check(who, Verb.CONTRIBUTE, moment=moment)

    def act(given: dict[str, Any]) -> str:
        subject, reference = given.pop("subject"), given.pop("reference")
        operations.rate(
            subject, reference, given.pop("title"), given, plan=plan, actor=who, moment=moment
        )
        return reverse("performance:ratings", args=[subject, reference])

    form = Rate(_given(request), plan=plan)
    back = reverse("performance:version", args=[code])
    return _page(request, form, act, f"Rate against {plan}", "Save the ratings", back)


@needs(Verb.CONTRIBUTE, PERFORMANCE)
def report(request: HttpRequest, code: str) -> HttpResponse:
    action = get_object_or_404(Action.objects.select_related("aim__plan", "unit"), code=code)
    moment, who = clock.now(), actor(request)
    unit = action.unit.code if action.unit is not None else None
    operations.check(who, Verb.CONTRIBUTE, moment=moment, unit=unit)
    back = reverse("performance:progress", args=[action.aim.plan.code])

    def act(given: dict[str, Any]) -> str:
        operations.report_progress(
            action, **given, reported_on=clock.today(), actor=who, moment=moment
        )
        messages.info(request, f"{action}: reported.")
        return back

    form = Report(_given(request), action=action)
    return _page(request, form, act, f"Report on: {action}", "Report", back)


@needs(Verb.CONTRIBUTE, PERFORMANCE)
def carry(request: HttpRequest, code: str) -> HttpResponse:
    action = get_object_or_404(Action.objects.select_related("aim__plan", "unit"), code=code)
    moment, who = clock.now(), actor(request)
    unit = action.unit.code if action.unit is not None else None
    operations.check(who, Verb.CONTRIBUTE, moment=moment, unit=unit)

    def act(given: dict[str, Any]) -> str:
        fresh = operations.carry_over(action, **given, actor=who, moment=moment)
        messages.info(request, f"{action} goes on under {fresh.aim}.")
        return reverse("performance:progress", args=[fresh.aim.plan.code])

    back = reverse("performance:progress", args=[action.aim.plan.code])
    form = Carry(_given(request), action=action)
    return _page(request, form, act, f"Carry over: {action}", "Carry over", back)


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
