"""Acts on amendments, votes and minutes, as they come at Budget Council."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.urls import reverse

from townclerk.democracy.public import council_members
from townclerk.finance import policies
from townclerk.finance.models import (
    AmendmentChange,
    BudgetAmendment,
    BudgetRound,
    RecordedVote,
    VoteCast,
)
from townclerk.finance.operations import budget_amendments
from townclerk.finance.web.acts_budget import RoundAct, may_step, step_field, words
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.web import acts
from townclerk.platform.web.fields import MoneyInput, code_input, day_input, text_input

WAYS = {label.casefold(): value for value, label in VoteCast.Way.choices}
NOT_THERE = ("", "Not there")


class DrawAmendment(RoundAct):
    title = "Draw an amendment"
    label = "Draw it"
    about = BudgetRound

    reference = code_input("Reference")
    name = text_input("Title")
    moved_by = text_input("Moved by", help_text="The group that moves it")
    band_d_change = MoneyInput(
        "Change of the council's own Band D",
        required=False,
        help_text="Leave it empty when council tax stays as recommended",
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == BudgetRound.State.RECOMMENDED)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = {"round": self.record, "title": given.pop("name"), **given}
        if values["band_d_change"] is None:
            del values["band_d_change"]
        made = budget_amendments.draw(values, actor=actor, moment=moment)
        return f"{made.title} is drawn. Add each line it changes."


class AmendmentAct(RoundAct):
    about: ClassVar[type[Model] | None] = BudgetAmendment

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == BudgetAmendment.State.DRAFT)

    def amendment(self) -> BudgetAmendment:
        found: BudgetAmendment = getattr(self.record, "amendment", self.record)
        return found

    def round(self) -> BudgetRound:
        return self.amendment().round

    def trail(self) -> acts.Trail:
        found = self.amendment()
        return [
            *super().trail(),
            (found.title, reverse("finance:amendment", args=[found.reference])),
        ]


class AddChange(AmendmentAct):
    title = "Add a line it changes"
    label = "Add and cost"
    intro = ("Name one line: a service, or an item of the council. A cut is negative.",)

    what = text_input("What it changes")
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Service", required=False, empty_label="No service"
    )
    item = forms.ModelChoiceField(
        Unit.objects.none(), label="Item of the council", required=False, empty_label="No item"
    )
    amount = MoneyInput("Adds to that line")
    option = forms.SlugField(
        label="Budget option it alters", required=False, help_text="Code of the option, if any"
    )

    def prepare(self) -> None:
        unit: Any = self.fields["unit"]
        item: Any = self.fields["item"]
        held = self.record.round.submissions.values("unit")
        unit.queryset = Unit.objects.filter(pk__in=held).order_by("code")
        item.queryset = self.record.round.items.order_by("id")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = {"amendment": self.record, **given}
        change = budget_amendments.add_change(values, actor=actor, moment=moment)
        return f"{change.what} is added."


class RemoveChange(AmendmentAct):
    title = "Remove the line"
    label = "Remove it"
    about = AmendmentChange

    reason = text_input("Reason")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.amendment.state == BudgetAmendment.State.DRAFT)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_amendments.remove_change(self.record, **given, actor=actor, moment=moment)
        return "The line is removed."


class AmendmentStep(AmendmentAct):
    title = "Take the amendment on"
    label = "Take this step"

    reason = text_input("Reason", required=False)

    def prepare(self) -> None:
        self.fields["move"] = step_field(policies.AMENDMENT, self.record.state)
        self.order_fields(["move"])

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        may_step(actor, policies.AMENDMENT, record.state, None, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(policies.open_moves(policies.AMENDMENT, record.state))

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        moved = budget_amendments.move_amendment(self.record, **given, actor=actor, moment=moment)
        return f"{moved.title}: {moved.get_state_display().lower()}."


class VoteForm(RoundAct):
    """A choice for each member the register of members holds; a list where it holds none."""

    held_on = day_input("Held on")
    minute = text_input("Minute", required=False)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        budget_amendments.check_votes(actor, moment=moment)

    def prepare(self) -> None:
        self.members = council_members(self.round().council_on)
        self.initial = {"held_on": self.round().council_on}
        if not self.members:
            self.fields["votes"] = words(
                "How each member voted",
                help_text="One member a line, such as Councillor 1: for. Write for, against, "
                "abstained, or in arrears, so may not vote.",
            )
        for number, member in enumerate(self.members):
            self.fields[f"member_{number}"] = forms.ChoiceField(
                label=member, required=False, choices=[NOT_THERE, *VoteCast.Way.choices]
            )

    def cast(self, given: dict[str, Any]) -> dict[str, str]:
        if self.members:
            named = {name: given[f"member_{n}"] for n, name in enumerate(self.members)}
            return {name: way for name, way in named.items() if way}
        return _listed(given["votes"])


def _listed(text: str) -> dict[str, str]:
    """One member a line; every line that says something else is told at once."""
    cast: dict[str, str] = {}
    problems = []
    for number, line in enumerate(text.strip().splitlines(), start=1):
        member, _, way = (part.strip() for part in line.rpartition(":"))
        value = WAYS.get(way.casefold(), way.casefold())
        if not member or value not in VoteCast.Way.values:
            hint = "Write it like Councillor 1: for."
            problems.append(
                Problem(f"Line {number}, “{line.strip()}”, names no vote.", "votes", hint=hint)
            )
        elif member in cast:
            problems.append(Problem(f"{member} is there twice.", "votes", hint="Keep one."))
        else:
            cast[member] = value
    if problems:
        raise Problems(problems)
    return cast


class RecordVote(VoteForm):
    title = "Record the vote on the budget"
    label = "Record the vote"
    about = BudgetRound
    intro = ("Each member's vote is recorded by name (SI 2014/165).",)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        recommended = record.state == BudgetRound.State.RECOMMENDED
        return bool(recommended and not record.votes.filter(amendment=None).exists())

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        cast = self.cast(given)
        vote = budget_amendments.record_vote(
            self.record,
            cast,
            held_on=given["held_on"],
            minute=given["minute"],
            actor=actor,
            moment=moment,
        )
        return f"The budget is {'carried' if vote.carried else 'lost'}."


class VoteOnAmendment(VoteForm):
    title = "Record the vote on an amendment"
    label = "Record the vote"
    about = BudgetAmendment

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == BudgetAmendment.State.TABLED)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        cast = self.cast(given)
        vote = budget_amendments.record_vote(
            self.record.round,
            cast,
            held_on=given["held_on"],
            amendment=self.record,
            minute=given["minute"],
            actor=actor,
            moment=moment,
        )
        return f"{self.record.title} is {'carried' if vote.carried else 'lost'}."


class ConfirmMinutes(RoundAct):
    title = "Record that the minutes are confirmed"
    label = "Record it"
    about = RecordedVote

    minute = text_input("Minute")
    confirmed_on = day_input("Confirmed on")

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        budget_amendments.check_votes(actor, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.confirmed_on is None

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        vote = budget_amendments.confirm_minutes(self.record, **given, actor=actor, moment=moment)
        return f"The minutes of {vote.held_on:%d/%m/%Y} are confirmed."


ACTS: dict[str, type[RoundAct]] = {
    "draw-amendment": DrawAmendment,
    "add-amendment-change": AddChange,
    "remove-amendment-change": RemoveChange,
    "amendment-step": AmendmentStep,
    "record-vote": RecordVote,
    "vote-on-amendment": VoteOnAmendment,
    "confirm-minutes": ConfirmMinutes,
}
