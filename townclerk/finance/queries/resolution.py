"""The tax resolution of a round, worked out from its records by the one public calculation."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from townclerk.finance.core import resolution_cases
from townclerk.finance.core.budget_balance import Balance, balance
from townclerk.finance.core.case_parts import BadCase
from townclerk.finance.core.referendum import LIMITS
from townclerk.finance.core.requirement import per_dwelling
from townclerk.finance.models import (
    AmendmentChange,
    BudgetAmendment,
    BudgetRound,
    BudgetSubmission,
    CouncilItem,
    MajorPrecept,
    ParishArea,
    PrintedSplit,
    SubmissionLine,
    TaxSetting,
)
from townclerk.kernel.display import pounds_display
from townclerk.kernel.explained import Explained, Step, to_json
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.parameters import NoValue
from townclerk.kernel.years import FinancialYear
from townclerk.platform import parameters, records
from townclerk.platform.organisation.queries import council

PARISH = "Parish precepts"
SPENDING, INCOME = "Spending of services", "Income of services"
HALF_UP = Rounding.HALF_UP


@dataclass(frozen=True)
class Read:
    """The records of a round's tax, read in a constant number of queries."""

    round: BudgetRound
    tax: TaxSetting | None
    parishes: tuple[ParishArea, ...]
    precepts: tuple[MajorPrecept, ...]
    splits: tuple[PrintedSplit, ...]
    items: tuple[CouncilItem, ...]
    lines: tuple[SubmissionLine, ...]
    spending: Money
    income: Money
    amendments: tuple[BudgetAmendment, ...]

    @cached_property
    def band_d(self) -> Money | None:
        """Band D as proposed and amended."""
        if self.tax is None:
            return None
        return self.tax.band_d + Money.total(one.band_d_change for one in self.amendments)

    @property
    def precept_total(self) -> Money:
        return Money.total(area.precept for area in self.parishes)

    @property
    def special_total(self) -> Money:
        """All special items: parish precepts, and expenses charged in a part only."""
        return self.precept_total + Money.total(area.special_expenses for area in self.parishes)

    @property
    def has_services(self) -> bool:
        return bool(self.lines)

    @property
    def has_requirement(self) -> bool:
        return self.has_services or bool(self.items)


def read(round_: BudgetRound, known_at: datetime | None = None) -> Read:
    """The records of a round as they stand, or as they stood at a moment."""
    mine = {"round_id": round_.pk}
    submissions = records.as_known(BudgetSubmission, known_at, **mine)
    keys = [one.pk for one in submissions]
    lines = records.as_known(SubmissionLine, known_at, submission_id__in=keys)
    carried = BudgetAmendment.State.CARRIED
    amendments = records.as_known(BudgetAmendment, known_at, state=carried, **mine)
    moved = [one.pk for one in amendments]
    changes = records.as_known(AmendmentChange, known_at, amendment_id__in=moved)
    by_item: dict[int, Money] = defaultdict(lambda: Money.zero)
    for change in changes:
        if change.item_id is not None:
            by_item[change.item_id] += change.amount
    items = records.as_known(CouncilItem, known_at, **mine)
    for item in items:
        item.amount += by_item[item.pk]
    spending = [line.amount for line in lines if not line.is_income]
    spending += [change.amount for change in changes if change.unit_id is not None]
    parishes = records.as_known(ParishArea, known_at, **mine)
    return Read(
        round=round_,
        tax=next(iter(records.as_known(TaxSetting, known_at, **mine)), None),
        parishes=tuple(sorted(parishes, key=lambda area: (area.name, area.code))),
        precepts=tuple(records.as_known(MajorPrecept, known_at, **mine)),
        splits=tuple(records.as_known(PrintedSplit, known_at, **mine)),
        items=tuple(items),
        lines=tuple(lines),
        spending=Money.total(spending),
        income=Money.total(line.amount for line in lines if line.is_income),
        amendments=tuple(amendments),
    )


@dataclass(frozen=True, kw_only=True)
class WorkedResolution:
    """The resolution with what it was worked out from and what it still lacks."""

    read: Read
    case: Mapping[str, Any]
    result: Mapping[str, Any]
    step: Step | None
    warnings: tuple[str, ...]
    missing: tuple[str, ...]
    balance: Explained[Balance] | None

    @property
    def is_balanced(self) -> bool:
        return self.balance is not None and self.balance.value.is_balanced

    @property
    def balance_words(self) -> str:
        """Whether the requirement is what the proposed Band D raises, in a sentence."""
        if self.balance is None:
            return "Whether the budget balances cannot be said yet."
        found = self.balance.value
        if found.is_balanced:
            return "The budget balances at the Band D proposed."
        size = pounds_display(abs(found.left), "£")
        if found.left.pence > 0:
            return f"The budget does not balance: {size} is not paid for at the Band D proposed."
        return f"The budget does not balance: Band D raises {size} more than is required."


def worked(round_: BudgetRound, known_at: datetime | None = None) -> WorkedResolution:
    """Everything the records hold, worked out; what is missing is named, never assumed."""
    held = read(round_, known_at)
    missing, notes = _missing(held)
    case = case_of(held)
    result: Mapping[str, Any] = {}
    step, warnings = None, tuple(notes)
    if case:
        try:
            outcome = resolution_cases.run(case, parameters.source())
        except BadCase as error:
            missing = (*missing, str(error))
        else:
            result, step = outcome.result, outcome.explanation
            warnings = (*warnings, *outcome.warnings)
    return WorkedResolution(
        read=held,
        case=case,
        result=result,
        step=step,
        warnings=warnings,
        missing=missing,
        balance=_balance(held, result),
    )


