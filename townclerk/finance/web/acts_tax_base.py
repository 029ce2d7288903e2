"""Acts on the tax base and the collection fund estimate of a round."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.urls import reverse

from townclerk.finance import policies
from townclerk.finance.models import BudgetRound, FundEstimate, TaxBaseReport
from townclerk.finance.operations import tax_base
from townclerk.finance.permissions import TAX_BASE
from townclerk.finance.web.act_form import may_step, step_field
from townclerk.finance.web.acts_round import RoundAct
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import MoneyInput, day_input, percent_input, text_input


class OnPage(RoundAct):
    """An act that a page of the round other than its own offers."""

    page: ClassVar[tuple[str, str]]

    def trail(self) -> acts.Trail:
        title, name = self.page
        return [*super().trail(), (title, reverse(name, args=[self.round().year]))]


class BaseAct(OnPage):
    page = ("Tax base", "finance:tax-base")


class FundAct(OnPage):
    page = ("Collection fund", "finance:collection-fund")


class StartBase(BaseAct):
    title = "Begin the tax base"
    label = "Begin it"
    about: ClassVar[type[Model] | None] = BudgetRound
    subject = TAX_BASE
    intro = ("The collection rate is what will be paid in the end, not what is paid in the year.",)

    collection_rate = percent_input("Collection rate")
    in_lieu = forms.DecimalField(
        label="Band D equivalents of defence dwellings",
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
    )
    places = forms.TypedChoiceField(
        label="Decimal places it is adopted to",
        choices=[(2, "Two"), (1, "One"), (0, "None")],
        coerce=int,
        initial=2,
    )
    charge = MoneyInput(
        "Band D charge for reductions",
        required=False,
        help_text="Only where reductions are recorded in pounds",
    )
    source = text_input("Source", required=False)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and not hasattr(record, "base_report")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = {**given, "in_lieu": given["in_lieu"] or 0, "round": self.record}
        tax_base.start_base(values, actor=actor, moment=moment)
        return "The tax base is begun. Import the dwellings by band."


class BaseStep(BaseAct):
    title = "Take the base on"
    label = "Take this step"
    about: ClassVar[type[Model] | None] = TaxBaseReport

    on = day_input("Day", required=False, help_text="For an adoption or a notice.")
    decision = text_input(
        "Decision", required=False, help_text="Reference of the decision that adopts it"
    )
    reason = text_input("Reason", required=False)

    def prepare(self) -> None:
        self.fields["move"] = step_field(policies.TAX_BASE, self.record.state)
        self.order_fields(["move"])

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        may_step(actor, policies.TAX_BASE, record.state, None, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and bool(
            policies.open_moves(policies.TAX_BASE, record.state)
        )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        moved = tax_base.move_base(self.record, **given, actor=actor, moment=moment)
        return f"{moved}: {moved.get_state_display().lower()}."


class StartEstimate(FundAct):
    title = "Begin the estimate"
    label = "Begin it"
    about: ClassVar[type[Model] | None] = BudgetRound
    intro = ("All amounts are of the council tax account for the year in hand.",)

    opening = MoneyInput("Balance at its start", help_text="A deficit with a minus sign")
    credits = MoneyInput("Credits expected")
    debits = MoneyInput("Charges expected")
    in_pounds = forms.BooleanField(label="Shares are notified in whole pounds", required=False)
    source = text_input("Source", required=False)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and not hasattr(record, "fund_estimate")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        tax_base.start_estimate({**given, "round": self.record}, actor=actor, moment=moment)
        return "The estimate is begun. Add the demands of each authority."


class FundStep(FundAct):
    title = "Take the estimate on"
    label = "Take this step"
    about: ClassVar[type[Model] | None] = FundEstimate

    on = day_input("Day", required=False, help_text="For the estimate or the notice.")
    reason = text_input("Reason", required=False)

    def prepare(self) -> None:
        self.fields["move"] = step_field(policies.FUND_ESTIMATE, self.record.state)
        self.order_fields(["move"])

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        may_step(actor, policies.FUND_ESTIMATE, record.state, None, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and bool(
            policies.open_moves(policies.FUND_ESTIMATE, record.state)
        )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        moved = tax_base.move_estimate(self.record, **given, actor=actor, moment=moment)
        return f"{moved}: {moved.get_state_display().lower()}."


ACTS: dict[str, type[RoundAct]] = {
    "start-base": StartBase,
    "base-step": BaseStep,
    "start-estimate": StartEstimate,
    "fund-step": FundStep,
}
