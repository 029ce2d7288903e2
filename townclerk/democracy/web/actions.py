"""Committee actions on pages: what is owed to whom, and the acts on one of them."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.models import CommitteeAction, Meeting
from townclerk.democracy.operations import actions, following
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.figures import Ask
from townclerk.figures import url as figure_url
from townclerk.figures.asking import those_open
from townclerk.platform import clock
from townclerk.platform.access.http import signed_in
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input

COLOURS = {"assigned": "grey", "under-way": "blue", "reported-back": "purple", "closed": "green"}
FIGURES = ("open", "overdue", "closed")
NONE = Q(pk__in=())
"""A carried motion that nothing follows yet is not told to everybody."""
PAGE = 50


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The reader's actions not closed, what is late first; with `all` the closed ones too."""
    reader = request.reader  # type: ignore[attr-defined]
    every = request.GET.get("show") == "all"
    rows = CommitteeAction.objects.select_related("report_to", "meeting__body", "part_of")
    rows = rows.filter(permissions.actions_read(reader))
    if not every:
        rows = rows.filter(state__in=CommitteeAction.UNFINISHED)
    asked = [Ask(key=f"democracy.actions.{name}") for name in FIGURES]
    page = Paginator(rows.order_by("due", "reference"), PAGE).get_page(request.GET.get("page"))
    content = {
        "page": page,
        "open": _open(reader, [one.part_of_id for one in page.object_list if one.part_of_id]),
        "today": clock.today(),
        "unfollowed": following.unfollowed().filter(
            permissions.of_own_bodies(reader, NONE, code="item__meeting__body__code")
        ),
        "every": every,
        "colours": COLOURS,
        "figures": [
            (one.label, one.display, figure_url(one.key))
            for one in those_open(asked, reader=reader)
        ],
    }
    return render(request, "democracy/actions.html", content)


@signed_in
def show(request: HttpRequest, reference: str) -> HttpResponse:
    found = _action(request, reference)
    reader = request.reader  # type: ignore[attr-defined]
    meetings = meeting_queries.open_to(reader)
    content = {
        "action": found,
        "meeting": permissions.if_open(found.meeting, meetings),
        "heard_at": permissions.if_open(found.reported_at, meetings),
        "whole": permissions.if_open(found.part_of, _read(reader)),
        "colour": COLOURS[found.state],
        "today": clock.today(),
        "petition": getattr(found, "petition", None),
        "parts": _read(reader).filter(part_of=found).order_by("due"),
        "colours": COLOURS,
        "acts": acts.offered(
            request,
            (
                (kind, reverse("democracy:action_act", args=[reference, name]))
                for name, kind in ACTS.items()
            ),
            found,
        ),
    }
    return render(request, "democracy/action.html", content)


def _read(reader: Reader) -> "QuerySet[CommitteeAction]":
    return CommitteeAction.objects.filter(permissions.actions_read(reader))


def _open(reader: Reader, keys: list[int]) -> frozenset[int]:
    """Those of the actions that are open to the reader, so that a part may say of what it is."""
    return frozenset(_read(reader).filter(pk__in=keys).values_list("pk", flat=True))


def _action(request: HttpRequest, reference: str) -> CommitteeAction:
    found = CommitteeAction.objects.filter(reference=reference).first()
    if found is None:
        raise Http404(f"There is no action {reference}.")
    if not permissions.reads_action(request.reader, found):  # type: ignore[attr-defined]
        raise Refused("This action is open to its owner and to who sees what its body does.")
    return found


class ActionAct(acts.Act):
    """An act of a clerk on one action."""

    about = CommitteeAction
    name: ClassVar[str]
    states: ClassVar[tuple[str, ...]] = CommitteeAction.UNFINISHED

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check(actor, *permissions.CLERKS, moment=moment, record=record)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in cls.states

    def trail(self) -> acts.Trail:
        own = reverse("democracy:action", args=[self.record.reference])
        return [("Actions", reverse("democracy:actions")), (self.record.reference, own)]


class Report(ActionAct):
    name, title, label = "report", "Report progress", "Report progress"
    states = (CommitteeAction.State.ASSIGNED, CommitteeAction.State.UNDER_WAY)

    progress = forms.CharField(label="What was done", widget=forms.Textarea)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        roles = (record.owner_role, *permissions.CLERKS)
        permissions.check(actor, *roles, moment=moment, record=record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        actions.report(self.record, **given, actor=actor, moment=moment)
        return "The report is recorded."


class Heard(ActionAct):
    name, title, label = "heard", "Record that it was heard", "Record that it was heard"
    states = (CommitteeAction.State.ASSIGNED, CommitteeAction.State.UNDER_WAY)

    at = forms.ModelChoiceField(label="Heard at", queryset=Meeting.objects.none())

    def prepare(self) -> None:
        field: Any = self.fields["at"]
        rows = Meeting.objects.filter(state=Meeting.State.HELD).select_related("body")
        if self.record.report_to_id:
            rows = rows.filter(body=self.record.report_to)
        elif self.record.meeting_id:
            rows = rows.filter(Q(body__public=True) | Q(body=self.record.meeting.body_id))
        field.queryset = rows

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        actions.heard(self.record, **given, actor=actor, moment=moment)
        return "It is recorded that the body heard of it."


class Roll(ActionAct):
    name, title, label = "roll", "Roll forward", "Roll forward"

    to = day_input("Due on")
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        actions.roll(self.record, **given, actor=actor, moment=moment)
        return "It has more time."


class Close(ActionAct):
    name, title, label = "close", "Close", "Close"

    evidence = forms.CharField(label="What shows that it is done", widget=forms.Textarea)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        actions.close(self.record, **given, actor=actor, moment=moment)
        return "The action is closed."


ACTS: dict[str, type[ActionAct]] = {kind.name: kind for kind in (Report, Heard, Roll, Close)}


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    return acts.act_page(request, kind, _action(request, reference))
