"""Acts on the motions of a meeting: notice, moving, the vote, and what follows a carried one."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from townclerk.democracy.core.voting import Count
from townclerk.democracy.models import AgendaItem, Body, Meeting, Member, Motion
from townclerk.democracy.operations import following, questions
from townclerk.democracy.queries.bodies import on_day
from townclerk.democracy.web.agendas import HELD, MeetingAct, OfItem
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.access import matrix
from townclerk.platform.audit.log import Actor
from townclerk.platform.web.fields import day_input


def _members(meeting: Meeting) -> Any:
    """Who may move at the meeting: those who sit on its body, or every member where none do."""
    seats = meeting.body.memberships.filter(on_day(meeting.on))
    sitting = Member.objects.filter(pk__in=seats.order_by().values("member_id"))
    return sitting if sitting.exists() else Member.objects.all()


def _said(motion: Motion) -> str:
    return f"{motion}: {motion.text[:80]}"


def _motions(meeting: Meeting, *states: str) -> Any:
    return Motion.objects.filter(item__meeting=meeting, state__in=states)


class NoticeOfMotion(OfItem):
    name, title, label = "notice-of-motion", "Record notice of a motion", "Record"
    intro = ("An amendment names the motion it amends, and says how that would read if carried.",)

    reference = forms.SlugField(label="Reference", max_length=100)
    amends = forms.ModelChoiceField(
        label="Amends", queryset=Motion.objects.none(), required=False, empty_label="No motion"
    )
    text = forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 5}))
    mover = forms.ModelChoiceField(label="Moved by", queryset=Member.objects.none(), required=False)
    seconder = forms.ModelChoiceField(
        label="Seconded by", queryset=Member.objects.none(), required=False
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        if record.state in Meeting.TO_COME:
            return AgendaItem.objects.filter(meeting=record).exists()
        return super().is_open(record)

    def prepare(self) -> None:
        super().prepare()
        fields: Any = self.fields
        states = (Motion.State.GIVEN, Motion.State.MOVED)
        fields["amends"].queryset = _motions(self.record, *states).filter(amends=None)
        fields["amends"].label_from_instance = _said
        fields["mover"].queryset = fields["seconder"].queryset = _members(self.record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = questions.give_notice(given, actor=actor, moment=moment)
        return f"Notice is recorded: {made}."


class MoveMotion(MeetingAct):
    name, title, label = "move-motion", "Record that a motion is moved", "Record"

    motion = forms.ModelChoiceField(label="Motion", queryset=Motion.objects.none())
    mover = forms.ModelChoiceField(
        label="Moved by",
        help_text="Where the notice does not say, or another member moved it.",
        queryset=Member.objects.none(),
        required=False,
    )
    seconder = forms.ModelChoiceField(
        label="Seconded by", queryset=Member.objects.none(), required=False
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == HELD and _motions(record, Motion.State.GIVEN).exists())

    def prepare(self) -> None:
        fields: Any = self.fields
        fields["motion"].queryset = _motions(self.record, Motion.State.GIVEN)
        fields["motion"].label_from_instance = _said
        fields["mover"].queryset = fields["seconder"].queryset = _members(self.record)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = questions.move(given.pop("motion"), **given, actor=actor, moment=moment)
        return f"{made} is moved."


class DecideMotion(MeetingAct):
    name, title, label = "decide-motion", "Take the vote on a motion", "Record"

    motion = forms.ModelChoiceField(
        label="Motion",
        help_text="An amendment before the motion it amends.",
        queryset=Motion.objects.none(),
    )
    votes_for = forms.IntegerField(label="For", min_value=0)
    votes_against = forms.IntegerField(label="Against", min_value=0)
    abstained = forms.IntegerField(label="Abstained", min_value=0, initial=0)
    casting = forms.ChoiceField(
        label="Casting vote in a tie",
        choices=[("", "No tie"), ("for", "For"), ("against", "Against")],
        required=False,
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == HELD and _motions(record, Motion.State.MOVED).exists())

    def prepare(self) -> None:
        field: Any = self.fields["motion"]
        field.queryset = _motions(self.record, Motion.State.MOVED)
        field.label_from_instance = _said

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        count = Count(given["votes_for"], given["votes_against"], given["abstained"])
        done = questions.decide(
            given["motion"], count=count, casting=given["casting"], actor=actor, moment=moment
        )
        return f"{done} is {done.get_state_display().lower()}."


class FollowMotion(MeetingAct):
    """The actions of a carried motion, each thing it asks as a part of its own."""

    name, title, label = "follow-motion", "Make actions of a carried motion", "Make them"
    intro = (
        "Each thing the motion asks becomes an action: of whom, by when, reported back to whom.",
        "Leave empty what you do not need. More parts are raised as actions of their own.",
    )
    PARTS: ClassVar[range] = range(1, 4)

    motion = forms.ModelChoiceField(label="Motion", queryset=Motion.objects.none())

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == HELD and following.unfollowed(record).exists())

    def prepare(self) -> None:
        field: Any = self.fields["motion"]
        field.queryset = following.unfollowed(self.record)
        field.initial = field.queryset.first()
        field.label_from_instance = _said
        roles = sorted(matrix.roles().items(), key=lambda pair: pair[1])
        for number in self.PARTS:
            first = number == 1
            self.fields[f"title_{number}"] = forms.CharField(
                label=f"{number}. What it asks", max_length=300, required=first
            )
            self.fields[f"owner_role_{number}"] = forms.ChoiceField(
                label=f"{number}. Whose it is", choices=[("", ""), *roles], required=first
            )
            self.fields[f"due_{number}"] = day_input(f"{number}. Due", required=first)
            self.fields[f"report_to_{number}"] = forms.ModelChoiceField(
                label=f"{number}. Reports back to", queryset=Body.objects.all(), required=False
            )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        names = ("title", "owner_role", "due", "report_to")
        lines = {n: {name: given[f"{name}_{n}"] for name in names} for n in self.PARTS}
        asked = {number: line for number, line in lines.items() if any(line.values())}
        missing = [
            Problem("Say what it asks, whose it is and by when.", field=f"title_{number}")
            for number, line in asked.items()
            if not all(line[name] for name in names[:3])
        ]
        if missing:
            raise Problems(missing)
        parts = [following.Part(**line) for line in asked.values()]
        made = following.follow(given["motion"], parts, actor=actor, moment=moment)
        return f"The action {made.reference} is raised."


ACTS: dict[str, type[MeetingAct]] = {
    kind.name: kind for kind in (NoticeOfMotion, MoveMotion, DecideMotion, FollowMotion)
}
