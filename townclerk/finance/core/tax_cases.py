"""The public tax-options and council-tax-base calculations: from a case to its outcome."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from townclerk.finance.core import referendum
from townclerk.finance.core.bands import NINTHS
from townclerk.finance.core.case_parts import (
    UNIT,
    YEARS,
    BadCase,
    by_year,
    listed,
    money,
    number,
    one_of,
    optional,
    pounds,
    record,
    shown,
    shown_years,
    text,
    years_of,
)
from townclerk.finance.core.tax_base import BandLines, tax_base
from townclerk.finance.core.tax_options import (
    Assumptions,
    Carry,
    OptionResult,
    Rise,
    TaxOption,
    household_cost,
    tax_option,
)
from townclerk.kernel.calculation import Check, Outcome, ParameterSource
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

PERCENTS = listed({"type": "number"}, "One percentage a year")
AMOUNTS = listed({"type": "number"}, "One amount a year, in the case's unit")
CARRY = record(
    {
        "from": text("Year of the surplus"),
        "to": text("Year that falls short"),
        "amount": number("Amount carried, in the case's unit"),
    },
    ("from", "to", "amount"),
)
OPTION = record(
    {
        "name": text("Name of the option"),
        "core": PERCENTS,
        "precept": PERCENTS,
        "printed_yields": AMOUNTS,
        "printed_total": number("Printed total of the yields, in the case's unit"),
        "carries": listed(CARRY, "How an early surplus is carried through reserves"),
    },
    ("name", "core"),
)
OPTIONS_SCHEMA: dict[str, Any] = record(
    {
        "unit": UNIT,
        "years": YEARS,
        "base": number("Income the first rise acts on, in the case's unit"),
        "growth": number("Growth of the base a year after the first, in percent"),
        "gap": AMOUNTS,
        "options": listed(OPTION, "Options side by side"),
        "authority": text("Name in the bespoke limits, when it has one"),
        "precept_total": number("Precept over the period, in percent; 6 for 2017/18 to 2019/20"),
        "band_d": pounds("Own Band D of the year before"),
    },
    ("years", "base", "options"),
)


def run_options(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """Each option's yields, residual gaps, rooms under the limits and checks.

    Units: money in the case's unit, percent. Source: as `tax_option`. Rounding: as `tax_option`.
    """
    unit, years = case.get("unit", "£"), years_of(case)
    gap = tuple(by_year(case["gap"], years, unit, "The gap").values()) if "gap" in case else ()
    result: dict[str, Any] = {}
    steps: list[Step] = []
    checks: list[Check] = []
    warnings: list[str] = []
    for row in case["options"]:
        option = _option(row, years, unit)
        used = {year: rise.precept for year, rise in option.rises.items()}
        assumptions = Assumptions(
            years=years,
            base=money(case["base"], unit),
            growth=case.get("growth", 0),
            gap=gap,
            limits=_limits(source, years, used, case.get("authority", "")),
            precept_total=case.get("precept_total", _period_total(source, years)),
        )
        explained = tax_option(assumptions, option)
        result[option.name] = _option_json(explained.value, years, unit)
        if "band_d" in case:
            result[option.name]["household"] = _household(case, option, years)
        steps.append(explained.step)
        checks += explained.value.checks
        warnings += [f"{option.name}: {said}" for said in explained.value.warnings]
    top = Step(label="Council tax options", value=len(steps), unit="options", parts=tuple(steps))
    return Outcome(result=result, explanation=top, checks=tuple(checks), warnings=tuple(warnings))


def _period_total(source: ParameterSource, years: tuple[int, ...]) -> Any:
    """What the principles allow the precept over a run of years that the plan covers whole."""
    row = source.parameter(referendum.LIMITS)
    for value in row.values:
        if value.start == date(years[0], 4, 1) and value.value.get("total_from") == years[0]:
            return value.value["precept_total"]
    return None


def _limits(
    source: ParameterSource, years: tuple[int, ...], used: Mapping[int, Any], authority: str
) -> dict[int, referendum.Limit]:
    limits = source.parameter(referendum.LIMITS)
    bespoke = source.parameter(referendum.BESPOKE) if authority else None
    held = {value.start.year for value in limits.values}
    return {
        year: referendum.limit_for(limits, year, used, bespoke, authority)
        for year in years
        if year in held
    }


def _option(row: Mapping[str, Any], years: tuple[int, ...], unit: str) -> TaxOption:
    core = row["core"]
    precept = row.get("precept", [0] * len(years))
    if not len(core) == len(precept) == len(years):
        raise BadCase(f"{row['name']}: give one core and one precept rise a year.")
    printed = row.get("printed_yields")
    carries = tuple(
        Carry(
            from_year=FinancialYear.parse(carry["from"]).start_year,
            to_year=FinancialYear.parse(carry["to"]).start_year,
            amount=money(carry["amount"], unit),
        )
        for carry in row.get("carries", ())
    )
    return TaxOption(
        name=row["name"],
        rises={
            year: Rise(core=core[place], precept=precept[place]) for place, year in enumerate(years)
        },
        # Yields are printed negative where they close a gap: the size counts.
        printed={
            year: abs(amount)
            for year, amount in by_year(printed, years, unit, "Printed yields").items()
        }
        if printed
        else {},
        printed_total=None
        if row.get("printed_total") is None
        else abs(money(row["printed_total"], unit)),
        carries=carries,
    )


def _option_json(found: OptionResult, years: tuple[int, ...], unit: str) -> dict[str, Any]:
    label = FinancialYear
    return {
        "yield": shown_years((year.modelled for year in found.years), years, unit),
        "residual": shown_years(found.residual, years, unit),
        "cumulative": {
            label(year).label: shown(amount, unit)
            for year, amount in zip(years, found.cumulative, strict=True)
        },
        "after_carry": shown_years(found.after_carry, years, unit),
        "early_surplus": shown(found.early_surplus, unit),
        "precept_room": {label(year.year).label: year.precept_room for year in found.years},
        "precept_room_period": {
            label(year.year).label: year.precept_room_period for year in found.years
        },
        "balanced": found.is_balanced,
        "verdict": found.verdict,
    }


def _household(
    case: Mapping[str, Any], option: TaxOption, years: tuple[int, ...]
) -> dict[str, Money]:
    """What the first year's rise adds to the bill of each band."""
    rise = option.rises[years[0]].total
    band_d = money(case["band_d"])
    return {band: household_cost(band_d, rise, ninths) for band, ninths in NINTHS.items()}


