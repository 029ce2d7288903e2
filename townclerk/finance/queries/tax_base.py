"""The tax base and the collection fund estimate of a round, worked out from its records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from townclerk.finance.core.budget_timetable import day_before_year
from townclerk.finance.core.collection_fund import NoDemands, fund_shares
from townclerk.finance.core.tax_base import BadBase, BandLines, TaxBase, tax_base
from townclerk.finance.models import (
    BaseLine,
    BudgetRound,
    BudgetStep,
    CouncilItem,
    FundDemand,
    FundEstimate,
    ParishArea,
    TaxBaseReport,
    TaxSetting,
)
from townclerk.finance.models.tax_base import OWN, WHOLE
from townclerk.kernel.display import date_display, number_display, pounds_display
from townclerk.kernel.explained import Explained
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import parameters, records

FIRST_DAY = "finance/tax-base-first-day"
NOTICE = "finance/collection-fund-notice-days"
WHOLE_AREA = "The whole area"
SHARE = (CouncilItem.Paragraph.FUND_SURPLUS, CouncilItem.Paragraph.FUND_DEFICIT)
POUND = Money(100)


@dataclass(frozen=True, kw_only=True)
class AreaBase:
    """One area with its lines and what they come to."""

    code: str
    name: str
    lines: tuple[BaseLine, ...]
    found: Explained[TaxBase]


@dataclass(frozen=True, kw_only=True)
class WorkedBase:
    round: BudgetRound
    report: TaxBaseReport | None
    areas: tuple[AreaBase, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    last_day: date | None = None

    @property
    def whole(self) -> AreaBase | None:
        return next((area for area in self.areas if area.code == WHOLE), None)

    @property
    def parts(self) -> tuple[AreaBase, ...]:
        return tuple(area for area in self.areas if area.code != WHOLE)


def worked_base(round_: BudgetRound, known_at: datetime | None = None) -> WorkedBase:
    """The base of every area of a round, in a constant number of queries."""
    mine = {"round_id": round_.pk}
    report = next(iter(records.as_known(TaxBaseReport, known_at, **mine)), None)
    by_area: dict[str, list[BaseLine]] = defaultdict(list)
    for line in records.as_known(BaseLine, known_at, **mine):
        by_area[line.area].append(line)
    if report is None:
        return WorkedBase(round=round_, report=None)
    parishes = records.as_known(ParishArea, known_at, **mine)
    names = {WHOLE: WHOLE_AREA} | {parish.code: parish.name for parish in parishes}
    areas, missing = _areas(report, by_area, names)
    if WHOLE not in by_area:
        missing.append("No band of the whole area is recorded, so there is no base to adopt.")
    setting = next(iter(records.as_known(TaxSetting, known_at, **mine)), None)
    last = _step(round_, "tax-base")
    return WorkedBase(
        round=round_,
        report=report,
        areas=tuple(areas),
        missing=tuple(missing),
        warnings=tuple(_base_warnings(report, areas, setting, last)),
        last_day=last.last_day if last else None,
    )


def _areas(
    report: TaxBaseReport, by_area: Mapping[str, list[BaseLine]], names: Mapping[str, str]
) -> tuple[list[AreaBase], list[str]]:
    found, faults = [], []
    for code in sorted(by_area, key=lambda code: (code != WHOLE, names.get(code, code))):
        lines = tuple(sorted(by_area[code], key=lambda line: (line.band != "A-", line.band)))
        name = names.get(code, code)
        try:
            base = tax_base(
                [_core(line) for line in lines],
                report.collection_rate,
                in_lieu=report.in_lieu if code == WHOLE else 0,
                places=report.places,
                band_d=report.charge,
            )
        except BadBase as error:
            faults.append(f"{name}: {error}")
        else:
            found.append(AreaBase(code=code, name=name, lines=lines, found=base))
    return found, faults


def _core(line: BaseLine) -> BandLines:
    return BandLines(
        band=line.band,
        listed=line.listed,
        additions=line.additions,
        exempt=line.exempt,
        relief_out=line.relief_out,
        relief_in=line.relief_in,
        discounts=((line.quarter_off, 25), (line.half_off, 50)),
        discount=line.discount,
        premium=line.premium,
        changes=line.changes,
        reductions=line.reductions,
        reductions_pounds=line.reductions_pounds,
    )


def _base_warnings(
    report: TaxBaseReport,
    areas: Iterable[AreaBase],
    setting: TaxSetting | None,
    step: BudgetStep | None,
) -> list[str]:
    said = [f"{area.name}: {one}" for area in areas for one in area.found.value.warnings]
    for day, what in ((report.adopted_on, "adopted"), (report.notified_on, "notified")):
        if step is not None and day is not None and day > step.last_day:
            last = date_display(step.last_day)
            said.append(f"It was {what} on {date_display(day)}, after the last day, {last}.")
    if report.adopted is not None and setting is not None and setting.tax_base != report.adopted:
        used = number_display(setting.tax_base, 2)
        said.append(f"The round sets its tax on {used}, which is not the base adopted.")
    return said


def _step(round_: BudgetRound, code: str) -> BudgetStep | None:
    return BudgetStep.objects.filter(round=round_, code=code).first()


def first_day(year: FinancialYear) -> date:
    """The first day on which the base of a year may be calculated."""
    words = parameters.source().parameter(FIRST_DAY).at(year.start).value
    return day_before_year(str(words), year)


@dataclass(frozen=True, kw_only=True)
class WorkedFund:
    round: BudgetRound
    estimate: FundEstimate | None
    demands: tuple[FundDemand, ...] = ()
    shares: Explained[dict[str, Money]] | None = None
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    due: date | None = None

    @property
    def word(self) -> str:
        """Whether the fund has something over or lacks it."""
        if self.estimate is None or not self.estimate.balance:
            return "neither surplus nor deficit"
        return "surplus" if self.estimate.balance.pence > 0 else "deficit"


def worked_fund(round_: BudgetRound, known_at: datetime | None = None) -> WorkedFund:
    """The estimated balance and each authority's share of it."""
    mine = {"round_id": round_.pk}
    estimate = next(iter(records.as_known(FundEstimate, known_at, **mine)), None)
    if estimate is None:
        return WorkedFund(round=round_, estimate=None)
    demands = tuple(records.as_known(FundDemand, known_at, **mine))
    asked = {one.authority: one.amount for one in demands}
    missing = []
    if OWN not in asked:
        missing.append("The council's own demand on the fund is not recorded.")
    if len(asked) == 1 and OWN in asked:
        missing.append("No demand of a precepting authority is recorded.")
    shares = None
    if not missing:
        majors = {code: amount for code, amount in asked.items() if code != OWN}
        unit = POUND if estimate.in_pounds else None
        try:
            shares = fund_shares(estimate.balance, asked[OWN], majors, unit)
        except NoDemands as error:
            missing.append(str(error))
    items = records.as_known(CouncilItem, known_at, **mine)
    step = _step(round_, "fund-estimate")
    return WorkedFund(
        round=round_,
        estimate=estimate,
        demands=demands,
        shares=shares,
        missing=tuple(missing),
        warnings=tuple(_fund_warnings(estimate, shares, items, step)),
        due=step.last_day if step else None,
    )


def _fund_warnings(
    estimate: FundEstimate,
    shares: Explained[dict[str, Money]] | None,
    items: Iterable[CouncilItem],
    step: BudgetStep | None,
) -> list[str]:
    said = []
    made = estimate.estimated_on
    if step is not None and made is not None and made != step.last_day:
        due = date_display(step.last_day)
        said.append(f"It is made as at {date_display(made)}; it was due as at {due}.")
    if made is not None and estimate.notified_on is not None:
        days = parameters.source().parameter(NOTICE).at(made).value
        if estimate.notified_on > made + timedelta(days=int(days)):
            said.append(f"Precepting authorities were told later than {days} days after it.")
    if shares is not None and estimate.state in FundEstimate.DECIDED:
        own = shares.value[OWN]
        held = Money.total(_signed(item) for item in items if item.paragraph in SHARE)
        if held != own:
            there, due = (pounds_display(amount, "£") for amount in (held, own))
            said.append(
                f"The round's items of the council hold {there} of the fund; the council's share "
                f"is {due}."
            )
    return said


def _signed(item: CouncilItem) -> Money:
    return item.amount if item.is_deduction else -item.amount
