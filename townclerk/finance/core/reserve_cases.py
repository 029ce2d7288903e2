"""The public reserves-adequacy and change-fund calculations: from a case to its outcome."""

from collections.abc import Mapping
from typing import Any

from townclerk.finance.core import change_fund, reserves
from townclerk.finance.core.case_parts import (
    UNIT,
    YEARS,
    by_year,
    listed,
    money,
    monies,
    named,
    number,
    optional,
    record,
    shown,
    text,
    years_of,
)
from townclerk.kernel.calculation import Outcome, ParameterSource
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

AMOUNT = "in the case's unit"
AMOUNTS = listed({"type": "number"}, f"One amount a year, {AMOUNT}")
RISK = record(
    {
        "name": text("The risk"),
        "exposure": number(f"What is exposed, {AMOUNT}"),
        "likelihood": number("Likelihood, in percent"),
    },
    ("name", "exposure", "likelihood"),
)
RESERVES_SCHEMA: dict[str, Any] = record(
    {
        "unit": UNIT,
        "years": YEARS,
        "opening": number(f"Opening balance, {AMOUNT}"),
        "contributions": AMOUNTS,
        "uses": AMOUNTS,
        "risks": listed(RISK, "Risks the balance stands for"),
        "target": number(f"Target balance, {AMOUNT}"),
        "target_by": text("Year by whose end the target is reached"),
        "floor": number(f"Balance below which a warning is given, {AMOUNT}"),
        "net_budget": number(f"Net budget the ratio is taken of, {AMOUNT}"),
        "net_budget_year": text("Year of that net budget"),
    },
    ("years", "opening"),
)


def run_reserves(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """Balances year by year, beside risks, floor, target and net budget.

    Units: money in the case's unit. Source: as `adequacy`. Rounding: each risk to the penny.
    """
    unit, years = case.get("unit", "£"), years_of(case)
    paid = _amounts(case, "contributions", years, unit)
    used = _amounts(case, "uses", years, unit)
    movements = [*paid.items(), *((year, -amount) for year, amount in used.items())]
    path = reserves.balances_path(money(case["opening"], unit), movements, years)
    risks = reserves.risk_assessment(_risk(row, unit) for row in case.get("risks", ()))
    final = path.value[-1].closing
    found = reserves.adequacy(
        final, risks.value, optional(case, "target", unit), optional(case, "floor", unit)
    )
    owed = reserves.replenishments(used, paid, years[-1])
    result: dict[str, Any] = {
        "balances": {FinancialYear(row.year).label: shown(row.closing, unit) for row in path.value},
        "projected": shown(final, unit),
        "to_hold": shown(risks.value, unit),
        "over_risk": shown(found.value.over_risk, unit),
        "replenish": [
            {
                "used_in": FinancialYear(row.used_in).label,
                "amount": shown(row.amount, unit),
                "due_by": FinancialYear(row.due_by).last,
            }
            for row in owed
        ],
    }
    parts = [path.step, risks.step]
    if found.value.shortfall_to_target is not None:
        result["shortfall"] = shown(found.value.shortfall_to_target, unit)
        result["target_by"] = case.get("target_by")
    if "net_budget" in case:
        year = FinancialYear.parse(case.get("net_budget_year", case["years"][0])).start_year
        ratio = reserves.balance_ratio(final, money(case["net_budget"], unit), year)
        result["ratio"] = {
            "percent": ratio.value.percent,
            "numerator": shown(ratio.value.numerator, unit),
            "denominator": shown(ratio.value.denominator, unit),
            "base_year": FinancialYear(year).label,
        }
        parts.append(ratio.step)
    low = tuple(
        f"The balance falls below the floor in {FinancialYear(row.year).label}."
        for row in path.value
        if found.value.floor is not None and row.closing < found.value.floor
    )
    return Outcome(
        result=result,
        explanation=found.step.with_parts(*parts),
        warnings=(*found.value.warnings, *low),
    )


def _amounts(
    case: Mapping[str, Any], name: str, years: tuple[int, ...], unit: str
) -> dict[int, Money]:
    given = by_year(case[name], years, unit, name.capitalize()) if name in case else {}
    return {year: abs(amount) for year, amount in given.items() if amount}


def _risk(row: Mapping[str, Any], unit: str) -> reserves.Risk:
    return reserves.Risk(
        name=row["name"], exposure=money(row["exposure"], unit), likelihood=row["likelihood"]
    )


FUND_SCHEMA: dict[str, Any] = record(
    {
        "unit": UNIT,
        "sources": named(number(AMOUNT), "Sources of the fund by name"),
        "awards": named(number(AMOUNT), "Awards made by name"),
        "request": number(f"A new request, {AMOUNT}"),
        "yearly_return": number(f"What the request returns a year, {AMOUNT}"),
    },
    ("sources",),
)


def run_fund(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """What is left of a change fund and whether a request fits in it.

    Units: money in the case's unit. Source: as `headroom`. Rounding: none.
    """
    unit = case.get("unit", "£")
    fund = change_fund.Fund(
        sources=monies(case["sources"], unit), awards=monies(case.get("awards", {}), unit)
    )
    explained = change_fund.headroom(fund)
    result: dict[str, Any] = {
        "total": shown(fund.total, unit),
        "promised": shown(fund.promised, unit),
        "headroom": shown(fund.headroom, unit),
    }
    parts: list[Step] = list(explained.step.parts)
    warnings: tuple[str, ...] = ()
    if "request" in case:
        request = money(case["request"], unit)
        try:
            result["left"] = shown(change_fund.check_request(fund, request), unit)
            result["request"] = "fits"
        except change_fund.BeyondFund as refusal:
            result["request"] = "refused"
            warnings = (str(refusal),)
        if "yearly_return" in case:
            result["payback_years"] = change_fund.payback_years(
                request, money(case["yearly_return"], unit)
            )
        parts.append(Step(label="Request", value=request, unit="£", notes=warnings))
    return Outcome(result=result, explanation=explained.step.with_parts(*parts), warnings=warnings)
