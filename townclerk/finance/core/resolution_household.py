"""The part of a resolution that households see: this year beside last, by area and by band."""

from collections.abc import Mapping
from typing import Any

from townclerk.finance.core.bands import band_table
from townclerk.finance.core.case_parts import BadCase, money, monies
from townclerk.finance.core.household import household_lines, percent_on_bill
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money

GENERAL = "general"


def household(
    case: Mapping[str, Any], result: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], tuple[Step, ...]]:
    """Yearly and weekly amounts by area and band, the change of each line, and their steps.

    Units: money in £. Source: as `household_lines`.
    Applies: a case that gives last year's Band D of the council and of each authority.
    Rounding: as the band tables. Raises: `BadCase` when this year's bands are not in the case.
    """
    given = case["previous"]
    if "bands" not in result:
        raise BadCase("Last year's amounts are given without this year's. Give Band D.")
    own, majors = money(given["own_band_d"]), monies(given.get("major_precepts", {}))
    before_areas = monies(given.get("areas", {}))
    tables: dict[str, tuple[Any, dict[str, Money]]] = {GENERAL: (result["bands"], {})}
    for code, area in result.get("areas", {}).items():
        last = {"area": before_areas[code]} if code in before_areas else {}
        tables[code] = (area["bands"], last)
    shown, steps = {}, []
    for code, (table, last) in tables.items():
        before = band_table({"own": own, **last, **majors}).value.totals
        found = household_lines(table["totals"], before)
        steps.append(found.step)
        shown[code] = {
            band: {
                "now": line.now,
                "before": line.before,
                "rise": line.rise,
                "weekly": line.weekly,
                "weekly_rise": line.weekly_rise,
            }
            for band, line in found.value.items()
        }
    return shown, _changes(result, own, majors, before_areas), tuple(steps)


def _changes(
    result: Mapping[str, Any], own: Money, majors: Mapping[str, Money], areas: Mapping[str, Money]
) -> dict[str, Any]:
    """Each line of the bill at Band D: last year, this year, and the change in percent."""
    now = {name: part["D"] for name, part in result["bands"]["elements"].items()}
    lines = {
        name: _line(now.get(name, Money.zero), before)
        for name, before in {"own": own, **majors}.items()
    }
    for code, before in areas.items():
        elements = result.get("areas", {}).get(code, {}).get("elements", {})
        added = Money.total(amount for name, amount in elements.items() if name != "own")
        lines[code] = _line(added, before)
    return lines


def _line(now: Money, before: Money) -> dict[str, Any]:
    percent = percent_on_bill(now, before)
    return {"now": now, "before": before, "change": now - before, "percent": percent}
