"""Member development on pages: who may not sit, sessions and who came, hearings drawn."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.models import (
    DevelopmentRecord,
    Meeting,
    Member,
    MemberTraining,
    TrainingRequirement,
    TrainingSession,
)
from townclerk.democracy.operations import member_development as operations
from townclerk.democracy.queries import member_development as queries
from townclerk.democracy.web.scrutiny import told
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs, signed_in
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input

FIGURES = (
    "democracy.training.completion",
    "democracy.training.barred",
    "democracy.training.sessions",
)
COLOURS = {"planned": "blue", "held": "green", "cancelled": "grey"}


@needs(Verb.READ, permissions.DEMOCRATIC)
def index(request: HttpRequest) -> HttpResponse:
    """Who lacks what today, who may sit at a meeting, and the sessions. To a role held for one
    body: what is of its meetings, and the sessions, which everybody may know of."""
    reader = request.reader  # type: ignore[attr-defined]
    if not permissions.inside_somewhere(reader):
        reader.require(Verb.READ, permissions.DEMOCRATIC)
    within, today = permissions.inside(reader), clock.today()
    requirements = TrainingRequirement.objects.select_related("body") if within else ()
    content = {
        "inside": within,
        "requirements": [
            (
                one,
                _standing(one),
                _offered(request, REQUIREMENT_ACTS, "training_call", one.code, one),
            )
            for one in requirements
        ],
        "warnings": [
            (meeting, bars)
            for meeting, bars in queries.warnings(today)
            if permissions.inside(reader, meeting)
        ],
        "meeting": _asked(request),
        "sessions": [
            (one, _offered(request, SESSION_ACTS, "training_session", one.reference, one))
            for one in TrainingSession.objects.select_related("requirement").order_by("-on")
        ],
        "development": DevelopmentRecord.objects.order_by("kind", "due") if within else (),
        "colours": COLOURS,
        "figures": told(request, FIGURES),
        "clerk": reader.held(*permissions.CLERKS),
    }
    return render(request, "democracy/training.html", content)


def _standing(requirement: TrainingRequirement) -> dict[str, int]:
    counts = dict.fromkeys(MemberTraining.State.values, 0)
    for state in requirement.members.values_list("state", flat=True):
        counts[state] += 1
    return counts


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    """The meeting that is asked about: who is barred, who may sit, who is drawn."""
    reference = request.GET.get("meeting", "")
    found = Meeting.objects.select_related("body__parent").filter(reference=reference).first()
    if found is None or not permissions.inside(request.reader, found):  # type: ignore[attr-defined]
        return None
    return {
        "meeting": found,
        "barred": queries.barred(found.body, found.on),
        "fit": queries.may_sit(found.body, found.on),
        "drawn": found.sittings.select_related("member"),
        "acts": _offered(request, MEETING_ACTS, "training_draw", found.reference, found),
    }


class ClerksAct(acts.Act):
    """An act of the clerks about training."""

    name: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check(actor, *permissions.CLERKS, moment=moment, record=record)

    def trail(self) -> acts.Trail:
        return [("Member development", reverse("democracy:training"))]


class Call(ClerksAct):
    about = TrainingRequirement
    name, title, label = "call", "Call members", "Call them"

    due = day_input("To be done by")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.call(self.record, **given, actor=actor, moment=moment)
        return f"{len(made)} called. Whoever had it already, or was called before, was not."


class Hold(ClerksAct):
    about = TrainingSession
    name, title, label = "hold", "Record who came", "Record"

    present = forms.ModelMultipleChoiceField(
        label="Who came",
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Whoever was called and did not come may not sit until they did, if it bars.",
    )

    def prepare(self) -> None:
        field: Any = self.fields["present"]
        called = MemberTraining.objects.filter(requirement=self.record.requirement)
        waiting = called.filter(state__in=("due", "barred")).values("member")
        field.queryset = Member.objects.filter(pk__in=waiting)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        planned: bool = record.state == TrainingSession.State.PLANNED
        return planned and record.on <= clock.today()

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.hold(self.record, **given, actor=actor, moment=moment)
        return "Attendance is recorded."


class Draw(ClerksAct):
    about = Meeting
    name, title, label = "draw", "Draw who sits", "Draw them"

    members = forms.ModelMultipleChoiceField(
        label="Who sits",
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Members who lack training without which they may not sit are left out.",
    )

    def prepare(self) -> None:
        field: Any = self.fields["members"]
        fit = [member.pk for member in queries.may_sit(self.record.body, self.record.on)]
        drawn = self.record.sittings.values("member")
        field.queryset = Member.objects.filter(pk__in=fit).exclude(pk__in=drawn)

    def trail(self) -> acts.Trail:
        address = f"{reverse('democracy:training')}?meeting={self.record.reference}"
        return [("Member development", address)]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.draw(self.record, **given, actor=actor, moment=moment)
        return f"{len(made)} drawn to sit."


REQUIREMENT_ACTS: tuple[type[ClerksAct], ...] = (Call,)
SESSION_ACTS: tuple[type[ClerksAct], ...] = (Hold,)
MEETING_ACTS: tuple[type[ClerksAct], ...] = (Draw,)


def _offered(
    request: HttpRequest, kinds: tuple[type[ClerksAct], ...], name: str, key: str, record: Any
) -> tuple[acts.Offered, ...]:
    named = ((kind, reverse(f"democracy:{name}", args=[key])) for kind in kinds)
    return acts.offered(request, named, record)


@signed_in
def call(request: HttpRequest, code: str) -> HttpResponse:
    found = TrainingRequirement.objects.filter(code=code).first()
    if found is None:
        raise Http404(code)
    return acts.act_page(request, Call, found)


@signed_in
def session(request: HttpRequest, reference: str) -> HttpResponse:
    found = TrainingSession.objects.filter(reference=reference).first()
    if found is None:
        raise Http404(reference)
    return acts.act_page(request, Hold, found)


@signed_in
def draw(request: HttpRequest, reference: str) -> HttpResponse:
    found = Meeting.objects.select_related("body__parent").filter(reference=reference).first()
    if found is None:
        raise Http404(reference)
    return acts.act_page(request, Draw, found)
