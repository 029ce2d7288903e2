"""Acts on a version: the next one, its drivers and how they move together, a line taken out."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from townclerk.finance.models import Driver, PhasingEntry, PlanLine, PlanVersion, Reserve
from townclerk.finance.operations import change_fund, drivers, plan
from townclerk.finance.web.act_form import Act
from townclerk.kernel.display import money_display
from townclerk.kernel.years import FinancialYear
from townclerk.platform.audit.log import Actor
from townclerk.platform.web.fields import (
    MoneyInput,
    YearInput,
    code_input,
    day_input,
    percent_input,
    text_input,
)

BACK = ("Scenarios and drivers", "finance:scenarios")


class StartVersion(Act):
    title = "Start the next version"
    label = "Start the version"
    back = ("Medium-term plan", "finance:plan")
    about = PlanVersion
    intro = ("The next version starts as a copy of this one, with its lines and its drivers.",)

    name = text_input("Title")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = plan.start_next_version(self.record, title=given["name"], actor=actor, moment=moment)
        return f"{made} is started from {self.record}, as a draft."


class PostPhasing(Act):
    title = "Post phasing"
    label = "Post it"
    back = ("Medium-term plan", "finance:plan")
    about = PlanVersion
    intro = (
        "What narrows the gap in one year is taken back the year after; so is a repayment.",
        "A loan from reserves stands in the ledger of the reserve as well.",
    )

    code = code_input()
    name = text_input("Name")
    kind = forms.ChoiceField(choices=PhasingEntry.Kind.choices, widget=forms.RadioSelect)
    amount = MoneyInput("Amount", help_text="That narrows the gap, as a positive amount")
    year = YearInput()
    reserve = forms.ModelChoiceField(
        Reserve.objects.all(), required=False, empty_label="No reserve"
    )
    repayment = MoneyInput("Amount put back", required=False)
    repayment_year = YearInput("Year it is put back", required=False)
    decision = text_input("Decision", required=False, help_text="Needed for a loan from reserves")
    source = text_input("Source", required=False)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return not record.is_fixed

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(given.get("repayment")) is not bool(given.get("repayment_year")):
            self.add_error("repayment_year", "Give the amount put back together with its year")
        return given

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        entry = change_fund.post_phasing(self.record, given, actor=actor, moment=moment)
        return f"{entry} is posted, with the years that unwind it."


class NoteVersion(Act):
    title = "Record that Cabinet noted it"
    label = "Record it"
    back = ("Medium-term plan", "finance:plan")
    about = PlanVersion

    noted = text_input("Minute", help_text="Reference of the minute or decision")
    noted_on = day_input("Day of the meeting")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.is_fixed and not record.noted)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = plan.note_version(self.record, **given, actor=actor, moment=moment)
        return f"{found} is noted, {found.noted}."


class RemoveLine(Act):
    title = "Take a line out"
    label = "Take it out"
    back = ("Medium-term plan", "finance:plan")
    about = PlanLine
    intro = ("The history keeps the line, who took it out, and why.",)

    reason = text_input("Reason")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        heading = str(self.record)
        plan.remove_line(self.record, actor=actor, moment=moment, reason=given["reason"])
        return f"“{heading}” is taken out."


class LinesInput(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Lines with their step, since two steps may have a line of the same heading."""

    def label_from_instance(self, line: Any) -> str:
        return f"{line.heading} ({line.get_step_display().lower()})"


