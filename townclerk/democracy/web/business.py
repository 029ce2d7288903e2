"""Acts on the business of a meeting: interests, questions, motions, notices, pack, decisions."""

from datetime import datetime
from typing import Any

from django import forms

from townclerk.democracy.models import (
    AgendaItem,
    Attendance,
    Decision,
    Declaration,
    Meeting,
    MeetingQuestion,
    Member,
    Membership,
    PrivateNotice,
)
from townclerk.democracy.operations import (
    interests,
    notices,
    papers,
    private_notices,
    questions,
)
from townclerk.democracy.queries import agendas as queries
from townclerk.democracy.queries.bodies import on_day
from townclerk.democracy.web.agendas import HELD, MeetingAct, OfItem
from townclerk.platform.audit.log import Actor


def _text(label: str, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, **more)


class MakePack(MeetingAct):
    name, title, label = "pack", "Make the agenda pack", "Make it"
    intro = (
        "The papers are bound into one PDF with page numbers.",
        "What is in a pack stays there. New papers come in a supplement that goes on from it.",
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in (*Meeting.TO_COME, HELD) and record.items.exists()

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        papers.ask_for_pack(self.record, actor=actor, moment=moment)
        return "The pack is being made. It will be on this page."


class Declare(OfItem):
    name, title, label = "declare", "Record an interest", "Record"

    member = forms.ModelChoiceField(label="Member", queryset=Member.objects.none())
    kind = forms.ChoiceField(label="Kind", choices=Declaration.Kind.choices)
    text = forms.CharField(
        label="What was declared",
        help_text="In the words of the register, if it is there.",
        max_length=300,
    )
    left = forms.BooleanField(label="The member left for the item", required=False)

    def prepare(self) -> None:
        super().prepare()
        field: Any = self.fields["member"]
        seats = self.record.body.memberships.values("member")
        field.queryset = Member.objects.filter(pk__in=seats)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = given | {"meeting": self.record}
        made = interests.declare(values, actor=actor, moment=moment)
        if made.notify_by:
            return f"It is not in the register: to be notified by {made.notify_by:%-d %B %Y}."
        if made.dispensation:
            return f"It is recorded. By dispensation the member {made.dispensation.allows}."
        return "The declaration is recorded."


class AnswerQuestion(MeetingAct):
    name, title, label = "answer", "Record an answer", "Record"

    question = forms.ModelChoiceField(label="Question", queryset=MeetingQuestion.objects.none())
    text = _text("Answer")
    supplementary = _text("What was asked besides", required=False)
    supplementary_answer = _text("Answer to that", required=False)
    written = forms.BooleanField(label="It is answered in writing", required=False)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.questions.filter(state=MeetingQuestion.State.ACCEPTED).exists())

    def prepare(self) -> None:
        field: Any = self.fields["question"]
        field.queryset = self.record.questions.filter(state=MeetingQuestion.State.ACCEPTED)
        field.label_from_instance = lambda one: f"{one}: {one.text[:80]}"

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        questions.answer(given.pop("question"), **given, actor=actor, moment=moment)
        return "The answer is recorded."


class AgreePrivacy(MeetingAct):
    name, title, label = "agree-privacy", "Record that privacy was agreed", "Record"

    notice = forms.ModelChoiceField(label="Business", queryset=PrivateNotice.objects.none())
    agreed_by = forms.CharField(label="Who agreed", help_text=private_notices.AGREE, max_length=120)
    reason = _text("Why it cannot reasonably wait")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(cls._waiting(record).exists())

    @staticmethod
    def _waiting(record: Meeting) -> Any:
        states = (PrivateNotice.State.DRAFT, PrivateNotice.State.FIRST)
        return PrivateNotice.objects.filter(meeting=record, state__in=states)

    def prepare(self) -> None:
        field: Any = self.fields["notice"]
        field.queryset = self._waiting(self.record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        private_notices.agree(given.pop("notice"), **given, actor=actor, moment=moment)
        return "The agreement is recorded, with its reason."


class IssueNotice(MeetingAct):
    name, title, label = "issue-notice", "Issue the decision notice", "Issue it"
    intro = ("Every decision of the meeting is published together. Call-in is counted from it.",)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        waiting = (Decision.State.PROPOSED, Decision.State.MADE)
        return bool(record.state == HELD and record.decisions.filter(state__in=waiting).exists())

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        done = notices.issue(self.record, actor=actor, moment=moment)
        said = "One decision is" if len(done) == 1 else f"{len(done)} decisions are"
        return f"{said} published."


ACTS: dict[str, type[MeetingAct]] = {
    kind.name: kind
    for kind in (
        MakePack,
        Declare,
        AnswerQuestion,
        AgreePrivacy,
        IssueNotice,
    )
}


def present(meeting: Meeting, item: AgendaItem) -> list[Member]:
    """Who may vote on an item: there, and not kept from it by an interest. Before attendance is
    taken, those who sit with a vote."""
    if Attendance.objects.filter(meeting=meeting).exists():
        there = queries.there(meeting).select_related("member").order_by("member__label")
        members = [one.member for one in there]
    else:
        seats = Membership.objects.filter(on_day(meeting.on), body=meeting.body, voting=True)
        seats = seats.exclude(role=Membership.Role.SUBSTITUTE).select_related("member")
        members = [seat.member for seat in seats.order_by("member__label")]
    kept = queries.kept_from_voting(item)
    return [member for member in members if member.pk not in kept]
