"""The public council-tax-resolution calculation: each part that a case holds, worked out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from townclerk.finance.core import bands, collection_fund, major_precepts, referendum, requirement
from townclerk.finance.core.case_parts import BadCase, money, monies, optional
from townclerk.finance.core.parish import parish_precept
from townclerk.finance.core.resolution_household import household
from townclerk.kernel.calculation import Outcome, ParameterSource
from townclerk.kernel.explained import Confidence, Step
from townclerk.kernel.money import Money, Rounding, Unrounded
from townclerk.kernel.years import FinancialYear

HALF_UP = Rounding.HALF_UP


class Resolution:
    """A case being worked out: the answer, its steps and its warnings as they come."""

    def __init__(self, case: Mapping[str, Any], source: ParameterSource) -> None:
        self.case = case
        self.source = source
        self.result: dict[str, Any] = {}
        self.steps: list[Step] = []
        self.warnings: list[str] = []
        self.exact: Unrounded | None = None
        self.own_d: Money | None = None

    @property
    def base(self) -> Any:
        if "base" not in self.case:
            raise BadCase("The case holds no tax base. Give the adopted base.")
        return self.case["base"]


def run(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """What the council resolves: requirement, basic amounts, bands, precepts, test and shares.

    Units: money in £, bases in Band D equivalents, rises in percent.
    Source: Local Government Finance Act 1992, sections 30 to 36, 47, 48 and 52ZB.
    Applies: billing authorities in England from 2012/13. Each part is worked out when the case
    holds what it needs.
    Rounding: Band D of each element to the penny, then each band of it, half away from zero.
    """
    work = Resolution(case, source)
    _requirement(work)
    _own_band_d(work)
    _split(work)
    _areas(work)
    _precepts(work)
    _referendum(work)
    _major_tests(work)
    _fund(work)
    _parishes(work)
    _household(work)
    if not work.result:
        raise BadCase("The case holds no part of a resolution. Give a requirement or Band D.")
    work.result["rounding_rule"] = bands.ROUNDING_RULE
    top = Step(label="Council tax resolution", value=None, parts=tuple(work.steps))
    return Outcome(result=work.result, explanation=top, warnings=tuple(work.warnings))


def _requirement(work: Resolution) -> None:
    given = work.case.get("requirement")
    if given is None:
        return
    found = requirement.requirement(
        requirement.RequirementForms(
            additions=monies(given["additions"]) if "additions" in given else None,
            deductions=monies(given["deductions"]) if "deductions" in given else None,
            gross=optional(given, "gross"),
            income=optional(given, "income"),
            own=optional(given, "own"),
            special=optional(given, "special"),
        )
    )
    amount = found.value.amount
    basic = requirement.per_dwelling(amount, work.base)
    work.steps += [found.step, basic.step]
    work.warnings += found.value.warnings
    work.result["requirement"] = {
        "amount": amount,
        "forms": dict(found.value.forms),
        "forms_agree": len(set(found.value.forms.values())) == 1,
        "basic": basic.value.round(HALF_UP),
        "basic_unrounded": basic.value.as_pounds(),
    }
    special = _special_total(work, amount)
    if special is not None:
        average = requirement.per_dwelling(special, work.base, "Special items").value
        work.exact = basic.value - average
        if "own" in given:
            work.exact = requirement.per_dwelling(money(given["own"]), work.base, "Own").value
        work.own_d = work.exact.round(HALF_UP)
        work.result["requirement"]["own_band_d"] = work.own_d
        work.result["requirement"]["own_unrounded"] = work.exact.as_pounds()


def _special_total(work: Resolution, amount: Money) -> Money | None:
    """All special items: as given, or the areas' own sums, each reported when they differ."""
    given = work.case["requirement"]
    areas = work.case.get("areas", [])
    listed = [
        money(area[name])
        for area in areas
        for name in ("precept", "special_expenses")
        if name in area
    ]
    stated = optional(given, "special")
    summed = Money.total(listed) if listed else None
    if stated is not None and summed is not None and stated != summed:
        work.warnings.append(
            f"Special items are given as £{stated}; the areas listed add to £{summed}."
        )
    if stated is not None:
        return stated
    return summed if summed is not None else Money.zero


def _own_band_d(work: Resolution) -> None:
    """Band D fixed first, and the requirement worked back from it."""
    fixed = optional(work.case, "own_band_d")
    if fixed is None:
        return
    if work.own_d is not None and work.own_d != fixed:
        work.warnings.append(
            f"Own Band D is given as £{fixed}; the requirement makes it £{work.own_d}."
        )
    work.own_d = fixed
    if "base" in work.case:
        own = requirement.payable(fixed, work.base, "Own requirement from Band D")
        work.result["own_requirement"] = own.value
        work.steps.append(own.step)


