"""Acts on funding: amounts as they firm up, settlement events, variances taken into the plan."""

from datetime import datetime
from typing import Any

from django import forms

from townclerk.finance.models import GrantAmount, GrantStream, PlanVersion, SettlementEvent
from townclerk.finance.models.grants import Stage
from townclerk.finance.operations import grants
from townclerk.finance.web.act_form import Act
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.web.fields import MoneyInput, YearInput, day_input, text_input

BACK = ("Grants", "finance:grants")


def _stream(*, required: bool = True) -> "forms.ModelChoiceField[GrantStream]":
    return forms.ModelChoiceField(
        GrantStream.objects.all(),
        label="Funding stream",
        required=required,
        empty_label="Choose a stream" if required else "All streams",
    )


class RecordGrant(Act):
    title = "Record an amount"
    label = "Record the amount"
    back = BACK
    intro = ("Amounts at each stage stand side by side; none replaces another.",)

    stream = _stream()
    year = YearInput()
    stage = forms.ChoiceField(choices=Stage.choices)
    amount = MoneyInput("Amount")
    source = text_input("Source", required=False, help_text="Document and place")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = grants.record_amount(given.pop("stream"), **given, actor=actor, moment=moment)
        return f"{found}: £{found.amount} is recorded."


class AssumeGrant(Act):
    title = "Confirm the amount the plan assumes"
    label = "Confirm"
    back = BACK
    verb = Verb.APPROVE

    amount = forms.ModelChoiceField(
        GrantAmount.objects.filter(assumed=False).select_related("stream"),
        empty_label="Choose an amount",
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = grants.assume(given["amount"], actor=actor, moment=moment)
        return f"The plan assumes {found}: £{found.amount}."


class RecordSettlement(Act):
    title = "Record an announcement"
    label = "Record it"
    back = BACK

    kind = forms.ChoiceField(choices=SettlementEvent.Kind.choices)
    happened_on = day_input("Announced on")
    stream = _stream(required=False)
    summary = text_input("What was announced")
    source = text_input("Source", required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        event = grants.record_event(**given, actor=actor, moment=moment)
        return f"{event}: recorded."


def _open_version() -> "forms.ModelChoiceField[PlanVersion]":
    return forms.ModelChoiceField(
        PlanVersion.objects.exclude(state__in=PlanVersion.FIXED),
        label="Version",
        empty_label="Choose a version that is still open",
    )


class TakeIntoPlan(Act):
    title = "Take a stream into the plan"
    label = "Add its line"
    back = BACK
    intro = (
        "The line holds what the plan assumes of the stream.",
        "A one-off is taken back the year after; any other holds the change from the year before.",
    )

    stream = _stream()
    plan = _open_version()

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        line = grants.take_into_plan(**given, actor=actor, moment=moment)
        return f"{given['plan']} has a line for {line}."


class PostVariance(Act):
    title = "Take a variance into the plan"
    label = "Change the plan line"
    back = BACK
    intro = ("The line of the stream moves by the difference between assumed and firmest amount.",)

    stream = _stream()
    plan = _open_version()
    year = YearInput()

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        stream, label = given["stream"], FinancialYear(given["year"]).label
        moved = grants.post_variance(**given, actor=actor, moment=moment)
        if not moved:
            return f"{stream}, {label}: as assumed, so nothing was changed."
        way = "more" if moved.pence > 0 else "less"
        return f"{stream}, {label}: £{abs(moved)} {way} than assumed is now in {given['plan']}."
