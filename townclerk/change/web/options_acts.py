"""Doing things to a sheet on pages: editing a section, taking a step, publishing, sharing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from townclerk.change import permissions, policies_options
from townclerk.change.models import Claim, OptionPackage, OptionSheet
from townclerk.change.operations import options, options_parts, options_plan
from townclerk.change.queries import options_in_plan
from townclerk.change.registers_options import OPTIONS
from townclerk.change.web import options_reading as reading
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.http import actor, signed_in
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers import operations as registers
from townclerk.platform.registers.permission import may_contribute
from townclerk.platform.registers.web.forms import RecordForm
from townclerk.platform.web import acts
from townclerk.platform.web.acts import Offered
from townclerk.platform.web.fields import MoneyInput, day_input, text_input
from townclerk.platform.web.form_pages import form_page

EDITED: dict[str, tuple[str, ...]] = {
    "proposal": (
        "title",
        "package",
        "unit",
        "service",
        "approval_sought",
        "description",
        "rationale",
        "classification",
        "kind",
        "timing",
    ),
    "effects": ("stops", "outcomes", "impact_users", "impact_partners", "impact_council"),
    "money": (
        "nature",
        "gross",
        "low",
        "high",
        "reinvestment",
        "exit_cost",
        "recurrence",
        "cash",
        "amount_note",
        "confidence",
        "included_in",
        "outside_reason",
    ),
    "consultation": (
        "inform",
        "consult_internal",
        "engage",
        "coproduce",
        "consult_external",
        "partnership",
        "consultation_note",
        "consultation_reference",
    ),
    "equality": ("equality", "equality_note"),
    "legislation": ("legislation",),
    "evidence": ("evidence",),
}
"""The columns each section of the sheet edits; tables are edited in their registers."""
TITLES = {
    "proposal": "What is proposed",
    "effects": "What it does",
    "money": "Money",
    "consultation": "Consultation and engagement",
    "equality": "Equality",
    "legislation": "Legislation considered",
    "evidence": "Evidence",
}


def _trail(sheet: OptionSheet) -> acts.Trail:
    own = reverse("change:option", args=[sheet.reference])
    return [("Option sheets", reverse("change:options")), (sheet.title, own)]


@signed_in
def edit(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """One section of a sheet. What somebody else changed meanwhile is told, and nothing is lost."""
    sheet = reading.sheet_or_404(request, reference)
    if section not in EDITED:
        raise Http404(section)
    reader = reading.reader_of(request)
    decision = may_contribute(OPTIONS, reader, sheet)
    if not decision:
        raise Refused(decision.reason)
    columns = tuple(column for column in OPTIONS.columns if column.name in EDITED[section])
    form = RecordForm(replace(OPTIONS, columns=columns), reader, sheet, request.POST or None)

    def done(given: dict[str, Any]) -> str:
        registers.change(
            OPTIONS,
            sheet,
            form.values,
            actor=actor(request),
            moment=clock.now(),
            expected_version=given["version"] or 0,
        )
        messages.info(request, f"{TITLES[section]}: saved.")
        return _trail(sheet)[-1][1]

    title = f"{TITLES[section]}: {sheet}"
    return form_page(request, form, done, title=title, label="Save", trail=_trail(sheet))


class StepForm(forms.Form):
    """What is said with a step."""

    reason = forms.CharField(
        label="Reason", widget=forms.Textarea, required=False, help_text="Kept with the step."
    )

    def __init__(self, *args: Any, move: policies_options.Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if move.asks:
            asked = self.fields["reason"]
            asked.label = f"{move.asks[:1].upper()}{move.asks[1:]}"
            asked.required = True
            asked.error_messages["required"] = f"Say {move.asks}."


def steps(request: HttpRequest, sheet: OptionSheet) -> tuple[Offered, ...]:
    """The steps of the state that the reader may take."""
    who, moment = actor(request), clock.now()
    return tuple(
        Offered(move.label, reverse("change:option-step", args=[sheet.reference, name]))
        for name, move in policies_options.OPTION.items()
        if sheet.state in move.sources and _may_take(sheet, name, who, moment)
    )


def waiting_for(sheet: OptionSheet) -> tuple[str, ...]:
    """What may come next and whose step it is, for everybody who sees the sheet itself."""
    titles = roles()
    return tuple(
        f"{move.label}: {' or '.join(titles[role] for role in move.roles) or 'its author'}"
        for name, move in policies_options.OPTION.items()
        if sheet.state in move.sources and name not in ("withdraw", "return")
    )


def _may_take(sheet: OptionSheet, name: str, who: Actor, moment: datetime) -> bool:
    try:
        options.check_step(sheet, name, actor=who, moment=moment)
    except TownclerkError:
        return False
    return True


@signed_in
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A step between states: what it asks, then the step."""
    sheet = reading.sheet_or_404(request, reference)
    if name not in policies_options.OPTION:
        raise Http404(name)
    who, moment = actor(request), clock.now()
    move = policies_options.OPTION[name]
    if request.method != "POST":
        options.check_step(sheet, name, actor=who, moment=moment)
    form = StepForm(request.POST or None, move=move)

    def done(given: dict[str, Any]) -> str:
        taken = options.move(sheet, name, reason=given["reason"], actor=who, moment=moment)
        messages.info(request, f"{taken} is now {taken.get_state_display().lower()}.")
        return _trail(sheet)[-1][1]

    title = f"{move.label}: {sheet}"
    return form_page(request, form, done, title=title, label=move.label, trail=_trail(sheet))