def _split(work: Resolution) -> None:
    given = work.case.get("split")
    if given is None:
        return
    found = requirement.rise_split(
        money(given["core"]), money(given["precept"]), given["core_rise"], given["precept_rise"]
    )
    split = found.value
    work.steps.append(found.step)
    if work.own_d is None:
        work.own_d = split.band_d
    lines = bands.precept_split(split.band_d, split.precept)
    work.result["split"] = {
        "whole": split.whole,
        "core": split.core,
        "precept": split.precept,
        "band_d": split.band_d,
        "core_percent": split.core_percent,
        "precept_percent": split.precept_percent,
        "total_percent": HALF_UP.decimal(split.total_percent, 2),
        "bands": {
            band: {"core": line.core, "precept": line.precept, "total": line.total}
            for band, line in lines.items()
        },
    }


def _printed_split(work: Resolution, own: Money) -> None:
    """A printed split that does not follow from Band D is said so; nothing is bent to it."""
    given = work.case.get("printed_split")
    if given is None:
        return
    lines = bands.precept_split(own, money(given["precept_band_d"]))
    for band, row in given["bands"].items():
        core, precept = money(row["core"]), money(row["precept"])
        line = lines[band]
        if (core, precept) != (line.core, line.precept):
            work.warnings.append(
                f"Band {band}: the printed split of £{core} and £{precept} cannot be reproduced; "
                f"the Band D amounts make it £{line.core} and £{line.precept}."
            )
    work.result["split_bands"] = {
        band: {"core": line.core, "precept": line.precept} for band, line in lines.items()
    }


def _areas(work: Resolution) -> None:
    """Every area's Band D and its eight bands and A-, with the major precepts added."""
    if work.own_d is None:
        return
    majors = monies(work.case.get("major_precepts", {}))
    _printed_split(work, work.own_d)
    general = bands.band_table({"own": work.own_d, **majors})
    work.steps.append(general.step)
    work.result["bands"] = _table(general.value)
    areas: dict[str, Any] = {}
    for area in work.case.get("areas", []):
        if area["code"] in areas:
            raise BadCase(f"Area {area['code']} is given twice. Give each code once.")
        areas[area["code"]] = _area(work, area, work.own_d, majors)
    if areas:
        work.result["areas"] = areas
        _check_bases(work)


def _area(
    work: Resolution, area: Mapping[str, Any], own: Money, majors: Mapping[str, Money]
) -> dict[str, Any]:
    elements: dict[str, Money] = {"own": own}
    exact = work.exact or own.unrounded()
    for name in ("precept", "special_expenses"):
        if name not in area:
            continue
        if "base" not in area:
            raise BadCase(f"Area {area['code']}: {name} needs the area's own base. Give it.")
        label = f"{area.get('name', area['code'])}: {name.replace('_', ' ')}"
        found = requirement.per_dwelling(money(area[name]), area["base"], label)
        elements[name] = found.value.round(HALF_UP)
        exact = exact + found.value
        work.steps.append(found.step)
    table = bands.band_table({**elements, **majors})
    name = area.get("name", area["code"])
    # The law is silent on whether an area's elements are rounded one by one.
    step = replace(table.step, label=f"Amounts for {name}", confidence=Confidence.MEDIUM)
    work.steps.append(step)
    summed = Money.total(elements.values())
    if summed != exact.round(HALF_UP):
        work.warnings.append(
            f"{name}: its elements at Band D add to £{summed}; rounded as a sum they make "
            f"£{exact.round(HALF_UP)}. The bill adds the rounded elements."
        )
    return {
        "name": name,
        "elements": dict(elements),
        "band_d": exact.round(HALF_UP),
        "own_and_area": summed,
        "bands": _table(table.value),
    }


def _check_bases(work: Resolution) -> None:
    if "base" not in work.case or not work.case.get("wholly_parished"):
        return
    whole = sum((Fraction(area["base"]) for area in work.case["areas"]), Fraction(0))
    if whole != Fraction(work.base):
        work.warnings.append(
            f"The bases of the areas add to {float(whole):,.2f}, not to {work.base}. "
            "The adopted bases rule."
        )


def _table(table: bands.BandTable) -> dict[str, Any]:
    return {
        "totals": dict(table.totals),
        "elements": {name: dict(part) for name, part in table.elements.items()},
    }


def _precepts(work: Resolution) -> None:
    majors = work.case.get("major_precepts")
    if not majors or "base" not in work.case:
        return
    work.result["payable"] = {}
    for name, amount in monies(majors).items():
        found = requirement.payable(amount, work.base, f"Payable to {name}")
        work.result["payable"][name] = found.value
        work.steps.append(found.step)