def _balance(held: Read, result: Mapping[str, Any]) -> Explained[Balance] | None:
    if held.tax is None or held.band_d is None or "requirement" not in result:
        return None
    own = result["requirement"]["amount"] - held.special_total
    return balance(own, held.band_d, held.tax.tax_base)


def _missing(held: Read) -> tuple[tuple[str, ...], list[str]]:
    found, notes = [], []
    if held.tax is None:
        found.append("The tax base and the proposed Band D are not recorded.")
    if not held.has_requirement:
        found.append("No budget of a service and no item of the council is recorded.")
    found += [f"The precept of {one.name} is missing." for one in held.precepts if not _known(one)]
    if not held.precepts:
        notes.append(
            "No major precept is recorded, so the amounts shown are the council's own only."
        )
    return tuple(found), notes


def _known(precept: MajorPrecept) -> bool:
    return precept.band_d is not None


def case_of(held: Read) -> dict[str, Any]:
    """The records as one case of the public calculation of a resolution."""
    case: dict[str, Any] = {}
    if held.has_requirement and held.tax is not None:
        case["requirement"] = _requirement(held)
    if held.tax is None or held.band_d is None:
        return case
    year = FinancialYear(held.round.year)
    majors = {one.authority: _pounds(one.band_d) for one in held.precepts if _known(one)}
    case |= {
        "base": held.tax.tax_base,
        "own_band_d": _pounds(held.band_d),
        "major_precepts": majors,
        "wholly_parished": held.tax.wholly_parished,
        "previous": _previous(held),
    }
    if held.parishes:
        case["areas"] = [_area(area) for area in held.parishes]
    if held.tax.social_care:
        case["printed_split"] = {
            "precept_band_d": _pounds(held.tax.social_care),
            "bands": {
                row.band: {"core": _pounds(row.core), "precept": _pounds(row.social_care)}
                for row in held.splits
            },
        }
    if _has_principles(year):
        case["referendum"] = _referendum(held, year)
        known = {
            one.authority: _pounds(one.last_band_d)
            for one in held.precepts
            if _known(one) and one.last_band_d
        }
        if known:
            case["major_tests"] = {"year": year.label, "previous": known}
    return case


def _requirement(held: Read) -> dict[str, Any]:
    additions: dict[str, Money] = defaultdict(lambda: Money.zero)
    deductions: dict[str, Money] = defaultdict(lambda: Money.zero)
    if held.has_services:
        additions[SPENDING] = held.spending
        if held.income:
            deductions[INCOME] = -held.income
    for item in held.items:
        side = deductions if item.is_deduction else additions
        side[item.get_paragraph_display()] += item.amount
    if held.precept_total:
        additions[PARISH] = held.precept_total
    return {
        "additions": {name: _pounds(amount) for name, amount in additions.items()},
        "deductions": {name: _pounds(amount) for name, amount in deductions.items()},
        "special": _pounds(held.special_total),
    }


def _area(area: ParishArea) -> dict[str, Any]:
    found = {
        "code": area.code,
        "name": area.name,
        "base": area.tax_base,
        "precept": _pounds(area.precept),
    }
    if area.special_expenses:
        found["special_expenses"] = _pounds(area.special_expenses)
    return found


def _previous(held: Read) -> dict[str, Any]:
    """Last year's amounts at Band D, parishes from their precept over their base."""
    tax = held.tax
    areas = {
        area.code: _pounds(
            per_dwelling(area.last_precept, area.last_tax_base, area.name).value.round(HALF_UP)
        )
        for area in held.parishes
        if area.last_precept is not None and area.last_tax_base
    }
    return {
        "own_band_d": _pounds(tax.last_band_d) if tax is not None else None,
        "major_precepts": {
            one.authority: _pounds(one.last_band_d)
            for one in held.precepts
            if one.last_band_d is not None
        },
        "areas": areas,
    }


def _has_principles(year: FinancialYear) -> bool:
    try:
        parameters.source().parameter(LIMITS).at(date(year.start_year, 4, 1))
    except NoValue:
        return False
    return True


def _referendum(held: Read, year: FinancialYear) -> dict[str, Any]:
    """The relevant basic amount leaves local precepts out; special expenses stay in it."""
    tax, found = held.tax, council()
    given: dict[str, Any] = {"year": year.label}
    if tax is None or held.band_d is None:
        return given
    given["previous"] = _pounds(tax.last_band_d)
    if found is not None:
        given["authority"] = found.short_name
    special = held.special_total - held.precept_total
    if special:
        average = per_dwelling(special, tax.tax_base, "Special expenses").value
        given["proposed"] = _pounds((average + held.band_d).round(HALF_UP))
    if tax.option is not None:
        given["precept_used"] = {
            FinancialYear(one.year).label: one.precept
            for one in tax.option.increases.filter(year__lt=held.round.year)
        }
    return given


def _pounds(amount: Money | None) -> Any:
    return None if amount is None else amount.as_pounds()


def as_json(value: Any) -> Any:
    """A case or a result as a record keeps it: money and rates as text, exact."""
    if isinstance(value, Mapping):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return to_json(value)
