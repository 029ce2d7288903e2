"""The 2017 plan and its tax options, numbers besides the printed ones, and what always holds."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from townclerk.calc import catalogue
from townclerk.calc.runner import run_case
from townclerk.finance.core.bands import NINTHS, band_table
from townclerk.finance.core.change_fund import BeyondFund, Fund, check_request
from townclerk.finance.core.collection_fund import fund_shares
from townclerk.finance.core.drivers import Driver, DriverKind, DriverYear, Move, UnknownDriver
from townclerk.finance.core.plan import BadPlan, Plan, PlanLine, gap_table, plan_gap
from townclerk.finance.core.reserves import replenishments
from townclerk.finance.core.simulation import BadSimulation, Model, Shape, Uncertain, simulate
from townclerk.finance.core.tax_options import (
    Assumptions,
    BadOption,
    Carry,
    Rise,
    TaxOption,
    tax_option,
)
from townclerk.finance.core.versions import bridge, sensitivity
from townclerk.kernel.money import Money
from townclerk.platform.parameters import source

YEARS = (2017, 2018, 2019)
LABELS = ["2017/18", "2018/19", "2019/20"]
REVISIONS = {
    "esg": (727, 319, -700),
    "new-homes": (1550, 988, 597),
    "care-act": (397, 35, 1034),
    "apprentices": (600, 0, 0),
    "levies": (-2405, 861, -693),
    "pay-and-prices": (-1763, -1765, -1770),
    "living-wage": (-1082, 0, 0),
    "pensions": (-804, -389, -200),
    "tax-surplus": (-2004, 2004, 0),
    "tax-base": (-1507, -329, -329),
    "rates": (1175, 9, 0),
    "underspends": (-708, 0, 0),
    "better-care": (-3000, 0, 0),
    "other": (1136, 1428, -1173),
}


def thousands(*amounts: int) -> dict[int, Money]:
    return {year: Money.thousands(amount) for year, amount in zip(YEARS, amounts, strict=True)}


def plan_of_2017(pay_2018: int = -1765) -> Plan:
    revisions = REVISIONS | {"pay-and-prices": (-1763, pay_2018, -1770)}
    return Plan(
        years=YEARS,
        lines=(
            PlanLine(key="gap", step="original", amounts=thousands(33_432, 14_614, 16_372)),
            *(
                PlanLine(key=key, step="revision", amounts=thousands(*amounts))
                for key, amounts in revisions.items()
            ),
            PlanLine(
                key="support-grant",
                step="revision",
                unwinds=True,
                amounts={2017: Money.thousands(-1532)},
            ),
            PlanLine(key="reform", step="proposal", amounts=thousands(-4279, -15_072, -9771)),
            PlanLine(key="options", step="proposal", amounts=thousands(-8465, -6562, -1480)),
            PlanLine(
                key="phasing", step="phasing", unwinds=True, amounts=thousands(-7000, 0, 3000)
            ),
        ),
    )


def in_thousands(amounts: tuple[Money, ...]) -> list[int]:
    return [amount.pence // 100_000 for amount in amounts]


def test_it_goes_from_the_original_gap_to_the_remaining_one():
    table = gap_table(plan_of_2017())
    assert in_thousands(table.row("revised_gap").amounts) == [24_212, 19_307, 13_138]
    assert in_thousands(table.row("remaining_gap").amounts) == [4468, 4673, 4887]
    assert in_thousands(table.row("phasing").amounts) == [-7000, 7000, 3000]
    assert [(line.line.key, str(line.beyond)) for line in table.later] == [
        ("phasing", "-3000000.00")
    ]


def test_it_moves_one_year_and_names_the_line_in_the_bridge():
    before, after = plan_of_2017(), plan_of_2017(pay_2018=-1665)
    remaining = gap_table(after).row("remaining_gap")
    assert in_thousands(remaining.amounts) == [4468, 4773, 4887]
    assert remaining.total == Money.thousands(14_128)
    assert [line.key for line in bridge(before, after).lines] == ["pay-and-prices"]


def test_it_says_in_its_explanation_what_reverses_after_the_plan():
    assert "2020/21" in plan_gap(plan_of_2017()).step.to_text()


def test_it_refuses_a_line_given_twice_and_a_year_outside():
    line = PlanLine(key="a", step="original")
    with pytest.raises(BadPlan, match="twice"):
        Plan(years=YEARS, lines=(line, line))
    with pytest.raises(BadPlan, match="outside"):
        Plan(
            years=YEARS,
            lines=(PlanLine(key="a", step="original", amounts={2030: Money.pounds(1)}),),
        )


def test_it_carries_a_moved_driver_into_its_own_lines_only():
    pay = Driver(
        code="pay",
        kind=DriverKind.INFLATION,
        base=Money.pounds(100_000),
        years={year: DriverYear(rate=2) for year in YEARS},
    )
    plan = Plan(
        years=YEARS,
        lines=(
            PlanLine(key="pay", step="original", driver="pay"),
            PlanLine(key="rent", step="original", amounts=thousands(1, 1, 1)),
        ),
        drivers=(pay,),
    )
    found = sensitivity(plan, Move(driver="pay", points=1))
    assert found.lines == ("pay",)
    # 3% for 2%: 1,000 more at first, then 3% of 103,000 against 2% of 102,000.
    assert [str(amount) for amount in found.amounts[:2]] == ["1000.00", "1050.00"]
    with pytest.raises(UnknownDriver):
        sensitivity(plan, Move(driver="rent", points=1))


FRONT = {
    "unit": "£m",
    "years": LABELS,
    "base": "111.98",
    "growth": "0.571%",
    "gap": ["4.468", "4.673", "4.887"],
}
FRONT_OPTION = {
    "name": "front",
    "core": ["1.99", "1.99", "1.99"],
    "precept": [3, 3, 0],
    "printed_yields": ["(5.591)", "(5.903)", "(2.534)"],
    "printed_total": "14.028",
}


def options(*rows: dict) -> dict:
    case = FRONT | {"options": list(rows)}
    return run_case(catalogue.by_name("tax-options"), case, source()).to_json(explain=False)


def test_it_models_the_front_loaded_option_beside_the_printed_one():
    found = options(FRONT_OPTION)
    front = found["result"]["front"]
    assert front["yield"] == dict(
        zip([*LABELS, "total"], ["5.588", "5.9", "2.485", "13.973"], strict=True)
    )
    assert front["residual"] == dict(
        zip([*LABELS, "total"], ["-1.123", "-1.23", "2.353", "0"], strict=True)
    )
    assert any("£0.055m below the printed £14.028m" in check["why"] for check in found["checks"])
    assert front["early_surplus"] == "2.353"
    assert front["precept_room_period"]["2019/20"] == "0"
    assert front["balanced"] is False


def test_it_calls_an_option_balanced_only_when_the_carry_is_recorded():
    carries = [
        {"from": "2017/18", "to": "2019/20", "amount": "1.123"},
        {"from": "2018/19", "to": "2019/20", "amount": "1.230"},
    ]
    assert options(FRONT_OPTION | {"carries": carries})["result"]["front"]["balanced"] is True
    assert options(FRONT_OPTION | {"carries": carries[:1]})["result"]["front"]["balanced"] is False


def test_it_warns_of_a_rise_at_the_limit_and_of_a_precept_past_six():
    found = options({"name": "high", "core": [2, 2, 2], "precept": [3, 3, 1]})
    said = " ".join(found["warnings"])
    assert "2017/18: a rise of 5.00%" in said
    assert "passes 6.00% over the period" in said


def test_it_refuses_a_carry_of_more_than_the_surplus():
    option = TaxOption(
        name="x",
        rises={2017: Rise(core=2)},
        carries=(Carry(from_year=2017, to_year=2018, amount=Money.pounds(1)),),
    )
    start = Assumptions(
        years=(2017, 2018), base=Money.pounds(100), gap=(Money.pounds(9), Money.zero)
    )
    with pytest.raises(BadOption, match="more from 2017/18"):
        tax_option(start, option)


def test_it_sets_ten_parishes_with_three_precepts_to_the_penny():
    areas = [
        {"code": f"P{place}", "name": "Sameton", "precept": 10_000 * place, "base": 777 + place}
        for place in range(1, 11)
    ]
    case = {
        "requirement": {"gross": 150_550_000, "income": 60_000_000, "own": 90_000_000}
        | {"special": 550_000},
        "base": "61,240.55",
        "areas": areas,
        "major_precepts": {"police": "300.01", "fire": "101.25", "mayor": 0},
        "referendum": {"year": "2026/27", "previous": "1,399.00"},
    }
    found = run_case(catalogue.by_name("council-tax-resolution"), case, source()).outcome
    own = found.result["areas"]["P3"]["elements"]["own"]
    parish = found.result["areas"]["P3"]["elements"]["precept"]
    assert (str(own), str(parish)) == ("1469.61", "38.46")
    # Band A by hand: 979.74 + 25.64 + 200.01 + 67.50 + 0.00
    assert str(found.result["areas"]["P3"]["bands"]["totals"]["A"]) == "1272.89"
    assert found.result["referendum"]["verdict"] == "excessive"
    assert found.result["referendum"]["referendum_by"].isoformat() == "2026-05-07"
    assert "half up" in found.result["rounding_rule"]


def test_it_says_where_a_printed_split_cannot_be_reproduced():
    case = {
        "own_band_d": "2,043.54",
        "printed_split": {
            "precept_band_d": "319.48",
            "bands": {"A": {"core": "1,149.38", "precept": "212.98"}},
        },
    }
    found = run_case(catalogue.by_name("council-tax-resolution"), case, source())
    assert "cannot be reproduced" in " ".join(found.warnings)


def test_it_owes_what_was_used_and_not_put_back():
    used = {2023: Money.thousands(2000)}
    (owed,) = replenishments(used, {2022: Money.thousands(9), 2024: Money.thousands(500)}, 2025)
    assert (str(owed.amount), owed.due_by) == ("1500000.00", 2025)


def test_it_refuses_more_than_the_fund_has_left():
    fund = Fund(sources={"all": Money.thousands(8500)}, awards={"one": Money.thousands(500)})
    assert check_request(fund, Money.thousands(8000)) == Money.zero
    with pytest.raises(BeyondFund, match=r"£100000\.00 more"):
        check_request(fund, Money.thousands(8100))


def test_it_repeats_a_simulation_by_its_seed_and_keeps_correlation():
    drivers = tuple(
        Uncertain(key=key, shape=shape, low=-1, mode=0, high=1)
        for key, shape in (("a", Shape.TRIANGULAR), ("b", Shape.UNIFORM))
    )
    model = Model(
        years=(2017, 2018),
        fixed=(0.0, 0.0),
        drivers=drivers,
        effects=((1.0, 0.0), (0.0, 1.0)),
        correlations={("a", "b"): 0.8},
    )
    first, again = simulate(model, 20_000, seed=7), simulate(model, 20_000, seed=7)
    assert (first.gaps == again.gaps).all()
    mean_product = float((first.gaps[:, 0] * first.gaps[:, 1]).mean())
    together = mean_product / float(first.gaps[:, 0].std() * first.gaps[:, 1].std())
    assert 0.7 < together < 0.85
    assert 0.45 < first.chance_above(0) < 0.55
    with pytest.raises(BadSimulation, match="no driver"):
        simulate(
            Model(
                years=(2017,),
                fixed=(0.0,),
                drivers=drivers[:1],
                effects=((1.0,),),
                correlations={("a", "z"): 0.1},
            ),
            10,
            seed=1,
        )


AMOUNTS = st.integers(-(10**11), 10**11).map(Money)


@st.composite
def lines(draw, count=6):
    return tuple(
        PlanLine(
            key=str(place),
            step=draw(st.sampled_from(("original", "revision", "proposal", "phasing", "tax"))),
            unwinds=draw(st.booleans()),
            amounts={year: draw(AMOUNTS) for year in YEARS},
        )
        for place in range(draw(st.integers(0, count)))
    )


def gap(found) -> Money:
    return gap_table(Plan(years=YEARS, lines=found)).row("gap_after_tax").total


@given(lines())
@settings(deadline=None)
def test_it_adds_the_gap_over_lines(found):
    assert gap(found) == Money.total(gap((line,)) for line in found)


@given(lines(), lines())
@settings(deadline=None)
def test_it_bridges_the_whole_change(old, new):
    moved = bridge(Plan(years=YEARS, lines=old), Plan(years=YEARS, lines=new))
    assert Money.total(line.total for line in moved.lines) == gap(new) - gap(old)


@given(AMOUNTS, AMOUNTS)
@settings(deadline=None)
def test_it_nets_a_one_off_to_nil_once_it_has_unwound(first, second):
    line = PlanLine(key="a", step="revision", unwinds=True, amounts={2017: first, 2018: second})
    assert gap((line,)) == Money.zero


@given(st.lists(st.integers(0, 10**6).map(Money), min_size=1, max_size=5))
@settings(deadline=None)
def test_it_totals_each_band_from_its_rounded_parts(amounts):
    table = band_table({str(place): amount for place, amount in enumerate(amounts)}).value
    for band, ninths in NINTHS.items():
        parts = [part[band] for part in table.elements.values()]
        assert table.totals[band] == Money.total(parts)
        assert all(
            abs(part.pence - amount.pence * Fraction(ninths, 9)) <= Fraction(1, 2)
            for part, amount in zip(parts, amounts, strict=True)
        )


@given(AMOUNTS, st.lists(st.integers(1, 10**10).map(Money), min_size=2, max_size=5))
@settings(deadline=None)
def test_it_shares_a_fund_whole(balance, demands):
    precepts = {str(place): demand for place, demand in enumerate(demands[1:])}
    parts = fund_shares(balance, demands[0], precepts).value
    assert Money.total(parts.values()) == balance


@given(AMOUNTS)
@settings(deadline=None)
def test_it_leaves_other_lines_alone(amount):
    held = PlanLine(key="held", step="original", amounts=thousands(1, 2, 3))
    moving = PlanLine(key="moving", step="revision", amounts={2018: amount})
    table = gap_table(Plan(years=YEARS, lines=(held, moving)))
    assert in_thousands(table.row("original_gap").amounts) == [1, 2, 3]


def test_it_grows_by_decimals_exactly():
    start = Assumptions(
        years=(2024, 2025),
        base=Money.pounds("80000000"),
        growth=Decimal("1.25"),
        base_to=Money(1),
    )
    option = TaxOption(name="x", rises={2024: Rise(core=2), 2025: Rise(core=1)})
    # 80,000,000 × 1.02 × 1.0125 = 82,620,000
    assert tax_option(start, option).value.years[1].base == Money.pounds(82_620_000)