class Publish(acts.Act):
    title = "Publish the sheet"
    label = "Publish"
    about = OptionSheet

    on = day_input("Day of publication")
    document = text_input("Report it is published with")

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        options.check_publish(record, actor=actor, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        closed = (*OptionSheet.OPEN, OptionSheet.State.WITHDRAWN)
        return record.published_on is None and record.state not in closed

    def trail(self) -> acts.Trail:
        return _trail(self.record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        options.publish(self.record, **given, actor=actor, moment=moment)
        return "The sheet is published."


def offered(request: HttpRequest, sheet: OptionSheet) -> tuple[Offered, ...]:
    address = reverse("change:option-publish", args=[sheet.reference])
    return acts.offered(request, [(Publish, address)], sheet)


@signed_in
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    return acts.act_page(request, Publish, reading.sheet_or_404(request, reference))


class Share(acts.Act):
    """One thing shared between the options that claim it."""

    title = "Share between options"
    label = "Share"
    intro = ("The shares and what stays with the service come to the whole, to the penny.",)

    whole = MoneyInput("All there is")
    left = MoneyInput("What stays with the service", required=False)

    def prepare(self) -> None:
        kind, reference = self.record
        rows = Claim.objects.filter(kind=kind, reference=reference).exclude(option=None)
        self.claims = list(rows.select_related("option"))
        for claim in self.claims:
            field = MoneyInput(f"Share of {claim.claimant}")
            field.initial = "" if claim.amount is None else str(claim.amount)
            self.fields[f"share_{claim.pk}"] = field

    @property
    def heading(self) -> str:
        return f"Share {self.claims[0].title}" if self.claims else self.title

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check_role(actor, *permissions.FINANCE, moment=moment)

    def trail(self) -> acts.Trail:
        back = reverse("change:option-overlaps")
        return [("Option sheets", reverse("change:options")), ("Overlaps", back)]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        kind, reference = self.record
        shares = {
            claim.option: given[f"share_{claim.pk}"]
            for claim in self.claims
            if claim.option is not None
        }
        options_parts.share(
            kind,
            reference,
            title=self.claims[0].title if self.claims else "",
            whole=given["whole"],
            shares=shares,
            left=given["left"] or Money.zero,
            actor=actor,
            moment=moment,
        )
        return "The shares are settled."


@signed_in
def share(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    known = Claim.objects.filter(kind=kind, reference=reference).exclude(option=None)
    if not known.exists():
        raise Http404(reference)
    return acts.act_page(request, Share, (kind, reference))


class Count(acts.Act):
    """A package counted in the draft of the plan as its sheets now stand."""

    title = "Count in the plan"
    label = "Count"
    about = OptionPackage
    intro = ("The package’s line in the draft of the plan is set to what the package saves.",)

    reason = text_input("Why", required=False)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check_role(actor, permissions.S151, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.plan_line)

    def trail(self) -> acts.Trail:
        back = reverse("change:option-checks")
        return [("Option sheets", reverse("change:options")), ("Checks", back)]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        said = options_plan.count_in_plan(self.record, **given, actor=actor, moment=moment)
        return f"The draft of the plan counts it in the line {said}."


@signed_in
def count(request: HttpRequest, code: str) -> HttpResponse:
    return acts.act_page(request, Count, get_object_or_404(OptionPackage, code=code))


def countable(request: HttpRequest) -> list[Offered]:
    """The packages whose line in the draft says something else, for who may set it."""
    return [
        Offered(str(package), reverse("change:option-count", args=[package.code]))
        for package in options_in_plan.uncounted()
        if acts.offered(request, [(Count, "")], package)
    ]
