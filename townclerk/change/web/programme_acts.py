"""Acts on projects: report, move, ask for a gate, write and sign a case, slip, stop, decide."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from townclerk.change.core.programme import State
from townclerk.change.core.programme_gates import NAMES, Gate, following, unsaid
from townclerk.change.models import BusinessCase, GatePassage, Pillar, Project, ProjectChange
from townclerk.change.operations import (
    options_equality,
    programme,
    programme_control,
    programme_gates,
)
from townclerk.change.permissions_programme import (
    CHANGE,
    DECIDERS,
    SIGNERS,
    SPONSOR,
    check,
    check_role,
)
from townclerk.change.queries import programme_gates as gate_queries
from townclerk.change.queries.case_advice import advice_lines, awaited
from townclerk.change.registers_programme import PROJECTS
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import visible
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input, text_input

STATES = [(state.value, state.said.capitalize()) for state in State if state is not State.DONE]


class ProjectAct(acts.Act):
    """An act on a project, by whoever contributes to its unit."""

    about = Project

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        at = {"unit": programme.unit_of(record), "project": record.code}
        check(actor, Verb.CONTRIBUTE, moment=moment, **at)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return not record.is_closed

    def trail(self) -> acts.Trail:
        return [
            ("Programme", reverse("change:programme")),
            (str(self.record), reverse("change:project", args=[self.record.code])),
        ]


class Report(ProjectAct):
    title = "Report how it stands"
    label = "Report"

    state = forms.ChoiceField(label="It is", choices=STATES, widget=forms.RadioSelect)
    why = forms.CharField(
        label="Why", required=False, max_length=300, help_text="Needed when it is not on track."
    )
    confidence = forms.ChoiceField(
        label="Confidence in its saving",
        choices=Project.Confidence.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def prepare(self) -> None:
        self.initial = {
            "state": self.record.state,
            "why": self.record.state_why,
            "confidence": self.record.confidence,
        }

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        programme.report(self.record, **given, actor=actor, moment=moment)
        return f"{self.record}: reported."


class Move(ProjectAct):
    title = "Move to another pillar"
    label = "Move"

    pillar = forms.ModelChoiceField(Pillar.objects.none(), empty_label="Choose a pillar")
    on = day_input("From")
    reason = text_input("Why")

    def prepare(self) -> None:
        field: Any = self.fields["pillar"]
        field.queryset = Pillar.objects.filter(
            Q(end=None) | Q(end__gt=clock.today()), programme=self.record.pillar.programme
        ).exclude(pk=self.record.pillar_id)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        programme.move_project(self.record, **given, actor=actor, moment=moment)
        return f"{self.record} stands under {given['pillar']}."


class AskGate(ProjectAct):
    title = "Ask for the next gate"
    label = "Ask"
    intro = ("It opens, or it stays shut and you are told every reason. Both are kept.",)

    decision = forms.CharField(
        label="Decision of members",
        required=False,
        max_length=100,
        help_text="Reference of the minute of Cabinet, needed before delivery.",
    )

    @property
    def heading(self) -> str:
        to = following(Gate(self.record.gate))
        return f"{NAMES[to] if to else self.title}: {self.record}"

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = programme_gates.ask_gate(self.record, **given, actor=actor, moment=moment)
        name, told = found.get_gate_display(), " ".join(found.reasons.splitlines())
        if found.outcome == GatePassage.Outcome.OPENED:
            return f"{name}: the gate is open. {told}".strip()
        return f"{name}: the gate stays shut. {told}"


class WriteCase(ProjectAct):
    title = "Write a business case"
    label = "Keep this version"

    kind = forms.ChoiceField(
        label="What it is", choices=BusinessCase.Kind.choices, widget=forms.RadioSelect
    )
    summary = forms.CharField(label="Summary", widget=forms.Textarea)
    scope = forms.CharField(label="Scope", widget=forms.Textarea, required=False)
    risk_analysis = forms.CharField(
        label="Risk analysis",
        widget=forms.Textarea,
        required=False,
        help_text="In detail for the full case.",
    )
    delivery_plan = forms.CharField(
        label="Delivery plan",
        widget=forms.Textarea,
        required=False,
        help_text="Needed for the full case.",
    )

    def prepare(self) -> None:
        """The last version, else what the project and its option sheet say already."""
        last = self.record.cases.order_by("-pk").first()
        risks = self.record.risks.exclude(state="closed").order_by("code")
        self.initial = {
            "summary": last.summary if last else self.record.rationale,
            "scope": self.record.scope,
            "risk_analysis": last.risk_analysis
            if last and last.risk_analysis
            else "\n".join(f"{risk.risk}: {risk.mitigation}" for risk in risks),
            "delivery_plan": last.delivery_plan if last else "",
        }

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        case = programme_gates.write_case(self.record, **given, actor=actor, moment=moment)
        return f"{case} is kept."


class SignCase(ProjectAct):
    title = "Sign the latest business case"
    label = "Sign"

    case = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """The version that was read: another that came since is not signed in its place."""

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        check_role(actor, *SIGNERS, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and unsigned(record) is not None

    def prepare(self) -> None:
        self.found = unsigned(self.record)
        if self.found is not None:
            missing = awaited(self.found) if self.found.kind == BusinessCase.Kind.FULL else ()
            self.intro = (*advice_lines(self.found), *unsaid(missing, "this version"))
            self.initial = {"case": self.found.pk}

    @property
    def heading(self) -> str:
        return f"Sign: {self.found or self.record}"

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        read = self.record.cases.filter(pk=given["case"]).first() or self.found
        if read is None:
            raise programme_gates.NothingToSign(
                f"No business case of {self.record} waits to be signed."
            )
        signed = programme_gates.sign_case(read, actor=actor, moment=moment)
        return f"{signed} is signed."


def unsigned(project: Project) -> BusinessCase | None:
    """The latest version of the furthest document, while nobody has signed it."""
    for kind in reversed(BusinessCase.Kind.values):
        latest = gate_queries.latest_case(project, kind)
        if latest is not None:
            return latest if latest.signed_on is None else None
    return None


class Assess(ProjectAct):
    title = "Assess equality"
    label = "Start the assessment"

    screening = forms.CharField(
        label="Who may be affected, and whether that is looked into",
        widget=forms.Textarea,
        error_messages={"required": "Say who may be affected"},
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and not gate_queries.assessments_of(record)

    def after(self) -> str:
        return reverse("change:equality-assessment", args=[self.made.pk])

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = {"project": self.record, "started_on": programme.day_of(moment), **given}
        self.made = options_equality.create(values, actor=actor, moment=moment)
        return "The assessment is begun. Look at each group it may affect."


class Slip(ProjectAct):
    title = "Say that it slips"
    label = "Move its days"
    intro = ("Everything still to be reached comes so much later. Those who wait are told.",)

    months = forms.IntegerField(label="Months later", min_value=0, max_value=60, initial=0)
    days = forms.IntegerField(label="Days later", min_value=0, max_value=366, initial=0)
    why = text_input("Why")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        programme_control.slip(self.record, **given, actor=actor, moment=moment)
        return f"{self.record}: its days moved, and those who wait are told."


class Stop(ProjectAct):
    title = "Stop the project"
    label = "Stop it"

    reason = text_input("Why it is stopped")
    learning = forms.CharField(
        label="What was learned",
        widget=forms.Textarea,
        error_messages={"required": "Say what was learned"},
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        programme_gates.stop(self.record, **given, actor=actor, moment=moment)
        return f"{self.record} is stopped and kept with what was learned."


class DecideChange(acts.Act):
    """The decision of a change, by the level its effect reaches."""

    title = "Decide the change"
    label = "Record the decision"
    about = ProjectChange

    answer = forms.ChoiceField(
        label="It is",
        choices=[("approve", "Approved"), ("reject", "Rejected")],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label="Reference of the decision",
        required=False,
        max_length=100,
        help_text="Needed where Cabinet decides.",
    )
    reason = forms.CharField(label="Why", required=False, max_length=300)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        roles = DECIDERS.get(record.level, ("chief-executive",))
        check_role(actor, *roles, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == ProjectChange.State.ASSESSED)

    def trail(self) -> acts.Trail:
        project = self.record.project
        return [
            ("Programme", reverse("change:programme")),
            (str(project), reverse("change:project", args=[project.code])),
        ]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        approve = given.pop("answer") == "approve"
        stamp: dict[str, Any] = {"actor": actor, "moment": moment}
        programme_control.decide_change(self.record, approve=approve, **given, **stamp)
        return f"{self.record}: {'approved' if approve else 'rejected'}."


ACTS: dict[str, type[ProjectAct]] = {
    "report": Report,
    "gate": AskGate,
    "case": WriteCase,
    "sign": SignCase,
    "equality": Assess,
    "slip": Slip,
    "move": Move,
    "stop": Stop,
}


def offered(request: HttpRequest, project: Project) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("change:project-act", args=[project.code, name]))
        for name, kind in ACTS.items()
    )
    return acts.offered(request, named, project)


@needs(Verb.READ, CHANGE, subject=SPONSOR)
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    reader = request.reader  # type: ignore[attr-defined]
    found = visible(PROJECTS, reader).select_related("pillar__programme", "unit")
    return acts.act_page(request, kind, get_object_or_404(found, code=code))


@needs(Verb.READ, CHANGE, subject=SPONSOR)
def decide(request: HttpRequest, code: str) -> HttpResponse:
    reader = request.reader  # type: ignore[attr-defined]
    changes = ProjectChange.objects.select_related("project__unit").filter(
        project__in=visible(PROJECTS, reader)
    )
    return acts.act_page(request, DecideChange, get_object_or_404(changes, code=code))