def _referendum(work: Resolution) -> None:
    given = work.case.get("referendum")
    if given is None:
        return
    year = FinancialYear.parse(given["year"]).start_year
    proposed = optional(given, "proposed") or work.own_d
    if proposed is None:
        raise BadCase("The case holds no amount to test. Give the proposed amount.")
    exact = work.exact if "proposed" not in given else None
    authority = given.get("authority", "")
    used = {
        FinancialYear.parse(label).start_year: percent
        for label, percent in given.get("precept_used", {}).items()
    }
    limit = referendum.limit_for(
        work.source.parameter(referendum.LIMITS),
        year,
        used,
        work.source.parameter(referendum.BESPOKE) if authority else None,
        authority,
    )
    if year in (2019, 2022) and not used and "limit" not in given:
        work.warnings.append(
            f"The limit of {given['year']} depends on the precept of earlier years, which the "
            "case does not give."
        )
    if "limit" in given:
        limit = referendum.Limit(
            year=year, core=given["limit"], precept=0, test=given.get("test", limit.test)
        )
    found = referendum.referendum_test(money(given["previous"]), proposed, limit, exact)
    test = found.value
    work.steps.append(found.step)
    work.result["referendum"] = {
        "verdict": "excessive" if test.is_excessive else "not excessive",
        "increase": HALF_UP.decimal(test.increase, 6),
        "published_increase": HALF_UP.decimal(test.published_increase, 6),
        "limit": limit.limit,
        "test": limit.test,
        "highest": test.highest,
        "referendum_by": _first_thursday_in_may(year) if test.is_excessive else None,
    }
    if test.is_excessive:
        work.warnings.append(
            f"{test.why} Make substitute calculations and hold a referendum by "
            f"{_first_thursday_in_may(year).isoformat()}, or propose £{test.highest} or less."
        )


def _major_tests(work: Resolution) -> None:
    """Each major precept against its own limit, where last year's amount is given."""
    given = work.case.get("major_tests")
    if given is None:
        return
    year, proposed = FinancialYear.parse(given["year"]), monies(work.case.get("major_precepts", {}))
    limits = work.source.parameter(major_precepts.MAJOR_LIMITS)
    outcomes = work.result["major_tests"] = {}
    for name, previous in monies(given["previous"]).items():
        if name not in proposed:
            raise BadCase(f"The case holds no {name} precept to test. Give it at Band D.")
        limit = major_precepts.major_limit(limits, year.start_year, name)
        found = major_precepts.major_test(name, previous, proposed[name], limit)
        work.steps.append(found.step)
        outcomes[name] = {
            "verdict": str(found.step.value),
            "limit": limit.words if limit else None,
            "highest": found.value.highest,
        }
        if found.value.is_excessive:
            work.warnings.append(
                f"The {name} precept is excessive above £{found.value.highest}. It is for that "
                "authority to hold a referendum or to issue a lower precept."
            )


def _first_thursday_in_may(year: int) -> date:
    first = date(year, 5, 1)
    return date(year, 5, 1 + (3 - first.weekday()) % 7)


def _fund(work: Resolution) -> None:
    given = work.case.get("collection_fund")
    if given is not None:
        found = collection_fund.fund_shares(
            money(given["balance"]),
            money(given["own"]),
            monies(given["precepts"]),
            Money(100) if given.get("unit") == "whole pounds" else None,
        )
        work.result["collection_fund"] = dict(found.value)
        work.steps.append(found.step)
    given = work.case.get("exceptional_balance")
    if given is not None:
        spread = collection_fund.spread_2020_balance(
            money(given["whole"]), money(given["exceptional"])
        )
        names = ("2021/22", "2022/23", "2023/24")
        work.result["exceptional_balance"] = dict(zip(names, spread.value, strict=True))
        work.steps.append(spread.step)


def _parishes(work: Resolution) -> None:
    given = work.case.get("parish")
    if given is not None:
        found = parish_precept(given)
        work.result["parish"] = found.value
        work.steps.append(found.step)
    given = work.case.get("implied_base")
    if given is not None:
        low, high = requirement.base_between(money(given["amount"]), money(given["band_d"]))
        work.result["implied_base"] = {
            "from": HALF_UP.decimal(low, 1),
            "to": HALF_UP.decimal(high, 1),
        }
        work.steps.append(
            Step(
                label="Base implied by a printed Band D, a check only",
                value=HALF_UP.decimal(low, 1),
                rule=requirement.SPECIAL_RULE,
            )
        )


def _household(work: Resolution) -> None:
    """What households see: this year's bands beside last year's."""
    if "previous" not in work.case:
        return
    shown, changes, steps = household(work.case, work.result)
    work.result["household"], work.result["changes"] = shown, changes
    work.steps += steps