def _lines_of(found: QuerySet[PlanLine]) -> LinesInput:
    return LinesInput(
        found,
        label="Lines that follow it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _driver_of(found: QuerySet[Driver], label: str) -> "forms.ModelChoiceField[Driver]":
    return forms.ModelChoiceField(found, label=label, empty_label="Choose a driver")


class DriverAct(Act):
    """What a driver is: its kind, its base, its years, the lines that follow it, its spread."""

    back = BACK
    label = "Save the driver"
    intro = (
        "Inflation needs a base and a rate for each year. A volume needs a volume and a price.",
        "A total spread by shares needs the total and each year's share.",
    )
    years: ClassVar[tuple[str, ...]] = ("rate", "volume", "price")

    name = text_input("Name")
    kind = forms.ChoiceField(label="Kind", choices=Driver.Kind.choices)
    base = MoneyInput("Base, or total to spread", required=False)
    lines = _lines_of(PlanLine.objects.none())
    distribution = forms.ChoiceField(
        label="How it varies in the simulation", choices=Driver.Distribution.choices
    )
    low = percent_input("Lowest move, in points", required=False)
    high = percent_input("Highest move, in points", required=False)
    deviation = percent_input("Standard deviation, in points", required=False)
    source = text_input("Source", required=False)

    @property
    def version(self) -> PlanVersion:
        return self.record if isinstance(self.record, PlanVersion) else self.record.plan

    @property
    def driver(self) -> Driver | None:
        return self.record if isinstance(self.record, Driver) else None

    def back_address(self) -> str:
        return reverse(BACK[1], args=[self.version.number])

    def prepare(self) -> None:
        self.fields["lines"] = _lines_of(self.version.lines.all())
        for year in self.version.year_numbers:
            label = FinancialYear(year).label
            self.fields[f"rate_{year}"] = percent_input(f"Rate or share in {label}", required=False)
            self.fields[f"volume_{year}"] = forms.DecimalField(
                label=f"Volume in {label}", required=False, max_digits=12, decimal_places=3
            )
            self.fields[f"price_{year}"] = MoneyInput(f"Price in {label}", required=False)
        if self.driver is not None:
            self.initial = self._held(self.driver)

    def _held(self, driver: Driver) -> dict[str, Any]:
        names = ("name", "kind", "distribution", "low", "high", "deviation", "source")
        held = {name: _plain(getattr(driver, name)) for name in names}
        held["base"] = money_display(driver.base) if driver.base is not None else ""
        held["lines"] = list(driver.lines.values_list("pk", flat=True))
        for value in driver.values.all():
            held[f"rate_{value.year}"] = _plain(value.rate)
            held[f"volume_{value.year}"] = _plain(value.volume)
            price = value.price
            held[f"price_{value.year}"] = money_display(price) if price is not None else ""
        return held

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") != Driver.Kind.VOLUME and not given.get("base"):
            self.add_error("base", "Enter the base the rates act on, or the total to spread")
        self._check_spread(given)
        return given

    def _check_spread(self, given: dict[str, Any]) -> None:
        """A spread the simulation can draw from, its likeliest move nought."""
        varies, low, high = (given.get(name) for name in ("distribution", "low", "high"))
        if varies in (Driver.Distribution.TRIANGULAR, Driver.Distribution.UNIFORM):
            if low is None or high is None or not low < high:
                self.add_error("low", "Enter a lowest and a highest move, the lowest the smaller")
            elif varies == Driver.Distribution.TRIANGULAR and not low <= 0 <= high:
                self.add_error("low", "Nought is the likeliest move, so it lies between the two")
        if varies == Driver.Distribution.NORMAL and not (given.get("deviation") or 0) > 0:
            self.add_error("deviation", "Enter a standard deviation above nought")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        names = ("name", "kind", "base", "distribution", "low", "high", "deviation", "source")
        values = {"code": self.code(given), **{name: given[name] for name in names}}
        by_year = {year: self._year(given, year) for year in self.version.year_numbers}
        driver = plan.save_driver(self.version, values, by_year, actor=actor, moment=moment)
        drivers.follow(driver, tuple(given["lines"]), actor=actor, moment=moment)
        return f"The driver “{driver}” is saved."

    @abstractmethod
    def code(self, given: Mapping[str, Any]) -> str:
        """The code it is saved under."""

    def _year(self, given: Mapping[str, Any], year: int) -> dict[str, Any]:
        return {name: given[f"{name}_{year}"] for name in self.years}


def _plain(value: Any) -> Any:
    """A number without the zeros its column pads it with."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class AddDriver(DriverAct):
    title = "Add a driver"
    about = PlanVersion
    code_typed = code_input()

    def code(self, given: Mapping[str, Any]) -> str:
        return str(given["code_typed"])


class ChangeDriver(DriverAct):
    title = "Change a driver"
    about = Driver

    def code(self, given: Mapping[str, Any]) -> str:
        return str(self.record.code)


class LinkDrivers(Act):
    title = "Say how two drivers move together"
    label = "Save the correlation"
    back = BACK
    about = PlanVersion
    intro = ("From −1, where one rises as the other falls, to 1. Nought takes the link away.",)

    first = _driver_of(Driver.objects.none(), "Driver")
    second = _driver_of(Driver.objects.none(), "Moves with")
    coefficient = forms.DecimalField(
        label="Correlation", min_value=Decimal(-1), max_value=Decimal(1), decimal_places=3
    )

    def prepare(self) -> None:
        held = self.record.drivers.all()
        self.fields["first"] = _driver_of(held, "Driver")
        self.fields["second"] = _driver_of(held, "Moves with")

    def back_address(self) -> str:
        return reverse(BACK[1], args=[self.record.number])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("first") and given.get("first") == given.get("second"):
            self.add_error("second", "Choose another driver than the first")
        return given

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        first, second = given["first"], given["second"]
        drivers.correlate(first, second, given["coefficient"], actor=actor, moment=moment)
        return f"{first} with {second}: {given['coefficient']}."
