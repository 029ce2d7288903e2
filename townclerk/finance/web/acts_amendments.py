"""Acts on amendments and votes, as they come at Budget Council."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.urls import reverse

from townclerk.democracy.public import NamedVote
from townclerk.finance import policies
from townclerk.finance.models import AmendmentChange, BudgetAmendment, BudgetRound
from townclerk.finance.operations import budget_amendments
from townclerk.finance.queries.budget_votes import open_votes, vote_on
from townclerk.finance.web.act_form import may_step, step_field
from townclerk.finance.web.acts_round import RoundAct
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.web import acts
from townclerk.platform.web.fields import MoneyInput, code_input, text_input

VOTED_AT_MEETING = (
    "Each member's vote is recorded by name on the page of the Council's meeting (SI 2014/165)."
)
NO_VOTE = "No vote by name is open to be taken up. Record it there first."


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


class OfAmendment(RoundAct):
    """An act on an amendment or on a line of it, offered on its page."""

    about: ClassVar[type[Model] | None] = BudgetAmendment

    @classmethod
    def amendment_of(cls, record: Any) -> BudgetAmendment:
        found: BudgetAmendment = getattr(record, "amendment", record)
        return found

    def round(self) -> BudgetRound:
        return self.amendment_of(self.record).round

    def trail(self) -> acts.Trail:
        found = self.amendment_of(self.record)
        return [
            *super().trail(),
            (found.title, reverse("finance:amendment", args=[found.reference])),
        ]


class AmendmentAct(OfAmendment):
    """One that changes what the amendment is, while it is a draft."""

    @classmethod
    def is_open(cls, record: Any) -> bool:
        found = cls.amendment_of(record)
        return found.state == BudgetAmendment.State.DRAFT and not found.round.is_fixed


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

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_amendments.remove_change(self.record, **given, actor=actor, moment=moment)
        return "The line is removed."


class AmendmentStep(OfAmendment):
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
        moves = policies.open_moves(policies.AMENDMENT, record.state)
        return bool(moves) and not record.round.is_fixed

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        moved = budget_amendments.move_amendment(self.record, **given, actor=actor, moment=moment)
        return f"{moved.title}: {moved.get_state_display().lower()}."


class TakeVote(RoundAct):
    """One of the votes by name that decide nothing yet; they are recorded at the meeting itself."""

    label = "Take it up"
    intro = (VOTED_AT_MEETING,)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        budget_amendments.check_votes(actor, moment=moment)

    def prepare(self) -> None:
        found = open_votes(self.round())
        self.fields["vote"] = forms.TypedChoiceField(
            label="Vote of the Council",
            coerce=int,
            widget=forms.RadioSelect,
            help_text="" if found else NO_VOTE,
            choices=[(vote.number, _said(vote)) for vote in found],
            error_messages={"required": "Choose the vote of the Council"},
        )


def _said(vote: NamedVote) -> str:
    return f"{vote.motion}: {'carried' if vote.carried else 'lost'}. {vote.minute}."


class TakeBudgetVote(TakeVote):
    title = "Take up the vote on the budget"
    about = BudgetRound

    @classmethod
    def is_open(cls, record: Any) -> bool:
        if record.state != BudgetRound.State.RECOMMENDED:
            return False
        vote = vote_on(record)
        return (vote is None or not vote.carried) and bool(open_votes(record))

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        vote = budget_amendments.take_vote_on_budget(
            self.record, given["vote"], actor=actor, moment=moment
        )
        return f"The budget is {'carried' if vote.carried else 'lost'}."


class TakeAmendmentVote(OfAmendment, TakeVote):
    title = "Take up the vote on an amendment"

    @classmethod
    def is_open(cls, record: Any) -> bool:
        recommended = record.round.state == BudgetRound.State.RECOMMENDED
        tabled = record.state == BudgetAmendment.State.TABLED
        return recommended and tabled and bool(open_votes(record.round))

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        vote = budget_amendments.take_vote_on_amendment(
            self.record, given["vote"], actor=actor, moment=moment
        )
        return f"{self.record.title} is {'carried' if vote.carried else 'lost'}."


ACTS: dict[str, type[RoundAct]] = {
    "draw-amendment": DrawAmendment,
    "add-amendment-change": AddChange,
    "remove-amendment-change": RemoveChange,
    "amendment-step": AmendmentStep,
    "vote-on-budget": TakeBudgetVote,
    "vote-on-amendment": TakeAmendmentVote,
}
