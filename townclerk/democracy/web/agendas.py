"""Acts on a meeting: its agenda, who was there, votes, minutes, and what must follow."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.core.voting import Count
from townclerk.democracy.models import (
    AgendaItem,
    Attendance,
    Body,
    CommitteeAction,
    Meeting,
    Membership,
    Minutes,
)
from townclerk.democracy.models.decisions import PARAGRAPHS
from townclerk.democracy.operations import actions, agendas
from townclerk.democracy.queries import agendas as queries
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.democracy.queries.bodies import on_day
from townclerk.platform.access import matrix
from townclerk.platform.access.http import signed_in
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input

HELD = Meeting.State.HELD


class MeetingAct(acts.Act):
    """An act of a clerk on one meeting."""

    about = Meeting
    name: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check(actor, *permissions.CLERKS, moment=moment, record=record)

    def trail(self) -> acts.Trail:
        own = reverse("democracy:meeting", args=[self.record.reference])
        return [("Calendar of meetings", reverse("democracy:calendar")), (str(self.record), own)]


class Compose(MeetingAct):
    name, title, label = "compose", "Compose the agenda", "Compose"

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in Meeting.TO_COME

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = agendas.compose(self.record, actor=actor, moment=moment)
        return f"{len(made)} items are added." if len(made) != 1 else "One item is added."


class AddItem(MeetingAct):
    name, title, label = "add-item", "Add an item", "Add"

    item_title = forms.CharField(label="Item", max_length=300)
    kind = forms.ChoiceField(label="Kind", choices=AgendaItem.Kind.choices, initial="report")
    report = forms.CharField(label="Reference of its report", max_length=100, required=False)
    exempt_paragraph = forms.ChoiceField(
        label="Exempt", choices=[("", "No, it is open"), *PARAGRAPHS], required=False
    )
    duration = forms.IntegerField(label="Minutes set aside", min_value=1, required=False)
    late_reason = forms.CharField(
        label="Special circumstances",
        help_text="Once the agenda is published: why the chair takes it as urgent.",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in Meeting.TO_COME

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = given | {"meeting": self.record, "title": given["item_title"]}
        values.pop("item_title")
        made = agendas.add_item(values, actor=actor, moment=moment)
        return f"Item {made.number} is added."


class Attend(MeetingAct):
    """Everybody who sits on the body, on one page."""

    name, title, label = "attendance", "Record who was there", "Record"

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == HELD)

    def prepare(self) -> None:
        sitting = Membership.objects.filter(on_day(self.record.on), body=self.record.body)
        known = {one.member_id: one.kind for one in Attendance.objects.filter(meeting=self.record)}
        choices = [("", "Not recorded")] + [
            choice for choice in Attendance.Kind.choices if choice[0] != Attendance.Kind.SUBSTITUTE
        ]
        for seat in sitting.select_related("member").order_by("member__label"):
            self.fields[f"member_{seat.member_id}"] = forms.ChoiceField(
                label=seat.member.label,
                choices=choices,
                required=False,
                initial=known.get(seat.member_id, ""),
            )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        sitting = {
            seat.member_id: seat.member
            for seat in Membership.objects.filter(body=self.record.body).select_related("member")
        }
        told = 0
        for name, kind in given.items():
            if kind:
                member = sitting[int(name.removeprefix("member_"))]
                agendas.attend(self.record, member, kind=kind, actor=actor, moment=moment)
                told += 1
        return f"The attendance of {told} members is recorded."


class OfItem(MeetingAct):
    """An act on one of the items of a meeting that was held."""

    item = forms.ModelChoiceField(label="Item", queryset=AgendaItem.objects.none())

    @classmethod
    def is_open(cls, record: Any) -> bool:
        minutes = queries.minutes_of(record)
        confirmed = minutes is not None and minutes.state == Minutes.State.CONFIRMED
        return record.state == HELD and not confirmed

    def prepare(self) -> None:
        field: Any = self.fields["item"]
        field.queryset = queries.items_of(self.record)


class RecordVote(OfItem):
    name, title, label = "vote", "Record a vote", "Record"

    motion = forms.CharField(label="Motion", max_length=300)
    amendment = forms.BooleanField(label="It is an amendment", required=False)
    votes_for = forms.IntegerField(label="For", min_value=0)
    votes_against = forms.IntegerField(label="Against", min_value=0)
    abstained = forms.IntegerField(label="Abstained", min_value=0, initial=0)
    casting = forms.ChoiceField(
        label="Casting vote in a tie",
        choices=[("", "No tie"), ("for", "For"), ("against", "Against")],
        required=False,
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        count = Count(given["votes_for"], given["votes_against"], given["abstained"])
        made = agendas.vote(
            given["item"],
            motion=given["motion"],
            count=count,
            casting=given["casting"],
            amendment=given["amendment"],
            actor=actor,
            moment=moment,
        )
        return f"{made}."


class MinuteItem(OfItem):
    name, title, label = "minute", "Minute an item", "Minute"

    outcome = forms.ChoiceField(label="Outcome", choices=AgendaItem.Outcome.choices)
    text = forms.CharField(label="What the minutes say", widget=forms.Textarea)
    private = forms.CharField(
        label="Exempt minute",
        help_text="Only of an item taken in private. It is kept apart.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        item = given.pop("item")
        agendas.minute(item, **given, actor=actor, moment=moment)
        return f"Item {item.number} is minuted."


class BeginMinutes(MeetingAct):
    name, title, label = "begin-minutes", "Begin the minutes", "Begin"

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state == HELD and queries.minutes_of(record) is None

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        agendas.draft_minutes(self.record, actor=actor, moment=moment)
        return "The minutes are begun. Minute each item."


class ApproveMinutes(MeetingAct):
    name, title, label = "approve-minutes", "Record that the chair approves the minutes", "Approve"

    reason = forms.CharField(
        label="Why words of an exempt minute may be open (optional)",
        help_text="Only where an open minute repeats an exempt one on purpose.",
        max_length=100,
        required=False,
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        minutes = queries.minutes_of(record)
        return minutes is not None and minutes.state == Minutes.State.DRAFT

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        agendas.approve_minutes(self.record.minutes, **given, actor=actor, moment=moment)
        return "The chair approved the minutes, and they are open."


class ConfirmMinutes(MeetingAct):
    name, title, label = "confirm-minutes", "Confirm the minutes", "Confirm"

    at = forms.ModelChoiceField(label="Confirmed at", queryset=Meeting.objects.none())
    correction = forms.CharField(
        label="What was put right", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        minutes = queries.minutes_of(record)
        return minutes is not None and minutes.state == Minutes.State.APPROVED

    def prepare(self) -> None:
        field: Any = self.fields["at"]
        field.queryset = Meeting.objects.filter(
            body=self.record.body, on__gt=self.record.on, state=HELD
        )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        agendas.confirm_minutes(self.record.minutes, **given, actor=actor, moment=moment)
        return "The minutes are confirmed."


class RaiseAction(MeetingAct):
    name, title, label = "raise-action", "Raise an action", "Raise"

    reference = forms.SlugField(label="Reference", max_length=100)
    what = forms.CharField(label="What must happen", max_length=300)
    origin = forms.ChoiceField(label="It comes from a", choices=CommitteeAction.Origin.choices)
    owner_role = forms.ChoiceField(label="Whose it is")
    due = day_input("Due")
    report_to = forms.ModelChoiceField(
        label="Reports back to", queryset=Body.objects.all(), required=False
    )
    part_of = forms.ModelChoiceField(
        label="Part of", queryset=CommitteeAction.objects.none(), required=False
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == HELD)

    def prepare(self) -> None:
        fields: Any = self.fields
        fields["owner_role"].choices = sorted(matrix.roles().items(), key=lambda pair: pair[1])
        fields["part_of"].queryset = queries.wholes_of(self.record.body)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = given | {"title": given["what"], "meeting": self.record}
        values.pop("what")
        made = actions.raise_action(values, actor=actor, moment=moment)
        return f"The action {made.reference} is raised."


ACTS: dict[str, type[MeetingAct]] = {
    kind.name: kind
    for kind in (
        Compose,
        AddItem,
        Attend,
        RecordVote,
        BeginMinutes,
        MinuteItem,
        ApproveMinutes,
        ConfirmMinutes,
        RaiseAction,
    )
}


def every_act() -> dict[str, type[MeetingAct]]:
    """These, and those of motions and of the business, which have modules of their own."""
    from townclerk.democracy.web.business import ACTS as BUSINESS
    from townclerk.democracy.web.motions import ACTS as MOTIONS

    return ACTS | MOTIONS | BUSINESS


def offered(request: HttpRequest, meeting: Meeting) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("democracy:meeting_act", args=[meeting.reference, name]))
        for name, kind in every_act().items()
    )
    return acts.offered(request, named, meeting)


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """One act on a meeting: its form, and the deed when the form is sent."""
    kind = every_act().get(act)
    reader = request.reader  # type: ignore[attr-defined]
    meeting = meeting_queries.open_to(reader).filter(reference=reference).first()
    if kind is None or meeting is None:
        raise Http404(reference)
    return acts.act_page(request, kind, meeting)
