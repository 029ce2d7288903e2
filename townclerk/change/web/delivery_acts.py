"""Acts on savings: report a month, confirm it, say what is at risk, decide what becomes of it."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from townclerk.change.models import OptionSheet, Saving, SavingMonth, SavingYear
from townclerk.change.operations import delivery
from townclerk.change.permissions_programme import FINANCE, RUNNING, check_owner, check_role
from townclerk.change.registers_delivery import SAVINGS
from townclerk.change.registers_options import OPTIONS
from townclerk.kernel.display import money_display, pounds_display
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import visible
from townclerk.platform.web import acts
from townclerk.platform.web.fields import MoneyInput, text_input


def _trail(saving: Saving) -> acts.Trail:
    return [
        ("Savings in delivery", reverse("change:savings")),
        (saving.title, reverse("change:saving", args=[saving.code])),
    ]


class Owned(acts.Act):
    """An act of whoever answers for the saving."""

    @classmethod
    def saving_of(cls, record: Any) -> Saving:
        if isinstance(record, Saving):
            return record
        found: Saving = record.in_year.saving if isinstance(record, SavingMonth) else record.saving
        return found

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        saving = cls.saving_of(record)
        check_owner(actor, moment=moment, record=delivery.owner_of(saving))

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return cls.saving_of(record).state not in Saving.CLOSED

    def trail(self) -> acts.Trail:
        return _trail(self.saving_of(self.record))


class OfFinance(Owned):
    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        saving = cls.saving_of(record)
        check_role(actor, *FINANCE, moment=moment, record=delivery.owner_of(saving))


class ReportMonth(Owned):
    title = "Report the month"
    label = "Report"
    about = SavingMonth

    delivered = MoneyInput(
        "Delivered", required=False, help_text="Leave it empty while the month is to come."
    )
    forecast = MoneyInput("Forecast", required=False, help_text="The target, when left out.")
    evidence = text_input("Evidence", required=False)

    def prepare(self) -> None:
        held = {name: getattr(self.record, name) for name in ("delivered", "forecast")}
        self.initial = {
            name: "" if amount is None else money_display(amount) for name, amount in held.items()
        }
        self.initial["evidence"] = self.record.evidence

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        delivery.change_month(self.record, given, actor=actor, moment=moment)
        return f"{self.record}: reported."


class ConfirmMonth(OfFinance):
    title = "Confirm the month"
    label = "Confirm"
    about = SavingMonth
    intro = ("Confirm what the ledger shows as a reduction of the budget, apart from the owner.",)

    confirmed = MoneyInput("Found in the ledger")
    ledger = text_input("Where in the ledger")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and record.delivered is not None

    def prepare(self) -> None:
        if self.record.delivered is not None:
            self.initial = {"confirmed": money_display(self.record.delivered)}

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        delivery.change_month(self.record, given, actor=actor, moment=moment)
        return f"{self.record}: confirmed."


class AtRisk(Owned):
    title = "Say what is at risk"
    label = "Keep"
    about = SavingYear

    at_risk = MoneyInput("At risk")
    why = text_input("Why", required=False)

    def prepare(self) -> None:
        self.initial = {
            "at_risk": money_display(self.record.at_risk),
            "why": self.record.risk_why,
        }

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        delivery.set_at_risk(self.record, **given, actor=actor, moment=moment)
        return f"{self.record}: what is at risk is kept."


class DecideRest(OfFinance):
    title = "Decide what becomes of the rest"
    label = "Decide"
    about = SavingYear

    decision = forms.ChoiceField(
        label="What will not come this year",
        choices=SavingYear.Decision.choices,
        widget=forms.RadioSelect,
    )
    reason = text_input("Why")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        short = delivery.position_of(record).pressure
        return super().is_open(record) and bool(short) and not record.rest_decision

    def prepare(self) -> None:
        short = pounds_display(delivery.position_of(self.record).pressure)
        following = FinancialYear(self.record.year + 1).label
        field: Any = self.fields["decision"]
        field.help_text = (
            f"{short} may not come. It rolls into {following}, or a line is added to the draft "
            "of the plan, which widens its gap."
        )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = delivery.decide_rest(self.record, **given, actor=actor, moment=moment)
        return f"{made}: {made.get_rest_decision_display().lower()}."


class Replace(OfFinance):
    title = "Replace it by another saving"
    label = "Replace"
    about = Saving

    seen: ClassVar["QuerySet[Saving]"] = Saving.objects.none()
    """The savings that the reader sees, of which one may take its place."""

    by = forms.ModelChoiceField(Saving.objects.none(), empty_label="Choose a saving")
    reason = text_input("Why")

    def prepare(self) -> None:
        field: Any = self.fields["by"]
        field.label = "By"
        field.queryset = self.seen.exclude(state__in=Saving.CLOSED).exclude(pk=self.record.pk)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        delivery.replace(self.record, **given, actor=actor, moment=moment)
        return f"{self.record} is replaced by {given['by']}."


class Track(acts.Act):
    title = "Track as a saving"
    label = "Track"
    about = OptionSheet
    intro = (
        "What its sheet says becomes the saving: service, decision, whether it recurs.",
        "Each of its years becomes a target in twelve equal months.",
    )

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        check_owner(actor, moment=moment, record=record)

    def trail(self) -> acts.Trail:
        tracked = self.record.savings.order_by("pk").first()
        if tracked is not None:
            return _trail(tracked)
        return [("Savings in delivery", reverse("change:savings"))]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = delivery.track(self.record, actor=actor, moment=moment)
        bare = "" if made.years.exists() else " Its sheet gives no years: set a target."
        return f"{made} is tracked.{bare}"


MONTH_ACTS: dict[str, type[Owned]] = {"report": ReportMonth, "confirm": ConfirmMonth}
YEAR_ACTS: dict[str, type[Owned]] = {"at-risk": AtRisk, "rest": DecideRest}


def of_month(request: HttpRequest, month: SavingMonth) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("change:saving-month-act", args=[month.pk, name]))
        for name, kind in MONTH_ACTS.items()
    )
    return acts.offered(request, named, month)


def of_year(request: HttpRequest, target: SavingYear) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("change:saving-year-act", args=[target.pk, name]))
        for name, kind in YEAR_ACTS.items()
    )
    return acts.offered(request, named, target)


def of_saving(request: HttpRequest, saving: Saving) -> tuple[acts.Offered, ...]:
    address = reverse("change:saving-replace", args=[saving.code])
    return acts.offered(request, [(Replace, address)], saving)


def to_track(request: HttpRequest, option: OptionSheet) -> tuple[acts.Offered, ...]:
    address = reverse("change:saving-track", args=[option.reference])
    return acts.offered(request, [(Track, address)], option)


@needs(Verb.READ, RUNNING)
def track(request: HttpRequest, reference: str) -> HttpResponse:
    open_to = visible(OPTIONS, request.reader)  # type: ignore[attr-defined]
    rows = open_to.select_related("unit")
    return acts.act_page(request, Track, get_object_or_404(rows, reference=reference))


@needs(Verb.READ, RUNNING)
def replace(request: HttpRequest, code: str) -> HttpResponse:
    open_to = visible(SAVINGS, request.reader)  # type: ignore[attr-defined]
    kind = type("ReplaceBySeen", (Replace,), {"seen": open_to})
    return acts.act_page(request, kind, get_object_or_404(open_to, code=code))


@needs(Verb.READ, RUNNING)
def month_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    kind = MONTH_ACTS.get(act)
    if kind is None:
        raise Http404(act)
    open_to = visible(SAVINGS, request.reader)  # type: ignore[attr-defined]
    rows = SavingMonth.objects.select_related("in_year__saving__unit", "in_year__saving__project")
    return acts.act_page(
        request, kind, get_object_or_404(rows.filter(in_year__saving__in=open_to), pk=pk)
    )


@needs(Verb.READ, RUNNING)
def year_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    kind = YEAR_ACTS.get(act)
    if kind is None:
        raise Http404(act)
    open_to = visible(SAVINGS, request.reader)  # type: ignore[attr-defined]
    rows = SavingYear.objects.select_related("saving__unit", "saving__project")
    return acts.act_page(request, kind, get_object_or_404(rows.filter(saving__in=open_to), pk=pk))
