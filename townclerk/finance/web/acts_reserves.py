"""Acts on reserves: review, use of the general balance, duties to replenish, the assessment."""

from datetime import datetime
from typing import Any

from django import forms

from townclerk.finance import policies
from townclerk.finance.models import (
    PlanVersion,
    ReplenishmentObligation,
    Reserve,
    ReserveMovement,
    RiskAssessment,
)
from townclerk.finance.operations import reserves
from townclerk.finance.web.act_form import Act, step_field
from townclerk.kernel.display import pounds_display
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.web.fields import (
    MoneyInput,
    YearInput,
    code_input,
    day_input,
    percent_input,
    text_input,
)

BACK = ("Reserves", "finance:reserves")
REASON = "Reason"


def last_plan_year() -> int:
    """The last year of the published plan, else of the latest version."""
    versions = PlanVersion.objects.order_by("-number")
    found = versions.filter(state=PlanVersion.State.PUBLISHED).first() or versions.first()
    return found.year_numbers[-1] if found else 0


def decider() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Decided by",
        required=False,
        choices=ReserveMovement.Decider.choices,
        help_text="Above the limit of a reserve: Cabinet or the Council",
    )


class ReviewReserve(Act):
    title = "Review a reserve"
    label = "Record the review"
    back = BACK
    verb = Verb.APPROVE
    area = reserves.RUNNING
    intro = ("Before each budget every reserve is reviewed: kept, released or repurposed.",)

    reserve = forms.ModelChoiceField(Reserve.objects.all(), empty_label="Choose a reserve")
    outcome = forms.ChoiceField(
        choices=[c for c in Reserve.Outcome.choices if c[0]], widget=forms.RadioSelect
    )
    reviewed_on = day_input("Reviewed on")
    next_review = day_input("Next review")
    reason = text_input(REASON, required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        reserve = given.pop("reserve")
        changed = reserves.review_reserve(reserve, **given, actor=actor, moment=moment)
        return f"{reserve}: reviewed, {changed.get_outcome_display().lower()}."


class UseGeneralBalance(Act):
    title = "Use the general balance"
    label = "Plan the use"
    back = BACK
    area = reserves.RUNNING
    intro = ("What is used is put back inside the plan: the duty to do so is recorded with it.",)

    reserve = forms.ModelChoiceField(
        Reserve.objects.filter(kind=Reserve.Kind.GENERAL), empty_label="Choose the balance"
    )
    reference = code_input("Reference")
    year = YearInput("Year of use")
    amount = MoneyInput("Amount")
    decision = text_input("Decision", help_text="Reference of the decision that allows it")
    decided_by = decider()
    due_year = YearInput("Put back by the end of")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        reserve = given.pop("reserve")
        reserves.use_general_balance(
            reserve, **given, last_plan_year=last_plan_year(), actor=actor, moment=moment
        )
        due = FinancialYear(given["due_year"]).label
        return f"£{given['amount']} of {reserve} is planned to be used, and put back by {due}."


class Transfer(Act):
    title = "Move money between reserves"
    label = "Plan the transfer"
    back = BACK
    area = reserves.RUNNING
    intro = ("One movement out of the one and one into the other: both are planned, or neither.",)

    reserve = forms.ModelChoiceField(
        Reserve.objects.all(), label="Out of", empty_label="Choose a reserve"
    )
    into = forms.ModelChoiceField(
        Reserve.objects.all(), label="Into", empty_label="Choose a reserve"
    )
    reference = code_input("Reference")
    year = YearInput("Year")
    amount = MoneyInput("Amount")
    decision = text_input("Decision", help_text="Reference of the decision that allows it")
    decided_by = decider()
    reason = text_input(REASON, required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        reserve = given.pop("reserve")
        reserves.transfer(reserve, **given, actor=actor, moment=moment)
        amount = pounds_display(given["amount"], "£")
        return f"{amount} is planned to move from {reserve} into {given['into']}."


class MeetReplenishment(Act):
    title = "Record that the general balance is put back"
    label = "Record it"
    back = BACK
    area = reserves.RUNNING
    about = ReplenishmentObligation

    movement = forms.ModelChoiceField(
        ReserveMovement.objects.none(), label="Contribution", empty_label="Choose a contribution"
    )

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == ReplenishmentObligation.State.OPEN)

    def prepare(self) -> None:
        kinds = (ReserveMovement.Kind.CONTRIBUTION, ReserveMovement.Kind.REPAYMENT)
        field: Any = self.fields["movement"]
        field.queryset = ReserveMovement.objects.exclude(
            state=ReserveMovement.State.RELEASED
        ).filter(reserve=self.record.movement.reserve_id, kind__in=kinds)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        reserves.meet_obligation(self.record, given["movement"], actor=actor, moment=moment)
        return f"The duty is met by {given['movement']}."


class AssessBalances(Act):
    title = "Assess the level of balances"
    label = "Save the assessment"
    back = BACK
    intro = ("The assessment starts as a draft. Its risks are added to it one by one.",)

    year = YearInput("Budget year")
    reserve = forms.ModelChoiceField(
        Reserve.objects.filter(kind=Reserve.Kind.GENERAL), empty_label="Choose the balance"
    )
    net_budget = MoneyInput("Net budget", help_text="The denominator of the ratio")
    net_budget_year = YearInput("Year of the net budget")
    floor = MoneyInput("Lowest level", required=False)
    floor_percent = percent_input("Lowest level, share of the net budget", required=False)
    target = MoneyInput("Level to reach", required=False)
    target_on = day_input("Day it is to be reached", required=False)
    source = text_input("Source", required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = reserves.save_assessment(given, (), actor=actor, moment=moment)
        return f"{made}: saved as a draft."


class AddRisk(Act):
    title = "Add a risk"
    label = "Add the risk"
    back = BACK
    about = RiskAssessment
    intro = ("What to hold for a risk is its exposure, by the size of change, by its likelihood.",)

    code = code_input()
    name = text_input("Risk")
    exposure = MoneyInput("Exposure")
    change = percent_input("Size of change")
    likelihood = percent_input("Likelihood")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in RiskAssessment.OPEN

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        risk = reserves.add_risk(self.record, given, actor=actor, moment=moment)
        return f"{self.record}: {risk} is added."


class Challenge(Act):
    title = "Record what the audit and governance committee said"
    label = "Record it"
    back = BACK
    about = RiskAssessment

    challenge = forms.CharField(label="What it said", widget=forms.Textarea)
    challenged_on = day_input("Day of the meeting")

    def prepare(self) -> None:
        self.initial = {name: getattr(self.record, name) for name in self.fields}

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = reserves.record_challenge(self.record, **given, actor=actor, moment=moment)
        return f"{found}: what the committee said is recorded."


class MoveAssessment(Act):
    title = "Take the assessment on"
    label = "Take this step"
    back = BACK
    about = RiskAssessment

    reason = text_input(REASON, required=False)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(policies.open_moves(policies.ASSESSMENT, record.state))

    def prepare(self) -> None:
        self.fields["move"] = step_field(policies.ASSESSMENT, self.record.state)
        self.order_fields(["move"])

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        changed = reserves.move_assessment(self.record, **given, actor=actor, moment=moment)
        return f"{changed}: {changed.get_state_display().lower()}."
