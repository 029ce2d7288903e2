"""Acts on the change fund: set it up, add a source, award and draw."""

from datetime import datetime
from typing import Any

from django import forms

from townclerk.finance import permissions
from townclerk.finance.models import ChangeFund, ChangeFundSource, ChangeRequest
from townclerk.finance.operations import change_fund
from townclerk.finance.web.act_form import Act
from townclerk.kernel.display import pounds_display
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.web.fields import MoneyInput, code_input, day_input, text_input

BACK = ("Change fund", "finance:change-fund")


class SetUpFund(Act):
    title = "Set up a fund"
    label = "Set up the fund"
    back = BACK

    code = code_input()
    name = text_input("Name")
    cabinet_limit = MoneyInput(
        "Limit above which Cabinet awards", required=False, help_text="Leave empty for no limit"
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        fund = change_fund.save_fund(given, (), actor=actor, moment=moment)
        return f"{fund} is set up. Add where its money comes from."


class AddFundSource(Act):
    title = "Add a source of money"
    label = "Add the source"
    back = BACK

    fund = forms.ModelChoiceField(ChangeFund.objects.all(), empty_label="Choose a fund")
    code = code_input()
    name = text_input("Name")
    kind = forms.ChoiceField(choices=ChangeFundSource.Kind.choices)
    amount = MoneyInput("Amount")
    available_from = day_input("Available from")
    source = text_input("Source", required=False, help_text="Document and place")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        fund = given.pop("fund")
        change_fund.save_fund({"code": fund.code}, (given,), actor=actor, moment=moment)
        return f"£{given['amount']} from {given['name']} is added to {fund}."


class Award(Act):
    title = "Award a request"
    label = "Award"
    back = BACK
    verb = Verb.APPROVE
    area = change_fund.CHANGE

    request = forms.ModelChoiceField(
        ChangeRequest.objects.filter(state=ChangeRequest.State.EVALUATED),
        empty_label="Choose an evaluated request",
    )
    awarded_on = day_input("Awarded on")
    decision = text_input(
        "Decision", required=False, help_text="Reference, where Cabinet makes the award"
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = change_fund.award(given.pop("request"), **given, actor=actor, moment=moment)
        return f"{found}: £{found.amount} is awarded."


class Draw(Act):
    title = "Draw down an award"
    label = "Draw down"
    back = BACK
    area = change_fund.CHANGE
    about = ChangeRequest

    amount = MoneyInput("Amount")

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        unit = record.unit.code if record.unit is not None else None
        permissions.check(actor, cls.verb, moment=moment, area=cls.area, unit=unit)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in (ChangeRequest.State.AWARDED, ChangeRequest.State.DRAWN)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = change_fund.draw(self.record, **given, actor=actor, moment=moment)
        drawn = pounds_display(found.drawn or Money.zero, "£")
        return f"{found}: {drawn} of {pounds_display(found.amount, '£')} is drawn."