PAIR = record({"count": number("Dwellings"), "percent": number("Percent")}, ("count", "percent"))
_NUMBERS = {
    "dwellings": "H: chargeable dwellings, when not built up from lines",
    "listed": "Dwellings on the list",
    "additions": "Expected additions shown in H",
    "exempt": "Exempt dwellings",
    "relief_out": "Dwellings moved down out of the band by disabled relief",
    "relief_in": "Dwellings moved in from the band above",
    "other": "Any other line of H, with its own sign",
    "discount": "Q: discounts as full-charge equivalents",
    "premium": "E: premiums as full-charge equivalents",
    "changes": "J: estimated changes over the year, with their sign",
    "reductions": "Z: council tax reduction in dwellings",
    "reductions_pounds": "Council tax reduction in £",
}
BAND = record(
    {
        "band": one_of(NINTHS, "The band"),
        **{name: number(said) for name, said in _NUMBERS.items()},
        "discounts": listed(PAIR, "Discounts by percentage"),
        "premiums": listed(PAIR, "Premiums by percentage"),
    },
    ("band",),
)
BASE_SCHEMA: dict[str, Any] = record(
    {
        "bands": listed(BAND, "One entry a band"),
        "rate": number("Collection rate, in percent"),
        "in_lieu": number("Defence contributions in lieu, in Band D equivalents"),
        "places": {"type": "integer", "minimum": 0, "maximum": 4, "description": "Places adopted"},
        "band_d": pounds("Band D charge that turns reductions into dwellings"),
        "year": text("Financial year of the base"),
    },
    ("bands", "rate"),
)


def run_base(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """The tax base of a district or a part of it.

    Units: dwellings, percent, Band D equivalents. Source: as `tax_base`. Rounding: once.
    """
    year = FinancialYear.parse(case["year"]).start_year if "year" in case else 2026
    places = case.get("places")
    if places is None:
        places = int(source.parameter("finance/tax-base-places").at(date(year, 4, 1)).value)
    explained = tax_base(
        tuple(_band(row) for row in case["bands"]),
        case["rate"],
        in_lieu=case.get("in_lieu", 0),
        places=places,
        band_d=optional(case, "band_d"),
    )
    base = explained.value
    result = {
        "bands": {
            band.band: {"h": band.h, "q": band.q, "e": band.e, "j": band.j, "z": band.z}
            | {"net": band.net, "relevant": band.relevant}
            for band in base.bands
        },
        "relevant": base.relevant,
        "unrounded": base.unrounded,
        "base": base.adopted,
    }
    return Outcome(result=result, explanation=explained.step, warnings=base.warnings)


def _band(row: Mapping[str, Any]) -> BandLines:
    plain = {name: row[name] for name in _NUMBERS if name in row and name != "reductions_pounds"}
    return BandLines(
        band=row["band"],
        **plain,
        discounts=_pairs(row, "discounts"),
        premiums=_pairs(row, "premiums"),
        reductions_pounds=optional(row, "reductions_pounds"),
    )


def _pairs(row: Mapping[str, Any], name: str) -> tuple[tuple[Any, Any], ...]:
    return tuple((pair["count"], pair["percent"]) for pair in row.get(name, ()))
