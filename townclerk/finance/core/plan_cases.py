"""The public plan-gap calculation: from a case to its outcome."""

from collections.abc import Mapping
from typing import Any

from townclerk.finance.core import versions
from townclerk.finance.core.case_parts import (
    UNIT,
    YEARS,
    by_year,
    listed,
    money,
    named,
    number,
    one_of,
    record,
    shown,
    shown_years,
    text,
    years_of,
)
from townclerk.finance.core.drivers import Driver, DriverKind, DriverYear, Move
from townclerk.finance.core.plan import (
    STEPS,
    GapTable,
    Plan,
    PlanLine,
    net_use_of_reserves,
    phasing_line,
    plan_gap,
)
from townclerk.kernel.calculation import Outcome, ParameterSource
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

AMOUNTS = listed({"type": ["number", "null"]}, "One amount a year, in the case's unit")
LINE = record(
    {
        "key": text("Identifies the line"),
        "label": text("Heading of the line"),
        "step": one_of(STEPS, "Which row of the waterfall it counts in"),
        "group": text("Group within its row"),
        "amounts": AMOUNTS,
        "unwinds": {"type": "boolean", "description": "One-off: the next year takes it back"},
        "driver": text("Code of the driver it follows"),
    },
    ("key", "step"),
)
MOVE = record(
    {
        "driver": text("Code of the driver"),
        "points": number("Points of a rate or share; percent of a volume"),
        "year": text("The year moved; every year when left out"),
    },
    ("driver", "points"),
)
DRIVER_YEAR = record(
    {
        "rate": number("Rate or share, in percent"),
        "volume": number("Volume, in its own unit"),
        "price": number("Price of one unit of volume, in the case's unit"),
    }
)
DRIVER = record(
    {
        "code": text("Identifies the driver"),
        "kind": one_of([kind.value for kind in DriverKind], "How it makes amounts"),
        "base": number("The base, or the total to spread, in the case's unit"),
        "years": listed(DRIVER_YEAR, "One entry a year"),
    },
    ("code", "kind", "years"),
)
PHASING = record(
    {
        "key": text("Identifies the entry"),
        "label": text("Heading"),
        "one_off": AMOUNTS,
        "loan": AMOUNTS,
        "repayment": AMOUNTS,
    },
    ("key",),
)
SCHEMA: dict[str, Any] = record(
    {
        "unit": UNIT,
        "years": YEARS,
        "lines": listed(LINE, "Lines of the plan; positive widens the gap"),
        "drivers": listed(DRIVER, "Drivers that lines follow"),
        "phasing": listed(PHASING, "Phasing entries, amounts positive; they unwind by themselves"),
        "before": listed(LINE, "Lines of the version before, for the bridge"),
        "sensitivity": listed(MOVE, "Moves of drivers"),
        "scenarios": named(listed(MOVE, "Moves"), "Named sets of moves: best, central, worst"),
    },
    ("years", "lines"),
)


def run(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """The gap of a plan with what else the case asks: bridge, sensitivity, scenarios.

    Units: money in the case's unit. Source: local practice.
    Rounding: only what drivers make, to the penny.
    """
    unit, years = case.get("unit", "£"), years_of(case)
    phasing = tuple(_phasing(row, years, unit) for row in case.get("phasing", ()))
    plan = Plan(
        years=years,
        lines=(*(_line(row, years, unit) for row in case["lines"]), *phasing),
        drivers=tuple(_driver(row, years, unit) for row in case.get("drivers", ())),
    )
    explained = plan_gap(plan)
    result = _table(explained.value, unit)
    if "phasing" in case:
        result["net_use_of_reserves"] = shown(_net_use(case, years, unit), unit)
    if "before" in case:
        lines = tuple(_line(row, years, unit) for row in case["before"])
        old = Plan(years=years, lines=(*lines, *phasing), drivers=plan.drivers)
        result["bridge"] = [
            {"line": line.key, "label": line.label, "change": line.change}
            | shown_years(line.amounts, years, unit)
            for line in versions.bridge(old, plan).lines
        ]
    if "sensitivity" in case:
        result["sensitivity"] = _sensitivity(plan, case["sensitivity"], unit)
    if "scenarios" in case:
        sets = {name: tuple(map(_move, moves)) for name, moves in case["scenarios"].items()}
        result["scenarios"] = {
            name: shown_years(table.row("gap_after_tax").amounts, years, unit)
            for name, table in versions.scenarios(plan, sets).items()
        }
    return Outcome(result=result, explanation=explained.step, warnings=explained.step.notes)


def _table(table: GapTable, unit: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        key: shown_years(row.amounts, table.years, unit) for key, row in table.rows.items()
    }
    result["later"] = [
        {
            "line": line.line.key,
            "year": FinancialYear(table.years[-1] + 1).label,
            "amount": shown(line.beyond, unit),
        }
        for line in table.later
    ]
    return result


def _line(row: Mapping[str, Any], years: tuple[int, ...], unit: str) -> PlanLine:
    amounts = by_year(row["amounts"], years, unit, row["key"]) if "amounts" in row else {}
    return PlanLine(
        key=row["key"],
        step=row["step"],
        amounts=amounts,
        label=row.get("label", ""),
        group=row.get("group", ""),
        unwinds=row.get("unwinds", False),
        driver=row.get("driver", ""),
    )


def _phasing(row: Mapping[str, Any], years: tuple[int, ...], unit: str) -> PlanLine:
    parts = {
        name: by_year(row[name], years, unit, row["key"]) if name in row else {}
        for name in ("one_off", "loan", "repayment")
    }
    return phasing_line(row["key"], label=row.get("label", "Phasing"), **parts)


def _net_use(case: Mapping[str, Any], years: tuple[int, ...], unit: str) -> Money:
    def total(name: str, row: Mapping[str, Any]) -> dict[int, Money]:
        return by_year(row[name], years, unit, row["key"]) if name in row else {}

    return Money.total(
        net_use_of_reserves(total("loan", row), total("repayment", row)) for row in case["phasing"]
    )


def _driver(row: Mapping[str, Any], years: tuple[int, ...], unit: str) -> Driver:
    values = {
        year: DriverYear(
            rate=given.get("rate", 0),
            volume=given.get("volume", 0),
            price=money(given.get("price", 0), unit),
        )
        for year, given in zip(years, row["years"], strict=False)
    }
    return Driver(
        code=row["code"],
        kind=DriverKind(row["kind"]),
        base=money(row.get("base", 0), unit),
        years=values,
    )


def _move(row: Mapping[str, Any]) -> Move:
    year = FinancialYear.parse(row["year"]).start_year if "year" in row else None
    return Move(driver=row["driver"], points=row["points"], year=year)


def _sensitivity(plan: Plan, rows: list[Mapping[str, Any]], unit: str) -> dict[str, Any]:
    moves = tuple(map(_move, rows))
    volumes = {driver.code for driver in plan.drivers if driver.kind is DriverKind.VOLUME}
    found = versions.sensitivity(plan, *moves)
    return {
        "moves": [versions.in_words(move, is_volume=move.driver in volumes) for move in moves],
        "lines": list(found.lines),
        "change": shown_years(found.amounts, plan.years, unit),
        "gap": shown_years(found.after, plan.years, unit),
    }
