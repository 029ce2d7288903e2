"""Acts on tax options: assumptions, options by year, their steps, the carry of a surplus."""

from datetime import datetime
from typing import Any

from django import forms

from townclerk.finance import policies
from townclerk.finance.models import PlanVersion, Reserve, TaxAssumption, TaxOption
from townclerk.finance.operations import tax
from townclerk.finance.web.act_form import Act, step_field
from townclerk.kernel.display import money_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.web.fields import (
    MoneyInput,
    YearInput,
    code_input,
    percent_input,
    text_input,
)

BACK = ("Council tax options", "finance:tax")


class Assumptions(Act):
    title = "Set the tax assumptions"
    label = "Save the assumptions"
    back = BACK
    about = PlanVersion

    base = MoneyInput("Council tax income of the year before the plan")
    base_growth = percent_input("Growth of the base a year")
    core_cap = percent_input("Limit of the core increase", required=False)
    precept_cap = percent_input("Limit of the social care precept a year", required=False)
    precept_cap_period = percent_input("Limit of the precept over the period", required=False)
    tax_base = forms.DecimalField(
        label="Tax base, Band D equivalents", required=False, max_digits=12, decimal_places=2
    )
    collection_rate = percent_input("Collection rate", required=False)
    reduction_scheme_cost = MoneyInput("Cost of the reduction scheme", required=False)
    fund_surplus = MoneyInput(
        "Collection fund surplus", required=False, help_text="A deficit with a minus sign"
    )
    rates_income = MoneyInput("Business rates income", required=False)
    appeals_provision = MoneyInput("Provision for appeals", required=False)
    rates_share = percent_input("Share of business rates kept", required=False)
    pool = text_input("Pool or pilot", required=False)
    source = text_input("Source", required=False)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return not record.is_fixed

    def prepare(self) -> None:
        found = TaxAssumption.objects.filter(plan=self.record).first()
        if found is not None:
            held = {name: getattr(found, name) for name in self.fields}
            amounts = {name: one for name, one in held.items() if isinstance(one, Money)}
            self.initial = held | {name: money_display(one) for name, one in amounts.items()}

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        tax.save_assumptions(self.record, given, actor=actor, moment=moment)
        return f"{self.record}: the tax assumptions are saved."


class DrawOption(Act):
    title = "Draw a tax option"
    label = "Save the option"
    back = BACK
    about = PlanVersion
    intro = ("A code that is there already redraws that option, while it is a draft.",)

    code = code_input()
    name = text_input("Name")

    def prepare(self) -> None:
        for year in self.record.year_numbers:
            label = FinancialYear(year).label
            self.fields[f"core_{year}"] = percent_input(f"Core increase in {label}")
            self.fields[f"precept_{year}"] = percent_input(f"Social care precept in {label}")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        increases = {
            year: {"core": given[f"core_{year}"], "precept": given[f"precept_{year}"]}
            for year in self.record.year_numbers
        }
        values = {"code": given["code"], "name": given["name"]}
        option = tax.save_option(self.record, values, increases, actor=actor, moment=moment)
        return f"{option} is saved."


class MoveOption(Act):
    title = "Take the option on"
    label = "Take this step"
    back = BACK
    about = TaxOption

    decision = text_input(
        "Decision", required=False, help_text="Reference of the Council's resolution"
    )
    reason = text_input("Reason", required=False)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(policies.open_moves(policies.TAX_OPTION, record.state))

    def prepare(self) -> None:
        self.fields["move"] = step_field(policies.TAX_OPTION, self.record.state)
        self.order_fields(["move"])

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        option = tax.move_option(self.record, **given, actor=actor, moment=moment)
        return f"{option}: {option.get_state_display().lower()}."


class CarrySurplus(Act):
    title = "Carry an early surplus"
    label = "Record the carry"
    back = BACK
    verb = Verb.APPROVE
    about = TaxOption
    intro = ("The surplus goes into a reserve in one year and out of it in a later one.",)

    reserve = forms.ModelChoiceField(Reserve.objects.all(), empty_label="Choose a reserve")
    from_year = YearInput("Surplus of")
    to_year = YearInput("Used in")
    amount = MoneyInput("Amount")
    decision = text_input("Decision", help_text="Reference of the decision that allows it")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("from_year"), given.get("to_year")
        if first and last and last <= first:
            self.add_error("to_year", "The year of use comes after the year of the surplus.")
        return given

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        carry = tax.record_carry(
            self.record, given.pop("reserve"), **given, actor=actor, moment=moment
        )
        return f"{self.record}: {carry}, £{carry.amount}, is recorded."
